"""Whether the outcome occurs often enough to be looked at, and which of the others would do.

Judged by the months before the launch alone, so that what happened after it chooses nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import ColumnMissingError, SeriesInvalidError
from referral_analysis.extract import codes, columns
from referral_analysis.series.contacts_counted import as_counted
from referral_analysis.series.outcome import OF_CONTACTS, Outcome, recoded, written

LEAST_A_MONTH = 3.0
"""Fewer a month are not modelled anywhere: `analysis.segments.LEAST_A_MONTH` is the same."""
LEAST_SHARE = 0.02
"""Of referrals. A flag set less often than once in fifty is one that a council no longer uses: its
changes are those of who still sets it (35 of 145 councils had 1% or less in 2025)."""


LEAST_AT_ONCE = 10
"""A month before the launch: of fewer most months could not be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """How often an outcome came in the months before the launch: a month, and of referrals."""

    outcome: Outcome
    a_month: float
    share: float

    @property
    def is_enough(self) -> bool:
        """Whether it came often enough to be looked at."""
        return self.a_month >= LEAST_A_MONTH and self.share >= LEAST_SHARE


def of_plan(rows: pl.LazyFrame, plan: Plan, contacts: pl.DataFrame | None = None) -> pl.LazyFrame:
    """Return referrals whose flag says what the plan calls inappropriate (`outcome.recoded`).

    rows: contacts where the plan counts them (`contacts_counted.as_counted`). contacts: as read,
    where a report has them, to be named where they would do. SeriesInvalidError where too few are,
    naming the choices that would do; ColumnMissingError where the extract cannot say which are.
    """
    known = recoded(rows, plan.outcome, plan.closure_ripens_in_days)
    require_enough(known, plan, _others(rows, plan, contacts))
    return known


def require_enough(known: pl.LazyFrame, plan: Plan, others: Iterable[Frequency]) -> None:
    """Raise SeriesInvalidError where too few are inappropriate, naming those that would do.

    known: rows that say what the plan's outcome is. others: the other choices, counted only then.
    """
    found = frequency(known, plan, plan.outcome)
    if found.is_enough:
        return
    rows = f"{plan.outcome.noun}s"
    would_do = [_in_words(one) for one in others if one.is_enough]
    raise SeriesInvalidError(
        f"inappropriate: {written(plan.outcome)}",
        found=f"{found.a_month:.1f} a month, {found.share * 100:.1f}% of {rows}, in the "
        f"{plan.months_before} months before the launch",
        needed=f"{LEAST_A_MONTH:.0f} a month or more, and {LEAST_SHARE * 100:.0f}% of {rows}",
        do=f"These would do: {'; '.join(would_do)}."
        if would_do
        else "None of the other choices has as many: ask for figures of a larger area.",
    )


def is_at_once_told(months: pl.DataFrame, plan: Plan) -> bool:
    """Say whether no further action stands by itself beside an outcome that holds it and more.

    months: its counts, as `series.monthly_counts`.
    """
    is_before = pl.col("period").is_between(plan.series_starts, plan.launch_month, closed="left")
    before = months.filter(is_before)
    is_part = plan.outcome.choice == "nfa_or_not_in_need"
    return is_part and int(before["count"].sum()) >= LEAST_AT_ONCE * before.height


def frequency(known: pl.LazyFrame, plan: Plan, outcome: Outcome) -> Frequency:
    """Count an outcome in the months before the launch; known: rows recoded to it."""
    month = pl.col(columns.REFERRED_ON).dt.month_start()
    before = month.is_between(plan.series_starts, plan.launch_month, closed="left")
    some, every = (
        known.filter(before)
        .select(pl.col(columns.IS_NFA).sum().cast(pl.Int64), pl.len().alias("every"))
        .collect()
        .row(0)
    )
    return Frequency(
        outcome=outcome,
        a_month=some / plan.months_before,
        share=some / every if every else 0.0,
    )


def shares_of_choices(rows: pl.LazyFrame) -> dict[str, float]:
    """Return the share of all referrals that each choice would call inappropriate.

    Whenever their cases were closed. nfa, and those that the extract has reasons of closure for.
    """
    at_once = pl.col(columns.IS_NFA).fill_null(value=False)
    asked = {written(Outcome()): at_once}
    if columns.CLOSURE_REASON in rows.collect_schema().names():
        wide = Outcome(choice="nfa_or_not_in_need")
        asked[written(wide)] = at_once | codes.is_closed_as_not_in_need()
    shares = rows.select(share.mean().fill_null(0.0).alias(name) for name, share in asked.items())
    return dict(shares.collect().row(0, named=True))


def of_referrals(rows: pl.LazyFrame, plan: Plan, days: int) -> Iterator[Frequency]:
    """Count the choices of referrals, but the plan's own, that the extract can tell.

    days: after the end of a month by which closures count.
    """
    every = (
        Outcome(),
        Outcome(choice="nfa_or_not_in_need"),
        *(Outcome(choice="of_codes", codes=(code,)) for code in codes.NOT_IN_NEED),
    )
    for other in every:
        if other == plan.outcome:
            continue
        try:
            known = recoded(rows, other, days)
        except ColumnMissingError:
            continue
        yield frequency(known, plan, other)


def _others(rows: pl.LazyFrame, plan: Plan, contacts: pl.DataFrame | None) -> Iterator[Frequency]:
    """Count the other choices: those of the extract's referrals, and that of contacts."""
    if plan.outcome.is_of_contacts:
        return
    yield from of_referrals(rows, plan, plan.closure_ripens_in_days)
    if has_ids(contacts, rows):
        yield frequency(as_counted(contacts, rows), plan, OF_CONTACTS)


def has_ids(contacts: pl.DataFrame | None, rows: pl.LazyFrame) -> TypeGuard[pl.DataFrame]:
    """Claim that contacts are there and can be held to referrals, by the ids of children."""
    if contacts is None or columns.CHILD_ID not in contacts.columns:
        return False
    return columns.CHILD_ID in rows.collect_schema()


def _in_words(found: Frequency) -> str:
    of = " of contacts" if found.outcome.is_of_contacts else ""
    return f"{written(found.outcome)} ({found.a_month:.0f} a month, {found.share * 100:.0f}%{of})"
