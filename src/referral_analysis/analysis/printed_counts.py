"""Which counts of a release may be shown, named by the plan, and the rules that tables share."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.quarters import windows
from referral_analysis.disclosure.counted import COUNTY, KINDS, Count, county_count, pieces_of
from referral_analysis.disclosure.figures import Figures
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.disclosure.register import Earlier, register_of
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.periods import add_months, month_range
from referral_analysis.schema import Schema
from referral_analysis.series.measures import UNFLAGGED

NOTHING: Mapping[Count, int] = MappingProxyType({})
REST = "rest"
"""Whether what a figure rests on beside its own counts is shown."""

SERIES = "series"
"""Whether the months that a modelled figure rests on are all shown. If one is not, anyone could fit
the model to each count that it might be, and see which gives the figure printed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShownCounts:
    """Which counts may be shown, and the true figure of each; made by `shown_counts`.

    `told` has the figures that other counts tell, where counts are rounded.
    """

    values: Mapping[Count, int] = field(repr=False)
    hidden: Hidden = field(repr=False)
    policy: Policy
    told: Figures = field(repr=False)

    def all_of(self, counts: Iterable[Count]) -> bool:
        """Claim that none of these counts is hidden, and that all of segments are told of."""
        return not any(
            count in self.hidden.counts or (count.kind in KINDS and count not in self.values)
            for count in counts
        )

    def figure(self, count: Count) -> int:
        """Return the figure of a count, as it is shown where it is."""
        told = self.told.get(count)
        return self.policy.rounded(self.values[count]) if told is None else told.figure

    def told_or(self, values: pl.Series, counts: Sequence[Count]) -> pl.Series:
        """Return the figures that other counts tell, and the given values where they tell none."""
        figures = [
            self.told[count].figure if count in self.told else value
            for count, value in zip(counts, values, strict=True)
        ]
        return pl.Series(values.name, figures, dtype=pl.Int64)

    def register(
        self, counts: Iterable[Count], release: tuple[str, dt.date], earlier: Earlier | None,
        also: Mapping[Count, int] = NOTHING,
    ) -> pl.DataFrame:  # fmt: skip
        """Return the register after a release of these counts, and of further figures of it."""
        figures = {c: None if c in self.hidden.counts else self.figure(c) for c in counts}
        return register_of(
            {**figures, **also},
            release,
            self.policy.rounded_to,
            earlier,
            {count: told.reach for count, told in self.told.items()},
        )

    def total(self, total: Count) -> int | None:
        """Return a total as it is printed: where counts are rounded, added up from its months."""
        if self.policy.rounded_to == 1:
            return self.values[total] if self.all_of([total]) else None
        return self.added(total)

    def added(self, total: Count) -> int | None:
        """Add a total up from its months, or quarters, as they are shown; None where one is not."""
        pieces = pieces_of(total, self.values) or [one for one in (total,) if one in self.values]
        if not pieces or not self.all_of(pieces):
            return None
        return sum(map(self.figure, pieces))

    def is_month_shown(self, period: dt.date) -> bool:
        """Claim that no count of the whole county in a month is hidden."""
        return not any(
            count.kind == COUNTY and count.first == count.last == period
            for count in self.hidden.counts
        )

    def is_series_shown(self, plan: Plan) -> Callable[[str], bool]:
        """Return the claim that no month, and no total, of a measure of the county is hidden."""
        return lambda measure: self.all_of(
            {
                *series_of(after_launch(measure, plan), plan),
                after_launch(measure, plan),
                settled(measure, plan),
            }
        )


