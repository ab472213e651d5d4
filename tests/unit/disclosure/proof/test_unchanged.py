"""What did not change between two extracts hides nothing: all who read both know it."""

import datetime as dt

import pytest
from tests.stretches import AUGUST, Months, beneath, counted, county, span

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.proof.unchanged import is_unchanged, unchanged_since
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import Earlier, earlier_releases, register_of
from referral_analysis.periods import add_months

NOVEMBER, JANUARY = dt.date(2011, 11, 14), dt.date(2012, 1, 13)


def month(at: int) -> Count:
    return county_count("nfa", add_months(AUGUST, at), add_months(AUGUST, at))


def shown(
    counts: dict[Count, int | None], day: dt.date, before: Earlier | None = None, step: int = 1
) -> Earlier:
    return earlier_releases(register_of(counts, (f"of {day}", day), step, before))


def test_a_month_that_both_extracts_count_alike_is_unchanged() -> None:
    then = shown({month(0): 40, month(1): 41, month(2): None, month(3): 43}, NOVEMBER)
    now = {month(0): 40, month(1): 42, month(2): 3, month(4): 44}
    assert unchanged_since(now, then, JANUARY) == {NOVEMBER: {month(0)}}


def test_what_another_report_on_the_extract_shows_is_read_beside() -> None:
    then = shown({month(0): 40, month(1): 41}, NOVEMBER)
    both = shown({month(1): 41}, JANUARY, then)
    found = unchanged_since({month(0): 40}, both, JANUARY)
    assert found[NOVEMBER] == {month(0), month(1)}


def test_what_was_shown_rounded_is_not_known_to_be_the_same() -> None:
    then = shown({month(0): 40}, NOVEMBER, step=5)
    assert unchanged_since({month(0): 40}, then, JANUARY) == {NOVEMBER: set()}


@pytest.mark.parametrize(
    ("first", "last", "expected"), [(0, 2, True), (1, 2, True), (0, 3, False), (3, 4, False)]
)
def test_a_districts_count_is_unchanged_where_each_month_of_the_countys_has(
    first: int, last: int, *, expected: bool
) -> None:
    assert is_unchanged(span("Dover", first, last), {month(0), month(1), month(2)}) is expected


def test_a_districts_count_is_unchanged_where_each_quarter_of_the_countys_has() -> None:
    quarters = {span("Dover", 0, 2).county, span("Dover", 3, 5).county}
    assert is_unchanged(span("Swale", 0, 2), quarters)
    assert is_unchanged(span("Swale", 0, 5), quarters)
    assert not is_unchanged(span("Swale", 3, 8), quarters)


def test_what_was_printed_and_is_unchanged_is_not_hidden_for_another() -> None:
    """Dover's and Thanet's December was set right by one; nothing of August to October was."""
    then: Months = {
        "Dover": [1, 9, 9, 1, 9, 9, 1, 3, 9],
        "Swale": [9, 9, 1, 1, 2, 3, 1, 9, 3],
        "Thanet": [3, 9, 9, 9, 1, 9, 2, 9, 3],
    }
    now: Months = {**then, "Dover": [1, 9, 9, 1, 10, *then["Dover"][5:]],
                   "Thanet": [3, 9, 9, 9, 2, *then["Thanet"][5:]]}  # fmt: skip
    earlier: Earlier | None = None
    printed = set[Count]()
    for day, months, spans in (
        (NOVEMBER, then, [(0, 2), (0, 5)]),
        (NOVEMBER, then, [(2, 4)]),
        (JANUARY, now, [(2, 4)]),
    ):
        values = county(months) | counted(months, *spans)
        gone = hide(values, DFE, earlier, beneath(months), day).counts
        release = (f"over {spans}", day)
        printed |= values.keys() - gone
        told = {one: None if one in gone else count for one, count in values.items()}
        earlier = earlier_releases(register_of(told, release, 1, earlier))
    values = county(now) | counted(now, (0, 2), (3, 5), (0, 8))
    hidden = hide(values, DFE, earlier, beneath(now), JANUARY).counts
    assert {span("Dover", 0, 2), span("Swale", 0, 2)} <= printed
    assert not {one for one in hidden & printed if one.last <= add_months(AUGUST, 2)}
