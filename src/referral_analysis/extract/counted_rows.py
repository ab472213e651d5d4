"""Counts by month as rows, one a referral counted, so that reports count them as any extract.

Of such a row only the month is known (its day is the first), whether there was no further action,
and what the table says beside: the area or agency, and whether it was assessed and not in need.
There is no child in it. Where areas or agencies hide small counts, rows of totals stand for the
whole county, without areas.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.extract import codes
from referral_analysis.extract import columns as c
from referral_analysis.extract.counts_headers import PERIOD
from referral_analysis.extract.monthly_counts import MonthlyCounts, counts_of, is_monthly_counts
from referral_analysis.extract.table import SourceTable, table_of

MOST_REFERRALS = 10_000_000
"""Of a table: fifteen times those of all England in a year; more is a slip, or a trap."""

_BY = {"district": c.DISTRICT, "agency": c.REFERRAL_SOURCE}
_NFA, _NOT_IN_NEED, _REFERRALS, _OTHERS = "nfa", "not_in_need", "referrals", "others"
_KIND, _COUNT = "kind", "count"


def as_referrals(tables: Sequence[SourceTable]) -> SourceTable:
    """Make the rows of tables of counts, under the vocabulary's names.

    FileUnreadableError where what they count cannot be, or the county's own counts are hidden.
    """
    where = tables[0].where
    counts = counts_of(tables)
    _require_sound(where, counts)
    whole = _without_hidden(where, counts)
    rows = _rows(whole, [name for name in counts.by if name in whole.columns])
    return replace(
        table_of(where, tuple(rows.columns), rows.lazy()),
        lacks=frozenset(one.name for one in c.REFERRALS) - frozenset(rows.columns),
        is_counted=True,
    )


def require_alone(tables: Sequence[SourceTable]) -> list[SourceTable]:
    """Return the tables of counts; FileUnreadableError where they stand among others."""
    counts = [table for table in tables if is_monthly_counts(table.headers)]
    if counts and len(counts) < len(tables):
        raise FileUnreadableError(
            counts[0].where,
            found="counts by month beside other files of referrals",
            needed="rows of referrals, or counts of them",
            do="Name the one or the other under `extract`.",
        )
    return counts


def require_single(where: str, rows: pl.LazyFrame, *, do: str) -> None:
    """Raise ParametersError where rows stand for counts: none of them is a referral to follow."""
    if c.IS_COUNTED in rows.collect_schema().names():
        raise ParametersError(
            where,
            found="counts by month, in which no single referral can be found",
            needed="an extract of a row a referral",
            do=do,
        )


def _require_sound(where: str, counts: MonthlyCounts) -> None:
    """Refuse counts that cannot be."""
    if counts.faults:
        raise FileUnreadableError(
            where,
            found=f"counts by month that cannot be: {'; '.join(counts.faults)}",
            needed="each month once (for each area or agency), none left out, parts within their "
            "whole",
            do="Correct the table.",
        )
    total = int(counts.cells[_REFERRALS].sum())
    if total > MOST_REFERRALS:
        raise FileUnreadableError(
            where,
            found=f"counts that add up to {total:,} referrals",
            needed=f"at most {MOST_REFERRALS:,}",
            do="See that the columns are those of referrals by month.",
        )


def _without_hidden(where: str, counts: MonthlyCounts) -> pl.DataFrame:
    """Return the counts where none is hidden: the cells, else the county's totals."""
    if not counts.hidden:
        return counts.cells
    totals = counts.totals
    months = counts.cells[PERIOD].unique()
    is_whole = set(totals[PERIOD]) >= set(months) and not totals[PERIOD].is_duplicated().any()
    if is_whole and not totals.select(pl.any_horizontal(pl.all().is_null().any())).item():
        return totals.filter(pl.col(PERIOD).is_in(months.implode()))
    raise FileUnreadableError(
        where,
        found=f"counts hidden or empty ({counts.hidden:,}), so that the county's cannot be "
        "worked out",
        needed="the referrals and those with no further action of every month, for the county",
        do="Ask for the county's own counts by month, or for a row of totals of each month.",
    )


def _rows(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return a row a referral, in order of month; ids are made of the month and a number."""
    parts = [name for name in (_NFA, _NOT_IN_NEED) if name in cells.columns]
    others = pl.col(_REFERRALS) - pl.sum_horizontal(parts)
    each = (
        cells.with_columns(others.alias(_OTHERS))
        .unpivot(on=[*parts, _OTHERS], index=[PERIOD, *by], variable_name=_KIND, value_name=_COUNT)
        .sort(PERIOD, *by, maintain_order=True)
    )
    kept = each.drop(_COUNT).columns
    numbered = each.filter(pl.col(_COUNT) > 0).select(pl.col(kept).repeat_by(_COUNT)).explode(kept)
    number = pl.int_range(1, pl.len() + 1).over(PERIOD)
    reasons = [pl.when(pl.col(_KIND) == _NOT_IN_NEED).then(pl.lit(codes.NOT_IN_NEED[0])).alias(
        c.CLOSURE_REASON)]  # fmt: skip
    return numbered.select(
        pl.format("{} {}", pl.col(PERIOD).dt.to_string("%Y-%m"), number).alias(c.REFERRAL_ID),
        pl.col(PERIOD).alias(c.REFERRED_ON),
        (pl.col(_KIND) == _NFA).alias(c.IS_NFA),
        *(pl.col(name).alias(_BY[name]) for name in by),
        *(reasons if _NOT_IN_NEED in parts else []),
    )
