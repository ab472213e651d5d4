"""The counts of the Board's tables, each named as every table and release names it."""

from collections.abc import Iterable

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.printed_counts import (
    PrintedCounts,
    county_period,
    of_blanks,
    segment_columns,
)
from referral_analysis.disclosure.counted import KINDS, Count, county_count
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.periods import add_months
from referral_analysis.series.measures import INAPPROPRIATE

_OF_BLANKS = ("unflagged", "referrals")


def counted(findings: BoardFindings) -> PrintedCounts:
    """Name every count of the Board's findings; the same count in two tables has one name."""
    months = [
        county_period(measure, period, findings.plan)
        for measure, period in findings.monthly.select("measure", "period").rows()
    ]
    totals = [
        county_count(
            INAPPROPRIATE if measure == HEADLINE else measure,
            findings.plan.first_after,
            add_months(findings.plan.first_after, n - 1),
        )
        if n
        else None
        for measure, n in findings.changes.select("measure", "months").rows()
    ]
    segments = {kind: segment_columns(findings.segments, kind, findings.plan) for kind in KINDS}
    values = dict(_pairs(months, findings.monthly["count"]))
    values |= dict(_pairs(totals, findings.changes["observed_total"]))
    for kind, columns in segments.items():
        rows = findings.segments.filter(pl.col("kind") == kind)
        for name, counts in columns.items():
            values |= dict(_pairs(counts, rows[name]))
    elsewhere = [
        county_count(
            measure, findings.plan.first_after, add_months(findings.plan.first_after, n - 1)
        )
        if n
        else None
        for measure, n in findings.elsewhere.select("measure", "months").rows()
    ]
    values |= dict(_pairs(elsewhere, findings.elsewhere["observed_total"]))
    for counts, column in zip(of_blanks(findings.plan), _OF_BLANKS, strict=True):
        values |= dict(_pairs(counts, findings.blanks[column]))
    return PrintedCounts(
        values=values,
        months=months,
        totals=totals,
        segments=segments,
        elsewhere=elsewhere,
    )


def _pairs(counts: Iterable[Count | None], values: pl.Series) -> Iterable[tuple[Count, int]]:
    return (
        (count, value)
        for count, value in zip(counts, values.to_list(), strict=True)
        if count is not None and value is not None
    )
