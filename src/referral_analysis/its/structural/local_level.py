"""A regression around a level that wanders: its likelihood and estimates at given shares.

y_t = x_t'b + level_t + noise_t, where the level takes a random step each period, also in periods
left out. Its share of wander s is the step's variance over step plus noise: 0 is least squares, 1 a
random walk. The errors' covariance is variance * ((1 - s) I + s K), K_ij = 1 + min(t_i, t_j): one
eigendecomposition of K serves every share. The intercept is the level before the first period.
Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.errors import SpecError
from referral_analysis.its.kernels.basis import basis_of, checked_response, checked_times
from referral_analysis.its.kernels.result import Floats

# distance of the intercept from the design's span, against its length
SPANNED = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rotated:
    """design (n, p), response (S, n) and, in K's eigenvectors, basis (n, p) and series (n, S).

    spread (n,): K's eigenvalues. to_coefficients (p, p): from scores in the basis.
    """

    design: Floats
    response: Floats
    basis: Floats
    series: Floats
    spread: Floats
    to_coefficients: Floats
    log_size: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AtShares:
    """Estimates at K shares: scores (K, S, p), unscaled covariance (K, p, p), squares (K, S).

    log_likelihood (K, S): restricted, with the constants of nlme's logLik.
    """

    scores: Floats
    unscaled: Floats
    squares: Floats
    log_likelihood: Floats


def rotated(
    design: ArrayLike,
    response: ArrayLike,
    *,
    times: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> Rotated:
    """Prepare design (n, p) and response (S, n) at whole times (n,).

    SpecError where no intercept is in the design's span; others: see `basis`.
    """
    basis = basis_of(design, names)
    rows = len(basis.design)
    _check_intercept(basis.orthonormal)
    series = checked_response(response, rows)
    when = checked_times(times, rows)
    spread, vectors = np.linalg.eigh(1.0 + np.minimum.outer(when, when))
    return Rotated(
        design=basis.design,
        response=series,
        basis=vectors.T @ basis.orthonormal,
        series=vectors.T @ series.T,
        spread=spread,
        to_coefficients=basis.to_coefficients,
        log_size=-2 * float(np.linalg.slogdet(basis.to_coefficients)[1]),
    )


def at_shares(problem: Rotated, shares: Floats) -> AtShares:
    """Return the estimates at shares (K,), each from 0 to 1."""
    rows, columns = problem.basis.shape
    spread = 1 - shares[:, None] + shares[:, None] * problem.spread
    weighted = problem.basis.T[None] / spread[:, None, :]
    information = weighted @ problem.basis
    unscaled = np.asarray(np.linalg.inv(information), dtype=np.float64)
    scores = unscaled @ (weighted @ problem.series)
    left = problem.series - problem.basis @ scores
    squares = np.einsum("kts,kt->ks", left**2, 1 / spread)
    freedom = rows - columns
    determinant = np.log(spread).sum(1) + np.linalg.slogdet(information)[1] + problem.log_size
    floor = np.finfo(np.float64).tiny
    value = freedom * (np.log(2 * np.pi * np.maximum(squares, floor) / freedom) + 1)
    return AtShares(
        scores=np.swapaxes(scores, 1, 2),
        unscaled=unscaled,
        squares=squares,
        log_likelihood=-(value + determinant[:, None]) / 2,
    )


def _check_intercept(orthonormal: Floats) -> None:
    ones = np.ones(len(orthonormal))
    left = ones - orthonormal @ (orthonormal.T @ ones)
    if np.linalg.norm(left) < SPANNED * np.linalg.norm(ones):
        return
    raise SpecError(
        "design matrix",
        found="no intercept",
        needed="one, as the level before the first period",
        do="Add a column of ones.",
    )
