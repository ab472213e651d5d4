"""Whether inappropriate referrals fell, in plain English, made from the numbers."""

from math import log
from typing import Literal

from referral_analysis.report.words.wording import (
    Change,
    is_size_known,
    months_in_words,
    number,
    percent,
    span,
)
from referral_analysis.series.outcome import NFA, Outcome
from referral_analysis.statistics.non_inferiority import STAYED, smallest_change
from referral_analysis.statistics.told import LARGEST, smallest_fall_told

Doubt = Literal["recording", "too early", "no closures", "hidden", "line"]
"""Why a change of the headline may be none of inappropriate referrals: recording may have changed,
or it cannot be seen whether it did, as yet or at all; the line between contacts and referrals may
have moved."""


def no_judgement(outcome: Outcome = NFA) -> str:
    """Say that what was done is counted, and not whether a referral was right to make."""
    told = (
        f"A referral {outcome.closed} may still have been right to make: this counts what was "
        "done, not whether it was right, which only people who read the files can say."
    )
    return f"{told} {_OPEN_ALREADY}" if outcome.is_of_contacts else told


_OPEN_ALREADY = (
    "One about a child whose case was open already can lead to no new referral, and is among them."
)


HIDDEN = (
    "Whether inappropriate referrals fell may not be shown here: some months hold so few of them "
    "that the answer would point to single children."
)
"""The answer where disclosure control hides it."""
HIDDEN_SHORT = "May not be shown"
HIDDEN_WHY = (
    "Some months hold too few inappropriate referrals to be published, and an answer worked out "
    "from such months would give them away."
)


def hidden_what_to_do(outcome: Outcome) -> str:
    """Say what may be asked for where the answer may not be shown."""
    wider = ", for the wider count of inappropriate referrals," if outcome.is_nfa else ","
    return (
        f"Ask for these figures for a larger area, such as with neighbouring places{wider} or "
        "again when more months are in."
    )


HIDDEN_SIZE = (
    "What size of change these months could have shown may not be said: it would give away the "
    "months that are too small to publish."
)


def answer(change: Change, doubt: Doubt | None = None, outcome: Outcome = NFA) -> str:
    """Answer the question in one sentence; a change that may be one of counting only says so."""
    if doubt is not None:
        more = "fewer" if change.told == "fell" else "more"
        opening = f"Probably {more}" if change.is_probable else more.capitalize()
        contacts = "rose" if change.told == "fell" else "fell"
        closed = f"referrals {outcome.came_to} after the new thresholds were launched"
        return f"{opening} {closed}{_DOUBTED[doubt].format(contacts=contacts)}"
    after = "after the new thresholds were launched"
    if change.is_of_blanks:
        return (
            f"We cannot tell whether {change.what} fell: too many of the flags that say so were "
            "left blank."
        )
    if change.is_probable:
        yes = {"fell": "Probably", "rose": "Probably not"}[change.told]
        return f"{yes}: {change.what} probably {change.told} {after}."
    return {
        "fell": f"Yes: {change.what} fell {after}.",
        "rose": f"No: {change.what} rose {after}.",
        "cannot tell": f"We cannot yet tell whether {change.what} fell.",
    }[change.verdict]


_DOUBTED: dict[Doubt, str] = {
    "recording": ", but a change in how cases are recorded could explain it.",
    "too early": "; it is too early to tell that from a change in how cases are recorded.",
    "no closures": "; recording, which could explain it, cannot be looked at: the extract has no "
    "closures.",
    "hidden": "; recording, which could explain it, cannot be looked at: some months of the wider "
    "count are too small to publish.",
    "line": ", but contacts {contacts}: the line between contacts and referrals may have moved.",
}


def what_was_counted(change: Change, outcome: Outcome) -> str:
    """Say what the months were held against."""
    months = months_in_words(change.months)
    return (
        f"Referrals {outcome.closed} in {months} after the launch, against what the "
        "months before, and the other referrals of the same months, would have led us to expect."
    )


