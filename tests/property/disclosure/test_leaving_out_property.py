"""What a report tells of stretches of its own gives nothing away that was safe without it."""

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.stretches import PLACES, Months, beneath, counted, county

from referral_analysis.disclosure import DFE, Earlier, earlier_releases
from referral_analysis.disclosure.proof.leaving_out import hide_or_leave_out
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import register_of

NOVEMBER, JANUARY = dt.date(2011, 11, 14), dt.date(2012, 1, 13)
BEFORE = [(NOVEMBER, [(0, 2), (3, 8)]), (JANUARY, [(0, 4)])]
OWN = [(5, 7), (6, 8), (5, 8)]


@st.composite
def extracts(draw: st.DrawFn) -> Months:
    """Draw districts with none for months on end, and few in others."""
    a_month = st.sampled_from([0, 0, 0, 1, 2, 6])
    return {place: draw(st.lists(a_month, min_size=9, max_size=9)) for place in PLACES}


@settings(max_examples=40, deadline=None)
@example(  # what is told of February to April tells of January, by what other stretches leave
    months={
        "Dover": [0] * 9,
        "Swale": [0, 0, 0, 0, 0, 1, 0, 0, 0],
        "Thanet": [0, 0, 0, 0, 0, 1, 0, 0, 6],
    },
    own=(6, 8),
)
@given(months=extracts(), own=st.sampled_from(OWN))
def test_stretches_that_give_something_away_are_not_told_of(
    months: Months, own: tuple[int, int]
) -> None:
    earlier: Earlier | None = None
    for day, spans in BEFORE:
        values = county(months) | counted(months, *spans)
        gone = hide(values, DFE, earlier, beneath(months), day).counts
        shown = {one: None if one in gone else count for one, count in values.items()}
        earlier = earlier_releases(register_of(shown, (f"over {spans}", day), 1, earlier))
    others, mine = county(months), counted(months, own)
    told, hidden = hide_or_leave_out(others, mine, DFE, earlier, beneath(months), drawn_on=JANUARY)
    known = hide(others, DFE, earlier, beneath(months), JANUARY).beyond
    assert set(hidden.beyond) <= set(known)
    assert told.keys() >= others.keys()
