"""How much of the record is missing or was left out, since the launch and in the year before.

A record that began to lose something at the launch can look like a fall, or hide one. What is
counted here is said on the first screen where it changed; flags left blank have bounds of their own
(`analysis.blanks`).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import Checked, columns
from referral_analysis.extract.codes import is_listed
from referral_analysis.periods import add_months
from referral_analysis.questions.recorded.tables import RecordGaps

Gap: TypeAlias = Literal["left out", "no outcome", "no agency", "no reason", "no date"]
"""Rows that failed a check; referrals that were taken on, by their flag, and never assessed;
referrals whose agency is blank or on no list; closures without a reason; rows whose date of
referral is missing or could not be read, which are in no month."""
_YEAR = 12
_ASSESSED = (
    columns.INITIAL_ASSESSED_ON,
    columns.CORE_ASSESSED_ON,
    columns.SINGLE_ASSESSED_ON,
    columns.SECTION_47_ON,
)
"""What follows where a referral is taken on; a flag that was set to "no" has none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """How many lack something, of how many: since the launch, and in the year before it."""

    lacking: int
    of: int
    lacking_before: int
    of_before: int


def gaps(checked: Checked, plan: Plan) -> pl.DataFrame:
    """Return `RecordGaps`: a row a gap that could be looked at.

    "Since" is the months after the phase-in, "before" the twelve months before the launch; months
    are those of the referral, and those that have settled where an outcome is lacking; of closures
    those of the closure. Rows without a date are counted in
    all, and have none before. A gap whose columns the extract lacks has no row. Of contacts, all of
    which are kept and none assessed or closed, agencies alone are looked at.
    """
    if plan.outcome.is_of_contacts:
        held = checked.kept.collect_schema().names()
        looked_at = [_no_agency(checked.kept, plan)] if columns.REFERRAL_SOURCE in held else []
        return RecordGaps.frame([{"gap": "no agency", **asdict(one)} for one in looked_at])
    rows = [{"gap": gap, **asdict(counted)} for gap, counted in _counted(checked, plan)]
    return RecordGaps.frame(rows)


def _counted(checked: Checked, plan: Plan) -> Iterator[tuple[Gap, _Counted]]:
    kept, excluded = checked.kept, checked.excluded
    held = set(kept.collect_schema().names())
    every = pl.concat(
        [
            rows.select(columns.REFERRED_ON, pl.lit(is_left_out).alias("lacks"))
            for rows, is_left_out in ((kept, False), (excluded, True))
        ]
    )
    yield "left out", _sides(every, columns.REFERRED_ON, pl.col("lacks"), plan)
    assessed = [name for name in _ASSESSED if name in held]
    if assessed:
        lacks = ~pl.col(columns.IS_NFA) & pl.all_horizontal(pl.col(assessed).is_null())
        settled = kept.filter(pl.col(columns.REFERRED_ON) < add_months(plan.last_settled_month, 1))
        yield "no outcome", _sides(settled, columns.REFERRED_ON, lacks, plan)
    if columns.REFERRAL_SOURCE in held:
        yield "no agency", _no_agency(kept, plan)
    if {columns.CLOSED_ON, columns.CLOSURE_REASON} <= held:
        lacks = pl.col(columns.CLOSURE_REASON).is_null()
        yield "no reason", _sides(kept, columns.CLOSED_ON, lacks, plan)
    undated, rows = (
        every.select(pl.col(columns.REFERRED_ON).is_null().sum().cast(pl.Int64), pl.len())
        .collect()
        .row(0)
    )
    yield "no date", _Counted(lacking=undated, of=rows, lacking_before=0, of_before=0)


def _no_agency(rows: pl.LazyFrame, plan: Plan) -> _Counted:
    lacks = ~is_listed(columns.REFERRAL_SOURCE).fill_null(value=False)
    return _sides(rows, columns.REFERRED_ON, lacks, plan)


def _sides(rows: pl.LazyFrame, day: str, lacks: pl.Expr, plan: Plan) -> _Counted:
    """Count those that lack something among the rows of each side, by the month of a day."""
    first = max(plan.series_starts, add_months(plan.launch_month, -_YEAR))
    since = pl.col(day).is_between(plan.first_after, add_months(plan.last_month, 1), closed="left")
    before = pl.col(day).is_between(first, plan.launch_month, closed="left")
    counted = (
        rows.drop_nulls(day)
        .select(
            (lacks & since).sum().cast(pl.Int64).alias("lacking"),
            since.sum().cast(pl.Int64).alias("of"),
            (lacks & before).sum().cast(pl.Int64).alias("lacking_before"),
            before.sum().cast(pl.Int64).alias("of_before"),
        )
        .collect()
    )
    return _Counted(**counted.row(0, named=True))
