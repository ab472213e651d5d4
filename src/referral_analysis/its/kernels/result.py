"""What every kernel returns: one value for a whole batch of series fitted on one design."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KernelFit:
    """S series of n rows fitted on one design of p columns; rows left out are nowhere counted.

    coefficients (S, p), covariance (S, p, p): on the scale of the linear predictor.
    fitted (S, n): the linear predictor, design @ coefficients; an offset is not in it.
    residuals (S, n): response minus fitted for linear models; count minus its mean for counts;
        share minus its mean for shares. Never standardised, never whitened.
    scale (S,): residual variance for linear models (marginal variance under AR(1): the errors'
        covariance is scale * rho ** gap, divided by weights if given); dispersion for counts.
    df_residual: n - p.
    rho (S,), noise_share (S,), alpha (S,): where the model has them, else None.
    log_likelihood (S,): at the estimates; the restricted one under REML; None where the model has
        no likelihood. Constants are those of R's logLik.
    is_converged, is_at_boundary, is_multimodal, is_poisson_fallback (S,): is_at_boundary claims
        that rho is so near 1 or -1 that the level of the series means little; is_multimodal that
        the profile of rho has more than one peak (the highest is kept); is_poisson_fallback that
        a negative binomial fit found no over-dispersion.
    is_below_naive (S, p): claims that a robust standard error is smaller than the naive one; None
        for models whose standard errors are not robust ones.
    """

    coefficients: Floats
    covariance: Floats
    fitted: Floats
    residuals: Floats
    scale: Floats
    df_residual: int
    is_converged: Flags
    is_at_boundary: Flags
    is_multimodal: Flags
    is_poisson_fallback: Flags
    is_below_naive: Flags | None = None
    rho: Floats | None = None
    noise_share: Floats | None = None
    alpha: Floats | None = None
    log_likelihood: Floats | None = None


def none_flagged(series: int) -> Flags:
    """Return a flag a series, none raised."""
    return np.zeros(series, dtype=np.bool_)


def all_flagged(series: int) -> Flags:
    """Return a flag a series, each raised."""
    return np.ones(series, dtype=np.bool_)
