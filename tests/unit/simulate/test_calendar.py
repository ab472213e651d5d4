"""Days agree with the months' working days."""

import datetime as dt

import numpy as np

from referral_analysis.periods import month_range, working_days
from referral_analysis.simulate.calendar import days_of, is_working_day, next_working_day


def test_the_working_days_of_a_month_are_those_that_periods_counts() -> None:
    months = month_range(dt.date(2006, 4, 1), dt.date(2012, 1, 1))
    counted = [is_working_day(days_of(month)).sum() for month in months]
    np.testing.assert_array_equal(counted, working_days(months))


def test_a_day_off_gives_way_to_the_next_working_day() -> None:
    good_friday, wedding = np.datetime64("2011-04-22"), np.datetime64("2011-04-29")
    moved = next_working_day(np.array([good_friday, wedding, np.datetime64("2011-05-04")]))
    assert moved.astype(str).tolist() == ["2011-04-26", "2011-05-03", "2011-05-04"]
