"""Least squares with AR(1) errors seen through white noise, both parts by restricted likelihood.

V = s2 [(1 - g) rho ** |difference in time| + g I]: counts carry sampling noise that hides the
correlation from month to month, so that plain AR(1) intervals are too short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels import cholesky
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
from referral_analysis.its.kernels.box_search import Box, lowest_in_box
from referral_analysis.its.kernels.noisy_filter import Whitener, whitened, whitener
from referral_analysis.its.kernels.profile_search import BOUNDARY
from referral_analysis.its.kernels.result import Floats, Integers, KernelFit, none_flagged

CHUNK = 256
# atanh(rho) from rho = -0.9 to 0.99, noise share from none to nine tenths; no node is at rho = 0,
# where every share is the same model
BOX = Box(low=(float(np.arctanh(-0.9)), 0.0), high=(float(np.arctanh(0.99)), 0.9), nodes=(18, 10))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _NoisyProblem:
    """Series less their least-squares fit, noise (n, S), on the orthonormal basis of the design."""

    basis: Basis
    times: Integers
    noise: Floats
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
    shift = 2 * float(np.linalg.slogdet(basis.to_coefficients)[1])
    parts = []
    for start in range(0, len(series), CHUNK):
        some = noise[:, start : start + CHUNK]
        parts.append(
            _NoisyProblem(basis=basis, times=when, noise=some, constant=likelihood.constant - shift)
        )
    return _joined(series, ordinary, parts)


def _joined(series: Floats, ordinary: Floats, parts: list[_NoisyProblem]) -> KernelFit:
    basis = parts[0].basis
    rows, columns = basis.design.shape
    peaks = [lowest_in_box(BOX, _scan(part), partial(_values, part)) for part in parts]
    place = np.concatenate([one.place for one in peaks], axis=1)
    rho, share = np.tanh(place[0]), place[1]
    lower = np.concatenate(
        [
            _factor(part, np.arange(part.noise.shape[1]), one.place)[0]
            for part, one in zip(parts, peaks, strict=True)
        ],
        axis=2,
    )
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


def _factor(problem: _NoisyProblem, series: Integers, place: Floats) -> tuple[Floats, Floats]:
    """Return the Cholesky factor of [Q, e]'R^-1 [Q, e] (p + 1, p + 1, L), and log|R| (L,)."""
    known = whitener(problem.times, np.tanh(place[0]), place[1])
    columns = problem.basis.orthonormal.shape[1]
    stacked = np.empty((len(problem.times), columns + 1, len(series)))
    stacked[:, :columns] = problem.basis.orthonormal[:, :, None]
    stacked[:, columns] = problem.noise[:, series]
    lanes = np.ascontiguousarray(whitened(stacked, known).transpose(2, 0, 1))
    products = lanes.transpose(0, 2, 1) @ lanes
    products[:, -1, -1] += NOTHING
    return cholesky.factored(np.ascontiguousarray(products.transpose(1, 2, 0))), known.log_det


def _values(problem: _NoisyProblem, series: Integers, place: Floats) -> Floats:
    """Return -2 restricted log-likelihood (L,) of each series at its own place (2, L)."""
    lower, log_det = _factor(problem, series, place)
    rows, columns = problem.basis.design.shape
    value = (rows - columns) * np.log(lower[-1, -1] ** 2) + log_det
    return np.asarray(value + cholesky.log_det(lower[:-1, :-1]) + problem.constant)


def _scan(problem: _NoisyProblem) -> Floats:
    """Return -2 restricted log-likelihood (nodes of rho, nodes of g, S), at each node."""
    place = BOX.grid()
    rows, columns = problem.basis.design.shape
    known = whitener(problem.times, np.tanh(place[0]), place[1])
    squares, log_det = (_few if problem.noise.shape[1] < rows else _many)(problem, known)
    level = log_det + known.log_det + problem.constant
    values = (rows - columns) * np.log(squares + NOTHING) + level[:, None]
    return np.asarray(values.reshape(*BOX.nodes, -1))


def _few(problem: _NoisyProblem, known: Whitener) -> tuple[Floats, Floats]:
    """Return e'R^-1 e (K, S) and log|Q'R^-1 Q| (K,) by whitening each series at each node.

    From cross-products, good to some 1e-8 of the value: a grid asks for no more.
    """
    columns = problem.basis.orthonormal.shape[1]
    stacked = np.concatenate([problem.basis.orthonormal, problem.noise], axis=1)
    lanes = np.ascontiguousarray(whitened(stacked[:, :, None], known).transpose(2, 0, 1))
    products = np.ascontiguousarray((lanes.transpose(0, 2, 1) @ lanes).transpose(1, 2, 0))
    lower = cholesky.factored(products[:columns, :columns])
    scores = cholesky.forward(lower, products[:columns, columns:])
    own = np.einsum("sk->ks", np.einsum("ssk->sk", products[columns:, columns:]))
    squares = own - np.einsum("psk,psk->ks", scores, scores)
    return np.maximum(squares, 0.0), cholesky.log_det(lower)


def _many(problem: _NoisyProblem, known: Whitener) -> tuple[Floats, Floats]:
    """Return the same by whitening the identity at each node, and then all series at once."""
    identity = np.eye(len(problem.times))
    turn = np.ascontiguousarray(whitened(identity[:, :, None], known).transpose(2, 0, 1))
    basis, upper = np.linalg.qr(turn @ problem.basis.orthonormal)
    squares = np.empty((len(turn), problem.noise.shape[1]))
    for node, (rotate, whiten) in enumerate(zip(basis, turn, strict=True)):
        noise = whiten @ problem.noise
        noise -= rotate @ (rotate.T @ noise)
        squares[node] = np.einsum("ts,ts->s", noise, noise)
    return squares, _log_det(upper)


def _log_det(upper: Floats) -> Floats:
    return np.asarray(2 * np.log(np.abs(np.einsum("kii->ki", upper))).sum(axis=1))
