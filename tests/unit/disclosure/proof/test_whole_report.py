"""Counts of several tables, and of two releases, protected together: small cases worked by hand."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from referral_analysis.disclosure import DFE, OPENSAFELY, Earlier, earlier_releases
from referral_analysis.disclosure.counted import LISTED, Count, county_count
from referral_analysis.disclosure.proof.bounds import Intruder, exposed
from referral_analysis.disclosure.proof.choose import choose
from referral_analysis.disclosure.proof.whole_report import hide, lay_out
from referral_analysis.disclosure.register import register_of
from referral_analysis.errors import DisclosureError

AUG, OCT, DEC = (dt.date(2011, month, 1) for month in (8, 10, 12))


def count(measure: str, segment: str, first: dt.date = AUG, last: dt.date = OCT) -> Count:
    kind = "county" if segment == "county" else "district"
    return Count(measure=measure, kind=kind, segment=segment, first=first, last=last)


def nfa(values: dict[str, int], last: dt.date = OCT) -> dict[Count, int]:
    """Name the NFA counts of districts, and of the county as what they add up to."""
    whole = {"county": sum(values.values())}
    return {count("nfa", name, last=last): value for name, value in {**values, **whole}.items()}


def hidden_names(values: dict[Count, int], earlier: Earlier | None = None) -> set[str]:
    return {one.segment for one in hide(values, DFE, earlier).counts}


def as_earlier(values: dict[Count, int], drawn_on: dt.date = dt.date(2011, 11, 14)) -> Earlier:
    gone = hide(values, DFE).counts
    shown = {one: None if one in gone else value for one, value in values.items()}
    return earlier_releases(register_of(shown, ("board_report", drawn_on), 1, None))


def test_a_second_gap_is_not_always_enough() -> None:
    assert hidden_names(nfa({"Dover": 3, "Swale": 60, "Thanet": 90})) == {"Dover", "Swale"}
    # 1 and 1 add up to 2, which gives both away; so does 3 and 2 beside a known total of 5
    assert hidden_names(nfa({"Dover": 1, "Swale": 1, "Thanet": 90})) == {"Dover", "Swale", "Thanet"}


def test_a_total_goes_when_nothing_else_can() -> None:
    assert hidden_names(nfa({"Dover": 2, "Swale": 2, "Thanet": 2})) == {
        "Dover",
        "Swale",
        "Thanet",
        "county",
    }


def test_nothing_small_costs_nothing() -> None:
    assert hidden_names(nfa({"Dover": 6, "Swale": 0, "Thanet": 90})) == set()


@pytest.mark.parametrize("measure", ["guardrail", "section_47"])
@pytest.mark.parametrize(
    ("reached", "is_told"),
    [
        (40, False),
        (96, True),  # 4 did not reach it
        (100, True),  # every one did
        (67, True),  # 3 of those that were not closed at once did not
        (70, False),  # all of those did, which says nothing of the 30
    ],
)
def test_who_did_not_reach_help_or_protection_is_protected(
    measure: str, reached: int, *, is_told: bool
) -> None:
    values = {"referrals": 100, "nfa": 30 if reached <= 70 else 0, measure: reached}
    counts = {count(name, "county", AUG, AUG): value for name, value in values.items()}
    laid = lay_out(counts, DFE)
    hidden = choose(laid.system).hidden
    assert bool(hidden.any()) == is_told
    assert exposed(laid.system, hidden) == {}


def test_the_wider_count_less_the_narrower_is_protected() -> None:
    month = {"referrals": 100, "nfa": 30, "inappropriate_wide": 33, "appropriate": 67}
    values = {count(m, "county", AUG, AUG): value for m, value in month.items()}
    gone = {one.measure for one in hide(values, DFE).counts}
    # the month of the headline's own count stays
    assert gone == {"inappropriate_wide", "appropriate"}
    clear = {**values, count("nfa", "county", AUG, AUG): 20}
    assert hide(clear, DFE).counts == frozenset()


def test_those_found_not_in_need_early_or_late_are_protected() -> None:
    month = {"referrals": 100, "nfa": 30, "inappropriate_wide": 50, "appropriate": 50}
    for others, protected in ((68, True), (60, False), (53, True), (50, False)):
        values = {
            count(m, "county", AUG, AUG): value for m, value in {**month, "others": others}.items()
        }
        assert bool(hide(values, DFE).counts) is protected


def test_none_appropriate_says_something_about_each() -> None:
    month = {"referrals": 40, "inappropriate_wide": 40, "appropriate": 0}
    values = {count(m, "county", AUG, AUG): value for m, value in month.items()}
    gone = {one.measure for one in hide(values, DFE).counts}
    assert gone >= {"appropriate"}
    assert len(gone) == 2


def test_what_came_between_two_releases_is_protected() -> None:
    then = nfa({"Dover": 20, "Swale": 60, "Thanet": 90})
    grown = nfa({"Dover": 23, "Swale": 80, "Thanet": 120}, last=DEC)
    assert hidden_names(grown) == set()
    assert hidden_names(grown, as_earlier(then)) == {"Dover", "Swale"}
    more = nfa({"Dover": 26, "Swale": 80, "Thanet": 120}, last=DEC)
    assert hidden_names(more, as_earlier(then)) == set()


def test_small_revisions_of_a_segment_are_protected_and_of_the_county_are_not() -> None:
    then = nfa({"Dover": 20, "Swale": 60, "Thanet": 90})
    revised = nfa({"Dover": 22, "Swale": 60, "Thanet": 90})
    assert "Dover" in hidden_names(revised, as_earlier(then))
    month = {count("nfa", "county", AUG, AUG): 50}
    later = {count("nfa", "county", AUG, AUG): 52}
    assert hide(later, DFE, as_earlier(month)).counts == frozenset()


def test_a_child_moved_between_districts_is_protected_though_the_county_is_unchanged() -> None:
    then = nfa({"Dover": 20, "Swale": 60, "Thanet": 90})
    moved = nfa({"Dover": 22, "Swale": 58, "Thanet": 90})
    assert {"Dover", "Swale"} <= hidden_names(moved, as_earlier(then))
    assert hidden_names(then, as_earlier(then)) == set()


def test_no_district_or_agency_is_counted_over_less_than_a_quarter() -> None:
    for kind in ("district", "agency"):
        for last in (AUG, dt.date(2011, 9, 1)):
            fine = Count(measure="nfa", kind=kind, segment="x", first=AUG, last=last)
            with pytest.raises(DisclosureError, match=r"count of less than three months; need"):
                hide({fine: 400}, DFE)


def test_what_two_releases_give_away_neither_gives_away_by_itself() -> None:
    then = {"referrals": 35, "nfa": 3, "inappropriate_wide": 6, "appropriate": 29}
    now = {"referrals": 35, "nfa": 2, "inappropriate_wide": 5, "appropriate": 30}
    before, after = (
        {count(measure, "county", AUG, AUG): value for measure, value in month.items()}
        for month in (then, now)
    )
    found = hide(after, DFE, as_earlier(before))
    assert len(found.counts) >= 2


def test_what_an_earlier_release_gave_away_this_one_does_not_give_away_by_itself() -> None:
    values = nfa({"Dover": 3, "Swale": 60, "Thanet": 90})
    dover = count("nfa", "Dover")
    careless = {one: None if one == dover else value for one, value in values.items()}
    register = register_of(careless, ("board_report", dt.date(2011, 11, 14)), 1, None)
    found = hide(values, DFE, earlier_releases(register))
    assert dover in found.beyond
    by_itself = lay_out(values, DFE)
    hidden = np.zeros(by_itself.system.values.size, dtype=bool)
    hidden[[by_itself.places[one] for one in found.counts]] = True
    assert exposed(by_itself.system, hidden) == {}


def test_what_an_earlier_release_shows_is_not_hidden_to_protect_another() -> None:
    sep = dt.date(2011, 9, 1)
    months = [count("referrals", "county", month, month) for month in (AUG, sep, OCT)]
    then = {months[0]: None, months[1]: 50, count("referrals", "county", AUG, sep): 53}
    register = register_of(then, ("board_report", dt.date(2011, 11, 14)), 1, None)
    values = dict(zip([*months, count("referrals", "county")], [3, 50, 60, 113], strict=True))
    found = hide(values, DFE, earlier_releases(register))
    assert found.counts == {months[0], months[2], count("referrals", "county")}
    assert set(found.beyond) == {months[0]}


def test_what_was_suppressed_stays_so() -> None:
    month = count("nfa", "county", AUG, AUG)
    found = hide({month: 7}, DFE, as_earlier({month: 5}))
    assert found.counts == found.kept_from_earlier == {month}


def test_a_month_shown_before_hides_nothing() -> None:
    months = [count("nfa", "county", month, month) for month in (AUG, dt.date(2011, 9, 1), OCT)]
    total = count("nfa", "county", AUG, OCT)
    values = dict(zip([*months, total], [40, 50, 3, 93], strict=True))
    earlier = as_earlier({months[0]: 40, months[1]: 50})
    assert months[0] in hide(values, DFE).counts
    assert hide(values, DFE, earlier).counts == {months[2], total}


def test_what_earlier_releases_gave_away_is_named() -> None:
    unsafe: dict[Count, int | None] = {
        count("nfa", "Dover"): None,
        count("nfa", "Swale"): 60,
        count("nfa", "county"): 63,
    }
    earlier = earlier_releases(
        register_of(unsafe, ("board_report", dt.date(2011, 11, 14)), 1, None)
    )
    found = hide(nfa({"Dover": 30, "Swale": 90}, last=DEC), DFE, earlier)
    assert found.beyond == (count("nfa", "Dover"),)


def test_rounded_counts_are_proved_too() -> None:
    values = nfa({"Dover": 7, "Swale": 60, "Thanet": 92})
    del values[count("nfa", "county")]
    laid = lay_out(values, OPENSAFELY)
    hidden = choose(laid.system).hidden
    assert {c.segment for c, place in laid.places.items() if hidden[place]} == {"Dover"}
    assert exposed(laid.system, hidden) == {}


def test_a_register_adds_releases_up() -> None:
    month = count("nfa", "county", AUG, AUG)
    first = as_earlier({month: 50})
    second = register_of({month: 55}, ("board_report", dt.date(2012, 1, 13)), 1, first)
    assert second["count"].to_list() == [50, 55]
    assert len(earlier_releases(second).releases) == 2
    again = register_of(
        {month: 56}, ("board_report", dt.date(2012, 1, 13)), 1, earlier_releases(second)
    )
    assert again["count"].to_list() == [50, 56]


def test_a_register_of_another_form_is_refused() -> None:
    with pytest.raises(DisclosureError, match=r"register of earlier releases: other columns .*"):
        earlier_releases(pl.DataFrame({"count": [3]}))
    month = {count("nfa", "county", AUG, AUG): 50, count("nfa", "Dover", AUG, AUG): None}
    impossible = register_of(
        month | {count("nfa", "Swale", AUG, AUG): 60}, ("board_report", OCT), 1, None
    )
    with pytest.raises(DisclosureError, match=r"cannot add up .* Make the earlier report again"):
        hide({count("nfa", "county", DEC, DEC): 3}, DFE, earlier_releases(impossible))


def test_a_code_hidden_alone_is_the_rest_of_a_hundred_per_cent() -> None:
    """Its agency's referrals may be others too, but shares of codes are out of those listed."""
    first, last = dt.date(2015, 4, 1), dt.date(2015, 9, 1)
    counts = {"police": 40, "unknown": 3, "legal": 9, "other": 30}
    codes = {
        Count(measure="referrals", kind="agency", segment=name, first=first, last=last).part(
            name, of_more=name == "unknown"
        ): number
        for name, number in counts.items()
    }
    values = codes | {county_count(LISTED, first, last): sum(counts.values())}
    hidden = hide(values, DFE).counts
    assert {one.whole.segment for one in hidden if one.whole} == {"unknown", "legal"}
    later = as_earlier(values)
    laid = lay_out({}, DFE, later)  # what it showed stays known: together they are twelve
    unknown = next(at for at, one in laid.known.items() if one.whole and "unknown" in one.segment)
    nothing = np.zeros(laid.system.values.size, dtype=bool)
    seen = Intruder(laid.system, nothing, whole_numbers=True)
    seen.widest(unknown)
    assert (seen.least[unknown], seen.most[unknown]) == (1, 11)
