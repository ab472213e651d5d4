"""Figures that others tell: what rounded counts leave of each other, in one release and in two."""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.figures import of_rests, of_stretches
from referral_analysis.disclosure.policy import DFE, OPENSAFELY
from referral_analysis.disclosure.register import SEGMENTS, Earlier, earlier_releases, register_of
from referral_analysis.periods import add_months

MAY = dt.date(2011, 5, 1)
FIRST_DAY, LATER_DAY, LAST_DAY = (dt.date(2011, 11, 7), dt.date(2012, 1, 9), dt.date(2012, 4, 2))


def of_month(measure: str) -> Count:
    return county_count(measure, MAY, MAY)


def stretch(first: str, last: str, measure: str = "referrals") -> Count:
    ends = (dt.date.fromisoformat(f"{month}-01") for month in (first, last))
    return Count(
        measure=measure,
        kind="district",
        segment="Dover",
        **dict(zip(("first", "last"), ends, strict=True)),
    )


A, B = stretch("2010-08", "2010-10"), stretch("2010-11", "2011-04")
C, D = stretch("2010-08", "2010-12"), stretch("2011-01", "2011-04")


def could_be(
    shown: Mapping[Count, tuple[int, int]], rule: Mapping[Count, int]
) -> Iterator[dict[Count, int]]:
    """Yield every way in which counts lie within their figures' reach and add up to nothing."""
    ranges = [range(figure - reach, figure + reach + 1) for figure, reach in shown.values()]
    for values in product(*ranges):
        found = dict(zip(shown, values, strict=True))
        if sum(sign * found[count] for count, sign in rule.items()) == 0:
            yield found


def values_left(
    shown: Mapping[Count, tuple[int, int]], rule: Mapping[Count, int]
) -> dict[Count, int]:
    ways = list(could_be(shown, rule))
    return {count: len({way[count] for way in ways}) for count in shown}


def rounded(*counts: Count, values: Mapping[Count, int]) -> dict[Count, tuple[int, int]]:
    return {one: (OPENSAFELY.rounded(values[one]), OPENSAFELY.reach) for one in counts}


@given(wide=st.integers(8, 400), rest=st.integers(8, 400))
def test_what_is_left_of_a_month_leaves_every_count_its_five_values(wide: int, rest: int) -> None:
    whole, part, left = (
        of_month(one) for one in ("referrals", "inappropriate_wide", "appropriate")
    )
    values = {whole: wide + rest, part: wide, left: rest}
    told = of_rests(values, (), OPENSAFELY)
    shown = rounded(whole, part, values=values) | {left: told[left]}
    assert told[left].figure == shown[whole][0] - shown[part][0]
    assert abs(told[left].figure - rest) <= told[left].reach
    left_of = values_left(shown, {whole: 1, part: -1, left: -1})
    assert min(left_of.values()) >= OPENSAFELY.rounded_to


def test_rounded_by_themselves_the_three_leave_two_values() -> None:
    whole, part, left = (
        of_month(one) for one in ("referrals", "inappropriate_wide", "appropriate")
    )
    values = {whole: 108, part: 61, left: 47}
    assert set(
        values_left(rounded(*values, values=values), {whole: 1, part: -1, left: -1}).values()
    ) == {2}


def test_others_are_told_only_where_they_are_the_rest_by_what_they_are() -> None:
    whole, nfa, others, left, wide = (
        of_month(one) for one in ("referrals", "nfa", "others", "appropriate", "inappropriate_wide")
    )
    values = {whole: 108, nfa: 31, others: 77}
    assert not of_rests(values, (), OPENSAFELY)  # equal by chance: nobody knows
    assert set(of_rests(values | {left: 77}, (), OPENSAFELY)) == {others, left}
    assert set(of_rests(values | {left: 47, wide: 61}, (), OPENSAFELY)) == {left}
    assert not of_rests(values | {left: 77}, (nfa,), OPENSAFELY)
    assert not of_rests(values | {left: 77}, (), DFE)


def earlier(values: Mapping[Count, int], *, day: dt.date = FIRST_DAY) -> Earlier:
    shown = {count: OPENSAFELY.rounded(value) for count, value in values.items()}
    return earlier_releases(register_of(shown, (SEGMENTS, day), OPENSAFELY.rounded_to, None))


