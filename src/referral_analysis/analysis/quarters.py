"""The stretches of months that a district or an agency is shown in: quarters, or longer.

A quarter that straddled the launch would be neither before nor after it, and one that straddled an
end of the months that the Board report counts would give single months away, as the difference of
the two. So quarters are counted back from those months, which stand beside them whole.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import SegmentKind, kinds_in
from referral_analysis.analysis.tables import SegmentMonths, Stretches
from referral_analysis.extract import Population
from referral_analysis.periods import QUARTER, add_months, months_between
from referral_analysis.series import monthly_counts
from referral_analysis.sums import summed

HALF_YEAR = 6
When = Literal["before", "workshops", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Months that are counted together, from the first to the last, both included."""

    first: dt.date
    last: dt.date
    when: When


class Months(Protocol):
    """A plan of any report: the first and the last month that it looks at."""

    @property
    def series_starts(self) -> dt.date: ...  # noqa: D102
    @property
    def last_month(self) -> dt.date: ...  # noqa: D102


def windows(plan: Plan) -> dict[str, tuple[dt.date, dt.date]]:
    """Return the first and last month of the two spans that the Board report counts segments in."""
    return {
        "before": plan.same_months_before,
        "after": (plan.first_after, plan.last_month),
    }


def stretches(plan: Plan) -> list[Stretch]:
    """Cut the series into quarters, or longer, that no span of the Board report cuts through.

    Months left over join the quarter beside them: the earliest before a span, and the last within
    one. Up to half a year between the year-before span and the workshops is one stretch, so that
    two releases differ there by as much as can be. Fewer than three months by themselves are not
    shown.
    """
    spans = windows(plan).values()
    cut = []
    for start, end in pairwise(_edges(plan)):
        lengths = _cut(months_between(start, end))
        if not any(first <= start <= last for first, last in spans):
            is_short = start >= plan.same_months_before[0] and sum(lengths) <= HALF_YEAR
            lengths = [sum(lengths)] if is_short else lengths[::-1]
        for length in lengths:
            if length >= QUARTER:
                cut.append(_stretch(start, length, plan))
            start = add_months(start, length)  # noqa: PLW2901 - where the next quarter starts
    return cut


def months_of(
    rows: pl.LazyFrame, population: Population, plan: Months, kind: SegmentKind
) -> pl.DataFrame:
    """Return the `SegmentMonths` of a kind: for proving what spans say, and never shown."""
    monthly = monthly_counts(
        rows,
        population=population,
        first=plan.series_starts,
        last=plan.last_month,
        by=kind,
        measures=("referrals", "nfa"),
    )
    referrals, nfa = (
        monthly.filter(pl.col("measure") == measure)
        .rename({"count": measure})
        .select("segment", "period", measure, "child_working_days")
        for measure in ("referrals", "nfa")
    )
    key = ["segment", "period"]
    return referrals.join(nfa.select(*key, "nfa"), on=key, maintain_order="left").select(
        pl.lit(kind).alias("kind"), *SegmentMonths.names()[1:]
    )


def months_of_kinds(rows: pl.LazyFrame, population: Population, plan: Months) -> pl.DataFrame:
    """Return `months_of` of every kind that the extract has a column for."""
    each = (months_of(rows, population, plan, kind) for kind in kinds_in(rows))
    return pl.concat([SegmentMonths.frame(), *each])


def added_up(months: pl.DataFrame, asked: list[Stretch]) -> pl.DataFrame:
    """Return `Stretches`: the months of every segment, added up."""
    added = ("months", "referrals", "nfa", "child_working_days")
    each = months.with_columns(pl.lit(1, pl.Int64).alias("months"))
    parts = []
    for one in asked:
        within = each.filter(pl.col("period").is_between(one.first, one.last))
        parts.append(
            summed(within, ("kind", "segment"), added).select(
                "kind",
                "segment",
                pl.lit(one.first).alias("first"),
                pl.lit(one.last).alias("last"),
                pl.lit(one.when).alias("when"),
                *added,
            )
        )
    return pl.concat([Stretches.frame(), *parts]).sort("kind", "segment", "first")


def _edges(plan: Plan) -> list[dt.date]:
    """List the months at which a stretch begins; the month after the last closes the list."""
    first, last = plan.same_months_before
    ends = add_months(last, 1)
    edges = {plan.series_starts, first, ends, plan.first_after, add_months(plan.last_month, 1)}
    if months_between(ends, plan.left_out_from) not in range(1, QUARTER):
        edges.add(plan.left_out_from)
    return [edge for edge in sorted(edges) if edge >= plan.series_starts]


def _cut(months: int) -> list[int]:
    """Cut months into quarters, the last one longer by what is left over."""
    if months < QUARTER:
        return [months]
    lengths = [QUARTER] * (months // QUARTER)
    lengths[-1] += months % QUARTER
    return lengths


def _stretch(first: dt.date, length: int, plan: Plan) -> Stretch:
    last = add_months(first, length - 1)
    if first >= plan.first_after:
        return Stretch(first=first, last=last, when="after")
    is_before = last < plan.launch_month
    return Stretch(first=first, last=last, when="before" if is_before else "workshops")
