"""Whether fewer was better, in plain English, made from the numbers."""

from collections.abc import Sequence

from referral_analysis.report.words.moved import Moved, points, referrals
from referral_analysis.series.outcome import NFA, Outcome


def made_of(total: Moved, parts: Sequence[Moved]) -> str:
    """Say what the change in all referrals is made of, a month; it is the sum of its parts."""
    of = ", ".join(
        f"{part.what} as expected"
        if round(part.change) == 0
        else f"{referrals(part.change)} {part.what}"
        for part in parts
    )
    whole = (
        f"as many {total.what} a month as expected"
        if round(total.change) == 0
        else f"{referrals(total.change)} {total.what} a month than expected"
    )
    return f"The parts, modelled apart, add up to {whole}: {of}."


def allowed(total: Moved) -> str:
    """Name the range of a change in referrals a month."""
    return f"The figures allow anything from {referrals(total.low)} to {referrals(total.high)}."


def by_mix(change: float, mix: float, within: float, outcome: Outcome = NFA) -> str:
    """Say how much of a change in the share is who referred, and how much how they referred."""
    size = f"{abs(change) * 100:.1f}"
    moved = f"{'fell' if change < 0 else 'rose'} by {size} points"
    return (
        f"The share {outcome.closed} "
        f"{'did not change' if size == '0.0' else moved} against the same months before the "
        f"launch: {points(within)} within agencies, {points(mix)} by which agencies referred."
    )
