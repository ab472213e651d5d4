"""Other places, in plain English: nobody is ranked, and what moves by itself is said."""

from collections.abc import Mapping
from typing import Any

from referral_analysis.questions.other_places.published import OtherPlaces, Published, Steps
from referral_analysis.questions.other_places.tables import Places
from referral_analysis.report.words.wording import Change, number, percent

ENDED: Mapping[Published, str] = {
    "nfa": "ended with no further action",
    "nfa_or_not_in_need": "ended with no further action or were assessed and found not in need",
}
LEAST_PAIRS = 30
"""Pairs of years below which nothing is said of how often a change comes by itself."""
OFTEN, SELDOM = 0.2, 0.05


def beside(others: OtherPlaces) -> str:
    """Set the council's last published year beside its neighbours' and England's."""
    said = others.places.drop_nulls(Places.council)
    if said.is_empty():
        return f"The table of other places does not say how referrals to {others.council} ended."
    last = said.row(-1, named=True)
    year = last[Places.year]
    before = said.filter(said[Places.year] == year - 1)[Places.council].to_list()
    earlier = f" ({_share(before[0])} the year before)" if before else ""
    own = (
        f"In the year to March {year}, {_share(last[Places.council])} of referrals to "
        f"{others.council} {ENDED[others.outcome]}{earlier}."
    )
    return f"{own} {_around(others, last)} Nobody is ranked: councils record this differently."


def _around(others: OtherPlaces, last: Mapping[str, Any]) -> str:
    england = f"of all referrals in England it was {_share(last[Places.england])}"
    count = last[Places.neighbours]
    if not count:
        return f"None of the others published that year; {england}."
    who = "chosen neighbours" if others.are_chosen else "other councils of the table"
    if count == 1:
        return (
            f"For the one of the {who} that published it, {_share(last[Places.middle])}; {england}."
        )
    return (
        f"Among the {number(count)} {who} that published it, from {_share(last[Places.lowest])} to "
        f"{_share(last[Places.highest])}, in the middle {_share(last[Places.middle])}; {england}."
    )


def how_often(others: OtherPlaces, change: Change | None) -> str:
    """Say how often the outcome moves as much from one year to the next, with no launch known of.

    change: of the answer; None where it may not be shown.
    """
    if len(others.steps.ratios) < LEAST_PAIRS:
        return (
            "The table has too few councils and years to say how often such a change comes with no "
            "launch."
        )
    if change is None or round(change.ratio, 2) == 1:
        return ""
    falls = change.ratio < 1
    fall, rise = (change.ratio, 1 / change.ratio) if falls else (1 / change.ratio, change.ratio)
    size = percent(change.ratio)
    fell, rose = others.steps.fell(fall), others.steps.rose(rise)
    first, second = (fell, rose) if falls else (rose, fell)
    perhaps = "perhaps " if change.told == "cannot tell" else ""
    ways = ("fell", "rose") if falls else ("rose", "fell")
    said = (
        f"Here they were {perhaps}{size} {'fewer' if falls else 'more'} than expected. In others, "
        f"from one year to the next, such referrals {ways[0]} against the others by as much in "
        f"{_of_hundred(first)} pairs of years ({number(len(others.steps.ratios))} pairs), and "
        f"{ways[1]} as much in {_of_hundred(second)}: so large a change comes "
        f"{_frequency(first)} with no launch that the table knows of."
    )
    return f"{said}{_recorded(others.steps, fall) if falls and others.outcome == 'nfa' else ''}"


def _recorded(steps: Steps, fall: float) -> str:
    share = steps.recorded_otherwise(fall)
    if share is None:
        return ""
    return (
        f" In {_of_hundred(share)} of these falls, more were assessed and found not in need in the "
        "same year: that is what a change of recording looks like."
    )


def _frequency(share: float) -> str:
    if share >= OFTEN:
        return "often"
    return "now and then" if share >= SELDOM else "seldom"


def _of_hundred(share: float) -> str:
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return "fewer than 1 in 100"
    return "none" if whole == 0 else f"{whole} in 100"


def _share(share: float) -> str:
    return f"{share * 100:.1f}%"
