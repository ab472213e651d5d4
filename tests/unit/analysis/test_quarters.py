"""Quarters counted back from the months that the Board report counts, whole beside them."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.quarters import Stretch, stretches, windows
from referral_analysis.periods import QUARTER, add_months, months_between


def plan(months_after: int, series_starts: dt.date = dt.date(2008, 4, 1)) -> Plan:
    return replace(
        FEBRUARY,
        series_starts=series_starts,
        last_month=add_months(dt.date(2011, 7, 1), months_after),
        extract_drawn_on=dt.date(2014, 1, 13),
    )


def written(one: Stretch) -> str:
    return f"{one.first:%y-%m} {one.last:%y-%m} {one.when}"


def test_the_sample_has_quarters_then_the_months_of_the_board_report() -> None:
    found = [written(one) for one in stretches(plan(5))]
    assert found == [
        "08-04 08-07 before",  # April has no quarter of its own
        "08-08 08-10 before",
        "08-11 09-01 before",
        "09-02 09-04 before",
        "09-05 09-07 before",
        "09-08 09-10 before",
        "09-11 10-01 before",
        "10-02 10-04 before",
        "10-05 10-07 before",
        "10-08 10-12 before",  # as the Board report counts a year before
        "11-01 11-04 before",
        "11-05 11-07 workshops",
        "11-08 11-12 after",  # as the Board report counts after the launch
    ]


@pytest.mark.parametrize("months_after", range(3, 25))
def test_no_stretch_is_short_or_overlaps_another(months_after: int) -> None:
    found = stretches(plan(months_after))
    assert all(months_between(one.first, one.last) + 1 >= QUARTER for one in found)
    assert all(one.last < other.first for one, other in pairwise(found))
    assert all((one.when == "after") == (one.first >= dt.date(2011, 8, 1)) for one in found)
    assert all(one.when != "before" or one.last < dt.date(2011, 5, 1) for one in found)


@pytest.mark.parametrize("months_after", range(3, 19))
def test_the_board_reports_spans_are_whole_stretches(months_after: int) -> None:
    """Else the difference would be a count of fewer months than a quarter."""
    asked = plan(months_after)
    found = stretches(asked)
    for first, last in windows(asked).values():
        inside = [one for one in found if first <= one.first <= last]
        assert inside[0].first == first
        assert inside[-1].last == last
        assert all(add_months(one.last, 1) == other.first for one, other in pairwise(inside))


def test_two_releases_share_their_quarters_before() -> None:
    december, february = ([written(one) for one in stretches(plan(months))] for months in (3, 5))
    assert december[:9] == february[:9]
    assert december[9:] == [
        "10-08 10-10 before",
        "10-11 11-04 before",
        "11-05 11-07 workshops",
        "11-08 11-10 after",
    ]
