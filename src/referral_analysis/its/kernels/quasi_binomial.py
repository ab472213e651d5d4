"""Quasi-binomial regression of shares on a design, logit link."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels.basis import basis_of, checked_times
from referral_analysis.its.kernels.count_cells import checked_counts, checked_trials
from referral_analysis.its.kernels.irls import BINOMIAL, Cells
from referral_analysis.its.kernels.quasi import quasi_fit
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.kernels.robust import Robust


def fit(
    design: ArrayLike,
    successes: ArrayLike,
    trials: ArrayLike,
    *,
    times: ArrayLike | None = None,
    robust: Robust | None = None,
    names: Sequence[str] | None = None,
) -> KernelFit:
    """Fit successes (S, n) out of trials (n,) or (S, n) on design (n, p); a period may have none.

    logit of the share = design @ coefficients. Scale is Pearson's chi-square / (n - p); the
    covariance is scale (X'WX)^-1, or Newey-West's if `robust`. residuals are successes minus their
    mean. times (n,): whole numbers, periods left out keep their place. A stretch of shares of 0 or
    1 that a column describes alone is flagged as not converged. Errors: see `basis`, `count_cells`.
    Source: McCullagh & Nelder (1989), Generalized Linear Models, chapter 4.
    """
    basis = basis_of(design, names)
    response = checked_counts(successes, len(basis.design))
    size = checked_trials(trials, response)
    cells = Cells(response=response, offset=np.zeros((1, 1)), size=size)
    return quasi_fit(basis, cells, BINOMIAL, checked_times(times, len(basis.design)), robust)
