"""Whether inappropriate referrals fell, in plain English, made from the numbers."""

from typing import Literal

from referral_analysis.report.words.wording import (
    Change,
    change_in_words,
    is_size_known,
    months_in_words,
    percent,
    span,
)

Doubt = Literal["recording", "too early", "no closures", "line"]
"""Why a fall of the headline may be no fall of inappropriate referrals: recording may have changed,
or it cannot be seen whether it did, as yet or at all; the line between contacts and referrals may
have moved."""
NO_JUDGEMENT = (
    "A referral closed with no further action may still have been right to make: this counts "
    "what was done, not whether it was right, which only people who read the files can say."
)


def answer(change: Change, doubt: Doubt | None = None) -> str:
    """Answer the question in one sentence; a fall that may be one of counting only says so."""
    if doubt is not None:
        return f"{_FEWER_CLOSED_AT_ONCE}{_DOUBTED[doubt]}"
    return {
        "fell": f"Yes: {change.what} fell after the new thresholds were launched.",
        "rose": f"No: {change.what} rose after the new thresholds were launched.",
        "cannot tell": f"We cannot yet tell whether {change.what} fell.",
    }[change.verdict]


_FEWER_CLOSED_AT_ONCE = (
    "Fewer referrals were closed with no further action after the new thresholds were launched"
)
_DOUBTED: dict[Doubt, str] = {
    "recording": ", but a change in how cases are recorded could explain it.",
    "too early": "; it is too early to tell that from a change in how cases are recorded.",
    "no closures": "; recording, which could explain it, cannot be looked at: the extract has no "
    "closures.",
    "line": ", but contacts rose: the line between contacts and referrals may have moved.",
}


def what_was_counted(change: Change) -> str:
    """Say what the months were held against."""
    months = months_in_words(change.months)
    return (
        f"Referrals closed with no further action in {months} after the launch, against what the "
        "months before, and the other referrals of the same months, would have led us to expect."
    )


def how_sure(change: Change) -> str:
    """Say how much the answer can bear."""
    level = f"{change.level * 100:.0f}"
    odds = f"Ranges made in this way hold the true change about {level} times in 100."
    months = months_in_words(change.months)
    if change.is_of_others:
        ours, theirs = ("fell", "rose") if change.high < 1 else ("rose", "fell")
        return (
            f"They {ours} against the other referrals, but those {theirs}: "
            f"which of the two moved cannot be told. {odds}"
        )
    if change.verdict == "cannot tell":
        return (
            f"Chance alone could explain what was seen in {months}. {odds} "
            f"{smallest_visible(change)}"
        )
    if is_size_known(change):
        return f"Chance alone is an unlikely explanation of what was seen in {months}. {odds}"
    small = "fall" if change.verdict == "fell" else "rise"
    return (
        f"Chance alone is an unlikely explanation, but {months} cannot say whether "
        f"the {small} is small or large. {odds}"
    )


def smallest_visible(change: Change) -> str:
    """Name the smallest fall that these months could have shown: one whose range ends at none."""
    visible = min(change.ratio / change.high, 0.99)
    return f"A fall smaller than about {percent(visible)} could not have been told from chance."


def limits(others: Change | None, margin: float) -> tuple[str, str]:
    """Say what the figures do not tell; the second rests on what the other referrals did."""
    alone = "Anything else that moved inappropriate referrals alone would look like an effect"
    if others is None:
        return NO_JUDGEMENT, f"{alone}."
    return NO_JUDGEMENT, f"{others_in_words(others, margin)} {alone} of the thresholds."


def others_in_words(others: Change, margin: float) -> str:
    """Say whether the referrals compared with stayed as they were, without which the size is off.

    They stayed if the whole range lies within the margin either way.
    """
    told = f"By themselves {others.what} show {span(others)}"
    if 1 - margin < others.low and others.high < 1 + margin:
        return f"{told}: they stayed as they were to within {margin * 100:.0f}%."
    if others.verdict == "cannot tell":
        return (
            f"The size holds if the launch left {others.what} as they were, which "
            f"{months_in_words(others.months)} cannot tell: the figures allow {span(others)}."
        )
    return (
        f"{told}: the comparison takes them as they came, so its size is not "
        "the whole change in inappropriate referrals."
    )


def moved_most(planned: float, choice: str, ratio: float) -> str:
    """Name the choice of model that moves the best estimate most, and where to."""
    return (
        f"The choice that moves the best estimate most is this: {choice[0].lower()}{choice[1:]}. "
        f"It gives {change_in_words(ratio)}, where the model of this report gives "
        f"{change_in_words(planned)}."
    )


def what_would_settle(change: Change) -> str:
    """Say what more months would do."""
    if change.verdict != "cannot tell":
        return "Further months will show whether the change lasts."
    return (
        "Each further month narrows the range, but slowly, because neighbouring months resemble "
        "each other and say partly the same."
    )