@given(st.tuples(*[st.integers(8, 200)] * 3))
def test_two_releases_leave_each_stretch_its_five_values(parts: tuple[int, int, int]) -> None:
    one, two, three = parts
    then, now = {A: one, B: two + three}, {C: one + two, D: three}
    told = of_stretches(now, [D], (), OPENSAFELY, earlier(then))
    figure = told.get(D, rounded(D, values=now)[D])[0]
    shown = rounded(A, B, values=then) | rounded(C, values=now) | {D: (figure, 6)}
    assert abs(figure - three) <= (told[D].reach if told else 2)
    assert sum(shown[c][0] for c in (A, B)) == sum(shown[c][0] for c in (C, D))
    assert min(values_left(shown, {A: 1, B: 1, C: -1, D: -1}).values()) >= OPENSAFELY.rounded_to


def test_rounded_by_themselves_two_releases_leave_four_values() -> None:
    then, now = {A: 37, B: 72}, {C: 54, D: 55}
    shown = rounded(*then, values=then) | rounded(*now, values=now)
    assert set(values_left(shown, {A: 1, B: 1, C: -1, D: -1}).values()) == {4}


def test_a_span_that_another_report_prints_tells_the_last_of_its_stretches() -> None:
    span, early, late = (
        stretch("2011-08", "2012-01"),
        stretch("2011-08", "2011-10"),
        stretch("2011-11", "2012-01"),
    )
    values = {span: 36, early: 18, late: 18}
    told = of_stretches(values, [early, late], (), OPENSAFELY, None)
    assert {one: told[one].figure for one in told} == {late: 35 - 20}


def test_what_was_told_once_is_told_again() -> None:
    """In the next release the same stretch has the figure that the one before gave it."""
    then, now = {A: 37, B: 72}, {C: 54, D: 55}
    before = earlier(then)
    told = of_stretches(now, [D], (), OPENSAFELY, before)
    figures = {C: OPENSAFELY.rounded(54), D: told[D].figure}
    register = register_of(
        figures, (SEGMENTS, LATER_DAY), OPENSAFELY.rounded_to, before, {D: told[D].reach}
    )
    third = of_stretches(now, [C, D], (), OPENSAFELY, earlier_releases(register))
    assert told[D].figure != OPENSAFELY.rounded(55)
    assert third[D].figure == told[D].figure
    assert C not in third
    assert register.filter(pl.col("rounded_to") > OPENSAFELY.rounded_to)[
        "rounded_to"
    ].to_list() == [13]


def test_a_total_that_has_changed_tells_nothing() -> None:
    then = {A: 37, B: 73}
    assert not of_stretches({C: 53, D: 80}, [D], (), OPENSAFELY, earlier(then))


@pytest.mark.parametrize("hidden", [C, D])
def test_a_hidden_stretch_tells_nothing(hidden: Count) -> None:
    then = {A: 37, B: 73}
    assert not of_stretches({C: 53, D: 57}, [D], (hidden,), OPENSAFELY, earlier(then))


@given(st.sets(st.integers(0, 9)), st.integers(0, 5))
def test_stretches_that_one_release_hides_hinder_no_others(gone: set[int], by: int) -> None:
    """Of what both show, the same months add up to the same, whatever lies beside them."""
    firsts = [add_months(A.first, 3 * at) for at in range(-10, 0)]
    quarters = [A.over(first, add_months(first, 2)) for first in firsts]
    then = {one: 18 + by for at, one in enumerate(quarters) if at not in gone} | {A: 37, B: 72}
    now = dict.fromkeys(quarters, 18 + by) | {C: 54, D: 55}
    told = of_stretches(now, [*quarters, D], (), OPENSAFELY, earlier(then))
    assert {one: told[one].figure for one in told} == {D: 50}


def test_a_gap_between_stretches_tells_nothing() -> None:
    late = stretch("2011-02", "2011-04")
    assert not of_stretches({C: 53, late: 40}, [late], (), OPENSAFELY, earlier({A: 37, B: 73}))


def test_no_part_is_more_than_its_whole() -> None:
    then = {A: 37, B: 72, A.of("nfa"): 36, B.of("nfa"): 68}
    now = {C: 96, D: 13, C.of("nfa"): 92, D.of("nfa"): 12}
    told = of_stretches(now, [D, D.of("nfa")], (), OPENSAFELY, earlier(then))
    assert [told[one].figure for one in (D, D.of("nfa"))] == [10, 10]  # not 15 of 10
