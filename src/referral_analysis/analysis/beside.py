"""The files beside an extract, as a report's questions take them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from referral_analysis import its
from referral_analysis.analysis.effect import level_change_of
from referral_analysis.analysis.model import LAUNCH, Choices, series_of, spec_alone
from referral_analysis.analysis.plan import LEAST_AFTER, Plan
from referral_analysis.extract import Population
from referral_analysis.extract.columns import CHILD_ID, REFERRED_ON
from referral_analysis.its.model.spec import LEAST_BEFORE
from referral_analysis.periods import add_months, month_of
from referral_analysis.series import (
    MeasureName,
    caf_rows,
    contact_rows,
    last_ripe_month,
    monthly_counts,
)
from referral_analysis.series.measures import TAKEN_WITHIN_DAYS

CONTACTS: MeasureName = "contacts_kept"
CAFS: MeasureName = "cafs_started"
ELSEWHERE: tuple[MeasureName, ...] = (CONTACTS, CAFS)
LAG_MONTHS = 1
"""A CAF in place of a referral may take weeks to arrange: its effect is also read a month later."""
_HOLIDAYS = 5
_NO_MONTHS = pl.DataFrame(
    schema={
        "period": pl.Date,
        "segment": pl.String,
        "measure": pl.String,
        "count": pl.Int64,
        "children": pl.Float64,
        "working_days": pl.Int64,
        "child_working_days": pl.Float64,
        "referrals_per_10k_year": pl.Float64,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beside:
    """The files beside an extract, as read; None for one that the council has not.

    attendance: how many of each agency's staff came to the workshops.
    """

    contacts: pl.DataFrame | None = field(default=None, repr=False)
    cafs: pl.DataFrame | None = field(default=None, repr=False)
    attendance: pl.DataFrame | None = field(default=None, repr=False)


NOTHING_BESIDE = Beside()


def counts(
    rows: pl.LazyFrame,
    beside: Beside,
    population: Population,
    plan: Plan,
    of_contacts: Sequence[MeasureName] = (CONTACTS,),
) -> pl.DataFrame:
    """Count contacts that stayed contacts, and CAFs, in every month of the plan.

    of_contacts: the measures of contacts to count. Columns as `series.monthly_counts`. Each file
    counts from its own first whole month; the last months of contacts, which may yet become
    referrals, are left out. Empty where nothing is there.
    """
    parts = [_NO_MONTHS]
    has_children = CHILD_ID in rows.collect_schema()
    if beside.contacts is not None and has_children and CHILD_ID in beside.contacts.columns:
        last = min(plan.last_month, last_ripe_month(plan.extract_drawn_on, TAKEN_WITHIN_DAYS))
        contacts = contact_rows(beside.contacts, rows)
        parts.append(_months(contacts, of_contacts, last, population, plan))
    if beside.cafs is not None:
        parts.append(_months(caf_rows(beside.cafs), (CAFS,), plan.last_month, population, plan))
    return pl.concat(parts)


def a_month_later(monthly: pl.DataFrame, plan: Plan) -> Mapping[str, object] | None:
    """Return the change in CAFs read a month later (ratio, low, high, level, method), by itself.

    The launch's own months and the one after them are left out. None where CAFs are not there, or
    too few months would be left. The interval is Satterthwaite's, for errors with count noise.
    """
    cafs = monthly.filter(pl.col("measure") == CAFS)
    if is_short(cafs, plan) or plan.months_after - LAG_MONTHS < LEAST_AFTER:
        return None
    later = replace(plan, phase_in_ends=add_months(plan.phase_in_ends, LAG_MONTHS))
    asked = spec_alone(later, cafs, Choices(model="ar1_noise"))
    fitted = its.fit(series_of(cafs, "measure"), asked)
    return level_change_of(its.effects(fitted, at=LAUNCH, level=plan.level))


def _months(
    rows: pl.LazyFrame,
    measures: Sequence[MeasureName],
    last: dt.date,
    population: Population,
    plan: Plan,
) -> pl.DataFrame:
    day = rows.select(pl.col(REFERRED_ON).min()).collect().item()
    if day is None:
        return _NO_MONTHS
    # a file that begins within some days of a month's first, as after a holiday, has all of it
    begins = month_of(day) if day.day <= _HOLIDAYS else add_months(month_of(day), 1)
    first = max(begins, plan.series_starts)
    if first > last:
        return _NO_MONTHS
    return monthly_counts(rows, population=population, first=first, last=last, measures=measures)


def is_short(months: pl.DataFrame, plan: Plan) -> bool:
    """Claim that a series has too few months on either side of the launch, or nothing in them."""
    before = months.filter(pl.col("period") < plan.launch_month)
    after = months.filter(pl.col("period") > plan.phase_in_ends)
    return (
        before.height < LEAST_BEFORE["month"]
        or after.height < LEAST_AFTER
        or not before["count"].sum()
        or not after["count"].sum()
    )
