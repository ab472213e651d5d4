"""What speaks against the answer, or would explain it away, in plain English."""

import datetime as dt
from collections.abc import Mapping, Sequence
from math import exp
from typing import Any

from referral_analysis.analysis.events import Event
from referral_analysis.periods import month_name
from referral_analysis.questions.events import the
from referral_analysis.report.words.wording import Change, Verdict, change_in_words, percent
from referral_analysis.series.outcome import NFA, Outcome


def how_far_it_bears(headline: Change, tips: Mapping[str, Any]) -> str:
    """Say in a headline how large a bend of the path the answer bears."""
    moved = {"fell": "fall", "rose": "rise", "cannot tell": "change"}[headline.told]
    if tips["drift"] is None:
        blanks = (
            "Flags left blank keep the range at no change, even"
            if headline.is_of_blanks
            else "The range holds no change even"
        )
        return f"{blanks} on a straight path"
    size = f"{tips['drift'] * 100:.0f}% a year"
    if tips["drift_is_more"]:
        return f"The {moved} stands whatever bend of the path was tried, up to {size}"
    return f"The {moved} stands up to a bend of {size} of the path by itself"


def touches(tips: Mapping[str, Any]) -> str:
    """Say where the range touches no change, as the end of a sentence."""
    if tips["drift"] is None:
        return "which holds no change already"
    size = f"{tips['drift'] * 100:.0f}% a year"
    return (
        f"still without no change at {size}"
        if tips["drift_is_more"]
        else (f"and it touches no change at {size}")
    )


def under_choices(fell: int, rose: int, total: int, *, is_of_blanks: bool = False) -> str:
    """Say of how many choices of model, the path held straight, the whole range is on one side.

    is_of_blanks: blank flags, which these choices leave aside, keep the answer from being told.
    """
    lead = f"{'Blank flags left aside and' if is_of_blanks else 'With'} the path held straight,"
    if fell == rose == 0:
        return f"{lead} none of {total} choices of model gives a clear change"
    if total in {fell, rose}:
        return f"{lead} all {total} choices of model give a clear {'fall' if fell else 'rise'}"
    ways = ((fell, "fall"), (rose, "rise"))
    told = [f"{n} give{'s' if n == 1 else ''} a clear {way}" for n, way in ways if n]
    return f"{lead} of {total} choices of model, {' and '.join(told)}"


def moved_most(planned: float, choice: str, ratio: float) -> str:
    """Name the choice of model that moves the best estimate most, and where to."""
    return (
        f"The choice that moves the best estimate most is this: {choice[0].lower()}{choice[1:]}. "
        f"It gives {change_in_words(ratio)}, where the model of this report, with its path held "
        f"straight, gives {change_in_words(planned)}."
    )


def would_explain(
    headline: Change,
    tips: Mapping[str, Any],
    events: Sequence[Event] = (),
    outcome: Outcome = NFA,
) -> list[str]:
    """Say what would explain a change away, each by itself: a line each; none if none is told.

    events: the plan's, by whose names the one is told at which a path may have bent.
    """
    if headline.told == "cannot tell":
        return []
    way, back = ("risen", "fewer") if headline.told == "fell" else ("fallen", "more")
    lines = []
    if tips["others"] is not None:
        size = percent(tips["others"])
        lines.append(f"The launch moved the other referrals: they have {way} by {size}.")
    if tips["recorded"] is not None:
        cases, unseen = _recorded(outcome)
        of_100 = tips["recorded"] * 100
        many = f"{of_100:.0f} of" if of_100 >= 0.5 else "Fewer than 1 of"
        lines.append(
            f"{many} 100 {cases} {outcome.closed} are recorded as something else since; {unseen} "
            "cannot be seen."
        )
    if tips["bend"] is not None:
        lines.append(
            f"The path bent by itself at {_where(tips, events)}, towards "
            f"{percent(exp(-tips['bend']))} {back} each year."
        )
    if tips["drift"] is not None and not tips["drift_is_more"]:
        lines.append(
            f"The path wanders by itself by more than {tips['drift'] * 100:.0f}% in a typical year."
        )
    return lines


