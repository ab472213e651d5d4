"""Whether referrals held up, in plain English."""

import datetime as dt

from referral_analysis.periods import month_name
from referral_analysis.report.words.wording import Change, span
from referral_analysis.statistics.non_inferiority import Held, held, smallest_fall


def judged(change: Change, margin: float) -> Held:
    """Judge a change against the largest fall that would be small."""
    safe = change if change.safe is None else change.safe
    return held(safe.low, change.high, margin)


def held_up(change: Change, margin: float) -> str:
    """Say whether appropriate referrals held up, against the largest fall that would be small."""
    limit = f"{margin * 100:.0f}%"
    verdict = judged(change, margin)
    told = f"The figures allow {span(change, ruled_out=limit if verdict == 'held up' else '')}"
    least = _least(change)
    return {
        "held up": f"A fall of {limit} or more is unlikely. {told}.{least}",
        "fell": f"{told}, and a fall of {limit} or more is not ruled out.{least}",
        "cannot tell": f"{told}: a fall of {limit} or more is not ruled out.{least}",
    }[verdict]


def _least(change: Change) -> str:
    """Say what could have been ruled out; nothing where every fall was."""
    if change.safe is None or change.safe.low >= 1:
        return ""
    size = f"{smallest_fall(change.safe.low) * 100:.0f}%"
    return f" The smallest fall that these months rule out safely is one of {size}."


def new_ids(changed: dt.date, known_from: dt.date) -> str:
    """Say from which month re-referrals are counted; changed: the day from which ids are others."""
    return (
        f"From {month_name(changed)} the ids of children have another form, so that a child "
        f"referred before and after cannot be known for one: re-referrals are counted from "
        f"{month_name(known_from)}, where that leaves enough months."
    )
