"""How often each alarm of the primary analysis is raised in each world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from benchmarks.worlds_engines import climbed, fitted_once, log_odds
from benchmarks.worlds_measure import counted, percent
from benchmarks.worlds_simulator import Floats, Window, World

from referral_analysis.analysis.events import LAUNCH
from referral_analysis.its.tolerance import alarms, tolerance_for
from referral_analysis.its.tolerance.interval import at_level
from referral_analysis.its.tolerance.ladder import ROOTS, ladder_of

KINDS = (alarms.TIMING, alarms.OUTLYING, alarms.SPREAD, alarms.SHAPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alarm in a world and window: of n counties, the share raised in per cent."""

    world: str
    group: str
    window: str
    alarm: str
    n: int
    raised: float


def raised(worlds: Sequence[World], window: Window, counties: int) -> Iterator[Raised]:
    """Read every alarm of the counties of each world."""
    series = np.concatenate([log_odds(counted(world, counties, window)) for world in worlds])
    found = statistics(series, window)
    for place, world in enumerate(worlds):
        part = slice(place * counties, (place + 1) * counties)
        for kind, values in zip(KINDS, found, strict=True):
            yield Raised(
                world=world.name,
                group=world.group,
                window=window.name,
                alarm=kind.name,
                n=counties,
                raised=percent(values[part] > alarms.limit_of(kind, window.before, window.after)),
            )


def statistics(series: Floats, window: Window) -> tuple[Floats, ...]:
    """Return each alarm's statistic (n,) of log odds (n, T of the window), ordered as KINDS."""
    fitted, by_dose = (fitted_once(window, what) for what in ("headline, left out", "headline"))
    batch = fitted.batches[0]
    earlier, launch = fitted.spec.timeline.interruptions
    seen = alarms.look(batch, fitted.spec, launch, earlier)
    values = series[:, batch.design.is_kept]
    full = tolerance_for(window.before).full
    ready = climbed(series, window, "headline", (0.0, full))
    straight = at_level(ready, 0.95)
    wanted = full / ready.error[:, None]
    nearest = np.abs(ROOTS[: len(ready.rungs)] - wanted).argmin(axis=1)
    residuals = np.array([rung.residual for rung in ready.rungs])
    moved = alarms.straight_estimates(
        ladder_of(by_dose.batches[0], LAUNCH, by_dose.spec),
        series[:, by_dose.batches[0].design.is_kept],
    )
    width = straight.high[:, 0] - straight.low[:, 0]
    return (
        alarms.timing(moved, ready.rungs[0].best.estimate, width),
        np.abs(residuals[nearest, np.arange(len(series))]),
        alarms.spread(seen, values),
        alarms.shapes(seen, values, width),
    )
