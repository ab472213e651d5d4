"""Have outcomes settled? How long each takes, learned from the extract, and months set right."""

import datetime as dt
from typing import Any

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.ripening import (
    LEAST_SHARE,
    RIPE_SHARE,
    RipeningOutcome,
    in_month,
    outcomes_of,
    ripening_days,
    share_known_of,
)
from referral_analysis.periods import add_months, month_range
from referral_analysis.questions.settled.tables import Outcomes, Recent
from referral_analysis.series import delays, last_ripe_month
from referral_analysis.series.outcome import named

RECENT_MONTHS = 3


def of_outcomes(rows: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """Return `Outcomes`; enough is known of a month when its share known reaches `RIPE_SHARE`.

    Outcomes that the extract has no column
    for, or no case of, are left out.
    """
    each = [_of_outcome(outcome, plan) for outcome in outcomes_of(rows, plan)]
    return Outcomes.frame(each)


def of_recent_months(rows: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """Return `Recent`: a row an outcome and whole month, the last three.

    Estimates are null where less than `LEAST_SHARE` is known.
    """
    last = add_months(plan.extract_drawn_on.replace(day=1), -1)
    each = [
        _of_month(outcome, month, plan)
        for outcome in outcomes_of(rows, plan)
        for month in month_range(add_months(last, 1 - RECENT_MONTHS), last)
    ]
    return Recent.frame(each)


def _of_outcome(outcome: RipeningOutcome, plan: Plan) -> dict[str, Any]:
    days = ripening_days(outcome.name, plan)
    last_month = min(plan.last_month, last_ripe_month(plan.extract_drawn_on, days))
    share = share_known_of(outcome, last_month)
    low, high = delays.interval(share, plan.level)
    return {
        "measure": outcome.name,
        "label": _label(outcome, plan),
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


def _label(outcome: RipeningOutcome, plan: Plan) -> str:
    return named(outcome.name, plan.outcome, plan.closure_ripens_in_days).label


def _of_month(outcome: RipeningOutcome, month: dt.date, plan: Plan) -> dict[str, Any]:
    rows = in_month(outcome, month)
    counted = int(rows["counted"].sum())
    row: dict[str, Any] = {
        "measure": outcome.name,
        "label": _label(outcome, plan),
        "period": month,
        "referrals": rows.height,
        "counted": counted,
        "is_used": month
        <= last_ripe_month(plan.extract_drawn_on, ripening_days(outcome.name, plan)),
    }
    if rows.is_empty():
        return row
    share = share_known_of(outcome, month)
    row["share_known"] = share.known
    if share.known >= LEAST_SHARE:
        known = int(rows["delay_days"].is_not_null().sum())
        estimate = delays.corrected(known, share, plan.level)
        # what the extract has is a floor, and the month's referrals are a ceiling
        row |= {
            name: min(max(value, counted), rows.height)
            for name, value in (
                ("estimate", estimate.estimate),
                ("low", estimate.low),
                ("high", estimate.high),
            )
        }
    return row
