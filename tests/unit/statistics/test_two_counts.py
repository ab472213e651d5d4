"""The p-value of two shares against the binomial's tails, written out; at none and at one too."""

import numpy as np
import pytest
from scipy.special import comb

from referral_analysis.statistics.two_counts import p_of_equal_shares


@pytest.mark.parametrize(
    ("now", "then", "p"),
    [
        # one in five of the referrals came now; given one of the thing in all, that it came now
        (1, 0, 2 * 0.2),
        # or then: neither tail is below a half, and twice it is no more than 1
        (0, 1, 1.0),
        (0, 20, 2 * 0.8**20),
        (20, 0, 2 * 0.2**20),
        (9, 11, 2 * sum(comb(20, k) * 0.2**k * 0.8 ** (20 - k) for k in range(9, 21))),
        (1, 19, 2 * (0.8**20 + 20 * 0.2 * 0.8**19)),
        (0, 0, 1.0),
    ],
)
def test_it_is_twice_the_smaller_tail_of_the_binomial(now: int, then: int, p: float) -> None:
    np.testing.assert_allclose(p_of_equal_shares(now, 100, then, 400), p, rtol=1e-12)


def test_it_is_the_same_from_either_side() -> None:
    both = p_of_equal_shares([3, 7], [50, 90], [7, 3], [90, 50])
    assert both[0] == pytest.approx(both[1], rel=1e-12)
