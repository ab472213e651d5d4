"""The lowest point of each series' profile of rho: scan, refine each dip, keep the lowest.

A profile is -2 log-likelihood as a function of rho, all else maximised out. In short series it may
have two dips, and may fall all the way to rho = 1: so each dip of the scan is refined on the
gradient, and both facts are flagged.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels.result import Flags, Floats, Integers

# rho = -0.999 .. 0.999, evenly spaced in atanh(rho), as the information about rho roughly is
NODES_ATANH = np.linspace(-np.arctanh(0.999), np.arctanh(0.999), 61)
NODES = np.tanh(NODES_ATANH)
# a shock then halves in 34 months or more: longer than the series that rho is estimated from
BOUNDARY = 0.98
TOLERANCE = 1e-10  # step in atanh(rho); the gradient's own rounding is near 1e-12
MAX_STEPS = 60

# rho (k,) -> value (k,), derivative by rho (k,)
Evaluate = Callable[[Floats], tuple[Floats, Floats]]
# numbers of series (k,), repeats allowed -> their profile
Narrow = Callable[[Integers], Evaluate]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """The lowest point of each profile: rho (S,) and what a reader must know of it, (S,) each."""

    rho: Floats
    is_converged: Flags
    is_at_boundary: Flags
    is_multimodal: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Dips:
    """Dips of the scan, (k,) each: whose, where it starts, its bracket and curvature in atanh."""

    series: Integers
    start: Floats
    low: Floats
    high: Floats
    curvature: Floats


def lowest(values: Floats, narrow: Narrow) -> Found:
    """Return the lowest point of each profile from its values (61, S) at `NODES`."""
    dips = _dips(values)
    place, is_converged = _refined(dips, narrow)
    rho = np.tanh(place)
    order, first, count = _lowest_first(dips.series, rho, narrow)
    best = order[first]
    return Found(
        rho=rho[best],
        is_converged=is_converged[best],
        is_at_boundary=np.abs(rho[best]) >= BOUNDARY,
        is_multimodal=count > 1,
    )


def _lowest_first(
    series: Integers, rho: Floats, narrow: Narrow
) -> tuple[Integers, Integers, Integers]:
    """Order dips by series then value; say where each series starts, how many dips it has."""
    count = np.bincount(series)
    if count.max() == 1:
        order = np.argsort(series)
    else:
        value = np.zeros(len(series))
        several = np.flatnonzero(count[series] > 1)
        value[several] = narrow(series[several])(rho[several])[0]
        order = np.lexsort((value, series))
    return order, np.concatenate([[0], np.cumsum(count)[:-1]]), count


def _dips(values: Floats) -> _Dips:
    fence = np.full((1, values.shape[1]), np.inf)
    padded = np.concatenate([fence, values, fence])
    is_dip = (padded[1:-1] < padded[:-2]) & (padded[1:-1] <= padded[2:])
    # a profile of NaN has no dip; it gets a place of its own, and no convergence
    is_dip[len(values) // 2, ~is_dip.any(axis=0)] = True
    node, series = np.nonzero(is_dip)
    return _bracketed(values, node, series)


def _bracketed(values: Floats, node: Integers, series: Integers) -> _Dips:
    """Fit a parabola through the nodes around each dip; at an edge start at the edge itself."""
    last = len(values) - 1
    middle = np.clip(node, 1, last - 1)
    below, here, above = (values[middle + k, series] for k in (-1, 0, 1))
    step = NODES_ATANH[1] - NODES_ATANH[0]
    curvature = (above - 2 * here + below) / step**2
    inside = middle == node
    shift = np.zeros(len(node))
    shift[inside] = -(above - below)[inside] / (2 * step * curvature[inside])
    return _Dips(
        series=series,
        start=NODES_ATANH[node] + shift,
        low=NODES_ATANH[np.maximum(node - 1, 0)],
        high=NODES_ATANH[np.minimum(node + 1, last)],
        curvature=curvature,
    )


def _refined(dips: _Dips, narrow: Narrow) -> tuple[Floats, Flags]:
    """Run a secant on the gradient, kept inside a bracket that shrinks at each step."""
    found, done = dips.start.copy(), np.zeros(len(dips.start), dtype=np.bool_)
    left = np.arange(len(found))
    place, low, high = dips.start.copy(), dips.low.copy(), dips.high.copy()
    slope, before = dips.curvature.copy(), None
    evaluate = narrow(dips.series)
    for _ in range(MAX_STEPS):
        rho = np.tanh(place)
        gradient = evaluate(rho)[1] * (1 - rho * rho)
        if before is not None:
            slope = _secant(place, gradient, before, slope)
        low, high = np.where(gradient < 0, place, low), np.where(gradient < 0, high, place)
        target = _next(place, gradient, slope, (low, high))
        before = place, gradient
        moved = np.abs(target - place)
        place = target
        found[left], done[left] = place, moved < TOLERANCE
        going = np.flatnonzero(moved >= TOLERANCE)
        if not going.size:
            break
        if going.size < 0.7 * len(left):
            left, place, low, high = left[going], place[going], low[going], high[going]
            slope, before = slope[going], (before[0][going], before[1][going])
            evaluate = narrow(dips.series[left])
    return found, done


def _secant(
    place: Floats, gradient: Floats, before: tuple[Floats, Floats], slope: Floats
) -> Floats:
    """Return the gradient's slope between two steps; the last one where the step was nothing."""
    step = place - before[0]
    moved = step != 0
    return np.where(moved, (gradient - before[1]) / np.where(moved, step, 1.0), slope)


def _next(place: Floats, gradient: Floats, slope: Floats, bracket: tuple[Floats, Floats]) -> Floats:
    """Take the step if it is a downhill one that stays in the bracket, else halve the bracket."""
    low, high = bracket
    downhill = slope > 0
    target = place - gradient / np.where(downhill, slope, 1.0)
    return np.where(downhill & (target >= low) & (target <= high), target, (low + high) / 2)
