"""What the appropriateness report and the Board report both release of what is beyond fewer."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.counted import COUNTY, Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.disclosure.whole_report import Hidden
from referral_analysis.findings import Plan
from referral_analysis.findings.appropriateness.parts import SPLITS, TOTAL
from referral_analysis.periods import month_range

MADE_OF: Mapping[str, Sequence[str]] = {
    "all_others": ("referrals", "nfa"),
    "not_in_need": ("inappropriate_wide", "nfa"),
}
"""Parts of the decomposition that are the difference of two counts."""
REST = "rest"
"""Whether what a figure rests on beside its own counts is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """Which counts may be shown, and the true figure of each."""

    values: Mapping[Count, int] = field(repr=False)
    hidden: Hidden = field(repr=False)
    policy: Policy

    def all_of(self, counts: Iterable[Count]) -> bool:
        """Claim that none of these counts is hidden."""
        return not any(count in self.hidden.counts for count in counts)

    def total(self, total: Count) -> int | None:
        """Return a total as it is printed: where counts are rounded, added up from its months."""
        if self.policy.rounded_to == 1:
            return self.values[total] if self.all_of([total]) else None
        months = total.months
        if not self.all_of(months):
            return None
        return sum(self.policy.rounded(self.values[month]) for month in months)

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


def release_parts(table: pl.DataFrame, plan: Plan, shown: Shown) -> Released:
    """Release the parts of the change; a split whose months are not all shown has no changes.

    All of it goes then, since a part is the whole less the others.
    """
    totals, is_hidden, rests = [], [], []
    for split, part in table.select("split", "part").rows():
        window = after_launch if split == "two" else settled
        counts = [window(name, plan) for name in _measures(part)]
        is_empty = counts[0].first > counts[0].last
        values = [0] if is_empty else [shown.total(count) for count in counts]
        known = [value for value in values if value is not None]
        is_hidden.append(len(known) < len(values))
        totals.append(known[0] - sum(known[1:]) if len(known) == len(values) else None)
        of_split = [window(name, plan) for p in (*SPLITS[split], TOTAL) for name in _measures(p)]
        rests.append(
            is_empty or shown.all_of(m for count in of_split for m in series_of(count, plan))
        )
    modelled = ("change", "low", "high", "rate_change", "rate_low", "rate_high", "correlation")
    return release(
        "parts",
        table.with_columns(pl.Series("observed_total", totals, dtype=pl.Int64))
        if shown.policy.rounded_to > 1
        else table,
        rule_of(["observed_total"], dict.fromkeys(modelled, (REST,))),
        shown.policy,
        hidden=marks_of(observed_total=is_hidden, rest=[not one for one in rests]),
    )


def release_differences(differences: pl.DataFrame, policy: Policy) -> Released:
    """Release shares of children who came back where enough did, of enough who were followed."""
    counts = ["children_after", "children_before", "returned_after", "returned_before"]
    dependent = {
        "after": (counts[0], counts[2]),
        "before": (counts[1], counts[3]),
        **dict.fromkeys(("change", "low", "high", "p_value"), counts),
    }
    return release("differences", differences, rule_of(counts, dependent), policy)


def _measures(part: str) -> Sequence[str]:
    return MADE_OF.get(part, (part,))


def after_launch(measure: str, plan: Plan) -> Count:
    """Name the county's total of a measure after the launch."""
    return county_count(measure, plan.first_after, plan.last_month)


def settled(measure: str, plan: Plan) -> Count:
    """Name the same over the months whose closures have settled."""
    return county_count(measure, plan.first_after, plan.last_settled_month)


def series_of(total: Count, plan: Plan) -> list[Count]:
    """Name every month of the series that a model of this total's measure was fitted to."""
    months = month_range(plan.series_starts, total.last)
    return [county_count(total.measure, month, month) for month in months]


def rule_of(counts: Sequence[str], dependent: Mapping[str, Sequence[str]]) -> TableRule:
    """Return the rule of a table with these counts, none of them a part of another."""
    return TableRule(
        counts=tuple(CountRule(column=column) for column in counts), dependent=dependent
    )


def marks_of(**columns: Sequence[bool]) -> pl.DataFrame:
    """Return marks of what is hidden, a column each."""
    return pl.DataFrame(dict(columns), schema=dict.fromkeys(columns, pl.Boolean))
