"""How ranges of a series by itself do in the worlds: of all referrals, appropriate ones, segments.

A series by itself has no other to share its shocks with: its own months are what breaks. Besides
coverage: how often it is told that it held up, or stayed as it was, at each margin. At a true fall
of exactly the margin `held up` is told as often as the range lies above the truth.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from benchmarks.worlds_engines import (
    EXPOSURE,
    Ends,
    by_itself,
    dates_of,
    log_rates,
    named,
    plan_of,
    tolerant,
)
from benchmarks.worlds_measure import Measured, Row, counted, percent, summary
from benchmarks.worlds_simulator import Integers, Window, World

from referral_analysis import its
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import spec_alone
from referral_analysis.its.tolerance import tolerance_for
from referral_analysis.statistics.non_inferiority import safe_level

TOLERANCES = (0.0, 0.10, 0.15, 0.20, 0.30)
MARGINS = (0.10, 0.15, 0.20, 0.25, 0.30, 0.40)
SAFE = "safe"
"""The range that `held up` is read from: at the rule's tolerance, of a level of its own."""
SEGMENTS_TO = 100
"""A month: such series are those of segments, and are fitted as segments are as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """A row of the study; held_up, stayed: in per cent, of series that nothing moved, by margin."""

    measured: Measured
    held_up: tuple[float, ...]
    stayed: tuple[float, ...]


def alone(worlds: Sequence[World], window: Window, counties: int) -> Iterator[Alone]:
    """Judge the others of each world by themselves, whose truth is that nothing moved them."""
    counts = [counted(world, counties, window).assessed for world in worlds]
    rates = np.concatenate([log_rates(one) for one in counts])
    rule = tolerance_for(window.before).full
    tolerances = sorted({*TOLERANCES, rule})
    found = {"as built": by_itself(rates, window), **tolerant(rates, window, "alone", tolerances)}
    safe = tolerant(rates, window, "alone", [rule], safe_level(0.95))
    found[SAFE] = safe[named(rule)]
    for place, world in enumerate(worlds):
        part = slice(place * counties, (place + 1) * counties)
        ranges = {name: Ends(low=e.low[part], high=e.high[part]) for name, e in found.items()}
        if world.assessed < SEGMENTS_TO:
            ranges["segment, as built"] = segment(counts[place], window)
        for method, ends in ranges.items():
            yield _row(Row(study="alone", world=world, window=window, method=method), ends)


def segment(counts: Integers, window: Window) -> Ends:
    """Fit counts (n, T) as a segment's are: weighted where small, Satterthwaite's interval."""
    dates, size = dates_of(window), len(counts)
    series = pl.DataFrame(
        {
            "segment": np.repeat([f"{i:05d}" for i in range(size)], len(dates)),
            "period": dates * size,
            "count": counts.ravel(),
            "exposure": EXPOSURE,
        }
    )
    fitted = its.fit(series, spec_alone(plan_of(window), series))
    rows = its.effects(fitted, at=LAUNCH).filter(
        pl.col("estimand") == "level_change", pl.col("scale") == "ratio"
    )
    low, high = (rows[end].log().fill_null(np.nan).to_numpy() for end in ("low", "high"))
    return Ends(low=low, high=high)


def _row(row: Row, ends: Ends) -> Alone:
    return Alone(
        measured=summary(row, ends, 0.0),
        held_up=tuple(percent(ends.low > np.log1p(-margin)) for margin in MARGINS),
        stayed=tuple(
            percent((ends.low > np.log1p(-margin)) & (ends.high < np.log1p(margin)))
            for margin in MARGINS
        ),
    )


def as_row(one: Alone) -> Mapping[str, object]:
    """Return what an `Alone` holds beside the columns of `Measured`."""
    return {
        f"{name} {margin:.0%}": value
        for name, values in (("held up", one.held_up), ("stayed", one.stayed))
        for margin, value in zip(MARGINS, values, strict=True)
    }
