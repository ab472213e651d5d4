"""Flags left blank in the worlds, taken either way as a report takes them.

The counts with blanks moved are the product's own (`analysis.blanks.filled`), a county at a time;
the range is the widest of them, as `analysis.headline.Headline.ends` is.
"""

from collections.abc import Iterator
from typing import get_args

import numpy as np
import polars as pl
from benchmarks.worlds_engines import EXPOSURE, HALF, Ends, dates_of, plan_of
from benchmarks.worlds_simulator import PHASE_IN, Counts, Floats, Integers, Window, months_of

from referral_analysis.analysis.blanks import Filled, filled
from referral_analysis.series.measures import UNFLAGGED

Flags = np.typing.NDArray[np.bool_]


def odds_filled(counts: Counts, window: Window) -> Iterator[tuple[Floats, Integers]]:
    """Yield log odds and events (n, T) with every blank taken for one thing, and for the other.

    A way that no blank could be taken in is left out: it is the counts as they are.
    """
    months = months_of(window)
    stretches: dict[Filled, Flags] = {
        "since the launch": months >= PHASE_IN,
        "before the launch": months < 0,
    }
    for how in get_args(Filled):
        if not counts.blanks[:, stretches[how]].any():
            continue
        pairs = [_filled(counts, place, window, how) for place in range(len(counts.blanks))]
        inappropriate, others = (np.array(each) for each in zip(*pairs, strict=True))
        yield np.log((inappropriate + HALF) / (others + HALF)), inappropriate


def widened(ends: Ends, rows: Integers, other: Ends) -> Ends:
    """Return ranges (n,) of which some rows (m,) are as wide as they and the others (m,) reach."""
    low, high = ends.low.copy(), ends.high.copy()
    low[rows] = np.minimum(low[rows], other.low)
    high[rows] = np.maximum(high[rows], other.high)
    return Ends(low=low, high=high)


def monthly(counts: Counts, county: int, window: Window) -> pl.DataFrame:
    """Return a county's blanks and referrals by month, as `analysis.blanks` asks for them."""
    every = counts.inappropriate + counts.assessed + counts.blanks
    dates = dates_of(window)
    return pl.concat(
        pl.DataFrame({"period": dates, "measure": measure, "count": values[county]})
        for measure, values in ((UNFLAGGED, counts.blanks), ("referrals", every))
    )


def pair(counts: Counts, county: int, window: Window) -> pl.DataFrame:
    """Return a county's two counts by month, as `analysis.county.pair`."""
    return pl.DataFrame(
        {
            "period": dates_of(window),
            "child_working_days": EXPOSURE,
            "inappropriate": counts.inappropriate[county],
            "others": counts.others[county],
        }
    )


def _filled(counts: Counts, county: int, window: Window, how: Filled) -> tuple[Integers, Integers]:
    of_county = pair(counts, county, window), monthly(counts, county, window)
    moved = filled(*of_county, plan_of(window), how)
    return moved["inappropriate"].to_numpy(), moved["others"].to_numpy()
