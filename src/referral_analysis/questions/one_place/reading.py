"""Released rows of a segment as the values that sentences and charts are made of."""

import datetime as dt
from dataclasses import replace

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.questions.one_place.release import ReleasedSegment
from referral_analysis.questions.one_place.words import referrals_of
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS

NOT_SHOWN = "Too few referrals to show it without singling out children."


def change_of(released: ReleasedSegment) -> Change | None:
    """Return the segment's change, drawn towards the others; None where there is none to show."""
    row = released.effect.table.row(0, named=True)
    if row["ratio"] is None:
        return None
    return Change(
        what=referrals_of(released.segment),
        ratio=row["ratio"],
        low=row["low"],
        high=row["high"],
        level=released.plan.level,
        observed_a_month=row["nfa_after"] / released.plan.months_after,
        months=released.plan.months_after,
        step=released.plan.step,
    )


def own_of(released: ReleasedSegment) -> Change | None:
    """Return the segment's change by its own months alone; None where there is none to show."""
    change, row = change_of(released), released.effect.table.row(0, named=True)
    if change is None or row["own_ratio"] is None:
        return None
    return replace(change, ratio=row["own_ratio"], low=row["own_low"], high=row["own_high"])


def county_of(released: ReleasedSegment, *, against_others: bool) -> Change | None:
    """Return the county's change, by itself or against its other referrals; None if not shown.

    Against the others it is told as the Board report tells it.
    """
    rows = {row["measure"]: row for row in released.changes.table.to_dicts()}
    row, others = rows[HEADLINE if against_others else INAPPROPRIATE], rows[OTHERS]
    if row["ratio"] is None:
        return None
    is_told = against_others and others["ratio"] is not None
    return Change(
        what="inappropriate referrals in the whole county",
        ratio=row["ratio"],
        low=row["low"],
        high=row["high"],
        level=row["level"],
        observed_a_month=0.0,
        months=row["months"],
        others=Ends(low=others["low"], high=others["high"]).verdict if is_told else None,
        mild=None if row["mild_low"] is None else Ends(low=row["mild_low"], high=row["mild_high"]),
    )


def is_hidden(released: ReleasedSegment) -> bool:
    """Claim that there is an estimate which may not be shown."""
    return bool(released.effect.suppressed["ratio"].any())


def span_name(first: dt.date, last: dt.date) -> str:
    """Name months from the first to the last: Aug to Dec 2011, Nov 2010 to Jan 2011."""
    began = f"{first:%b}" if first.year == last.year else f"{first:%b %Y}"
    return f"{began} to {last:%b %Y}"
