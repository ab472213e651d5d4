"""The days of a curve that may be shown, worked by hand."""

import numpy as np

from referral_analysis.disclosure import DFE, OPENSAFELY
from referral_analysis.questions.came_back.days import Then, protected, shown_days
from referral_analysis.questions.came_back.tables import AFTER, EVERYBODY, NFA
from referral_analysis.statistics.survival import LifeTable, incidence

ALL, ONCE = (AFTER, EVERYBODY), (AFTER, NFA)
NOTHING_THEN: Then = {}


def table(
    came: dict[int, int], *, children: int = 200, lost: dict[int, int] | None = None
) -> LifeTable:
    """Follow children for half a year; came and lost: how many on a day."""
    events, censored = np.zeros((2, 190), dtype=np.int64)
    for counts, at in ((events, came), (censored, lost or {})):
        for day, number in at.items():
            counts[day] = number
    censored[-1] = children - events.sum() - censored.sum()
    return LifeTable(events=events, censored=censored)


def test_a_week_is_shown_when_six_have_come_back_since_the_last_one_shown() -> None:
    came = {3: 6, 10: 5, 17: 1, 24: 2, 31: 3, 38: 1, 45: 7, 60: 6}
    shown = shown_days({ALL: table(came)}, DFE, NOTHING_THEN)[ALL]
    # day 14: five since day 7; day 21: six; day 42: six (2 + 3 + 1); day 91 is compared
    assert shown == [0, 7, 21, 42, 49, 91]


def test_weeks_in_which_nobody_came_back_end_no_step() -> None:
    shown = shown_days({ALL: table({3: 6, 17: 6, 60: 6})}, DFE, NOTHING_THEN)[ALL]
    assert shown == [0, 7, 21, 91]


def test_the_days_compared_come_first_and_no_week_gives_less_than_six_beside_them() -> None:
    # by day 91 six since day 7: a week between would leave fewer on one of its sides
    came = {3: 6, 80: 3, 90: 3, 95: 6, 140: 6, 182: 5}
    shown = shown_days({ALL: table(came)}, DFE, NOTHING_THEN)[ALL]
    assert shown == [0, 7, 91, 98, 183]
    # day 140, six since day 98, would leave five to day 183
    came[183] = 1
    assert shown_days({ALL: table(came)}, DFE, NOTHING_THEN)[ALL] == [0, 7, 91, 98, 140, 183]


def test_how_many_were_lost_sight_of_is_none_or_six_too() -> None:
    came, lost = {3: 6, 10: 6, 17: 6, 60: 6}, {12: 5, 20: 1}
    assert shown_days({ALL: table(came, lost=lost)}, DFE, NOTHING_THEN)[ALL] == [0, 7, 21, 91]


def test_the_children_not_closed_at_once_are_protected_as_what_is_left() -> None:
    everybody = table({3: 12, 10: 12, 17: 12, 24: 12, 60: 12})
    once = table({3: 6, 10: 7, 17: 6, 24: 6, 60: 6}, children=100)
    # by day 14 the others are 6 and 5; by day 21 they are 11 since day 7
    shown = shown_days({ALL: everybody, ONCE: once}, DFE, NOTHING_THEN)
    assert shown[ALL] == [0, 7, 14, 21, 28, 91]
    assert shown[ONCE] == [0, 7, 21, 28, 91]


def test_all_but_a_few_closed_at_once_says_who_the_few_are() -> None:
    both = {ALL: table({3: 9}, children=100), ONCE: table({3: 9}, children=97)}
    assert shown_days(both, DFE, NOTHING_THEN)[ONCE] == []
    everybody = {**both, ONCE: table({3: 9}, children=100)}
    assert shown_days(everybody, DFE, NOTHING_THEN)[ONCE] == [0, 91]
    assert shown_days(everybody, OPENSAFELY, NOTHING_THEN)[ONCE] == []


def test_a_larger_cohort_does_not_give_away_who_joined_since_the_last_release() -> None:
    now = {ALL: table({3: 12, 10: 12, 60: 12})}
    then: Then = {ALL: [{7: 9, 14: 18}]}  # three more by day 7, six more by day 14
    assert shown_days(now, DFE, then)[ALL] == [0, 14, 91]
    assert shown_days(now, DFE, {ALL: [{7: 6, 14: 18}]})[ALL] == [0, 7, 14, 91]


def test_rounded_curves_are_worked_out_from_rounded_counts() -> None:
    first = table({3: 11, 10: 11, 60: 10}, children=201)
    other = table({5: 9, 12: 13, 61: 9}, children=198)  # 10, 20 and 30 of 200, rounded to five
    days = shown_days({ALL: first}, OPENSAFELY, NOTHING_THEN)[ALL]
    assert days == shown_days({ALL: other}, OPENSAFELY, NOTHING_THEN)[ALL] == [0, 7, 14, 91]
    one, two = (incidence(protected(each, days, OPENSAFELY)) for each in (first, other))
    np.testing.assert_allclose(one.share[days], [0.0, 10 / 200, 20 / 200, 30 / 200], atol=1e-12)
    assert np.array_equal(one.share[:15], two.share[:15])
    assert np.array_equal(one.low[7:15], two.low[7:15])
