"""Have outcomes settled? How long each takes, learned from the extract, and months set right."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.findings.plan import Plan
from referral_analysis.periods import add_months, month_range
from referral_analysis.series import MEASURES, MeasureName, delays, last_ripe_month

HAPPENED_ON: Mapping[MeasureName, str] = {
    "nfa": columns.CLOSED_ON,
    "not_in_need": columns.CLOSED_ON,
    "initial_assessment": columns.INITIAL_ASSESSED_ON,
    "core_assessment": columns.CORE_ASSESSED_ON,
    "section_47": columns.SECTION_47_ON,
    "child_protection_plan": columns.CHILD_PROTECTION_PLAN_ON,
}
"""The outcomes that take time, and the day on which each is settled."""
ENTERED_WITHIN_DAYS = 7
"""An extract lacks what happened in its last days and was not yet entered: they are not learned
from, and what is entered later than this is not allowed for."""
LEARNED_FROM_MONTHS = 24
LONGEST_DAYS = 365
RIPE_SHARE = 0.95
"""A month is ripe when at least this share of its outcomes can be expected to be known."""
LEAST_SHARE = 0.5
"""A month of which less is known is not corrected: most of the figure would be a guess."""
RECENT_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Outcome:
    """One outcome's referrals: referred_on, age_days on the last day learned from, delay_days.

    delay_days is null where the outcome is not known by that day; counted is true where the extract
    has it.
    """

    name: MeasureName
    rows: pl.DataFrame = field(repr=False)
    learned: delays.Delays = field(repr=False)


def of_outcomes(rows: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """Return a row an outcome: how long it takes, and what is known of the last month in use.

    Columns: measure, label, seen (outcomes learned from), days_to_half, days_to_ripe (to the share
    `RIPE_SHARE`), ripens_in_days (the plan's), last_month, share_known, low, high, is_ripe (the
    share known in the last month reaches `RIPE_SHARE`). Outcomes that the extract has no column
    for, or no case of, are left out.
    """
    found = [_of_outcome(outcome, plan) for outcome in _outcomes(rows, plan)]
    return pl.DataFrame(found, schema=_OUTCOMES)


def of_recent_months(rows: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """Return a row an outcome and whole month, the last three: as counted, and set right.

    Columns: measure, label, period, referrals, counted, share_known, estimate, low, high (the
    outcomes there will have been), is_used (the plan's rule keeps the month). Estimates are null
    where less than `LEAST_SHARE` is known.
    """
    last = add_months(plan.extract_drawn_on.replace(day=1), -1)
    found = [
        _of_month(outcome, month, plan)
        for outcome in _outcomes(rows, plan)
        for month in month_range(add_months(last, 1 - RECENT_MONTHS), last)
    ]
    return pl.DataFrame(found, schema=_MONTHS)


def last_ripe_months(rows: pl.LazyFrame, plan: Plan) -> dict[MeasureName, dt.date]:
    """Return the last month of each outcome that is ripe by its own delay, not beyond the plan's.

    Outcomes of which nothing is known are left out.
    """
    return {outcome.name: _last_ripe(outcome, plan) for outcome in _outcomes(rows, plan)}


_OUTCOMES = {
    "measure": pl.String,
    "label": pl.String,
    "seen": pl.Int64,
    "days_to_half": pl.Int64,
    "days_to_ripe": pl.Int64,
    "ripens_in_days": pl.Int64,
    "last_month": pl.Date,
    "share_known": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "is_ripe": pl.Boolean,
}
_MONTHS = {
    "measure": pl.String,
    "label": pl.String,
    "period": pl.Date,
    "referrals": pl.Int64,
    "counted": pl.Int64,
    "share_known": pl.Float64,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "is_used": pl.Boolean,
}


def ripening_days(name: MeasureName, plan: Plan) -> int:
    """Return the days after which the plan takes an outcome as settled."""
    return plan.nfa_ripens_in_days if name == "nfa" else plan.closure_ripens_in_days


def _outcomes(rows: pl.LazyFrame, plan: Plan) -> Iterator[_Outcome]:
    """Yield the outcomes that the extract has, each with the delay learned from it."""
    held = rows.collect_schema().names()
    for name, day in HAPPENED_ON.items():
        if day not in held:
            continue
        known = _known(rows, name, plan)
        seen = known.filter(pl.col("delay_days") >= 0)
        if seen.height:
            learned = delays.learn(
                seen["delay_days"].to_numpy(), seen["age_days"].to_numpy(), LONGEST_DAYS
            )
            yield _Outcome(name=name, rows=known, learned=learned)


def _known(rows: pl.LazyFrame, name: MeasureName, plan: Plan) -> pl.DataFrame:
    """Return the referrals of the months learned from, with what is known of the outcome."""
    last_day = plan.extract_drawn_on - dt.timedelta(days=ENTERED_WITHIN_DAYS)
    first = add_months(plan.extract_drawn_on.replace(day=1), -LEARNED_FROM_MONTHS)
    referred, happened = pl.col(columns.REFERRED_ON), pl.col(HAPPENED_ON[name])
    is_known = MEASURES[name].counts & (happened <= last_day)
    return (
        rows.filter(referred >= first)
        .select(
            referred,
            (pl.lit(last_day) - referred).dt.total_days().alias("age_days"),
            pl.when(is_known).then((happened - referred).dt.total_days()).alias("delay_days"),
            MEASURES[name].counts.alias("counted"),
        )
        .collect()
    )


def _of_outcome(outcome: _Outcome, plan: Plan) -> dict[str, Any]:
    days = ripening_days(outcome.name, plan)
    last_month = min(plan.last_month, last_ripe_month(plan.extract_drawn_on, days))
    share = _share_known(outcome, last_month)
    low, high = delays.interval(share, plan.level)
    return {
        "measure": outcome.name,
        "label": MEASURES[outcome.name].label,
        "seen": outcome.learned.seen,
        "days_to_half": delays.days_until(outcome.learned, 0.5),
        "days_to_ripe": delays.days_until(outcome.learned, RIPE_SHARE),
        "ripens_in_days": days,
        "last_month": last_month,
        "share_known": share.known,
        "low": low,
        "high": high,
        "is_ripe": share.known >= RIPE_SHARE,
    }


def _last_ripe(outcome: _Outcome, plan: Plan) -> dt.date:
    month = plan.last_month
    while month > plan.phase_in_ends and _share_known(outcome, month).known < RIPE_SHARE:
        month = add_months(month, -1)
    return month


def _of_month(outcome: _Outcome, month: dt.date, plan: Plan) -> dict[str, Any]:
    rows = _in_month(outcome, month)
    counted = int(rows["counted"].sum())
    row: dict[str, Any] = {
        "measure": outcome.name,
        "label": MEASURES[outcome.name].label,
        "period": month,
        "referrals": rows.height,
        "counted": counted,
        "is_used": month
        <= last_ripe_month(plan.extract_drawn_on, ripening_days(outcome.name, plan)),
    }
    if rows.is_empty():
        return row
    share = _share_known(outcome, month)
    row["share_known"] = share.known
    if share.known >= LEAST_SHARE:
        known = int(rows["delay_days"].is_not_null().sum())
        found = delays.corrected(known, share, plan.level)
        # what the extract has is a floor, and the month's referrals are a ceiling
        row |= {
            name: min(max(value, counted), rows.height)
            for name, value in (
                ("estimate", found.estimate),
                ("low", found.low),
                ("high", found.high),
            )
        }
    return row


def _share_known(outcome: _Outcome, month: dt.date) -> delays.Share:
    ages = _in_month(outcome, month)["age_days"].to_numpy()
    return delays.share_known(outcome.learned, ages)


def _in_month(outcome: _Outcome, month: dt.date) -> pl.DataFrame:
    return outcome.rows.filter(
        pl.col(columns.REFERRED_ON).is_between(month, add_months(month, 1), closed="left")
    )
