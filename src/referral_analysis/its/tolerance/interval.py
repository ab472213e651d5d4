"""What a contrast can be where the path may drift by up to a tolerance: ends, estimate, p-value.

Tables of critical values stand at some ratios lambda; ends and estimate are interpolated between
them in sqrt(lambda) = tau / s. "Up to": an end is the outermost of all smaller tolerances', so that
allowing more never narrows. Whether a path drifts can hardly be told from a series of this length,
which is why the tolerance is fixed beforehand and not estimated.
Source: the idea of Rambachan & Roth (2023), Review of Economic Studies 90, 2555-2591, who bound by
how much the trends of two groups may part, brought to one series as a random walk.
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.intervals.critical_values import LEVELS
from referral_analysis.its.intervals.likelihood_ratio import parabolas
from referral_analysis.its.kernels.result import Flags, Floats, Integers
from referral_analysis.its.tolerance.few import Events, t_quantile, widened
from referral_analysis.its.tolerance.ladder import ROOTS, Ladder, nodes_for, problem_at
from referral_analysis.its.tolerance.rung import Likeliest, Rung, ends, likeliest_of, rung

BISECTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Climbed:
    """S series at every lambda that their tolerances (T,) need.

    error (S,): s, the standard deviation of a period's error on a straight path. roots (S, T):
    sqrt(lambda), no more than the tables reach. noise (S,): what fewer events after the effect add,
    see `few`; 0 where they are not known. free: n - p.
    """

    rungs: tuple[Rung, ...]
    error: Floats
    tolerances: Floats
    roots: Floats
    noise: Floats
    free: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drifted:
    """The estimate and the ends of S series at T tolerances, (S, T) each."""

    estimate: Floats
    low: Floats
    high: Floats


def climb(
    ladder: Ladder,
    series: Floats,
    tolerances: Floats,
    *,
    is_guarded: bool | None = None,
    events: Events | None = None,
) -> Climbed:
    """Prepare series (S, n) for tolerances (T,).

    is_guarded: against one outlying period; by default for the family "robust". events: what is
    counted a period, for the noise of fewer of them after the effect; None adds none.
    """
    if is_guarded is None:
        is_guarded = ladder.family == "robust"
    first = rung(ladder, series, 0, is_guarded=is_guarded)
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = np.where(tolerances > 0, tolerances / first.best.error[:, None], 0.0)
    roots = np.minimum(wanted, ROOTS[-1])
    more = [
        rung(ladder, series, node, is_guarded=is_guarded) for node in range(1, nodes_for(roots))
    ]
    rows, columns = ladder.design.shape
    return Climbed(
        rungs=(first, *more),
        error=first.best.error,
        tolerances=tolerances,
        roots=roots,
        noise=np.zeros(len(series)) if events is None else events.noise(first.best.error),
        free=rows - columns,
    )


def at_level(climbed: Climbed, level: float) -> Drifted:
    """Return estimates and ends of one level at every tolerance."""
    return _drifted(climbed, np.full(len(climbed.error), level), climbed.roots)


def estimate_at(ladder: Ladder, series: Floats, tolerance: float) -> Floats:
    """Return the estimate (S,) of series (S, n) at a tolerance, as `at_level` has it.

    Of two rungs a series and no more, and without critical values.
    """
    error = _likeliest_at(ladder, series, 0).error
    with np.errstate(divide="ignore"):
        wanted = tolerance / error if tolerance else np.zeros_like(error)
    roots = np.minimum(wanted, ROOTS[-1])[:, None]
    count = nodes_for(roots)
    below, _ = _place(roots, count)
    values = np.full((count, len(series)), np.nan)
    for node in np.unique([below, np.minimum(below + 1, count - 1)]).tolist():
        values[node] = _likeliest_at(ladder, series, node).estimate
    return _between(roots, values)[:, 0]


def _likeliest_at(ladder: Ladder, series: Floats, node: int) -> Likeliest:
    asked = problem_at(ladder, node)
    return likeliest_of(asked, parabolas(asked, series))


def p_values(climbed: Climbed, null: float = 0.0) -> Floats:
    """Return one less the level at which the interval would just reach null (S,).

    At the last tolerance; from 0.001, which stands for that or less, to 0.75 for that or more.
    """
    size = len(climbed.error)
    low, high = np.full(size, 1 - LEVELS[-1]), np.full(size, 1 - LEVELS[0])
    is_far, is_near = ~_reaches(climbed, low, null), _reaches(climbed, high, null)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        is_in = _reaches(climbed, middle, null)
        low, high = np.where(is_in, middle, low), np.where(is_in, high, middle)
    return np.where(is_near, 1 - LEVELS[0], np.where(is_far, 1 - LEVELS[-1], low))


def nearest(climbed: Climbed) -> Integers:
    """Return the rung (S,) nearest to the last tolerance."""
    away = np.abs(ROOTS[: len(climbed.rungs)] - climbed.roots[:, -1:])
    return np.asarray(away.argmin(axis=1))


def _reaches(climbed: Climbed, p_value: Floats, null: float) -> Flags:
    found = _drifted(climbed, 1 - p_value, climbed.roots[:, -1:])
    return np.asarray((found.low[:, 0] <= null) & (null <= found.high[:, 0]))


def _drifted(climbed: Climbed, levels: Floats, roots: Floats) -> Drifted:
    """Return what lies at roots (S, T), each series at a level of its own (S,)."""
    low, high = ends(climbed.rungs, levels)
    estimate = _between(roots, np.array([at.best.estimate for at in climbed.rungs]))
    ends_of_path = -_outermost(roots, -low), _outermost(roots, high)
    if climbed.noise.any():
        added = t_quantile(levels, climbed.free) ** 2 * climbed.noise
        ends_of_path = widened(estimate, ends_of_path, added[:, None])
    return Drifted(estimate=estimate, low=ends_of_path[0], high=ends_of_path[1])


def _outermost(roots: Floats, highest: Floats) -> Floats:
    """Return the highest at any sqrt(lambda) up to roots (S, T), of `highest` (nodes, S)."""
    so_far = np.maximum.accumulate(highest, axis=0)
    below, _ = _place(roots, len(highest))
    rows = np.arange(roots.shape[0])[:, None]
    return np.maximum(so_far[below, rows], _between(roots, highest))


def _between(roots: Floats, values: Floats) -> Floats:
    """Interpolate values (nodes, S) at sqrt(lambda) of roots (S, T)."""
    below, share = _place(roots, len(values))
    rows = np.arange(roots.shape[0])[:, None]
    above = np.minimum(below + 1, len(values) - 1)
    return np.asarray((1 - share) * values[below, rows] + share * values[above, rows])


def _place(roots: Floats, nodes: int) -> tuple[Integers, Floats]:
    """Return the node at or below each sqrt(lambda), and how far the next one is approached."""
    steps = ROOTS[:nodes]
    below = np.maximum(np.searchsorted(steps, roots, side="right") - 1, 0)
    above = np.minimum(below + 1, nodes - 1)
    gap = np.where(above > below, steps[above] - steps[below], 1.0)
    return below, (roots - steps[below]) / gap
