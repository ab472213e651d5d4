"""How ranges of districts and agencies do in the worlds: each by itself, and drawn together.

A county's months break as in `worlds_list.series`, and every segment has its part of them; in the
last kind each segment bends by a slope of its own besides. Judged by the product's functions
(`analysis.segments`); segments as they were built, on a straight path, are in `worlds_alone`.
python -m benchmarks.worlds_segments [--counties 100] writes results/worlds_segments.md
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks import worlds_list
from benchmarks.worlds_engines import EXPOSURE, dates_of, plan_of
from benchmarks.worlds_measure import SEED, percent
from benchmarks.worlds_simulator import (
    INSPECTION,
    Floats,
    Integers,
    Window,
    World,
    drawn,
    months_of,
    within,
)
from benchmarks.worlds_tables import table

from referral_analysis import its
from referral_analysis.analysis.segments import level_changes, standard_error, whole_of

RESULT = Path(__file__).resolve().parent / "results" / "worlds_segments.md"
WINDOWS = (Window(before=61, after=5), Window(before=37, after=5))
NAMES = ("AR(1) 0.4", "slope -0.2", "slope +0.2", "walk 0.05")
SEGMENTS, SIZES, OWN_SLOPE = 10, (5, 60), 0.15
"""Segments of a county, referrals a month of each, and the sd of a slope of a segment's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A world, what a segment has a month, and the sd of slopes of segments' own a year."""

    world: World
    size: int
    own_slope: float = 0.0

    @property
    def name(self) -> str:
        """Say what breaks."""
        return f"{self.world.name}, own slopes" if self.own_slope else self.world.name


def kinds() -> Iterator[Kind]:
    """Yield every world at every size."""
    worlds = {one.name: one for one in worlds_list.series()}
    for size in SIZES:
        for name in NAMES:
            yield Kind(world=worlds[name], size=size)
        yield Kind(world=worlds[NAMES[0]], size=size, own_slope=OWN_SLOPE)


def counted(kind: Kind, window: Window, counties: int) -> Integers:
    """Draw counties' counts (n, SEGMENTS, T), whose truth is that the launch moved none."""
    months = months_of(window)
    whole = within(drawn(kind.world, months, counties, SEED), months, window).assessed
    level = whole.mean(axis=1, keepdims=True)
    rng = np.random.default_rng([SEED, kind.size, round(100 * kind.own_slope)])
    slopes = kind.own_slope * rng.standard_normal((counties, SEGMENTS, 1))
    bent = np.exp(slopes * np.maximum(months - INSPECTION, 0) / 12)
    return np.asarray(rng.poisson(kind.size * (whole / level)[:, None] * bent))


def frame(counts: Integers, window: Window) -> pl.DataFrame:
    """Return the months of all segments (n, SEGMENTS, T), each named COUNTY-SEGMENT."""
    dates = dates_of(window)
    names = [f"{i:04d}-{j}" for i in range(len(counts)) for j in range(SEGMENTS)]
    return pl.DataFrame(
        {
            "segment": np.repeat(names, len(dates)),
            "period": dates * len(names),
            "count": counts.ravel(),
            "child_working_days": EXPOSURE / SEGMENTS,
        }
    )


def judged(kind: Kind, window: Window, counties: int) -> Mapping[str, tuple[Floats, Floats]]:
    """Return the ends of ranges (n * SEGMENTS,) by method."""
    counts, plan = counted(kind, window, counties), plan_of(window)
    months = frame(counts, window)
    county = pl.col("segment").str.head(4)
    wholes = pl.concat(
        whole_of(rows).with_columns(segment=pl.lit(str(name[0])))
        for name, rows in months.group_by(county.alias("county"), maintain_order=True)
    )
    own, total = level_changes(months, plan), level_changes(wholes, plan)
    parts = [
        its.pooled(
            rows,
            estimand="level_change",
            common_error=standard_error(total.filter(pl.col("segment") == str(key[0])), plan.level),
        )
        for key, rows in own.group_by(county.alias("county"), maintain_order=True)
    ]
    return {
        "by itself": _ends(own, "low", "high"),
        "drawn together": _ends(pl.concat(parts), "pooled_low", "pooled_high"),
    }


def _ends(rows: pl.DataFrame, low: str, high: str) -> tuple[Floats, Floats]:
    return rows[low].to_numpy(), rows[high].to_numpy()


def main() -> None:
    """Measure, and write the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=100)
    counties = arguments.parse_args().counties
    lines: list[list[str]] = []
    heads: list[str] = []
    for window in WINDOWS:
        for kind in kinds():
            found = judged(kind, window, counties)
            cells = []
            for low, high in found.values():
                held = (low <= 1) & (high >= 1)
                width = float(np.median(np.log(high / low)))
                cells.append(f"{percent(held):.1f}, {percent(high < 1):.1f}, {width:.2f}")
            # segments of a county share its months: the error is as of counties
            error = 100 * (0.95 * 0.05 / counties) ** 0.5
            lines.append([kind.name, window.name, str(kind.size), f"{error:.1f}", *cells])
            print(" | ".join(lines[-1]), flush=True)
            heads = ["world", "window", "a month", "error at most", *found]
    text = (
        "# Segments in the worlds: coverage, fell (where nothing happened), width of the log\n\n"
        f"Made by `python -m benchmarks.worlds_segments --counties {counties}`: {SEGMENTS} "
        "segments a county, on a path that may drift by the tolerance of the series' length. The "
        "error is of a coverage of 95% with counties as the units: a county's segments share its "
        "months.\n\n" + table([heads, *lines]) + "\n"
    )
    RESULT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
