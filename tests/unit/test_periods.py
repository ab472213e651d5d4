"""Periods on the calendar, against the calendar itself."""

import datetime as dt

import holidays
import numpy as np
import pytest

from referral_analysis.bank_holidays import bank_holidays
from referral_analysis.errors import ParametersError
from referral_analysis.periods import (
    DAYS_A_MONTH,
    Period,
    add_months,
    first_days,
    month_name,
    month_of,
    month_range,
    months_between,
    parse_month,
    parse_period,
    period_label,
    period_numbers,
    working_days,
)

WORKING_DAYS = {
    2009: (21, 20, 22, 20, 19, 22, 23, 20, 22, 22, 21, 21),
    2010: (20, 20, 23, 20, 19, 22, 22, 21, 22, 21, 22, 21),
    2011: (20, 20, 23, 18, 20, 22, 21, 22, 22, 21, 22, 20),
    2012: (21, 21, 22, 19, 22, 19, 22, 22, 20, 23, 22, 19),
}


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_working_days_are_the_published_ones(year: int) -> None:
    months = month_range(dt.date(year, 1, 1), dt.date(year, 12, 1))
    assert tuple(working_days(months).tolist()) == WORKING_DAYS[year]


@pytest.mark.parametrize("year", range(1990, 2041))
def test_bank_holidays_are_those_of_the_library_in_every_year(year: int) -> None:
    published = holidays.country_holidays("GB", subdiv="ENG", years=year)
    assert bank_holidays(year) == frozenset(published)


def test_twelve_months_of_days_are_a_year_and_four_years_have_a_leap_day() -> None:
    assert 12 * DAYS_A_MONTH == 365.25
    assert 48 * DAYS_A_MONTH == 4 * 365 + 1


def test_months_count_and_name() -> None:
    assert parse_month("2011-05") == dt.date(2011, 5, 1)
    assert month_of(dt.date(2011, 5, 31)) == dt.date(2011, 5, 1)
    assert add_months(dt.date(2011, 11, 1), 3) == dt.date(2012, 2, 1)
    assert add_months(dt.date(2011, 2, 1), -3) == dt.date(2010, 11, 1)
    assert months_between(dt.date(2010, 10, 1), dt.date(2011, 5, 1)) == 7
    assert len(month_range(dt.date(2008, 4, 1), dt.date(2011, 4, 1))) == 37
    assert month_name(dt.date(2011, 5, 1)) == "May 2011"


@pytest.mark.parametrize(
    ("text", "first_day"),
    [
        ("2011-05", "2011-05-01"),
        ("2011-W20", "2011-05-16"),
        ("2009-W53", "2009-12-28"),
        ("2011-Q2", "2011-04-01"),
        ("2011", "2011-01-01"),
        ("1969-12", "1969-12-01"),
    ],
)
def test_a_period_is_read_and_written(text: str, first_day: str) -> None:
    period = parse_period(text)
    assert period_label(period) == text
    assert str(first_days([period.number], period.frequency)[0]) == first_day


@pytest.mark.parametrize("frequency", ["month", "week", "quarter", "year"])
def test_neighbouring_periods_meet(frequency: str) -> None:
    days = np.arange("1999-01-01", "2013-01-01", dtype="datetime64[D]")
    numbers = period_numbers(days, frequency)  # type: ignore[arg-type]
    assert set(np.diff(numbers).tolist()) == {0, 1}
    firsts = first_days(np.unique(numbers), frequency)  # type: ignore[arg-type]
    # each day is in the period whose first day is the last one not after it
    place = np.searchsorted(firsts, days, side="right") - 1
    np.testing.assert_array_equal(np.unique(numbers)[place], numbers)


def test_the_iso_week_is_the_calendars() -> None:
    for day in (dt.date(2010, 1, 3), dt.date(2010, 1, 4), dt.date(2012, 12, 31)):
        number = int(period_numbers(np.datetime64(day), "week"))
        iso = day.isocalendar()
        assert period_label(Period("week", number)) == f"{iso.year}-W{iso.week:02}"


@pytest.mark.parametrize("text", ["2011-13", "2011-W54", "2011-Q5", "2011-5", "May 2011", ""])
def test_what_is_no_period_is_an_error(text: str) -> None:
    with pytest.raises(ParametersError, match=r"^launch: a value that is not a period; need a"):
        parse_period(text, where="launch")


def test_what_is_no_month_is_an_error() -> None:
    with pytest.raises(ParametersError, match="month: a value that is not a month"):
        parse_month("2011-W20")
