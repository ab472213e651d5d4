"""Two counts, each a part of a whole: whether chance alone could make their shares differ."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from referral_analysis.special import bdtr, bdtrc


def p_of_equal_shares(
    now: ArrayLike, of_now: ArrayLike, then: ArrayLike, of_then: ArrayLike
) -> NDArray[np.float64]:
    """Return the two-sided p-value of equal shares, twice the smaller tail; wholes are above 0.

    Shapes: all alike, or broadcast. Given how many there were in both together, the count now is
    binomial. Source: Przyborowski & Wilenski (1940), Biometrika 31(3/4), 313-323.
    """
    count, both = np.asarray(now), np.add(now, then)
    share = np.divide(of_now, np.add(of_now, of_then))
    lower = bdtr(count, both, share)
    upper = np.where(count > 0, bdtrc(np.maximum(count - 1, 0), both, share), 1.0)
    return np.asarray(np.minimum(2 * np.minimum(lower, upper), 1.0), dtype=np.float64)
