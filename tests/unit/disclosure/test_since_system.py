"""What an intruder knows of a change between two releases: now less then, never the other way."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.revisions import tie_earlier
from referral_analysis.disclosure.proof.system import System
from referral_analysis.disclosure.register import Release
from referral_analysis.questions.changed.finding import Since
from referral_analysis.questions.changed.release import _changes

JUNE, JULY, AUGUST = (dt.date(2015, month, 1) for month in (6, 7, 8))
DRAWN_ON = dt.date(2011, 11, 14)
MONTH = county_count("nfa", JUNE, JUNE)


def of_rye(first: dt.date, last: dt.date, measure: str = "referrals") -> Count:
    return Count(measure=measure, kind="district", segment="Rye", first=first, last=last)


def with_release(now: dict[Count, int], then: dict[Count, int | None]) -> tuple[System, int, int]:
    """Tie one count to itself in an earlier release: the system, its place now and then."""
    builder = Builder(DFE)
    places = {count: builder.cell(value, must_hide=False) for count, value in now.items()}
    release = Release(report="board_report", drawn_on=dt.date(2015, 8, 9), counts=then)
    before, _ = tie_earlier(builder, places, release)
    return builder.system(), next(iter(places.values())), next(iter(before.values()))


def coefficients(system: System, *places: int) -> tuple[list[float], float]:
    """Return how the last relation joins these places to the change, and the change itself."""
    relation = next(r for r in system.relations if set(places) <= set(r.cells.tolist()))
    by_place = dict(zip(relation.cells.tolist(), relation.coefficients.tolist(), strict=True))
    (change,) = set(by_place) - set(places)
    return [by_place[place] for place in (*places, change)], float(system.values[change])


@pytest.mark.parametrize(("now", "then", "change"), [(80, 71, 9), (71, 80, -9), (75, 75, 0)])
def test_a_countys_month_changed_by_now_less_then(now: int, then: int, change: int) -> None:
    system, place, before = with_release({MONTH: now}, {MONTH: then})
    signs, found = coefficients(system, place, before)
    assert found == change
    # now - then - change = 0, whatever the sign it is written with
    assert np.array(signs) / signs[0] == pytest.approx([1, -1, -1])
    # how far it changed is known closely, not which way
    (at,) = np.flatnonzero(system.hidden_low == -abs(change)) if change else (2,)
    assert (system.hidden_low[at], system.hidden_high[at]) == (-abs(change), abs(change))


@pytest.mark.parametrize(
    ("now", "then", "is_hidden", "at_most"),
    [
        # 3 now, not shown, of 40 then: it may have fallen by all that it did fall
        (3, 40, True, 37),
        # by less than the five values that the mark stands for: by any of those
        (3, 4, True, 5),
        (3, 8, True, 5),
        (3, 9, True, 6),
        # 30 now, of a count that was not shown then, from 1: by anything up to all of them
        (30, None, False, 30),
    ],
)
def test_how_far_a_countys_month_changed_where_it_is_not_shown_now_or_was_not_then(
    now: int, then: int | None, at_most: int, *, is_hidden: bool
) -> None:
    builder = Builder(DFE)
    place = builder.cell(now, must_hide=is_hidden)
    release = Release(report="board_report", drawn_on=dt.date(2015, 8, 9), counts={MONTH: then})
    before, _ = tie_earlier(builder, {MONTH: place}, release)
    (relation,) = (r for r in builder.system().relations if place in r.cells)
    (change,) = set(relation.cells.tolist()) - {place, *before.values()}
    assert builder.within(change) == (-at_most, at_most)


def test_a_countys_month_that_was_not_shown_is_believed_not_to_have_changed() -> None:
    system, place, before = with_release({MONTH: 30}, {MONTH: None})
    relation = next(r for r in system.relations if {place, before} <= set(r.cells.tolist()))
    (change,) = set(relation.cells.tolist()) - {place, before}
    assert (system.hidden_low[change], system.hidden_high[change]) == (0, 0)


def test_further_months_of_a_district_are_what_was_added() -> None:
    now, then = of_rye(JUNE, AUGUST), of_rye(JUNE, JULY)
    system, place, before = with_release({now: 50}, {then: 38})
    signs, added = coefficients(system, place, before)
    assert added == 12
    assert np.array(signs) / signs[0] == pytest.approx([1, -1, -1])
    change = int(np.flatnonzero(system.values == 12)[0])
    assert system.hidden_low[change] == 0  # further months take no referral away


@pytest.mark.parametrize(("now", "is_small"), [(39, True), (43, True), (44, False), (38, False)])
def test_a_small_number_of_further_referrals_is_as_telling_as_a_small_count(
    now: int, *, is_small: bool
) -> None:
    builder = Builder(DFE)
    places = {of_rye(JUNE, AUGUST): builder.cell(now, must_hide=False)}
    then = {of_rye(JUNE, JULY): 38}
    release = Release(report="board_report", drawn_on=dt.date(2015, 8, 9), counts=then)
    tie_earlier(builder, places, release)
    assert builder.system().is_sensitive[-1] == is_small


@pytest.mark.parametrize(
    ("now", "is_small"),
    [(32, False), (33, True), (37, True), (38, False), (39, True), (43, True), (44, False)],
)
def test_a_small_correction_of_the_same_months_is_as_telling_up_or_down(
    now: int, *, is_small: bool
) -> None:
    builder = Builder(DFE)
    same = of_rye(JUNE, JULY)
    release = Release(report="board_report", drawn_on=dt.date(2015, 8, 9), counts={same: 38})
    tie_earlier(builder, {same: builder.cell(now, must_hide=False)}, release)
    assert builder.system().is_sensitive[-1] == is_small


@pytest.mark.parametrize("rounded_to", [1, 5])
def test_what_each_month_changed_by_is_now_less_then(rounded_to: int) -> None:
    october = dt.date(2011, 10, 1)
    plan = replace(FEBRUARY, last_month=october, is_interim=True, extract_drawn_on=DRAWN_ON)
    since = Since(
        plan=plan, windows=((JUNE, AUGUST),) * 3, totals=pl.DataFrame(), moves=pl.DataFrame()
    )
    months = [county_count("nfa", month, month) for month in (JUNE, JULY, AUGUST)]
    then = Release(
        report="board_report",
        drawn_on=DRAWN_ON,
        counts=dict(zip(months, (80, 64, 71), strict=True)),
        rounded_to=rounded_to,
    )
    now = dict(zip(months, (87, 60, 71), strict=True))
    # of rounded counts nobody knows by how much they changed
    assert list(_changes("nfa", since, now, then)) == ([7, -4, 0] if rounded_to == 1 else [])
