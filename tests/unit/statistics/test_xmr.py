"""XmR charts against numbers worked out by hand, and each signal on each side of its edge."""

import numpy as np
import pytest

from referral_analysis.statistics.xmr import LIMIT, SCREEN, limits, signals_of, xmr

QUIET = [10.0, 12.0, 11.0, 13.0]


def test_limits_worked_by_hand() -> None:
    # mean 46/4; moving ranges 2, 1, 2, so their mean is 5/3 and none reaches 3.267 of it
    found = xmr(QUIET)
    np.testing.assert_allclose(found.mean, [11.5] * 4)
    np.testing.assert_allclose(found.upper, [11.5 + 2.66 * 5 / 3] * 4)
    np.testing.assert_allclose(found.lower, [11.5 - 2.66 * 5 / 3] * 4)


def test_large_moving_ranges_are_left_out_once() -> None:
    # eleven moving ranges of 1 and two of 39: their mean is 89/13, 3.267 of it 22.4; left is 1
    points = [10.0, 11.0] * 5 + [50.0, 11.0, 10.0, 11.0]
    mean, reach = limits(np.array(points))
    assert mean == pytest.approx(187 / 14)
    assert reach == pytest.approx(2.66)


def test_screening_is_not_repeated() -> None:
    # ranges 1 (twelve), 6 and 100: the mean 118/14 screens 100 alone; a second pass with the mean
    # 18/13 would screen 6 as well
    steps = [1.0, -1.0] * 6 + [6.0, 100.0]
    points = np.cumsum([0.0, *steps])
    assert SCREEN * 18 / 13 <= 6
    assert limits(points)[1] == pytest.approx(LIMIT * 18 / 13)


def test_a_range_of_exactly_the_limit_is_left_out() -> None:
    # beside n ranges of 1, the range that is just 3.267 of the mean of them all
    ones = 9
    edge = SCREEN * ones / (ones + 1 - SCREEN)
    below = np.cumsum([0.0, *[1.0, -1.0] * 4, 1.0, edge * (1 - 1e-9)])
    above = np.cumsum([0.0, *[1.0, -1.0] * 4, 1.0, edge * (1 + 1e-9)])
    assert limits(below)[1] == pytest.approx(LIMIT * (9 + edge) / 10)
    assert limits(above)[1] == pytest.approx(LIMIT)


def test_a_point_outside_a_limit_stands_out() -> None:
    points = [10.0, 11.0] * 7 + [20.0]
    found = xmr(points)
    assert found.signals[-1] == "outside"
    assert found.upper[0] < 20


@pytest.mark.parametrize(("length", "stands_out"), [(6, False), (7, True), (8, True)])
def test_seven_in_a_row_on_one_side(length: int, *, stands_out: bool) -> None:
    # wide swings before, so that no other signal holds; the run stays near the mean
    swings = [0.0, 20.0] * 6 + [0.0]
    run = [11.0, 11.5] * 4
    found = xmr([*swings, *run[:length], *[0.0, 20.0] * 4])
    of_run = found.signals[len(swings) : len(swings) + length]
    assert found.mean[0] < 11
    # the swing before the run is below the mean, the one after it too
    assert (set(of_run) == {"one side"}) is stands_out
    assert set(found.signals[: len(swings)]) == {""}


@pytest.mark.parametrize(("length", "stands_out"), [(6, False), (7, True)])
def test_seven_in_a_row_that_rise(length: int, *, stands_out: bool) -> None:
    swings = [0.0, 30.0] * 6
    rise = [8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0]
    found = xmr([*swings, 9.0, *rise[1:length], 0.0, 30.0, 0.0])
    assert ("trend" in found.signals) is stands_out


def test_a_fall_is_a_trend_too_and_equal_neighbours_break_it() -> None:
    falling = [30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0]
    assert set(xmr([*falling, *[0.0, 40.0] * 6]).signals[:7]) == {"trend"}
    level = [30.0, 28.0, 26.0, 26.0, 24.0, 22.0, 20.0]
    assert "trend" not in xmr([*level, *[0.0, 40.0] * 6]).signals


def test_two_of_three_near_a_limit_on_one_side() -> None:
    base = [0.0, 10.0] * 10
    mean, reach = 5.0, LIMIT * 10  # about what the points below have
    near = mean + reach * 0.8
    found = xmr([*base, near, 9.0, near, *base])
    middle = len(base)
    assert found.signals[middle] == "two of three"
    assert found.signals[middle + 1] == ""
    assert found.signals[middle + 2] == "two of three"
    across = xmr([*base, near, 0.0, near, *base])
    assert across.signals[middle] == ""


@pytest.mark.parametrize("side", [1.0, -1.0])
@pytest.mark.parametrize(
    ("away", "signal"), [(6.0, ""), (6.01, "two of three"), (3.5, ""), (9.0, "two of three")]
)
def test_the_outer_third_begins_at_two_thirds_of_the_limit(
    side: float, away: float, signal: str
) -> None:
    # a limit 9 from the mean: its outer third is from 6 to 9
    points = 20.0 + side * np.array([away, 1.0, away, -1.0])
    assert signals_of(points, 20.0, 9.0) == [signal, "", signal, ""]


@pytest.mark.parametrize(("count", "is_trial"), [(12, True), (13, False)])
def test_fewer_than_thirteen_points_are_on_trial(count: int, *, is_trial: bool) -> None:
    assert set(xmr([1.0, 2.0, *[1.5] * (count - 2)]).is_trial) == {is_trial}


def test_each_phase_has_its_own_limits_and_no_range_across() -> None:
    together = xmr([*QUIET, *(value + 100 for value in QUIET)], rebase_at=[4])
    alone = xmr(QUIET)
    assert together.phase.tolist() == [0] * 4 + [1] * 4
    np.testing.assert_allclose(together.mean[4:], alone.mean + 100)
    np.testing.assert_allclose(together.upper[4:], alone.upper + 100)
    np.testing.assert_allclose(together.upper[:4], alone.upper)


def test_a_phase_of_one_point_has_a_mean_and_no_limits() -> None:
    found = xmr([1.0, 2.0, 3.0, 9.0], rebase_at=[3])
    assert found.mean[3] == 9
    assert np.isnan(found.upper[3])
    assert found.signals[3] == ""


def test_rebasing_at_the_first_point_changes_nothing() -> None:
    assert xmr(QUIET, rebase_at=[0]).phase.tolist() == [0] * 4


def test_equal_points_have_no_width_and_none_stands_out() -> None:
    found = xmr([5.0] * 20)
    assert set(found.upper) == set(found.lower) == {5.0}
    assert set(found.signals) == {""}


def test_no_points_make_an_empty_chart() -> None:
    assert xmr([]).signals == ()


@pytest.mark.parametrize("value", [0.3, 0.1 + 0.2, 0.7 * 1.1, 3 / 7, 1e9 / 3, -0.3])
@pytest.mark.parametrize("changed", [0, 17, 29])
def test_a_value_that_is_constant_but_for_rounding_flags_nothing(
    value: float, changed: int
) -> None:
    points = np.full(30, value)
    points[changed] = np.nextafter(value, 2 * value)
    found = xmr(points)
    assert set(found.signals) == {""}
    np.testing.assert_array_equal(found.lower, found.upper)
    np.testing.assert_allclose(found.mean, value, rtol=1e-15)


def test_a_change_beyond_rounding_still_stands_out() -> None:
    points = np.full(30, 0.3)
    points[20] = 0.3 + 1e-6
    assert xmr(points).signals[20] == "outside"
