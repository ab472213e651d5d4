"""How often the ranges of all planned looks hold at once, and what that costs in width."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from benchmarks.worlds_engines import climbed, log_odds
from benchmarks.worlds_measure import Flags, counted, error_of, percent
from benchmarks.worlds_simulator import Window, World, truth

from referral_analysis.its.looks import spend
from referral_analysis.its.tolerance.interval import Climbed, at_level

BEFORE, TOLERANCES = 61, (0.0, 0.125, 0.20)
PLANS = {2: (3, 5), 4: (3, 5, 8, 11), 8: (3, 5, 8, 11, 14, 17, 20, 23)}
"""Months after the launch at each look, by their number: December, February, each quarter."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A world, a number of looks, and the rule of their levels."""

    world: World
    looks: int
    rule: str


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
        ready = {
            after: climbed(log_odds(counted(world, counties, one)), one, "headline", TOLERANCES)
            for after, one in every.items()
        }
        true = {after: truth(world, window) for after, window in every.items()}
        for looks, plan in PLANS.items():
            for rule, levels in levels_by_rule(looks).items():
                yield from _judged(
                    _Asked(world=world, looks=looks, rule=rule),
                    [(ready[after], true[after]) for after in plan],
                    levels,
                )


def _judged(
    asked: _Asked,
    plan: Sequence[tuple[Climbed, float]],
    levels: Sequence[float],
) -> Iterator[Looks]:
    held, fell, widths = [], [], []
    for (ready, true), level in zip(plan, levels, strict=True):
        found = at_level(ready, level)
        held.append((found.low <= true) & (true <= found.high))
        fell.append(found.high < 0)
        widths.append(np.median(found.high - found.low, axis=0))
    all_held, any_fell = np.all(held, axis=0), np.any(fell, axis=0)
    for place, tolerance in enumerate(TOLERANCES):
        yield _row(asked, tolerance, all_held[:, place], any_fell[:, place],
                   [float(width[place]) for width in widths])  # fmt: skip


def _row(
    asked: _Asked, tolerance: float, held: Flags, fell: Flags, widths: Sequence[float]
) -> Looks:
    return Looks(
        world=asked.world.name,
        group=asked.world.group,
        looks=asked.looks,
        rule=asked.rule,
        tolerance=tolerance,
        n=len(held),
        joint=percent(held),
        error=error_of(held),
        fell=percent(fell),
        first=round(widths[0], 3),
        last=round(widths[-1], 3),
    )
