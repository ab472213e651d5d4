"""Events beside the launch: what each may be, where it may lie, and what the months can tell."""

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.events import Event, is_pandemic_unnamed, within
from referral_analysis.analysis.model import Choices, is_analysed, is_long_enough, timeline
from referral_analysis.errors import ParametersError
from referral_analysis.periods import add_months, month_range


def month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


def event(name: str, starts: str, ends: str | None = None, **rest: Any) -> Event:  # noqa: ANN401
    return Event(name=name, starts=month(starts), ends=month(ends) if ends else None, **rest)


ONE = event("one", "2020-03")
LOCKDOWNS = event("Covid", "2020-04", "2021-03", shape="leave_out")
SYSTEM = event("new system", "2018-09")
PLAN = replace(
    FEBRUARY,
    series_starts=month("2016-04"),
    last_month=month("2023-03"),
    launch_month=month("2021-09"),
    phase_in_ends=month("2021-11"),
    events=(SYSTEM, LOCKDOWNS),
    extract_drawn_on=dt.date(2023, 6, 1),
)
"""65 months before the launch, 12 of them left out for Covid, and 16 after it."""


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"name": "Launch"}, "the name 'Launch'"),
        ({"name": " "}, "the name ' '"),
        ({"name": "trend"}, "the name 'trend'"),
        ({"name": "a:b"}, "the name 'a:b'"),
        ({"shape": "pulse"}, "events, one: shape pulse without `to`"),
        ({"shape": "leave_out"}, "events, one: shape leave_out without `to`"),
        ({"ends": month("2020-05")}, "events, one: shape step with `to`"),
        ({"shape": "pulse", "ends": month("2020-02")}, "`to` February 2020, before `from` March"),
        ({"shape": "decay"}, "events, one: shape decay with half_life None"),
        ({"shape": "decay", "half_life": 0.0}, "shape decay with half_life 0.0"),
        ({"half_life": 3.0}, "shape step with half_life 3.0"),
    ],
)
def test_an_event_that_cannot_be_meant_is_one_line(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ParametersError, match=message):
        replace(ONE, **asked)


def test_an_event_of_one_month_begins_and_ends_in_it() -> None:
    assert event("strike", "2020-03", "2020-03", shape="pulse").ends == month("2020-03")


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([event("one", "2016-04")], "events, one: April 2016, not inside the months"),
        ([event("one", "2023-04")], "events, one: April 2023, not inside the months"),
        (
            [event("one", "2022-10", "2023-04", shape="pulse")],
            "October 2022 to April 2023, not inside the months of the analysis",
        ),
        ([SYSTEM, event("New System", "2019-09")], "events, new system: two of that name"),
        (
            [event("one", "2021-01", "2021-09", shape="leave_out")],
            "overlap the launch, September 2021 to November 2021; .*set phase_in_ends",
        ),
        ([event("one", "2021-11")], "events, one: months that overlap the launch"),
        ([event("one", "2016-06")], "events, one: fewer than 3 months before it"),
        ([event("one", "2021-07")], "events, one: 2 months that tell it from what came next"),
        (
            [SYSTEM, event("two", "2018-11")],
            "events, new system: 2 months that tell it from what came next",
        ),
        (
            [event("two", "2021-12", "2023-01", shape="pulse")],
            "events, two: 2 months after the launch that show the launch without it",
        ),
        ([event("two", "2022-02")], "events, two: 2 months after the launch that show"),
    ],
)
def test_where_an_event_may_not_lie(events: list[Event], message: str) -> None:
    with pytest.raises(ParametersError, match=message):
        replace(PLAN, events=tuple(events))


@pytest.mark.parametrize(
    "events",
    [
        [event("one", "2016-07")],
        [event("one", "2021-06")],
        [SYSTEM, event("two", "2018-12")],
        [event("two", "2021-12", "2022-12", shape="pulse")],
        [event("two", "2022-03")],
        [event("one", "2016-05", "2016-06", shape="leave_out")],
        [event("one", "2021-08", "2021-08", shape="leave_out")],
        [],
    ],
)
def test_the_edges_at_which_an_event_may_still_lie(events: list[Event]) -> None:
    assert replace(PLAN, events=tuple(events)).events == tuple(events)


@pytest.mark.parametrize(("first", "is_refused"), [("2017-10", True), ("2017-09", False)])
def test_each_term_after_the_first_asks_for_six_months_more(
    first: str,
    is_refused: bool,  # noqa: FBT001
) -> None:
    """From September 2017 to August 2021 there are 48 months, 12 of them of Covid: 36 are usual.

    Three terms ask for 24 and twice 6, which is 36.
    """
    three = (event("a", "2018-06"), event("b", "2019-06"), replace(LOCKDOWNS, shape="pulse"))
    changes: dict[str, Any] = {"series_starts": month(first), "events": three}
    if not is_refused:
        assert replace(PLAN, **changes).months_before == 48
        return
    with pytest.raises(ParametersError, match=r"35 months before .* for 3 events; .*first: 36"):
        replace(PLAN, **changes)


