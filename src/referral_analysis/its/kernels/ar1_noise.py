"""Least squares with AR(1) errors seen through white noise, both parts by restricted likelihood.

V = s2 [(1 - g) rho ** |difference in time| + g I]: counts carry sampling noise that hides the
correlation from month to month, so that plain AR(1) intervals are too short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels import cholesky, noisy_filter, noisy_sines
from referral_analysis.its.kernels.ar1_profile import gaps_of, likelihood_of
from referral_analysis.its.kernels.basis import (
    NOTHING,
    Basis,
    basis_of,
    checked_response,
    checked_times,
    fitted_and_residuals,
    has_noise,
    scores_and_noise,
)
from referral_analysis.its.kernels.box_search import Bottom, Box, lowest_in_box
from referral_analysis.its.kernels.noisy_surface import NoisySurface
from referral_analysis.its.kernels.profile_search import BOUNDARY
from referral_analysis.its.kernels.result import Floats, Integers, KernelFit, none_flagged

CHUNK = 1024
MOST_PERIODS = 800  # of sines, whose basis grows with their square: 5 MB
# atanh(rho) from rho = -0.9 to 0.99, noise share from none to nine tenths; no node is at rho = 0,
# where every share is the same model
BOX = Box(low=(float(np.arctanh(-0.9)), 0.0), high=(float(np.arctanh(0.99)), 0.9), nodes=(18, 10))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _NoisyProblem:
    """A chunk of series: their surface, n - p, and what -2 log-likelihood holds beside it."""

    surface: NoisySurface
    weight: int
    constant: float


def fit(
    design: ArrayLike,
    response: ArrayLike,
    *,
    times: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> KernelFit:
    """Fit response (S, n) on design (n, p) by REML over rho and the noise share g.

    times (n,): whole numbers; periods left out keep their place. scale is s2, the variance of a
    period, noise included. rho from -0.9 to 0.99, g from 0 to 0.9: where the errors show no
    correlation, g means nothing. The surface often has several dips: a grid finds the basin of
    the lowest, that without noise is tried too where it is about as low, and is_multimodal is not
    raised. Errors: see `basis`.
    """
    basis = basis_of(design, names)
    rows, columns = basis.design.shape
    series = checked_response(response, rows)
    when = checked_times(times, rows)
    ordinary, left = scores_and_noise(basis.orthonormal, series)
    noise = np.ascontiguousarray(left.T)
    likelihood = likelihood_of(restricted=True, rows=rows, columns=columns, gaps=gaps_of(when))
    constant = likelihood.constant - 2 * float(np.linalg.slogdet(basis.to_coefficients)[1])
    # a period left out costs the sines a column; beyond this many the filter is quicker
    periods = int(when[-1]) + 1
    is_even = periods - rows <= max(columns, 6) and periods <= MOST_PERIODS
    surface = noisy_sines.surface if is_even else noisy_filter.surface
    found = []
    for start in range(0, len(series), CHUNK):
        some = surface(basis.orthonormal, when, noise[:, start : start + CHUNK])
        found.append(_found(_NoisyProblem(surface=some, weight=rows - columns, constant=constant)))
    return _fit(basis, series, ordinary, found)


def _found(problem: _NoisyProblem) -> tuple[Bottom, Floats]:
    """Return the highest peak of each series, and the Cholesky factor there."""
    peak = lowest_in_box(BOX, _scan(problem), partial(_values, problem))
    return peak, problem.surface.factor(np.arange(len(peak.value)), peak.place)[0]


def _fit(
    basis: Basis, series: Floats, ordinary: Floats, found: list[tuple[Bottom, Floats]]
) -> KernelFit:
    rows, columns = basis.design.shape
    peaks = [peak for peak, _ in found]
    place = np.concatenate([one.place for one in peaks], axis=1)
    rho, share = np.tanh(place[0]), place[1]
    lower = np.concatenate([one for _, one in found], axis=2)
    shift = cholesky.backward(lower[:-1, :-1], lower[-1, :-1])
    inverse = cholesky.inverse(lower[:-1, :-1])
    scale = lower[-1, -1] ** 2 / (rows - columns)
    turn = basis.to_coefficients
    unscaled = turn @ np.ascontiguousarray(inverse.transpose(2, 0, 1)) @ turn.T
    coefficients = (ordinary + shift.T) @ turn.T
    fitted, residuals = fitted_and_residuals(basis.design, coefficients, series)
    return KernelFit(
        coefficients=coefficients,
        covariance=scale[:, None, None] * unscaled,
        fitted=fitted,
        residuals=residuals,
        scale=scale,
        df_residual=rows - columns,
        is_converged=np.concatenate([one.is_converged for one in peaks]) & has_noise(scale),
        is_at_boundary=np.abs(rho) >= BOUNDARY,
        is_multimodal=none_flagged(len(series)),
        is_poisson_fallback=none_flagged(len(series)),
        rho=rho,
        noise_share=share,
        log_likelihood=-np.concatenate([one.value for one in peaks]) / 2,
    )


def _values(problem: _NoisyProblem, series: Integers, place: Floats) -> Floats:
    """Return -2 restricted log-likelihood (L,) of each series at its own place (2, L)."""
    lower, log_det = problem.surface.factor(series, place)
    value = problem.weight * np.log(lower[-1, -1] ** 2) + log_det
    return np.asarray(value + cholesky.log_det(lower[:-1, :-1]) + problem.constant)


def _scan(problem: _NoisyProblem) -> Floats:
    """Return -2 restricted log-likelihood (nodes of rho, nodes of g, S), at each node."""
    squares, level = problem.surface.scan(BOX.grid())
    values = problem.weight * np.log(squares + NOTHING) + (level + problem.constant)[:, None]
    return np.asarray(values.reshape(*BOX.nodes, -1))
