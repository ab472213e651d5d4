"""How ranges did in a world: a row a world, window and method."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from benchmarks.worlds_blanks import odds_filled, widened
from benchmarks.worlds_engines import Ends, is_adjusted, log_odds
from benchmarks.worlds_simulator import (
    Counts,
    Floats,
    Integers,
    Window,
    World,
    drawn,
    months_of,
    truth,
    within,
)

Flags = np.typing.NDArray[np.bool_]
LONGEST = Window(before=61, after=48)
SEED = 20120209
Judge = Callable[[Floats, Window, Integers], Mapping[str, Ends]]
"""Ranges of series (n, T) of a window by each method; the last are the events (n, T) counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One method in one world and window; shares in per cent, `error` one standard error's.

    truth: of the log ratio. width: the median, of the log. fell, rose: the range lies below, above
    no change. missed_below, missed_above: it lies wholly below, above the truth. adjusted: of
    counties, those whose rule would not take the ratio that is judged here; None for series.
    """

    study: str
    world: str
    group: str
    window: str
    method: str
    n: int
    truth: float
    coverage: float
    error: float
    width: float
    fell: float
    rose: float
    missed_below: float
    missed_above: float
    adjusted: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Which study, world, window and method a row is of."""

    study: str
    world: World
    window: Window
    method: str


def counted(world: World, counties: int, window: Window) -> Counts:
    """Draw counties of a world in the longest window and cut them: the same in every window."""
    months = months_of(LONGEST)
    return within(drawn(world, months, counties, SEED), months, window)


def measured(
    worlds: Sequence[World], window: Window, counties: int, judge: Judge, as_counted: Judge
) -> Iterator[Measured]:
    """Judge the log odds of counties of each world, all at once: they share a design.

    judge: of these, where flags are blank, the widest range of the counts and of both ways to take
    the blanks is judged, as a report prints it. as_counted: takes a blank for nothing.
    """
    counts = [counted(world, counties, window) for world in worlds]
    as_they_are = as_counted(*_joined(counts, window))
    found = {**as_they_are, **whatever_blank(counts, window, judge)}
    for place, world in enumerate(worlds):
        part = slice(place * counties, (place + 1) * counties)
        adjusted = percent(is_adjusted(counts[place], window))
        for method, ends in found.items():
            yield summary(
                Row(study="primary", world=world, window=window, method=method),
                Ends(low=ends.low[part], high=ends.high[part]),
                truth(world, window),
                adjusted=adjusted,
            )


def whatever_blank(counts: Sequence[Counts], window: Window, judge: Judge) -> Mapping[str, Ends]:
    """Judge counties of several worlds; of those with blanks, both ways to take them as well."""
    found = judge(*_joined(counts, window))
    size = len(counts[0].blanks)
    blank = [place for place, one in enumerate(counts) if one.blanks.any()]
    if not blank:
        return found
    rows = np.concatenate([np.arange(size) + place * size for place in blank])
    for way in zip(*(odds_filled(counts[place], window) for place in blank), strict=True):
        odds, events = (np.concatenate(part) for part in zip(*way, strict=True))
        other = judge(odds, window, events)
        found = {name: widened(ends, rows, other[name]) for name, ends in found.items()}
    return found


def _joined(counts: Sequence[Counts], window: Window) -> tuple[Floats, Window, Integers]:
    """Return what a judge is asked of the counties of several worlds, one after another."""
    odds = np.concatenate([log_odds(one) for one in counts])
    return odds, window, np.concatenate([one.inappropriate for one in counts])


def summary(
    row: Row,
    ends: Ends,
    true: float,
    *,
    adjusted: float | None = None,
) -> Measured:
    """Count how often ranges (n,) held the truth, and what they told."""
    held = (ends.low <= true) & (true <= ends.high)
    return Measured(
        study=row.study,
        world=row.world.name,
        group=row.world.group,
        window=row.window.name,
        method=row.method,
        n=len(held),
        truth=round(true, 4),
        coverage=percent(held),
        error=error_of(held),
        width=round(float(np.median(ends.high - ends.low)), 3),
        fell=percent(ends.high < 0),
        rose=percent(ends.low > 0),
        missed_below=percent(ends.high < true),
        missed_above=percent(ends.low > true),
        adjusted=adjusted,
    )


def percent(marked: Flags) -> float:
    """Return a share in per cent."""
    return round(100 * float(marked.mean()), 1)


def error_of(marked: Flags) -> float:
    """Return the standard error of a share, in points; of none or all, that of one in n + 2."""
    size = len(marked)
    share = min(max(float(marked.mean()), 1 / (size + 2)), (size + 1) / (size + 2))
    return round(100 * float((share * (1 - share) / size) ** 0.5), 2)
