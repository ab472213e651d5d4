"""Whether fewer was better, in one sentence."""

from referral_analysis.report.words.moved import Moved
from referral_analysis.statistics.non_inferiority import Held


def opening(
    closed_at_once: Moved,
    not_in_need: Moved | None,
    helped: Held | None,
    lacks: str | None = None,
) -> str:
    """Say in one sentence whether fewer was better, as far as the ranges allow.

    helped: whether the referrals that reached help held up; None where it is too early to say, or
    cannot be said for what `lacks` names.
    """
    if not_in_need is not None and closed_at_once.fell and not_in_need.rose:
        return (
            "Fewer referrals were closed at once, but more were assessed and found not in need: "
            "a change in how referrals are handled looks like this, and better referrals do not."
        )
    if helped == "fell":
        first = "Inappropriate referrals fell, but" if closed_at_once.fell else "Take care:"
        return f"{first} fewer referrals reached help too, and children may have been turned away."
    moved = (
        "fell"
        if closed_at_once.fell
        else "rose"
        if closed_at_once.rose
        else "cannot be told from no change"
    )
    first = f"Modelled by themselves, inappropriate referrals {moved}"
    if helped == "held up":
        return f"{first}, and the referrals that reached help held up."
    if lacks is not None:
        reached = "whether the referrals that reached help held up cannot be said"
        return f"{first}; {reached}, as {lacks}."
    if helped is None:
        return f"{first}; it is too early to say whether the referrals that reached help held up."
    return f"{first}; these months cannot tell whether the referrals that reached help held up."
