"""Joined estimates: where all errors are alike, what the mean and its range are by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.statistics.random_effects import join

EFFECTS = [-0.5, -0.1, -0.4, 0.1, -0.3]


def test_of_equal_errors_the_range_is_that_of_a_t_test() -> None:
    joined = join(EFFECTS, [0.1] * 5)
    spread = float(np.std(EFFECTS, ddof=1))
    assert joined.estimate == pytest.approx(np.mean(EFFECTS))
    assert joined.tau == pytest.approx(math.sqrt(spread**2 - 0.01), abs=1e-6)
    low, high = stats.t.interval(0.95, 4, np.mean(EFFECTS), spread / math.sqrt(5))
    assert (joined.low, joined.high) == pytest.approx((low, high))
    further = stats.t.ppf(0.975, 4) * math.hypot(joined.tau, spread / math.sqrt(5))
    assert joined.next_high - joined.estimate == pytest.approx(further)
    assert joined.share_between == pytest.approx(1 - 0.01 / spread**2, abs=1e-6)


def test_estimates_that_differ_by_no_more_than_their_errors_have_one_effect() -> None:
    joined = join([-0.2, -0.21, -0.19, -0.2], [0.3, 0.2, 0.4, 0.3])
    weights = np.array([0.3, 0.2, 0.4, 0.3]) ** -2.0
    assert joined.tau == joined.share_between == 0
    assert joined.estimate == pytest.approx(np.average([-0.2, -0.21, -0.19, -0.2], weights=weights))


def test_the_order_of_councils_does_not_matter_and_all_move_together() -> None:
    errors = [0.1, 0.3, 0.2, 0.15, 0.25]
    forth, back = join(EFFECTS, errors), join(EFFECTS[::-1], errors[::-1])
    assert (forth.low, forth.high) == pytest.approx((back.low, back.high))
    moved = join([effect + 1 for effect in EFFECTS], errors)
    assert (moved.low - 1, moved.high - 1) == pytest.approx((forth.low, forth.high))


def test_a_higher_level_is_wider() -> None:
    width = {level: join(EFFECTS, [0.1] * 5, level=level).high for level in (0.9, 0.99)}
    mean = float(np.mean(EFFECTS))
    assert (width[0.99] - mean) / (width[0.9] - mean) == pytest.approx(
        stats.t.ppf(0.995, 4) / stats.t.ppf(0.95, 4)
    )


@pytest.mark.parametrize(
    ("effects", "errors", "found"),
    [
        ([0.1, 0.2], [0.1, 0.1], "2 estimates"),
        ([0.1, 0.2, 0.3], [0.1, 0.1], "3 estimates and 2 standard errors"),
        ([0.1, 0.2, 0.3], [0.1, 0.0, 0.1], "not above 0"),
        ([0.1, 0.2, math.nan], [0.1, 0.1, 0.1], "not finite"),
    ],
)
def test_what_cannot_be_joined_is_one_line(
    effects: list[float], errors: list[float], found: str
) -> None:
    with pytest.raises(SeriesInvalidError, match=f"joining estimates: .*{found}"):
        join(effects, errors)
