"""The plan: which months are compared with which."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.events import Event
from referral_analysis.errors import ParametersError, SpecError


@pytest.mark.parametrize(
    ("last_month", "before"),
    [
        (dt.date(2011, 12, 1), (dt.date(2010, 8, 1), dt.date(2010, 12, 1))),
        (dt.date(2012, 4, 1), (dt.date(2010, 8, 1), dt.date(2011, 4, 1))),
        # a year before May 2012 is the launch itself
        (dt.date(2012, 5, 1), (dt.date(2009, 8, 1), dt.date(2010, 5, 1))),
        (dt.date(2013, 4, 1), (dt.date(2009, 8, 1), dt.date(2011, 4, 1))),
        (dt.date(2013, 5, 1), (dt.date(2008, 8, 1), dt.date(2010, 5, 1))),
    ],
)
def test_the_same_months_before_end_before_the_launch(
    last_month: dt.date, before: tuple[dt.date, dt.date]
) -> None:
    plan = replace(
        FEBRUARY,
        series_starts=dt.date(2006, 4, 1),
        last_month=last_month,
        extract_drawn_on=dt.date(2013, 12, 1),
    )
    assert plan.same_months_before == before


def inspected(year: int, month: int) -> dict[str, Any]:
    return {"events": (Event(name="inspection", starts=dt.date(year, month, 1)),)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (inspected(2008, 4), "events, inspection: April 2008, not inside the months"),
        (inspected(2011, 5), "events, inspection: months that overlap the launch, May 2011"),
        (
            {"events": (), "series_starts": dt.date(2011, 5, 1)},
            "series_starts and launch_month: they are out of order",
        ),
    ],
)
def test_an_event_lies_inside_the_months_and_beside_the_launch_if_there_was_one(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ParametersError, match=message):
        replace(FEBRUARY, **changes)
    assert replace(FEBRUARY, events=()).months_before == FEBRUARY.months_before


DECEMBER, LAST = dt.date(2011, 10, 1), dt.date(2011, 12, 1)


def test_planned_looks_share_the_chance_and_this_report_has_its_part() -> None:
    february = replace(FEBRUARY, last_month=LAST, looks=(DECEMBER, LAST))
    # a fifth of the 5% at the interim look, four fifths at the last
    assert february.answer_level == pytest.approx(0.96)
    assert replace(february, last_month=DECEMBER).answer_level == pytest.approx(0.99)
    assert replace(february, looks=()).answer_level == february.level == 0.95
    assert replace(february, looks=(LAST,)).answer_level == 0.95


@pytest.mark.parametrize(
    ("looks", "message"),
    [
        ((LAST, DECEMBER), "looks: months out of order, or one twice; .* the earliest first"),
        ((LAST, LAST), "looks: months out of order, or one twice"),
        ((DECEMBER,), "looks: October 2011, and last_month December 2011; .* planned beforehand"),
    ],
)
def test_looks_that_this_report_is_not_one_of_are_refused(
    looks: tuple[dt.date, ...], message: str
) -> None:
    with pytest.raises(ParametersError, match=message):
        replace(FEBRUARY, last_month=LAST, looks=looks)


def test_more_looks_than_a_level_can_be_shared_among_are_refused() -> None:
    looks = tuple(dt.date(2011 + month // 12, month % 12 + 1, 1) for month in range(7, 19))
    with pytest.raises(SpecError, match=r"looks: 12, of which one would have"):
        replace(FEBRUARY, last_month=looks[2], looks=looks)
    eleven = replace(FEBRUARY, last_month=looks[2], looks=looks[:11])
    assert eleven.answer_level == pytest.approx(0.999)


MAY, APRIL = dt.date(2011, 5, 1), dt.date(2011, 4, 1)
AT_ONCE = replace(FEBRUARY, phase_in_ends=APRIL, is_at_once=True)


def test_a_launch_that_comes_at_once_keeps_its_own_month() -> None:
    assert (AT_ONCE.first_after, AT_ONCE.analysed_after) == (MAY, 8)  # May to December
    assert AT_ONCE.same_months_before == (dt.date(2010, 5, 1), dt.date(2010, 12, 1))
    # a phase-in of that month alone leaves it out
    one_month = replace(FEBRUARY, phase_in_ends=MAY)
    assert (one_month.first_after, one_month.analysed_after) == (dt.date(2011, 6, 1), 7)


@pytest.mark.parametrize(
    ("phase_in_ends", "is_at_once"),
    [(APRIL, False), (MAY, True), (dt.date(2011, 3, 1), True)],
)
def test_a_phase_in_ends_in_the_launchs_month_or_later_where_there_is_one(
    phase_in_ends: dt.date, *, is_at_once: bool
) -> None:
    with pytest.raises(ParametersError, match="launch_month and phase_in_ends: they are out of"):
        replace(FEBRUARY, phase_in_ends=phase_in_ends, is_at_once=is_at_once)


def test_too_few_months_since_a_launch_at_once_are_refused_by_its_own_words() -> None:
    with pytest.raises(ParametersError, match=r"2 months from the launch in May 2011; need at"):
        replace(AT_ONCE, last_month=dt.date(2011, 6, 1))
    assert replace(AT_ONCE, last_month=dt.date(2011, 7, 1)).analysed_after == 3


@pytest.mark.parametrize(
    ("month", "message"),
    [
        (5, "events, inspection: months that overlap the launch, May 2011"),
        (6, "events, inspection: 1 months after the launch that show the launch without it"),
    ],
)
def test_an_event_in_the_month_of_a_launch_at_once_cannot_be_told_from_it(
    month: int, message: str
) -> None:
    with pytest.raises(ParametersError, match=message):
        replace(AT_ONCE, **inspected(2011, month))
    assert replace(AT_ONCE, **inspected(2011, 8)).events[0].starts == dt.date(2011, 8, 1)
