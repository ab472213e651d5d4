"""How often the ranges of all planned looks hold at once, and what that costs in width."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from benchmarks.worlds_engines import designed, line_of, log_odds
from benchmarks.worlds_measure import Flags, counted, error_of, percent
from benchmarks.worlds_simulator import Floats, Window, World, truth

from referral_analysis.its.looks import spend
from referral_analysis.its.tolerance.interval import Climbed, at_level, climb
from referral_analysis.its.tolerance.ladder import Ladder

BEFORE, TOLERANCES = 61, (0.0, 0.125, 0.20)
PLANS = {2: (3, 5), 4: (3, 5, 8, 11), 8: (3, 5, 8, 11, 14, 17, 20, 23)}
"""Months after the launch at each look, by the number of looks: December, February, each quarter."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """A world, a plan of looks and a rule; shares in per cent, widths of the log ratio's medians.

    joint: all looks hold the truth at once. fell: at least one tells a fall. first, last: width.
    """

    world: str
    group: str
    looks: int
    rule: str
    tolerance: float
    n: int
    joint: float
    error: float
    fell: float
    first: float
    last: float


def levels_by_rule(looks: int) -> Mapping[str, tuple[float, ...]]:
    """Return the levels of each look under each rule."""
    return {
        "each 95%": (LEVEL,) * looks,
        "spent": spend(looks, level=LEVEL),
        "even": (1 - (1 - LEVEL) / looks,) * looks,
    }


def looked(worlds: Sequence[World], counties: int) -> Iterator[Looks]:
    """Judge every plan of looks in each world; all looks of a county see the same months."""
    every = {after: Window(before=BEFORE, after=after) for plan in PLANS.values() for after in plan}
    for world in worlds:
        climbed = {after: _climbed(world, window, counties) for after, window in every.items()}
        true = {after: truth(world, window) for after, window in every.items()}
        for looks, plan in PLANS.items():
            for rule, levels in levels_by_rule(looks).items():
                yield from _judged(
                    (world, looks, rule),
                    [(climbed[after], true[after]) for after in plan],
                    levels,
                )


def _climbed(world: World, window: Window, counties: int) -> Climbed:
    design = designed(window, "headline, left out")
    line = line_of(design)
    ladder = Ladder(
        design=line.design,
        times=line.times,
        contrast=line.contrast,
        family="robust",
        periods_a_year=12.0,
    )
    series = log_odds(counted(world, counties, window))[:, design.is_kept]
    return climb(ladder, series, np.array(TOLERANCES))


def _judged(
    which: tuple[World, int, str],
    plan: Sequence[tuple[Climbed, float]],
    levels: Sequence[float],
) -> Iterator[Looks]:
    world, looks, rule = which
    held, fell, widths = [], [], []
    for (climbed, true), level in zip(plan, levels, strict=True):
        found = at_level(climbed, level)
        held.append((found.low <= true) & (true <= found.high))
        fell.append(found.high < 0)
        widths.append(np.median(found.high - found.low, axis=0))
    all_held, any_fell = np.all(held, axis=0), np.any(fell, axis=0)
    for place, tolerance in enumerate(TOLERANCES):
        yield _row(which, tolerance, all_held[:, place], any_fell[:, place],
                   [width[place] for width in widths])  # fmt: skip


def _row(
    which: tuple[World, int, str], tolerance: float, held: Flags, fell: Flags, widths: list[Floats]
) -> Looks:
    world, looks, rule = which
    return Looks(
        world=world.name,
        group=world.group,
        looks=looks,
        rule=rule,
        tolerance=tolerance,
        n=len(held),
        joint=percent(held),
        error=error_of(held),
        fell=percent(fell),
        first=round(float(widths[0]), 3),
        last=round(float(widths[-1]), 3),
    )
