"""Whether referrals held up, in plain English."""

import datetime as dt

from referral_analysis.periods import month_name
from referral_analysis.report.words.wording import Change, span
from referral_analysis.statistics.non_inferiority import held


def held_up(change: Change, margin: float) -> str:
    """Say whether appropriate referrals held up, against the largest fall that would be small."""
    limit = f"{margin * 100:.0f}%"
    verdict = held(change.low, change.high, margin)
    told = f"The figures allow {span(change, ruled_out=limit if verdict == 'held up' else '')}"
    return {
        "held up": f"A fall of {limit} or more is unlikely. {told}.",
        "fell": f"{told}, and a fall of {limit} or more is not ruled out.",
        "cannot tell": f"{told}: a fall of {limit} or more is not ruled out.",
    }[verdict]


def new_ids(changed: dt.date, known_from: dt.date) -> str:
    """Say from which month re-referrals are counted; changed: the day from which ids are others."""
    return (
        f"From {month_name(changed)} the ids of children have another form, so that a child "
        f"referred before and after cannot be known for one: re-referrals are counted from "
        f"{month_name(known_from)}, where that leaves enough months."
    )
