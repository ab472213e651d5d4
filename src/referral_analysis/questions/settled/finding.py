"""Have outcomes settled? How long each takes, learned from the extract, and months set right."""

import datetime as dt
from typing import Any

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.ripening import (
    LEAST_SHARE,
    LONGEST_DAYS,
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
    half, ripe = (delays.days_until(outcome.learned, one) for one in (0.5, RIPE_SHARE))
    return {
        "measure": outcome.name,
        "label": _label(outcome, plan),
        "seen": outcome.learned.seen,
        "days_to_half": half,
        "after_half": _later_than(outcome, half),
        "days_to_ripe": ripe,
        "after_ripe": _later_than(outcome, ripe),
        "ripens_in_days": days,
        "last_month": last_month,
        "share_known": share.known,
        "later": _later(outcome, in_month(outcome, last_month)),
        "low": low,
        "high": high,
        "is_ripe": share.known >= RIPE_SHARE,
    }


def _later_than(outcome: RipeningOutcome, day: int | None) -> int | None:
    """Count the outcomes learned from that took longer than so many days; None of no day."""
    if day is None:
        return None
    took = outcome.rows["delay_days"].drop_nulls()
    return int(((took > day) & (took <= LONGEST_DAYS)).sum())


def _later(outcome: RipeningOutcome, month: pl.DataFrame) -> int | None:
    """Count those that took longer than the last referral of a month is old; None of no month.

    They are what the share known of the month rests on: it is one less a part of theirs.
    """
    return None if month.is_empty() else _later_than(outcome, month["age_days"].min())  # type: ignore[arg-type]


def _label(outcome: RipeningOutcome, plan: Plan) -> str:
    return named(outcome.name, plan.outcome, plan.closure_ripens_in_days).label


def _of_month(outcome: RipeningOutcome, month: dt.date, plan: Plan) -> dict[str, Any]:
    rows = in_month(outcome, month)
    counted = int(rows["counted"].sum())
    known = int(rows["delay_days"].is_not_null().sum())
    row: dict[str, Any] = {
        "measure": outcome.name,
        "label": _label(outcome, plan),
        "period": month,
        "referrals": rows.height,
        "counted": counted,
        "known": known,
        "seen": outcome.learned.seen,
        "later": _later(outcome, rows),
        "is_used": month
        <= last_ripe_month(plan.extract_drawn_on, ripening_days(outcome.name, plan)),
    }
    if rows.is_empty():
        return row
    share = share_known_of(outcome, month)
    row |= {"share_known": share.known, "share_error": share.error}
    return row | set_right(
        share, counted=counted, known=known, referrals=rows.height, level=plan.level
    )


def set_right(
    share: delays.ShareKnown, *, counted: int, known: int, referrals: int, level: float
) -> dict[str, float]:
    """Return a month's estimate, low and high by what is still to come; nothing of too few known.

    What the extract has is a floor, and the month's referrals are a ceiling.
    """
    if share.known < LEAST_SHARE:
        return {}
    found = delays.corrected(known, share, level)
    ends = {"estimate": found.estimate, "low": found.low, "high": found.high}
    return {name: min(max(value, counted), referrals) for name, value in ends.items()}
