"""Whether recording could explain it, in plain English."""

from collections.abc import Mapping, Sequence
from typing import Any

from referral_analysis.report.words.wording import Change, span
from referral_analysis.series.outcome import NFA, Outcome

NOT_BESIDE = (
    "Whether that happened cannot be told here: the change in inappropriate referrals, which the "
    "wider count would be set beside, may not be shown."
)


OF_CONTACTS = (
    "If referrals were now recorded later after a contact, or under another id of the child, than "
    "they used to be, more contacts would seem to have led to none and nothing would have changed; "
    "if contacts that lead to nothing were no longer all recorded, fewer would. The files cannot "
    "say whether that is so."
)
AT_ONCE_OR_LATER = (
    "Referrals closed at once and those closed after an assessment, as not in need, are both "
    "counted here: cases that move from the one to the other leave the count as it is."
)


def opening(outcome: Outcome) -> str:
    """Say what change in recording could pass for a change in inappropriate referrals."""
    if outcome.is_of_contacts:
        return OF_CONTACTS
    if outcome.is_nfa:
        return (
            "If cases that used to be closed at once were now assessed first and closed then, "
            "no further action would fall and nothing would have improved."
        )
    if outcome.choice == "nfa_or_not_in_need":
        return AT_ONCE_OR_LATER
    return (
        "If cases were now closed for another reason than they used to be, the count would change "
        "and nothing would have improved; the closures themselves cannot say whether they were."
    )


def at_once(change: Change | None) -> str:
    """Say how those closed at once changed by themselves; nothing where that is not known."""
    if change is None:
        return ""
    return f"By themselves {change.what} show {span(change)}."


def wider(headline: Change, wide: Change) -> str:
    """Set the headline beside the wider count, which such a change in recording leaves alone."""
    counted = (
        "Counting those as well, against the appropriate referrals of the same months, "
        f"the figures allow {span(wide)}"
    )
    if headline.told == "cannot tell":
        return f"{counted}."
    if headline.told == wide.told:
        probably = "probably " if wide.is_probable else ""
        return f"{counted}: they {probably}{wide.told} too, which that would not explain."
    if wide.told != "cannot tell":
        return f"{counted}: the other direction, so such a change may be all there is to it."
    return f"{counted}: such a change cannot be ruled out as the explanation."


_GAPS: Mapping[str, tuple[str, str, str]] = {
    "left out": (
        "rows",
        "were left out by the checks",
        "If they were referrals, the answer may be of too few.",
    ),
    "no outcome": (
        "referrals",
        "were taken on, by their flag, and never assessed",
        "If these were closed at once, as before, their flag is wrong.",
    ),
    "no agency": (
        "referrals",
        "have an agency that is blank or on no list",
        "They are in no agency's figures: one may have few, or none, for that reason alone.",
    ),
    "no reason": (
        "closures",
        "have no reason",
        "Which cases were assessed and not in need may not be known.",
    ),
    "no date": (
        "rows of the extract",
        "have no date of referral that can be read",
        "They are in no month, before the launch or since.",
    ),
}
"""Of what they are a share, what they lack, and what that could do."""


def gap_in_words(row: Mapping[str, Any]) -> str:
    """Say what has been missing from the record since the launch, how much, and before."""
    whole, lack, effect = _GAPS[row["gap"]]
    if not row["has_changed"]:
        share = _band(row["low"], row["high"])
        return f"{share[0].upper()}{share[1:]} of {whole} {lack}, now as before. {effect}"
    if row["low_before"] is None:
        return f"Of all {whole}, {_band(row['low'], row['high'])} {lack}. {effect}"
    return (
        f"Since the launch {_band(row['low'], row['high'])} of {whole} {lack}, "
        f"{_band(row['low_before'], row['high_before'])} in the year before. {effect}"
    )


def _band(low: float, high: float) -> str:
    if not low:
        return f"fewer than {high * 100:.0f}%"
    if high == 1:
        return f"{low * 100:.0f}% or more"
    return f"{low * 100:.0f} to {high * 100:.0f}%"


NO_ROWS = (
    "Other ways in which recording may have changed, such as rows left out, flags left blank and "
    "agencies on no list, cannot be looked at: the council gave counts by month, no rows."
)
"""What stands for `looked_at` where there are no rows to look at."""


def looked_at(changed: Sequence[str], outcome: Outcome = NFA) -> str:
    """Name the other ways in which recording may have changed that were looked at, and found.

    changed: the gaps that changed. Of contacts only agencies are looked at.
    """
    if outcome.is_of_contacts:
        told = "they are more or fewer than they were" if changed else "they did not change clearly"
        return (
            f"Agencies blank or on no list were looked at too, against the year before the launch: "
            f"{told}. Contacts without a child's id are counted both ways."
        )
    named = ", ".join(_LOOKED_AT.values())
    found = " and ".join(_LOOKED_AT[gap] for gap in changed)
    told = f"changed clearly: {found}" if changed else "none changed clearly"
    return (
        f"Other ways that were looked at, against the year before the launch: {named}; of these "
        f"{told}. Flags left blank are counted both ways. Flags set to \u201cno\u201d for cases "
        "that have an assessment cannot be seen."
    )


_LOOKED_AT: Mapping[str, str] = {
    "left out": "rows left out by the checks",
    "no outcome": "referrals taken on and never assessed",
    "no agency": "agencies blank or on no list",
    "no reason": "closures without a reason",
    "no date": "rows without a date",
}
