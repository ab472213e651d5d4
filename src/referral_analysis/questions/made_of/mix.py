"""Why the share closed at once changed: who referred (mix), or how they referred (within)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import kinds_in
from referral_analysis.arrays import Floats
from referral_analysis.extract import columns as c
from referral_analysis.extract.codes import agency_group
from referral_analysis.periods import add_months, month_range, months_between
from referral_analysis.questions.made_of.tables import MixSegments, MixShares
from referral_analysis.series import MEASURES, NO_DISTRICT
from referral_analysis.statistics.mix import SegmentCounts, Strayed, intervals, kitagawa, strayed

AGENCY, DISTRICT = "agency", "district"
BY: dict[str, Sequence[str]] = {
    AGENCY: (AGENCY,),
    DISTRICT: (DISTRICT,),
    "both": (AGENCY, DISTRICT),
}


def decomposed(rows: pl.LazyFrame, plan: Plan) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decompose the change in the NFA share against the same months before the launch.

    Returns `MixShares` and, not for agencies within districts, `MixSegments`. Ranges are as wide as
    the same months of successive years strayed before the launch. No rows of what the extract has
    no column for, and none at all where the series does not hold the same months before the launch.
    """
    if plan.same_months_before[0] < plan.series_starts:
        return MixShares.frame(), MixSegments.frame()
    held = kinds_in(rows)
    counted = _counted(rows, plan, held)
    totals, segments = [], [MixSegments.frame()]
    for by, keys in BY.items():
        if not set(keys) <= set(held):
            continue
        names, monthly = _by_month(counted, keys, plan)
        before, after = map(monthly.window, (plan.same_months_before[0], plan.first_after))
        parts = kitagawa(before, after)
        ends = intervals(parts, _strayed(monthly, plan), level=plan.level)
        for name, (low, high) in ends.items():
            totals.append((by, name, *(float(one[0]) for one in (getattr(parts, name), low, high))))
        if len(keys) == 1:
            segments.append(
                pl.DataFrame(
                    {
                        "kind": by,
                        "segment": names,
                        "by_mix": parts.by_mix[0],
                        "by_within": parts.by_within[0],
                    }
                ).filter((before.of + after.of)[0] > 0)
            )
    return MixShares.frame(totals), pl.concat(segments)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Monthly:
    """Referrals and NFA (months, segments, 2) from a first month on, read in windows."""

    counts: Floats
    first: dt.date
    length: int

    def window(self, start: dt.date) -> SegmentCounts:
        """Sum the window that starts in a month."""
        at = months_between(self.first, start)
        summed = self.counts[at : at + self.length].sum(axis=0)
        return SegmentCounts(of=summed[None, :, 0], some=summed[None, :, 1])


def _strayed(monthly: _Monthly, plan: Plan) -> Strayed:
    """Compare the windows that end before the launch with those of the year before each."""
    last_start = add_months(plan.launch_month, -plan.months_after)
    first_start = add_months(plan.series_starts, 12)
    starts = month_range(first_start, last_start) if first_start <= last_start else []
    quiet = [kitagawa(monthly.window(add_months(s, -12)), monthly.window(s)) for s in starts]
    return strayed(quiet, months=plan.months_after)


def _counted(rows: pl.LazyFrame, plan: Plan, kinds: Sequence[str]) -> pl.DataFrame:
    """Count referrals and NFA by month, and by agency and district as far as rows have them."""
    month = pl.col(c.REFERRED_ON).dt.month_start()
    told = {
        AGENCY: agency_group().alias(AGENCY),
        DISTRICT: pl.col(c.DISTRICT).fill_null(NO_DISTRICT).alias(DISTRICT),
    }
    return (
        rows.filter(month.is_between(plan.series_starts, plan.last_month))
        .group_by(
            month.alias("period"),
            *(expression for kind, expression in told.items() if kind in kinds),
        )
        .agg(
            pl.len().cast(pl.Int64).alias("referrals"),
            MEASURES["nfa"].counts.sum().cast(pl.Int64).alias("nfa"),
        )
        .sort("period", *(kind for kind in told if kind in kinds))
        .collect()
    )


def _by_month(counted: pl.DataFrame, keys: Sequence[str], plan: Plan) -> tuple[list[str], _Monthly]:
    """Lay the counts out month by month and segment by segment, nothing sent being 0."""
    segments = counted.select(keys).unique().sort(keys).with_row_index("place")
    placed = counted.join(segments, on=keys)
    first = plan.series_starts
    months = (pl.col("period").dt.year() - first.year) * 12 + pl.col("period").dt.month()
    at = placed.select(months - first.month).to_series().to_numpy()
    counts = np.zeros((months_between(first, plan.last_month) + 1, segments.height, 2))
    np.add.at(
        counts, (at, placed["place"].to_numpy()), placed.select("referrals", "nfa").to_numpy()
    )
    return segments[keys[0]].to_list(), _Monthly(
        counts=counts, first=first, length=plan.months_after
    )
