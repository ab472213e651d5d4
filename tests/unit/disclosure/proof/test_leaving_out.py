"""Where a mark by itself would tell too much, nothing is told, of any segment of the kind."""

import datetime as dt
from collections.abc import Mapping

import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.proof import leaving_out
from referral_analysis.disclosure.proof.leaving_out import as_the_board_has_it, hide_or_leave_out
from referral_analysis.disclosure.register import (
    BOARD,
    QUALITY,
    SEGMENTS,
    Earlier,
    earlier_releases,
    register_of,
)

pytestmark = pytest.mark.unit

AUG, OCT, NOV, DEC = (dt.date(2010, month, 1) for month in (8, 10, 11, 12))
JAN, MAR, APR = (dt.date(2011, month, 1) for month in (1, 3, 4))
THEN, NOW = dt.date(2011, 11, 14), dt.date(2012, 1, 13)
FEW = {NOV: (2, 2), JAN: (9, 4), APR: (1, 0)}
"""Of Dover, by the month: referrals, and those with no further action."""
MANY = {AUG: (30, 15), NOV: (30, 15), JAN: (40, 20), APR: (12, 6)}


def count(measure: str, segment: str, first: dt.date, last: dt.date) -> Count:
    return Count(measure=measure, kind="district", segment=segment, first=first, last=last)


MONTHS = {
    count(measure, place, month, month): of[month][at] if month in of else 0
    for place, of in (("Dover", FEW), ("Swale", MANY))
    for at, measure in enumerate(("referrals", "nfa"))
    for one in count(measure, place, AUG, APR).months
    for month in [one.first]
}


def told_of(segment: str, measure: str, first: dt.date, last: dt.date) -> dict[Count, int]:
    whole = count(measure, segment, first, last)
    return {whole: sum(MONTHS[month] for month in whole.months)}


def both(first: dt.date, last: dt.date) -> dict[Count, int]:
    """Count both measures of both districts."""
    return {
        name: value
        for place in ("Dover", "Swale")
        for measure in ("referrals", "nfa")
        for name, value in told_of(place, measure, first, last).items()
    }


def december() -> Earlier:
    """Tell of few that there were none to October, and how many referrals there were since.

    Another report told how many of these came from January to March.
    """
    few = told_of("Dover", "referrals", NOV, APR) | told_of("Dover", "nfa", AUG, OCT)
    many = told_of("Swale", "referrals", NOV, APR) | told_of("Swale", "nfa", AUG, OCT)
    register = register_of(few | many, (SEGMENTS, THEN), 1, None)
    quarter = told_of("Dover", "referrals", JAN, MAR) | told_of("Swale", "referrals", JAN, MAR)
    before = earlier_releases(register)
    return earlier_releases(register_of(quarter, (QUALITY, THEN), 1, before))


def test_a_span_whose_mark_would_tell_too_much_is_left_out_of_every_district() -> None:
    """Of two with no further action by December there were two referrals, or three at most."""
    span = both(AUG, DEC)
    told, hidden = hide_or_leave_out({}, span, DFE, december(), MONTHS, drawn_on=NOW)
    assert {one for one in span if one not in told} == {
        count("nfa", place, AUG, DEC) for place in ("Dover", "Swale")
    }
    assert not told.keys() & set(hidden.beyond)


def test_with_nothing_published_before_every_span_is_told_of() -> None:
    span = both(AUG, DEC)
    told, hidden = hide_or_leave_out({}, span, DFE, None, MONTHS, drawn_on=NOW)
    assert told == span
    assert not hidden.beyond


def test_what_is_given_away_whatever_is_told_takes_nothing_away() -> None:
    span = both(AUG, DEC)
    told, _ = hide_or_leave_out(span, {}, DFE, december(), MONTHS, drawn_on=NOW)
    assert told == span


def stretches(*ends: tuple[dt.date, dt.date]) -> dict[Count, int]:
    return {one: value for first, last in ends for one, value in both(first, last).items()}


def of_all(measure: str, first: dt.date, last: dt.date) -> set[Count]:
    return {count(measure, place, first, last) for place in ("Dover", "Swale")}


def test_only_what_is_at_fault_is_left_out() -> None:
    """One stretch gives a count away by itself, two of others do together, however far away."""
    known = count("nfa", "Dover", AUG, OCT)
    own = stretches((AUG, OCT), (NOV, DEC), (JAN, MAR), (APR, APR))
    alone = count("nfa", "Dover", APR, APR)
    together = of_all("nfa", AUG, OCT) | of_all("referrals", JAN, MAR)

    def given_away_by(told: Mapping[Count, int]) -> set[Count]:
        return {known} if alone in told or told.keys() >= together else set()

    found = leaving_out._at_fault({}, own, given_away_by)
    assert found == of_all("nfa", APR, APR) | of_all("nfa", AUG, OCT)


def test_nothing_stands_without_its_whole() -> None:
    own = stretches((AUG, OCT), (JAN, MAR))
    whole = count("referrals", "Swale", JAN, MAR)
    found = leaving_out._at_fault({}, own, lambda told: {whole} & told.keys())
    assert found == of_all("referrals", JAN, MAR) | of_all("nfa", JAN, MAR)


def test_what_others_give_away_is_no_stretchs_fault() -> None:
    known = count("nfa", "Dover", AUG, OCT)
    own = stretches((AUG, OCT), (JAN, MAR))
    assert not leaving_out._at_fault({}, own, lambda _: {known})


def test_the_nearest_of_the_same_kind_come_first() -> None:
    agency = Count(measure="nfa", kind="agency", segment="police", first=AUG, last=OCT)
    own = {agency, *stretches((AUG, OCT), (NOV, DEC), (APR, APR))}
    of_districts = leaving_out._nearest_first(own, {count("nfa", "Dover", NOV, DEC)})
    assert [min(one) for one in of_districts] == [
        count("nfa", "Dover", NOV, DEC), count("nfa", "Dover", NOV, DEC),
        count("nfa", "Dover", AUG, OCT), count("nfa", "Dover", AUG, OCT),
        count("nfa", "Dover", APR, APR), count("nfa", "Dover", APR, APR),
        agency,
    ]  # fmt: skip
    assert [len(one) for one in of_districts] == [2, 4, 2, 4, 2, 4, 1]
    month = Count(measure="nfa", kind="county", segment="county", first=AUG, last=AUG)
    assert leaving_out._nearest_first(own, {month})[0] == {agency}


def test_stretches_as_near_as_each_other_come_in_the_order_of_their_months() -> None:
    own = stretches((AUG, DEC), (OCT, DEC), (AUG, OCT), (AUG, NOV)).keys()
    order = leaving_out._nearest_first(own, {count("nfa", "Dover", OCT, OCT)})
    ends = [(AUG, OCT), (AUG, NOV), (AUG, DEC), (OCT, DEC)]
    assert [(min(one).first, min(one).last) for one in order] == [*ends, *ends]


def test_other_reports_leave_out_what_the_boards_did() -> None:
    span = both(AUG, DEC)
    shown = {one: value for one, value in span.items() if one.measure != "nfa"}
    earlier = earlier_releases(register_of(shown, (BOARD, NOW), 1, december()))
    agency = {Count(measure="nfa", kind="agency", segment="police", first=AUG, last=DEC): 7}
    assert as_the_board_has_it(span | agency, earlier, NOW) == (shown, agency)
    assert as_the_board_has_it(span, earlier, THEN) == ({}, span)
    assert as_the_board_has_it(span, None, NOW) == ({}, span)
