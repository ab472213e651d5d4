"""Whether referrals held up, in plain English."""

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
