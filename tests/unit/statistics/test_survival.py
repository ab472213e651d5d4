"""Time to an event, on life tables small enough to work out by hand."""

import math

import numpy as np
import pytest

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.statistics.survival import difference, incidence, life_table, log_rank


def test_who_is_lost_sight_of_was_at_risk_on_that_day() -> None:
    table = life_table([2, 2, 3, 5], [True, False, True, False])
    assert table.at_risk.tolist() == [4, 4, 4, 2, 1, 1]
    # by hand: 1/4 on day 2, then half of those left on day 3
    assert incidence(table).share.tolist() == pytest.approx([0, 0, 0.25, 0.625, 0.625, 0.625])


def test_without_censoring_the_share_is_a_plain_share() -> None:
    times = [1, 1, 4, 6, 6, 6, 9, 12]
    found = incidence(life_table(times, np.ones(8)))
    assert [found.share[t] for t in (0, 1, 5, 6, 12)] == [0, 0.25, 0.375, 0.75, 1]
    # and Greenwood's variance the binomial's
    assert found.standard_error[5] == pytest.approx(math.sqrt(0.375 * 0.625 / 8))


def test_nothing_is_claimed_before_the_first_event_or_when_all_have_had_it() -> None:
    found = incidence(life_table([3, 5], [True, True]))
    assert np.isnan(found.low[[0, 2, 5]]).all()
    assert found.low[3] < found.share[3] < found.high[3]


def test_a_time_beyond_what_one_group_was_followed_has_no_difference() -> None:
    one = incidence(life_table([3, 9], [True, False]))
    other = incidence(life_table([3, 5], [True, False]))
    assert not math.isnan(difference(one, other, 5)[0])
    assert all(map(math.isnan, difference(one, other, 6)))


def test_the_log_rank_test_says_nothing_of_groups_without_events() -> None:
    nobody = life_table([3, 4], [False, False])
    assert all(map(math.isnan, log_rank(nobody, nobody)))


def test_the_log_rank_test_by_hand() -> None:
    # day 1: 1 of 2 and 0 of 2; day 2: 0 of 1 and 1 of 2. expected in the first 1/2 + 1/3
    one = life_table([1, 3], [True, False])
    other = life_table([2, 3], [True, False])
    variance = 1 / 4 + 2 / 9
    assert log_rank(one, other)[0] == pytest.approx((1 - 5 / 6) ** 2 / variance)


def test_a_time_below_zero_is_refused() -> None:
    with pytest.raises(SeriesInvalidError, match=r"one below zero.*whole numbers from 0"):
        life_table([3, -1], [True, True])
