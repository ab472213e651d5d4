"""How long outcomes take: hand-worked examples, the chain ladder, and simulated extracts."""

import numpy as np
import pytest

from referral_analysis.series import delays


def days(*values: int) -> np.typing.NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def test_a_triangle_by_hand() -> None:
    # three days of referrals with one outcome on each of the days 0, 1, 2 after, as far as seen;
    # of those seen half took no day, but each delay is a third of all
    learned = delays.learn(days(0, 1, 2, 0, 1, 0), days(2, 2, 2, 1, 1, 0), longest=2)
    assert learned.share_known == pytest.approx([1 / 3, 2 / 3, 1])
    # Greenwood: of three at risk on day 2 one ended, of four on day 1 two
    late, later = 1 / (3 * 2), 2 / (4 * 2)
    expected = [1 / 3 * (late + later) ** 0.5, 2 / 3 * late**0.5, 0]
    assert learned.error == pytest.approx(expected)
    assert learned.seen == 6


def test_it_is_the_chain_ladder() -> None:
    # outcomes seen by day of referral (rows, oldest first) and delay
    triangle = np.array([[10, 6, 3, 1], [12, 7, 2, 0], [9, 8, 0, 0], [11, 0, 0, 0]])
    ages = np.array([3, 2, 1, 0])
    row, delay = np.nonzero(triangle)
    times = triangle[row, delay]
    learned = delays.learn(
        np.repeat(delay, times).astype(np.int64), np.repeat(ages[row], times), longest=3
    )
    cumulative = np.cumsum(triangle, axis=1)
    factors = [cumulative[: 4 - k, k].sum() / cumulative[: 4 - k, k - 1].sum() for k in range(1, 4)]
    developed = [1 / np.prod(factors[t:]) for t in range(4)]
    assert learned.share_known == pytest.approx(developed)


def test_with_all_referrals_old_enough_it_is_the_plain_share() -> None:
    seen = days(0, 0, 1, 3, 3, 3, 7)
    learned = delays.learn(seen, np.full(7, 30), longest=10)
    plain = [(seen <= t).mean() for t in range(11)]
    assert learned.share_known == pytest.approx(plain)
    assert delays.days_until(learned, 0.5) == 3
    assert delays.days_until(learned, 0.99) == 7


def test_nothing_seen_is_nothing_known() -> None:
    learned = delays.learn(days(), days(), longest=3)
    # but that whatever comes has come by the last day
    assert np.isnan(learned.share_known).tolist() == [True, True, True, False]
    assert learned.share_known[3] == 1
    assert delays.days_until(learned, 0.5) is None


def test_the_share_known_of_a_month_is_the_mean_over_its_days() -> None:
    learned = delays.learn(days(0, 1, 2, 0, 1, 0), days(2, 2, 2, 1, 1, 0), longest=2)
    share = delays.share_known(learned, days(-1, 0, 1, 40))
    assert share.known == pytest.approx((0 + 1 / 3 + 2 / 3 + 1) / 4)
    assert share.error == pytest.approx((learned.error[0] + learned.error[1]) / 4)
    low, high = delays.interval(share)
    assert 0 <= low < share.known < high <= 1


def test_a_settled_month_is_left_as_it_was_counted() -> None:
    found = delays.corrected(40, delays.ShareKnown(known=1.0, error=0.0))
    assert (found.estimate, found.low, found.high) == (40, 40, 40)


def test_half_known_is_doubled_and_none_counted_is_not_sure_of_none() -> None:
    half = delays.ShareKnown(known=0.5, error=0.0)
    assert delays.corrected(40, half).estimate == 80
    none = delays.corrected(0, half)
    assert none.estimate == none.low == 0
    assert none.high >= 3


def test_intervals_widen_with_the_error_and_the_level() -> None:
    def width(error: float, level: float) -> float:
        found = delays.corrected(100, delays.ShareKnown(known=0.8, error=error), level)
        return found.high - found.low

    assert width(0.0, 0.8) < width(0.0, 0.95) < width(0.05, 0.95)


LONGEST, RUN, A_DAY = 120, 400, 8


def simulated_month(rng: np.random.Generator) -> tuple[delays.Corrected, int, float]:
    """Correct a month that is 5 to 29 days old, its delays being exponential of mean 12 days."""
    referred = np.repeat(np.arange(RUN), A_DAY)
    took = np.minimum(rng.standard_exponential(len(referred)) * 12, LONGEST).astype(np.int64)
    age = RUN - referred
    is_seen = took <= age
    learned = delays.learn(took[is_seen], age[is_seen], LONGEST)
    in_month = (age >= 5) & (age < 30)
    share = delays.share_known(learned, age[in_month])
    counted = int((is_seen & in_month).sum())
    return delays.corrected(counted, share), int(in_month.sum()), share.known


def test_intervals_hold_what_there_was_and_estimates_do_not_lean() -> None:
    rng = np.random.default_rng(41)
    found = [simulated_month(rng) for _ in range(600)]
    held = np.mean([c.low <= truth <= c.high for c, truth, _ in found])
    # 95% and rounded outwards; Monte-Carlo error 0.9 points
    assert 0.935 <= held <= 0.99
    ratio = np.array([c.estimate / truth for c, truth, _ in found])
    assert abs(ratio.mean() - 1) < 4 * ratio.std() / len(ratio) ** 0.5
    # the share of an exponential delay, cut to whole days, known at ages 5 to 29
    expected = np.mean(1 - np.exp(-(np.arange(5, 30) + 1) / 12))
    assert np.mean([share for _, _, share in found]) == pytest.approx(expected, abs=0.002)