def _recorded(outcome: Outcome) -> tuple[str, str]:
    """Name what may be recorded as something else, and what of that cannot be seen."""
    if outcome.is_of_contacts:
        return "contacts", "contacts that are not recorded at all"
    if outcome.is_nfa:
        return "cases", "flags set to \u201cno\u201d"
    return "cases", "closures for another reason"


def _where(tips: Mapping[str, Any], events: Sequence[Event]) -> str:
    """Name the event that the bend is of; where the plan has one alone, it needs no name."""
    named = [the(one) for one in events if one.name == tips["bend_at"]]
    return named[0] if named and len(events) > 1 else "the earlier event"


def launch_or(event: str, verdicts: Sequence[Verdict], ratios: Sequence[float]) -> str:
    """Say whether a change may be an earlier event's, by every way in which that may be taken.

    event: its name; verdicts and ratios: what each way tells and its best estimate, the path held
    straight, the plan's first.
    """
    ways = len(ratios) - 1
    low, high = change_in_words(min(ratios)), change_in_words(max(ratios))
    size = low if low == high else f"from {low} to {high}"
    lead = (
        f"The launch, or {event}? As planned, and in {ways} other way{'' if ways == 1 else 's'} of "
        f"taking what that did, the best estimate is {size}"
    )
    if len(set(verdicts)) > 1:
        return f"{lead}; whether a change can be told rests on which of them is right."
    if verdicts[0] == "cannot tell":
        return f"{lead}; no change can be told by any of them."
    way = {"fell": "fall", "rose": "rise"}[verdicts[0]]
    return f"{lead}, and each tells a clear {way}: that alone does not explain it."


ALARMS = {
    "timing": "The change did not follow the dates of the workshops: it came at another time, and "
    "may have another cause.",
    "spread": "The months of the last year vary more than those before: ranges may be too narrow.",
    "earlier shape": "The answer rests on what is taken to have happened at {event}.",
}


def cautions(
    raised: Sequence[tuple[str, str | None]],
    outlying: dt.date | None,
    blank: tuple[float, float] | None,
    events: Sequence[Event] = (),
    outcome: Outcome = NFA,
) -> list[str]:
    """Say what on these months speaks against taking the answer as it stands; a line each.

    raised: names of alarms, and of the event that each is of, if it is of one of `events`;
    outlying: a month far from all others; blank: the shares of flags left blank, before the launch
    and since, where they may be shown.
    """
    named = {one.name: the(one) for one in events}
    lines = [
        ALARMS[name].format(event=named.get(about or "", "the earlier event"))
        for name, about in raised
        if name in ALARMS
    ]
    if outlying is not None:
        lines.append(
            f"{month_name(outlying)} lies far from all other months: the range holds with it and "
            "without it."
        )
    if blank is not None and is_said(blank):
        lines.append(
            f"{left_blank(blank, outcome)} These are counted neither way: the answer is given only "
            "if it holds whichever they are."
        )
    return lines


def is_said(blank: tuple[float, float]) -> bool:
    """Claim that the shares of flags left blank, before the launch and since, are to be named."""
    return max(blank) >= LEAST_BLANK and max(blank) >= 2 * min(blank)


def left_blank(blank: tuple[float, float], outcome: Outcome = NFA) -> str:
    """Say of what share of referrals, since the launch and before, it is not known what became."""
    if outcome.is_of_contacts:
        return (
            f"The child's id is blank, or stands for no one child, for {blank[1] * 100:.1f}% of "
            f"contacts since the launch, {blank[0] * 100:.1f}% before."
        )
    what = (
        "The flag of no further action"
        if outcome.is_nfa
        else "What says whether a referral is inappropriate, a flag or a reason of closure,"
    )
    return (
        f"{what} is blank, or a word that could not be read, for {blank[1] * 100:.1f}% of "
        f"referrals since the launch, {blank[0] * 100:.1f}% before."
    )


LEAST_BLANK = 0.01
"""The share of flags left blank, since the launch or before it, from which a first screen says so,
if it is at least twice that of the other side."""