HELD_AT_LEAST = 92
"""Of 100 counties of the worst world named below, as many had the true change in their range:
92.9 where months grow more restless fivefold, three months after the launch; 94.5 or more in every
other, 24 to 61 months before and 3 to 12 after (`benchmarks/worlds.py`). Something else on the day
of the launch, and an effect that grows over months, are not among them."""


HELD_TOGETHER = 95
"""The same of all ranges of 2, 4 or 8 planned looks at once, spent from 95%
(`benchmarks/worlds_looks.py`, 61 months before)."""


HELD_BY_QUARTERS = 95
"""The same of quarters, of councils with 6 to 18 inappropriate referrals a month: 14 quarters
before and 4 after, whose paths bent or wandered (`benchmarks/quarters.py`)."""


def what_it_means(change: Change) -> str:
    """Say what the first word of the answer stands for, by the rule fixed beforehand."""
    path = "the path of the months before bent by itself"
    if change.is_of_blanks:
        way = {"fell": "fall", "rose": "rise", "cannot tell": "change"}[change.counted]
        return (
            "The range holds falls and rises, since it allows for every blank flag to be one thing "
            f"or the other; without them all of it would be a {way}, if {path} a little."
        )
    if change.told == "cannot tell":
        return f"The range holds falls and rises, even if {path} only a little."
    way = {"fell": "fall", "rose": "rise"}[change.told]
    if change.is_probable:
        return (
            f"The whole range is a {way} if {path} a little; if it bent as much as was allowed for "
            "beforehand, the range holds falls and rises."
        )
    return f"The whole range is a {way}, even if {path} as much as was allowed for beforehand."


def how_sure(change: Change) -> str:
    """Say how much the answer can bear."""
    months = months_in_words(change.months)
    if change.is_of_others:
        ours, theirs = ("fell", "rose") if change.others == "rose" else ("rose", "fell")
        return (
            f"They {ours} against the other referrals, but those {theirs}: "
            f"which of the two moved cannot be told. {odds(change)}"
        )
    if change.told == "cannot tell":
        return f"{what_it_means(change)} {odds(change)} {smallest_visible(change)}"
    told = what_it_means(change)
    if change.is_probable or not is_size_known(change):
        small = "fall" if change.told == "fell" else "rise"
        told = f"{told} Whether the {small} is small or large {months} cannot say."
    return f"{told} {odds(change)}{_larger_than_true(change)}"


def odds(change: Change) -> str:
    """Say how often such ranges hold the true change, in the worst of the worlds named."""
    if change.looks > 1:
        return (
            f"This range and those of the other reports planned beforehand, {change.looks} in all, "
            f"held the true change all at once at least {HELD_TOGETHER} times in 100 in simulated "
            "counties whose paths bent, wandered, jumped or grew restless."
        )
    if change.step != 1 and round(change.level, 4) == TESTED_LEVEL:
        return (
            f"Such ranges held the true change at least {HELD_BY_QUARTERS} times in 100 in "
            "simulated councils as small, counted by quarters, whose paths bent or wandered."
        )
    if round(change.level, 4) != TESTED_LEVEL:
        return f"Ranges made in this way aim at {change.level * 100:.0f} times in 100."
    return (
        f"Such ranges held the true change at least {HELD_AT_LEAST} times in 100 in simulated "
        "counties whose paths bent, wandered, jumped or grew restless, or of which one month fell "
        "out."
    )


TESTED_LEVEL = 0.95
POWER = 0.8  # told four times in five


def _told_four_in_five(change: Change) -> float | None:
    """Return the ratio of a fall that would be told four times in five; None where none would be.

    From the range's width, and the noise of what the fall would leave.
    """
    return smallest_fall_told(
        change.low,
        change.high,
        events=change.expected_a_month * change.months,
        level=change.level,
        power=POWER,
    )


