"""What each count of a report counts, in terms that every table and release shares."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.findings import BoardFindings, Plan
from referral_analysis.findings.county import HEADLINE, INAPPROPRIATE
from referral_analysis.findings.quarters import windows
from referral_analysis.periods import add_months, month_range

COUNTY = "county"
KINDS = ("district", "agency")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Count:
    """A measure, whose, and from which first to which last month."""

    measure: str
    kind: str
    segment: str
    first: dt.date
    last: dt.date

    def of(self, measure: str) -> "Count":
        """Name another measure of the same children and months."""
        return Count(
            measure=measure,
            kind=self.kind,
            segment=self.segment,
            first=self.first,
            last=self.last,
        )

    @property
    def months(self) -> list["Count"]:
        """The months that it adds up."""
        return [self._between(month, month) for month in month_range(self.first, self.last)]

    @property
    def county(self) -> "Count":
        """The whole county's, in the same months."""
        return Count(
            measure=self.measure, kind=COUNTY, segment=COUNTY, first=self.first, last=self.last
        )

    def _between(self, first: dt.date, last: dt.date) -> "Count":
        return Count(
            measure=self.measure, kind=self.kind, segment=self.segment, first=first, last=last
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """The counts of a report's tables, a frame each beside its table, row for row.

    Each frame has a column a count column, with the `Count` that stands there; `values` has the
    true figure of each.
    """

    values: Mapping[Count, int] = field(repr=False)
    months: list[Count] = field(repr=False)
    totals: list[Count | None] = field(repr=False)
    segments: Mapping[str, Mapping[str, list[Count]]] = field(repr=False)
    elsewhere: list[Count | None] = field(repr=False)


def counted(found: BoardFindings) -> Counted:
    """Name every count of the Board's findings; the same count in two tables has one name."""
    months = [
        county_count(measure, period, period)
        for measure, period in found.monthly.select("measure", "period").rows()
    ]
    totals = [
        county_count(
            INAPPROPRIATE if measure == HEADLINE else measure,
            found.plan.first_after,
            add_months(found.plan.first_after, n - 1),
        )
        if n
        else None
        for measure, n in found.changes.select("measure", "months").rows()
    ]
    segments = {kind: segment_columns(found.segments, kind, found.plan) for kind in KINDS}
    values = dict(_pairs(months, found.monthly["count"]))
    values |= dict(_pairs(totals, found.changes["observed_total"]))
    for kind, columns in segments.items():
        rows = found.segments.filter(pl.col("kind") == kind)
        for name, counts in columns.items():
            values |= dict(_pairs(counts, rows[name]))
    elsewhere = [
        county_count(measure, found.plan.first_after, add_months(found.plan.first_after, n - 1))
        if n
        else None
        for measure, n in found.elsewhere.select("measure", "months").rows()
    ]
    values |= dict(_pairs(elsewhere, found.elsewhere["observed_total"]))
    return Counted(
        values=values, months=months, totals=totals, segments=segments, elsewhere=elsewhere
    )


def segment_columns(segments: pl.DataFrame, kind: str, plan: Plan) -> dict[str, list[Count]]:
    """Name the count columns of a kind of segment, as every report's tables have them."""
    names = segments.filter(pl.col("kind") == kind)["segment"].to_list()
    return {
        f"{measure}_{when}": [
            Count(measure=measure, kind=kind, segment=name, first=first, last=last)
            for name in names
        ]
        for when, (first, last) in windows(plan).items()
        for measure in ("referrals", "nfa")
    }


def county_count(measure: str, first: dt.date, last: dt.date) -> Count:
    """Name what the whole county has of a measure, from one month to another."""
    return Count(measure=measure, kind=COUNTY, segment=COUNTY, first=first, last=last)


def _pairs(counts: Iterable[Count | None], values: pl.Series) -> Iterable[tuple[Count, int]]:
    return (
        (count, value)
        for count, value in zip(counts, values.to_list(), strict=True)
        if count is not None and value is not None
    )
