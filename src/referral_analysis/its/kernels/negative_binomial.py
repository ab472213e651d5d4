"""Negative binomial regression (NB2) of counts: variance = mean + alpha mean^2, alpha by ML."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels import dispersion
from referral_analysis.its.kernels.basis import Basis, basis_of, checked_times
from referral_analysis.its.kernels.count_cells import checked_counts, log_exposure
from referral_analysis.its.kernels.irls import NEGATIVE_BINOMIAL, POISSON, Cells, scored
from referral_analysis.its.kernels.quasi import Chunk, chunks, joined, pearson
from referral_analysis.its.kernels.result import Floats, Integers, KernelFit
from referral_analysis.its.kernels.robust import Robust, covariance_of


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
    alpha by maximum likelihood; where the likelihood falls from alpha = 0 on, the fit is Poisson's
    and flagged. The covariance is (X'WX)^-1 at that alpha as MASS::glm.nb, or Newey-West's if
    `robust`; scale is Pearson's chi-square / (n - p), for information: it multiplies nothing.
    fitted leaves log(exposure) out; residuals are count minus mean. Errors: see `basis`,
    `count_cells`. Source: Lawless (1987), Canadian Journal of Statistics 15, 209-225.
    """
    basis = basis_of(design, names)
    response = checked_counts(counts, len(basis.design))
    offset = log_exposure(exposure, *response.shape)
    cells = Cells(response=response, offset=offset, size=np.zeros((1, response.shape[1])))
    when = checked_times(times, len(basis.design))
    fitted = [_part(basis, some, when, robust) for some in chunks(cells)]
    alpha = np.concatenate([alpha for _, alpha, _ in fitted])
    return replace(
        joined(basis, cells, [part for part, _, _ in fitted]),
        alpha=alpha,
        is_poisson_fallback=alpha == 0,
        log_likelihood=np.concatenate([likelihood for _, _, likelihood in fitted]),
    )


def _part(
    basis: Basis, cells: Cells, times: Integers, robust: Robust | None
) -> tuple[Chunk, Floats, Floats]:
    start, is_poisson = scored(basis, cells, POISSON)
    peak = dispersion.maximised(basis, cells, start)
    at_alpha = replace(cells, size=peak.alpha[None])
    predictor = basis.orthonormal @ peak.scores + cells.offset
    working = NEGATIVE_BINOMIAL.working(predictor, at_alpha)
    part = Chunk(
        scores=peak.scores,
        mean=working.mean,
        scale=pearson(basis, working),
        covariance=covariance_of(basis, working, times, np.ones_like(peak.alpha), robust),
        is_converged=is_poisson & peak.is_converged,
    )
    return part, peak.alpha, dispersion.log_likelihood(cells.response, working.mean, peak.alpha)
