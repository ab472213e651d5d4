"""XmR charts (individual values and moving ranges): limits, and the points that stand out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from referral_analysis.arrays import Flags, Floats

LIMIT = 2.66
"""Mean moving ranges from the mean to a limit: 3 / 1.128, for ranges of two neighbours."""
SCREEN = 3.267
"""Mean moving ranges at which a moving range is too large to be one of the ordinary ones."""
TRIAL_BELOW = 13
"""Points below which limits are on trial: they may still move much."""
RUN = 7
ROUNDING = 1e-9
"""Points whose spread is a smaller share of them than this differ in rounding alone."""

XmrSignal = Literal["outside", "trend", "two of three", "one side", ""]
"""Why a point stands out; the first of these that holds, in this order; "" when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class XmR:
    """An XmR chart of n points in time order, in phases that each have their own limits.

    Arrays (n,): phase (numbered from 0), mean, lower, upper, is_trial, signals. A phase of a single
    point has no moving range: its lower and upper are nan.
    """

    phase: NDArray[np.int64] = field(repr=False)
    mean: Floats = field(repr=False)
    lower: Floats = field(repr=False)
    upper: Floats = field(repr=False)
    is_trial: Flags = field(repr=False)
    signals: tuple[XmrSignal, ...]


def xmr(values: ArrayLike, rebase_at: Collection[int] = ()) -> XmR:
    """Work out the chart of values (n,), finite; a new phase starts at each index of `rebase_at`.

    Limits are the mean and 2.66 mean moving ranges each side of it. Moving ranges of 3.267 times
    their mean or more are left out of it, once. Rebase only at dates fixed beforehand: limits
    that follow the data cannot be left by them.

    Source: NHS England, Making Data Count; NHSRplotthedots 0.2.2.
    """
    points = _unrounded(np.asarray(values, dtype=np.float64))
    starts = np.isin(np.arange(len(points)), list(rebase_at))
    phase = np.cumsum(starts) - starts[:1].sum()
    mean, reach = np.empty_like(points), np.empty_like(points)
    is_trial = np.empty(len(points), dtype=bool)
    signals: list[XmrSignal] = []
    for number in np.unique(phase):
        within = phase == number
        centre, spread = limits(points[within])
        mean[within], reach[within] = centre, spread
        is_trial[within] = within.sum() < TRIAL_BELOW
        signals += signals_of(points[within], centre, spread)
    return XmR(
        phase=phase,
        mean=mean,
        lower=mean - reach,
        upper=mean + reach,
        is_trial=is_trial,
        signals=tuple(signals),
    )


def _unrounded(points: Floats) -> Floats:
    """Make points (n,) that differ from one before them in rounding alone equal to it."""
    close = ROUNDING * np.abs(points).max(initial=0.0)
    order = np.argsort(points, kind="stable")
    first = np.diff(points[order], prepend=-np.inf) > close
    points_before = np.empty_like(points)
    points_before[order] = points[order][first][np.cumsum(first) - 1]
    return points_before


def limits(points: Floats) -> tuple[float, float]:
    """Return the mean of points (n,), and how far its limits are from it; nan for one point."""
    ranges = np.abs(np.diff(points))
    if not len(ranges):
        return float(points.mean()), float("nan")
    if not ranges.any():  # the mean of equal points may differ from them in its last digit
        return float(points[0]), 0.0
    ordinary = ranges[ranges < SCREEN * ranges.mean()]
    return float(points.mean()), LIMIT * float(ordinary.mean())


def signals_of(points: Floats, mean: float, reach: float) -> list[XmrSignal]:
    """Name what makes each point (n,) of one phase stand out, of the four signals.

    outside: beyond a limit. trend: among seven that all rise or all fall. two of three: among three
    on one side of the mean, two or more of them in the outer third within a limit. one side: among
    seven on one side of the mean.
    """
    side = np.sign(points - mean)
    away = np.abs(points - mean)
    outside = away > reach
    near = ~outside & (away > reach * 2 / 3)
    held: list[tuple[XmrSignal, Flags]] = [
        ("outside", outside),
        ("trend", trend(points)),
        ("two of three", _two_of_three(near, side)),
        ("one side", _in_runs(_same_side(side, RUN), RUN, len(points))),
    ]
    return [next((name for name, mask in held if mask[i]), "") for i in range(len(points))]


def trend(points: Floats) -> Flags:
    """Claim that a point is among seven in a row that all rise, or all fall."""
    if len(points) < RUN:
        return np.zeros(len(points), dtype=bool)
    steps = sliding_window_view(np.sign(np.diff(points)), RUN - 1)
    return _in_runs((steps == 1).all(axis=1) | (steps == -1).all(axis=1), RUN, len(points))


def _two_of_three(near: Flags, side: Floats) -> Flags:
    if len(near) < 3:
        return np.zeros(len(near), dtype=bool)
    beyond = (sliding_window_view(near, 3).sum(axis=1) >= 2) & _same_side(side, 3)
    return near & _in_runs(beyond, 3, len(near))


def _same_side(side: Floats, length: int) -> Flags:
    """Claim, for each window of a length, that its points lie on one side of the mean."""
    if len(side) < length:
        return np.zeros(0, dtype=bool)
    return np.asarray(np.abs(sliding_window_view(side, length).sum(axis=1)) == length)


def _in_runs(found: Flags, length: int, points: int) -> Flags:
    """Mark every point of every window that was found; windows are named by their first point."""
    marked = np.zeros(points, dtype=bool)
    for start in np.flatnonzero(found):
        marked[start : start + length] = True
    return marked