def test_months_are_counted_as_they_are_and_as_they_are_analysed() -> None:
    assert (PLAN.months_before, PLAN.analysed_before) == (65, 53)
    assert (PLAN.months_after, PLAN.analysed_after) == (16, 16)
    later = replace(PLAN, events=(event("flood", "2022-01", "2022-03", shape="leave_out"),))
    assert (later.months_after, later.analysed_after) == (16, 13)


def test_the_same_months_before_are_those_that_no_passing_event_touches() -> None:
    """December 2021 to March 2023: two years before is in Covid, three ends the month before it."""
    assert PLAN.same_months_before == (month("2018-12"), month("2020-03"))
    assert replace(PLAN, events=(SYSTEM,)).same_months_before == (
        month("2019-12"),
        month("2021-03"),
    )


def test_every_event_has_its_term_in_order_or_its_months_left_out() -> None:
    flood = event("flood", "2022-03", "2022-06", shape="pulse")
    strike = event("strike", "2017-06", shape="decay", half_life=2.0)
    plan = replace(PLAN, events=(flood, LOCKDOWNS, SYSTEM, strike))
    made = timeline(plan, Choices())
    assert made.names == ("strike", "new system", "launch", "flood")
    assert [one.shape for one in made.interruptions] == ["decay", "step", "step", "pulse"]
    assert made.interruptions[0].half_life_periods == 2.0
    assert made.left_out == (("2020-04", "2021-03"),)


def test_a_series_knows_only_of_the_events_that_moved_it_within_its_months() -> None:
    every = (event("strike", "2017-06", "2017-08", shape="pulse"), SYSTEM, LOCKDOWNS)
    assert within(every, month("2017-08"), month("2023-03")) == every
    assert within(every, month("2017-09"), month("2023-03")) == (SYSTEM, LOCKDOWNS)
    assert within(every, month("2018-09"), month("2023-03")) == (LOCKDOWNS,)
    assert within(every, month("2016-04"), month("2018-08")) == every[:1]


def periods(first: str, last: str) -> pl.DataFrame:
    return pl.DataFrame({"period": month_range(month(first), month(last))})


def test_months_left_out_and_those_of_the_launch_are_not_analysed() -> None:
    kept = periods("2016-04", "2023-03").filter(is_analysed(PLAN))["period"]
    assert kept.len() == 53 + 16
    for gone in ("2020-04", "2021-03", "2021-09", "2021-11"):
        assert month(gone) not in kept
    for there in ("2020-03", "2021-04", "2021-08", "2021-12"):
        assert month(there) in kept


@pytest.mark.parametrize(
    ("first", "last", "is_enough"),
    [
        ("2016-04", "2023-03", True),
        ("2018-09", "2022-02", True),  # 24 months before: 36 less the 12 of Covid
        ("2018-10", "2022-02", False),
        ("2018-09", "2022-01", False),  # two months after
    ],
)
def test_a_series_by_itself_is_long_enough_by_the_months_that_are_analysed(
    first: str,
    last: str,
    is_enough: bool,  # noqa: FBT001
) -> None:
    assert is_long_enough(periods(first, last), PLAN) is is_enough


def test_a_series_that_began_just_before_an_event_cannot_tell_it() -> None:
    plan = replace(PLAN, events=(event("merger", "2019-01"),))
    for before, is_enough in ((2, False), (3, True)):
        first = add_months(month("2019-01"), -before)
        months = pl.DataFrame({"period": month_range(first, PLAN.last_month)})
        assert is_long_enough(months, plan) is is_enough


@pytest.mark.parametrize(
    ("first", "last", "events", "is_unnamed"),
    [
        ("2016-04", "2020-04", [], True),
        ("2016-04", "2020-03", [], False),
        ("2021-03", "2024-03", [], True),
        ("2021-04", "2024-03", [], False),
        ("2016-04", "2023-03", [SYSTEM], True),
        ("2016-04", "2023-03", [LOCKDOWNS], False),
        ("2016-04", "2023-03", [event("one", "2020-04")], False),
        ("2016-04", "2023-03", [event("one", "2020-01", "2020-03", shape="pulse")], True),
        ("2016-04", "2023-03", [event("one", "2021-04")], True),
    ],
)
def test_a_pandemic_is_unnamed_where_its_months_are_analysed_and_no_event_touches_them(
    first: str,
    last: str,
    events: list[Event],
    is_unnamed: bool,  # noqa: FBT001
) -> None:
    assert is_pandemic_unnamed(events, month(first), month(last)) is is_unnamed
