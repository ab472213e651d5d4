"""The outermost point that a test accepts, exactly: a walk inwards along the lowest parabolas.

psi is accepted when the lowest parabola there, k, is no higher than its own limit. On each stretch
where one parabola is the lowest, its accepted points are an interval; stretches meet where two
parabolas cross. No grid of psi is needed and both ends are always finite.
"""

from dataclasses import dataclass, replace

import numpy as np

from referral_analysis.its.intervals.likelihood_ratio import Parabolas, heights, stacked
from referral_analysis.its.kernels.result import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Walk:
    """Where each series has come to: psi (s,), the lowest parabola there (s,), whose it is (s,)."""

    psi: Floats
    lowest: Integers
    series: Integers


def accepted_ends(curves: Parabolas, critical: Floats) -> tuple[Floats, Floats]:
    """Return the lowest and highest accepted psi (S,), for critical values (K,) or (S, K) of LR."""
    # both ways in one walk: of few series, calls cost more than numbers
    twice = stacked([replace(curves, middle=-curves.middle), curves])
    limits = np.broadcast_to(critical, curves.floor.shape)
    highest = _highest(twice, np.concatenate([limits, limits]))
    count = len(curves.floor)
    return -highest[:count], highest[count:]


def _highest(curves: Parabolas, critical: Floats) -> Floats:
    limit = curves.floor.min(axis=1, keepdims=True) * np.exp(critical / curves.power)
    room = (limit - curves.floor) / curves.weight
    reach = np.sqrt(np.maximum(room, 0.0))
    upper = np.where(room >= 0, curves.middle + reach, -np.inf)
    lower = np.where(room >= 0, curves.middle - reach, np.inf)
    start = upper.max(axis=1)
    walk = _Walk(
        psi=start,
        lowest=heights(curves, start).argmin(axis=1),
        series=np.arange(len(start)),
    )
    highest = np.empty(len(start))
    # ends: two parabolas cross at most twice, and the lowest of all is accepted at its own middle
    while walk.series.size:
        here = walk.series, walk.lowest
        step, following = _next(curves, walk)
        best = np.minimum(walk.psi, upper[here])
        is_in = best >= np.maximum(walk.psi - step, lower[here])
        highest[walk.series[is_in]] = best[is_in]
        going = ~is_in
        walk = _Walk(
            psi=(walk.psi - step)[going], lowest=following[going], series=walk.series[going]
        )
    return highest


def _next(curves: Parabolas, walk: _Walk) -> tuple[Floats, Integers]:
    """Return the step inwards (s,) at which another parabola becomes the lowest, and which (s,).

    With d the step, parabola k less the lowest is fast d^2 + slope d + above, above >= 0.
    """
    weight, rows = curves.weight[walk.series], np.arange(len(walk.psi))
    away = curves.middle[walk.series] - walk.psi[:, None]
    height = curves.floor[walk.series] + weight * away**2
    own = rows, walk.lowest
    above = np.maximum(height - height[own][:, None], 0.0)
    slope = 2 * (weight * away - (weight[own] * away[own])[:, None])
    fast = weight - weight[own][:, None]
    step = _first_root(fast, slope, above)
    step[own] = np.inf
    return step.min(axis=1), step.argmin(axis=1)


def _first_root(fast: Floats, slope: Floats, above: Floats) -> Floats:
    """Return the least d >= 0 at which fast d^2 + slope d + above turns negative, or infinity."""
    inside = slope**2 - 4 * fast * above
    root = np.sqrt(np.maximum(inside, 0.0))
    step = np.full(fast.shape, np.inf)
    falling = (slope < 0) & (inside > 0)
    step[falling] = 2 * above[falling] / (root - slope)[falling]
    turning = (slope >= 0) & (fast < 0)
    step[turning] = ((slope + root) / (-2 * np.where(turning, fast, -1.0)))[turning]
    return step
