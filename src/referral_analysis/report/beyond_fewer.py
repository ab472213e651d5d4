"""Whether fewer was better, in plain English, made from the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from referral_analysis.appropriateness.guardrail import Held
from referral_analysis.report.sentences import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A change with its range; a fall is negative. `what` names what changed, in the plural."""

    what: str
    change: float
    low: float
    high: float

    @property
    def fell(self) -> bool:
        """Claim that the whole range is a fall."""
        return self.high < 0

    @property
    def rose(self) -> bool:
        """Claim that the whole range is a rise."""
        return self.low > 0


def referrals(change: float) -> str:
    """Name a change in referrals: 118 fewer, 27 more, no change."""
    if round(change) == 0:
        return "no change"
    return f"{number(abs(change))} {'fewer' if change < 0 else 'more'}"


def points(change: float) -> str:
    """Name a change in a share: a fall of 4.5 points, a rise of 0.2 points."""
    size = f"{abs(change) * 100:.1f}"
    if size == "0.0":
        return "no change"
    return f"a {'fall' if change < 0 else 'rise'} of {size} points"


def made_of(total: Moved, parts: Sequence[Moved]) -> str:
    """Say what the change in all referrals is made of, a month; it is the sum of its parts."""
    of = ", ".join(
        f"{part.what} as expected"
        if round(part.change) == 0
        else f"{referrals(part.change)} {part.what}"
        for part in parts
    )
    than = "as expected" if round(total.change) == 0 else "than expected"
    return (
        f"The parts, modelled apart, add up to {referrals(total.change)} {total.what} a month "
        f"{than}: {of}."
    )


def allowed(total: Moved) -> str:
    """Name the range of a change in referrals a month."""
    return f"The figures allow anything from {referrals(total.low)} to {referrals(total.high)}."


def opening(closed_at_once: Moved, not_in_need: Moved | None, helped: Held | None) -> str:
    """Say in one sentence whether fewer was better, as far as the ranges allow.

    helped: whether the referrals that reached help held up; None where it is too early to say.
    """
    if not_in_need is not None and closed_at_once.fell and not_in_need.rose:
        return (
            "Fewer referrals were closed at once, but more were assessed and found not in need: "
            "a change in how referrals are handled looks like this, and better referrals do not."
        )
    if helped == "fell":
        first = "Inappropriate referrals fell, but" if closed_at_once.fell else "Take care:"
        return f"{first} fewer referrals reached help too, and children may have been turned away."
    first = (
        "Inappropriate referrals fell"
        if closed_at_once.fell
        else "Inappropriate referrals rose"
        if closed_at_once.rose
        else "Modelled by themselves, inappropriate referrals cannot be told from no change"
    )
    if helped == "held up":
        return f"{first}, and the referrals that reached help held up."
    if helped is None:
        return f"{first}; it is too early to say whether the referrals that reached help held up."
    return f"{first}; these months cannot tell whether the referrals that reached help held up."


def came_back(months: int, after: float, before: Moved) -> str:
    """Say how many children came back within so many months, against the same months before.

    before: the change in the share (after less before) with its range.
    """
    earlier = after - before.change
    return (
        f"Within {months} months {after * 100:.1f}% of {before.what} were referred again, and "
        f"{earlier * 100:.1f}% of those of the same months before: {points(before.change)}. "
        f"The figures allow anything from {points(before.low)} to {points(before.high)}."
    )


def by_mix(change: float, mix: float, within: float) -> str:
    """Say how much of a change in the share is who referred, and how much how they referred."""
    size = f"{abs(change) * 100:.1f}"
    moved = f"{'fell' if change < 0 else 'rose'} by {size} points"
    return (
        "The share closed with no further action "
        f"{'did not change' if size == '0.0' else moved} against the same months before the "
        f"launch: {points(within)} within agencies, {points(mix)} by which agencies referred."
    )
