"""The launch's timetable and the dose made from it."""

import datetime as dt

import numpy as np

from referral_analysis.periods import month_range
from referral_analysis.simulate import WORKSHOPS_2011, Workshop, share_held
from referral_analysis.simulate.calendar import is_working_day
from referral_analysis.simulate.kent import KENT

MONTHS = month_range(dt.date(2011, 4, 1), dt.date(2011, 8, 1))


def test_more_than_30_workshops_on_working_days_from_may_to_july_in_every_district() -> None:
    days = np.array([workshop.held_on for workshop in WORKSHOPS_2011], dtype="datetime64[D]")
    assert len(days) > 30
    assert is_working_day(days).all()
    assert {day.month for day in days.tolist()} == {5, 6, 7}
    assert {w.district for w in WORKSHOPS_2011} == {district.name for district in KENT}


def test_the_dose_is_0_before_the_first_1_after_the_last_and_never_falls() -> None:
    held = share_held(WORKSHOPS_2011, [district.name for district in KENT], MONTHS)
    np.testing.assert_array_equal(held[0], 0)
    np.testing.assert_array_equal(held[-1], 1)
    assert (np.diff(held, axis=0) >= 0).all()


def test_a_workshop_counts_from_the_day_after_it() -> None:
    # May 2011: 20 working days; 18 to 31 May are 9 of them, the holiday of the 30th left out
    one = [Workshop(held_on=dt.date(2011, 5, 17), district="Dover")]
    assert share_held(one, ["Dover"], MONTHS)[1, 0] == 9 / 20


def test_half_of_two_workshops_is_half_a_dose() -> None:
    two = [
        Workshop(held_on=dt.date(2011, 5, 31), district="Dover"),
        Workshop(held_on=dt.date(2011, 6, 30), district="Dover"),
    ]
    np.testing.assert_array_equal(share_held(two, ["Dover"], MONTHS)[1:4, 0], [0, 0.5, 1])


def test_a_district_without_workshops_has_no_dose() -> None:
    np.testing.assert_array_equal(share_held([], ["Dover"], MONTHS), 0)
