"""Reports on one extract think alike: what one held safe is not given away for the next."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stretches import PLACES, Months, beneath, counted, county

from referral_analysis.disclosure import DFE, Earlier, earlier_releases
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import register_of

NOVEMBER, JANUARY = dt.date(2011, 11, 14), dt.date(2012, 1, 13)
STRETCHES = {  # what each report prints of districts: all months run from 0 to 8
    NOVEMBER: {"segments": [(0, 2), (3, 5), (0, 5)], "data_quality": [(1, 3), (4, 6)]},
    JANUARY: {
        "board_report": [(0, 8)],
        "data_quality": [(1, 3), (4, 6)],
        "appropriateness": [(0, 8)],
        "segments": [(0, 2), (3, 8)],
    },
}
FEW, USUAL = [1, 2, 3], 9


@st.composite
def extracts(draw: st.DrawFn) -> dict[dt.date, Months]:
    """Draw districts with months of few, and what two of them add to a month by January."""
    a_month = st.sampled_from([*FEW, USUAL, USUAL, USUAL, USUAL])
    then = {place: draw(st.lists(a_month, min_size=9, max_size=9)) for place in PLACES}
    now = {place: list(months) for place, months in then.items()}
    for place in draw(st.permutations(PLACES))[:2]:
        now[place][draw(st.sampled_from([3, 4]))] += draw(st.sampled_from(FEW))
    return {NOVEMBER: then, JANUARY: now}


def published(
    months: Months, spans: list[tuple[int, int]], name: str, day: dt.date, before: Earlier | None
) -> tuple[Earlier, set[Count]]:
    """Publish a report; return the register after it, and what those before it gave away."""
    values = county(months) | counted(months, *spans)
    found = hide(values, DFE, before, beneath(months), day)
    shown = {one: None if one in found.counts else count for one, count in values.items()}
    register = register_of(shown, (name, day), 1, before)
    return earlier_releases(register), set(found.beyond)


@settings(max_examples=25, deadline=None)
@given(extracts=extracts())
def test_what_one_report_holds_safe_is_safe_for_the_next(
    extracts: dict[dt.date, Months],
) -> None:
    """Once the quarters are out, no later report of the extract has more to say against them."""
    earlier: Earlier | None = None
    given_away: dict[str, set[Count]] = {}
    for day, reports in STRETCHES.items():
        for name, spans in reports.items():
            earlier, given_away[f"{name} {day}"] = published(
                extracts[day], spans, name, day, earlier
            )
    known = given_away[f"data_quality {JANUARY}"]
    assert given_away[f"appropriateness {JANUARY}"] <= known
    assert given_away[f"segments {JANUARY}"] <= known
