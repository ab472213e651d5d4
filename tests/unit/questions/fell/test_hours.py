"""What a change comes to in hours: worked by hand, on both sides of every turn of the sentence."""

import pytest

from referral_analysis.questions.fell.hours import HoursEach, hours
from referral_analysis.report.words.wording import Change

STATED = HoursEach(least=2, most=4.5)


def change(observed: float, ratio: float, low: float, high: float) -> Change:
    return Change(
        what="inappropriate referrals", ratio=ratio, low=low, high=high, level=0.95,
        observed_a_month=observed, months=5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("moved", "says"),
    [
        # 400 / 0.8 - 400 = 100 fewer; the ends: 400 / 0.5 - 400 = 400 fewer, 400 - 400 / 1.25 = 80
        (change(400, 0.8, 0.5, 1.25),
         "100 fewer a month than expected are 200 to 450 hours a month; the figures allow anything "
         "from 1,800 hours fewer to 360 hours more."),
        # a sure fall: the nearer end at the fewer hours, 400 / 0.8 - 400 = 100
        (change(400, 0.64, 0.5, 0.8),
         "225 fewer a month than expected are 450 to 1,012 hours a month; the figures allow "
         "anything from 1,800 hours fewer to 200 hours fewer."),
        # a sure rise: 500 - 400 = 100 more; the ends 500 / 5 = 100 less of 500, and half of it
        (change(500, 1.25, 1.0, 2.0),
         "100 more a month than expected are 200 to 450 hours a month; the figures allow anything "
         "from no change to 1,125 hours more."),
        (change(101, 1.01, 0.8, 1.25),
         "1 more a month than expected is 2 to 4 hours a month; the figures allow anything from 114"
         " hours fewer to 91 hours more."),
        (change(400, 1.0, 0.8, 1.25),
         "the best estimate is as many as expected, and no hours; the figures allow anything from "
         "450 hours fewer to 360 hours more."),
    ],
)  # fmt: skip
def test_hours_follow_the_change_and_both_ends_of_what_is_stated(moved: Change, says: str) -> None:
    told = hours(moved, STATED)
    assert told.startswith("At 2 to 4.5 hours for each inappropriate referral, as whoever made ")
    assert f"states, {says}" in told
    assert told.endswith(
        "only where the change is one of referrals, not of how they are recorded, and the same "
        "work has not moved from or to elsewhere: both are asked below."
    )
    assert ("Hours are spent only" in told) == (moved.ratio > 1)
    assert ("Hours are saved only" in told) == (moved.ratio <= 1)


def test_one_number_of_hours_is_said_once() -> None:
    told = hours(change(400, 0.8, 0.5, 1.25), HoursEach(least=3, most=3))
    assert told.startswith("At 3 hours for each inappropriate referral")
    assert "100 fewer a month than expected are 300 hours a month; " in told
