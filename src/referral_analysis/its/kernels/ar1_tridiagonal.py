"""AR(1) profiles for series with a weight a period, or with long stretches of time left out.

The precision of an AR(1) process seen at any times is tridiagonal, so that Z'R^-1 Z is three
cross-products for each distinct gap, combined with factors of rho: O(p^2) a series at any rho.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from referral_analysis.its.kernels import cholesky
from referral_analysis.its.kernels.ar1_profile import (
    Likelihood,
    Profile,
    ProfileEstimates,
    gap_log_det,
)
from referral_analysis.its.kernels.basis import NOTHING, Basis, scores_and_noise
from referral_analysis.its.kernels.result import Floats, Integers

LANES = 512  # pairs of node and series at a time


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Products:
    """Cross-products of Z = sqrt(weight) [Q, y], each (p + 1, p + 1, S); lists run over gaps.

    first: of the first row. later, earlier: of the rows that end and start a gap. across: of the
    one with the other, plus its transpose. weights (S,): minus the sum of log weights.
    For y stands the noise left by ordinary least squares, whose scores are in ordinary (S, p):
    small numbers lose fewer digits.
    """

    first: Floats
    later: list[Floats]
    earlier: list[Floats]
    across: list[Floats]
    weights: Floats
    ordinary: Floats


def tridiagonal_profile(
    basis: Basis, times: Integers, response: Floats, weights: Floats, likelihood: Likelihood
) -> Profile:
    """Return the AR(1) profile of each series (S, n); variances go as 1 / weights (S, n)."""
    known = _products(basis, times, response, weights, likelihood)
    shift = 2 * float(np.linalg.slogdet(basis.to_coefficients)[1])

    def narrow(series: Integers) -> Callable[[Floats], tuple[Floats, Floats]]:
        return partial(_evaluate, _taken(known, series), likelihood, shift)

    return Profile(
        scan=partial(_scan, known, likelihood, shift),
        narrow=narrow,
        estimate=partial(_estimate, basis, known, likelihood, shift),
    )


def _products(
    basis: Basis, times: Integers, response: Floats, weights: Floats, likelihood: Likelihood
) -> Products:
    columns = np.broadcast_to(basis.orthonormal, (*response.shape, basis.orthonormal.shape[1]))
    ordinary, noise = scores_and_noise(basis.orthonormal, response)
    stacked = np.concatenate([columns, noise[:, :, None]], axis=2)
    stacked *= np.sqrt(weights)[:, :, None]
    later, earlier, across = [], [], []
    for step in likelihood.gaps.steps:
        row = np.flatnonzero(np.diff(times) == step)
        end, start = stacked[:, row + 1], stacked[:, row]
        both = _cross(end, start)
        later.append(_cross(end, end))
        earlier.append(_cross(start, start))
        across.append(both + both.transpose(1, 0, 2))
    first = _cross(stacked[:, :1], stacked[:, :1])
    first[-1, -1] += NOTHING
    return Products(
        first=first,
        later=later,
        earlier=earlier,
        across=across,
        weights=-np.log(weights).sum(axis=1),
        ordinary=ordinary,
    )


def _cross(left: Floats, right: Floats) -> Floats:
    return np.ascontiguousarray((left.transpose(0, 2, 1) @ right).transpose(1, 2, 0))


def _taken(known: Products, series: Integers) -> Products:
    return Products(
        first=known.first[:, :, series],
        later=[part[:, :, series] for part in known.later],
        earlier=[part[:, :, series] for part in known.earlier],
        across=[part[:, :, series] for part in known.across],
        weights=known.weights[series],
        ordinary=known.ordinary[series],
    )


def _combined(known: Products, likelihood: Likelihood, rho: Floats) -> Floats:
    """Return Z'R^-1 Z (p + 1, p + 1, S)."""
    total = known.first.copy()
    for k, step in enumerate(likelihood.gaps.steps.tolist()):
        factor = rho**step
        left = 1 - factor * factor
        total += known.later[k] * (1 / left)
        total += known.earlier[k] * (factor * factor / left)
        total -= known.across[k] * (factor / left)
    return total


def _combined_slope(known: Products, likelihood: Likelihood, rho: Floats) -> Floats:
    """Return the derivative of Z'R^-1 Z by rho."""
    total = np.zeros_like(known.first)
    for k, step in enumerate(likelihood.gaps.steps.tolist()):
        factor, slope = rho**step, step * rho ** (step - 1)
        squared = (1 - factor * factor) ** 2
        total += (known.later[k] + known.earlier[k]) * (2 * factor * slope / squared)
        total -= known.across[k] * ((1 + factor * factor) * slope / squared)
    return total


def _value(
    known: Products, likelihood: Likelihood, shift: float, lower: Floats, rho: Floats
) -> Floats:
    value = likelihood.constant + likelihood.weight * np.log(lower[-1, -1] ** 2)
    value += gap_log_det(likelihood.gaps, rho)[0] + known.weights
    if likelihood.restricted:
        value += cholesky.log_det(lower[:-1, :-1]) - shift
    return np.asarray(value)


def _scan(known: Products, likelihood: Likelihood, shift: float, nodes: Floats) -> Floats:
    """Return -2 log-likelihood (K, S) at the same nodes for all series."""
    series = known.first.shape[2]
    block = max(1, LANES // series)  # nodes at a time: few series leave room for many
    values = np.empty((len(nodes), series))
    for start in range(0, len(nodes), block):
        some = nodes[start : start + block]
        lanes = known if block == 1 else _taken(known, np.tile(np.arange(series), len(some)))
        rho = some if block == 1 else np.repeat(some, series)
        lower = cholesky.factored(_combined(lanes, likelihood, rho))
        value = _value(lanes, likelihood, shift, lower, rho)
        values[start : start + block] = value.reshape(len(some), series)
    return values


def _evaluate(
    known: Products, likelihood: Likelihood, shift: float, rho: Floats
) -> tuple[Floats, Floats]:
    """Return -2 log-likelihood and its derivative by rho, (S,) each."""
    lower = cholesky.factored(_combined(known, likelihood, rho))
    change = _combined_slope(known, likelihood, rho)
    scores = cholesky.backward(lower[:-1, :-1], lower[-1, :-1])
    contrast = np.concatenate([-scores, np.ones((1, len(rho)))])
    quadratic_slope = np.einsum("is,ijs,js->s", contrast, change, contrast)
    gradient = likelihood.weight * quadratic_slope / lower[-1, -1] ** 2
    gradient += gap_log_det(likelihood.gaps, rho)[1]
    if likelihood.restricted:
        inverse = cholesky.inverse(lower[:-1, :-1])
        gradient += np.einsum("ijs,ijs->s", inverse, change[:-1, :-1])
    return _value(known, likelihood, shift, lower, rho), gradient


def _estimate(
    basis: Basis, known: Products, likelihood: Likelihood, shift: float, rho: Floats
) -> ProfileEstimates:
    """Return coefficients and (X'R^-1 X)^-1 at rho (S,)."""
    lower = cholesky.factored(_combined(known, likelihood, rho))
    scores = cholesky.backward(lower[:-1, :-1], lower[-1, :-1])
    inverse = cholesky.inverse(lower[:-1, :-1])
    turn = basis.to_coefficients
    unscaled = turn @ np.ascontiguousarray(inverse.transpose(2, 0, 1)) @ turn.T
    return ProfileEstimates(
        coefficients=(known.ordinary + scores.T) @ turn.T,
        unscaled=unscaled,
        quadratic=lower[-1, -1] ** 2,
        value=_value(known, likelihood, shift, lower, rho),
    )
