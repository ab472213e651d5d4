"""Observed over expected where the model is of what is counted itself: a ratio of two estimates.

Both are sums of coefficients and share their errors, so the range is Fieller's: every ratio r at
which numerator - r x denominator could be nothing, at the width that the change itself has. It
excludes one just where the change excludes nothing.
Source: Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185.
"""

import numpy as np

from referral_analysis.its.effects.averted import AvertedRange
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.fit import Batch


def over_expected(
    batch: Batch, change: AvertedRange, total: Floats, sums: tuple[Floats, Floats]
) -> AvertedRange:
    """Return observed over expected of S segments.

    change: observed less expected, in all; total (S,): observed. sums: of the design's rows of the
    periods, by their exposure, as they are and without the effect, (S, p) each. NaN where what was
    expected is not positive; without a high end where it could be nothing, and where any ratio
    could be without either.
    """
    expected = total - change.estimate
    reach = np.maximum(change.high - change.estimate, change.estimate - change.low)
    is_told = (change.low > 0) | (change.high < 0)
    near = np.where(change.low > 0, change.estimate - change.low, change.high - change.estimate)
    covariance = batch.kernel.covariance
    as_is, without = sums
    spread = _form(covariance, as_is - without, as_is - without)
    with np.errstate(divide="ignore", invalid="ignore"):
        stretch = np.where(is_told, near, reach) ** 2 / spread
        square = expected**2 - stretch * _form(covariance, without, without)
        middle = total * expected - stretch * _form(covariance, as_is, without)
        rest = total**2 - stretch * _form(covariance, as_is, as_is)
        root = np.sqrt(middle**2 - square * rest)  # NaN where every ratio could be
        is_positive = (expected > 0) & (total > 0)
        # where the denominator could be nothing, ratios from the larger root on could be
        low = np.where(is_positive, (middle - root) / square, np.nan)
        high = np.where(is_positive & (square > 0), (middle + root) / square, np.nan)
        estimate = np.where(is_positive, total / expected, np.nan)
    return AvertedRange(estimate=estimate, low=np.maximum(low, 0.0), high=high)


def _form(covariance: Floats, left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("sp,spq,sq->s", left, covariance, right))
