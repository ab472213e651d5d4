"""Quasi-Poisson regression of counts on a design, log link, exposure as offset."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels.basis import basis_of, checked_times
from referral_analysis.its.kernels.count_cells import checked_counts, log_exposure
from referral_analysis.its.kernels.irls import POISSON, Cells
from referral_analysis.its.kernels.quasi import quasi_fit
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.kernels.robust import Robust


def fit(
    design: ArrayLike,
    counts: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    times: ArrayLike | None = None,
    robust: Robust | None = None,
    names: Sequence[str] | None = None,
) -> KernelFit:
    """Fit counts (S, n) on design (n, p); E count = exposure exp(design @ coefficients).

    exposure (n,) or (S, n), > 0; times (n,): whole numbers, periods left out keep their place.
    Scale is Pearson's chi-square / (n - p); the covariance is scale (X'WX)^-1, or Newey-West's if
    `robust`. fitted leaves log(exposure) out; residuals are count minus mean. A stretch of zeros
    that a column describes alone has no finite estimate: that series is flagged as not converged,
    and its covariance means nothing. Errors: see `basis` and `count_cells`.
    Source: McCullagh & Nelder (1989), Generalized Linear Models, chapter 6.
    """
    basis = basis_of(design, names)
    response = checked_counts(counts, len(basis.design))
    offset = log_exposure(exposure, *response.shape)
    cells = Cells(response=response, offset=offset, size=np.ones((1, 1)))
    return quasi_fit(basis, cells, POISSON, checked_times(times, len(basis.design)), robust)