def smallest_visible(change: Change) -> str:
    """Name the fall that months like these would tell four times in five."""
    visible = _told_four_in_five(change)
    if visible is None:
        return (
            f"Not even a fall of {LARGEST * 100:.0f}% would be told four times in five "
            "with so many months."
        )
    return (
        f"A fall of about {percent(min(visible, 0.99))} would be told four times in five "
        "with so many months; smaller ones less often."
    )


def _larger_than_true(change: Change) -> str:
    """Warn that a change that is told only sometimes looks larger than it is where it is told."""
    visible = _told_four_in_five(change)
    if visible is not None and abs(log(change.ratio)) >= abs(log(visible)):
        return ""
    small = "fall" if change.told == "fell" else "rise"
    return f" A {small} of this size is told only sometimes; where it is, it is likely smaller."


LONG_AFTER = 24
"""Months after from which an effect that grew is not the one that a level tells: the range held it
in 83 of 100 simulated counties 24 months after, in 68 with 48 (`benchmarks/worlds.py`)."""


def limits(
    others: Change | None, months: int, outcome: Outcome = NFA, by_stretch: str | None = None
) -> tuple[str, ...]:
    """Say what the figures do not tell; the second rests on what the other referrals did.

    months: after the launch. Of two years or more, that an effect may have grown is among it.
    by_stretch: what the first year and the months since show, where more than a year is in.
    """
    alone = "Anything else that moved inappropriate referrals alone would look like an effect"
    second = (
        f"{alone}." if others is None else f"{others_in_words(others)} {alone} of the thresholds."
    )
    if by_stretch is not None:
        return (
            no_judgement(outcome),
            second,
            f"The answer is of all {months_in_words(months)} since the launch. {by_stretch}",
        )
    if months < LONG_AFTER:
        return no_judgement(outcome), second
    return (
        no_judgement(outcome),
        second,
        f"The change is taken to have come at once and stayed. One that grew or faded over the "
        f"{months_in_words(months)} is told at about its size in the first of them.",
    )


def others_in_words(others: Change) -> str:
    """Say whether the referrals compared with stayed as they were, without which the size is off.

    They stayed where the whole safe range lies within `STAYED` of no change; the smallest margin
    that it lies within is said, whether they did or not.
    """
    told = f"By themselves {others.what} show {span(others)}"
    safe = others if others.safe is None else others.safe
    least = smallest_change(safe.low, safe.high)
    if others.verdict == "cannot tell" and least <= STAYED:
        return (
            f"{told}: they stayed as they were to within {least * 100:.0f}%, the smallest change "
            f"that {months_in_words(others.months)} can rule out."
        )
    if others.verdict == "cannot tell":
        return (
            f"The size holds if the launch left {others.what} as they were, which "
            f"{months_in_words(others.months)} cannot tell: the figures allow {span(others)}, and "
            f"the smallest change that they rule out safely is one of {least * 100:.0f}%."
        )
    return (
        f"{told}: the comparison takes them as they came, so its size is not "
        "the whole change in inappropriate referrals."
    )


def what_would_settle(change: Change) -> str:
    """Say what more months would do."""
    if change.told != "cannot tell":
        return "Further months will show whether the change lasts."
    return (
        "Further months may narrow the range, but slowly: neighbouring months resemble each other, "
        "and a path has more time to bend."
    )


def against_last_year(now: int, then: int, months: int, years: int = 1) -> str:
    """Set the months since the launch beside the same months some years before, as counted."""
    each, before = number(now / months), number(then / months)
    ago = {1: "a year", 2: "two years", 3: "three years"}.get(years, f"{number(years)} years")
    if round(now / then, 2) == 1:
        return f"In the same months {ago} before there were {before} a month: no change."
    way = "fewer" if now < then else "more"
    those = "in" if before == each else f"the {before} of"  # not "9 is 3% fewer than the 9"
    return (
        f"As counted, {each} a month is {percent(now / then)} {way} than {those} the same "
        f"months {ago} before."
    )
