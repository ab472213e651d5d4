"""Quarters add up as months do; what one release counts by months another counts by them."""

import datetime as dt

import pytest

from referral_analysis.disclosure import POLICIES
from referral_analysis.disclosure.counted import Count, county_count, pieces_of
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import Earlier, earlier_releases, register_of

DRAWN_ON = dt.date(2012, 1, 13)
DFE = POLICIES["dfe"]


def month(number: int) -> dt.date:
    return dt.date(2011, number, 1)


def span(first: int, last: int, measure: str = "nfa") -> Count:
    return county_count(measure, month(first), month(last))


def published(counts: dict[Count, int], day: dt.date = DRAWN_ON) -> Earlier:
    return earlier_releases(register_of(counts, ("board_report", day), 1, None))


MONTHS = {span(1, 1): 4, span(2, 2): 8, span(3, 3): 9}
QUARTERS = {span(1, 3): 4, span(4, 6): 20, span(7, 9): 30}


def test_a_span_adds_up_its_months_or_else_its_quarters() -> None:
    assert pieces_of(span(1, 3), MONTHS) == [span(1, 1), span(2, 2), span(3, 3)]
    assert pieces_of(span(1, 9), QUARTERS) == [*QUARTERS]
    assert pieces_of(span(1, 9), {span(1, 3), span(4, 6)}) == ()
    assert pieces_of(span(1, 8), QUARTERS) == ()
    assert pieces_of(span(1, 3), QUARTERS) == ()  # it is no piece of itself


def test_a_small_quarter_is_not_left_to_its_total() -> None:
    alone = hide(QUARTERS, DFE, drawn_on=DRAWN_ON)
    assert alone.counts == {span(1, 3)}
    with_total = hide({**QUARTERS, span(1, 9): 54}, DFE, drawn_on=DRAWN_ON)
    assert span(1, 3) in with_total.counts
    assert len(with_total.counts) >= 2


def test_a_small_month_is_not_left_to_a_quarter_that_was_published() -> None:
    assert hide(MONTHS, DFE, drawn_on=DRAWN_ON).counts == {span(1, 1)}
    beside = hide(MONTHS, DFE, published({span(1, 3): 21}), drawn_on=DRAWN_ON)
    assert span(1, 1) in beside.counts
    assert len(beside.counts) >= 2


def test_nor_a_quarter_to_months_that_were() -> None:
    shown = {span(1, 1): None, span(2, 2): 8, span(3, 3): 9}
    earlier = earlier_releases(register_of(shown, ("data_quality", DRAWN_ON), 1, None))
    found = hide({span(1, 3): 21, span(4, 6): 20}, DFE, earlier, drawn_on=DRAWN_ON)
    assert found.counts == {span(1, 3)}


@pytest.mark.parametrize("measure", ["appropriate", "inappropriate_wide"])
def test_what_the_headline_rests_on_is_hidden_last(measure: str) -> None:
    """Of two quarters that would do as well, the one that hides no answer."""
    values = {
        count
        for first in (1, 4, 7)
        for count in (span(first, first + 2), span(first, first + 2, measure))
    }
    sizes = {
        "nfa": 20,
        "inappropriate_wide": 23,
        "appropriate": 40,
    }
    given = {count: sizes[count.measure] for count in values}
    given |= {span(first, first + 2, "referrals"): 63 for first in (1, 4, 7)}
    hidden = hide(given, DFE, drawn_on=DRAWN_ON).counts
    assert not any(count.measure == "nfa" for count in hidden)