def shown_counts(
    values: Mapping[Count, int], hidden: Hidden, policy: Policy, told: Figures
) -> ShownCounts:
    """Return what may be shown of counts, where others tell some figures.

    A figure that is too small to show is hidden, as one of a count itself would be.
    """
    small = {count for count, one in told.items() if one.figure < policy.smallest_shown}
    return ShownCounts(
        values=values,
        hidden=replace(hidden, counts=hidden.counts | small) if small else hidden,
        policy=policy,
        told=told,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrintedCounts:
    """The counts of a report's tables, a frame each beside its table, row for row.

    Each frame has a column a count column, with the `Count` that stands there; `values` has the
    true figure of each.
    """

    values: Mapping[Count, int] = field(repr=False)
    months: list[Count] = field(repr=False)
    totals: list[Count | None] = field(repr=False)
    segments: Mapping[str, Mapping[str, list[Count]]] = field(repr=False)
    elsewhere: list[Count | None] = field(repr=False)

    def with_gaps(self, hidden: Hidden) -> set[str]:
        """Name the measures of which a month is suppressed."""
        return {count.measure for count in self.months if count in hidden.counts}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segments:
    """A kind's segments: the `Count` that stands in each row of each count column."""

    plan: Plan
    columns: Mapping[str, Sequence[Count]] = field(repr=False)

    def by_segment(self, column: str) -> dict[str, Count]:
        """Return the `Count` of a column that each segment has."""
        return {count.segment: count for count in self.columns[column]}

    def hidden(self, shown: ShownCounts, columns: Sequence[str]) -> dict[str, bool]:
        """Say of each segment whether one of these counts of it is hidden, or not told of."""
        return {
            counts[0].segment: not shown.all_of(counts)
            for counts in zip(*(self.columns[column] for column in columns), strict=True)
        }


def county_period(measure: str, period: dt.date, plan: Plan) -> Count:
    """Name the county's count of the period, a month or a quarter, that begins in a month."""
    return county_count(measure, period, plan.last_of(period))


def after_launch(measure: str, plan: Plan) -> Count:
    """Name the county's total of a measure after the launch."""
    return county_count(measure, plan.first_after, plan.last_month)


def settled(measure: str, plan: Plan) -> Count:
    """Name the same over the months whose closures have settled."""
    return county_count(measure, plan.first_after, plan.last_settled_month)


def of_blanks(plan: Plan) -> tuple[list[Count], list[Count]]:
    """Name how many flags are blank, and of how many referrals: before the launch, and since."""
    stretches = (
        (plan.series_starts, add_months(plan.left_out_from, -1)),
        (plan.first_after, plan.last_month),
    )
    blank, of = (
        [county_count(measure, first, last) for first, last in stretches]
        for measure in (UNFLAGGED, "referrals")
    )
    return blank, of


def series_of(total: Count, plan: Plan) -> list[Count]:
    """Name every month, or quarter, of the series that a model of its measure was fitted to."""
    months = month_range(plan.series_starts, total.last)
    periods = [month for month in months if plan.first_of(month) == month]
    return [county_period(total.measure, period, plan) for period in periods]


def rule_of(declared: type[Schema], dependent: Mapping[str, Sequence[str]]) -> TableRule:
    """Return the rule of a table none of whose counts is a part of another."""
    return TableRule(
        declared=declared,
        counts=tuple(CountRule(column=column) for column in declared.counts()),
        dependent=dependent,
    )


def rule_without_counts(
    declared: type[Schema], dependent: Mapping[str, Sequence[str]]
) -> TableRule:
    """Return the rule of a table whose counts were left out before it is released."""
    return TableRule(declared=declared, counts=(), dependent=dependent)


def marks_of(**columns: Sequence[bool]) -> pl.DataFrame:
    """Return marks of what is hidden, a column each."""
    return pl.DataFrame(dict(columns), schema=dict.fromkeys(columns, pl.Boolean))


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


def as_told(
    table: pl.DataFrame, columns: Mapping[str, Sequence[Count]], shown: ShownCounts
) -> tuple[pl.DataFrame, dict[str, list[bool]]]:
    """Leave out of a table the counts that nothing is told of; mark those that are hidden.

    columns: the `Count` that stands in each row of each count column. `REST` is marked where one
    of the row is left out.
    """
    told = {
        name: pl.Series([count in shown.values for count in counts], dtype=pl.Boolean)
        for name, counts in columns.items()
    }
    marks = {name: [c in shown.hidden.counts for c in counts] for name, counts in columns.items()}
    rows = zip(*told.values(), strict=True)
    marks[REST] = [not all(row) for row in rows] if columns else []
    return table.with_columns(pl.when(told[name]).then(name).alias(name) for name in told), marks


def resting(
    table: pl.DataFrame, columns: Sequence[str], *, on: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """Name what the modelled columns that a table has rest on."""
    return {column: on for column in columns if column in table.columns}
