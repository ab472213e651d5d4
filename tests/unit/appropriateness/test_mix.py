"""Kitagawa's decomposition: worked examples, exactness, and errors against simulation."""

import numpy as np
import pytest

from referral_analysis.appropriateness.mix import (
    Counted,
    Mix,
    dispersion,
    interval,
    kitagawa,
)
from referral_analysis.errors import SeriesInvalidError


def counted(of: list[float], some: list[float]) -> Counted:
    return Counted(of=np.array([of], dtype=float), some=np.array([some], dtype=float))


def only(found: Mix, name: str) -> float:
    return float(getattr(found, name)[0])


def test_by_hand() -> None:
    # police: half of 1,000 at 40%, then a quarter at 40%; schools: half at 20%, then 75% at 10%
    found = kitagawa(counted([500, 500], [200, 100]), counted([250, 750], [100, 75]))
    assert only(found, "mix") == pytest.approx(-0.25 * 0.40 + 0.25 * 0.15)
    assert only(found, "within") == pytest.approx(0.625 * -0.10)
    assert only(found, "change") == pytest.approx(0.175 - 0.30)
    assert found.by_within[0] == pytest.approx([0, -0.0625])


def test_a_change_of_mix_alone_is_mix_and_one_within_alone_is_within() -> None:
    same_shares = kitagawa(counted([500, 500], [200, 100]), counted([100, 900], [40, 180]))
    assert only(same_shares, "within") == 0
    assert only(same_shares, "mix") == pytest.approx(0.22 - 0.30)
    same_mix = kitagawa(counted([500, 500], [200, 100]), counted([50, 50], [10, 5]))
    assert only(same_mix, "mix") == 0
    assert only(same_mix, "within") == pytest.approx(0.15 - 0.30)


def test_segments_parts_add_up_whatever_the_mean() -> None:
    found = kitagawa(counted([300, 200, 0], [90, 70, 0]), counted([100, 250, 50], [20, 80, 30]))
    assert found.by_mix.sum() == pytest.approx(only(found, "mix"))
    assert found.by_within.sum() == pytest.approx(only(found, "within"))
    # who sent nothing before is all mix
    assert found.by_within[0, 2] == 0
    # a segment that shrank, with a share above the mean, lowered the share
    police = kitagawa(counted([500, 500], [200, 100]), counted([250, 750], [100, 150]))
    assert police.by_mix[0, 0] < 0


def test_errors_are_those_of_simulated_counts() -> None:
    rng = np.random.default_rng(7)
    weights = np.array([[0.5, 0.3, 0.2], [0.4, 0.35, 0.25]])
    shares = np.array([[0.4, 0.2, 0.3], [0.35, 0.2, 0.25]])
    of = [rng.multinomial(3000, w, 4000).astype(float) for w in weights]
    some = [rng.binomial(n.astype(int), p).astype(float) for n, p in zip(of, shares, strict=True)]
    found = kitagawa(*(Counted(of=n, some=k) for n, k in zip(of, some, strict=True)))
    for name in ("change", "mix", "within"):
        spread = getattr(found, name).std()
        # 4,000 draws know a standard deviation to 1.1%
        assert getattr(found, f"{name}_error").mean() == pytest.approx(spread, rel=0.04)


def test_more_dispersion_widens_by_its_root() -> None:
    counts = counted([500, 500], [200, 100]), counted([250, 750], [100, 75])
    plain, wide = kitagawa(*counts), kitagawa(*counts, dispersion=4.0)
    assert only(wide, "mix_error") == pytest.approx(2 * only(plain, "mix_error"))
    low, high = interval(plain.mix, plain.mix_error, 0.95)
    assert (high - low)[0] == pytest.approx(2 * 1.959964 * only(plain, "mix_error"))


def test_dispersion_of_plain_chance_is_one_and_of_shocks_more() -> None:
    rng = np.random.default_rng(3)
    chance = rng.multinomial(2000, [0.1, 0.4, 0.3, 0.2], 200)
    assert dispersion(chance) == pytest.approx(1.0, abs=0.15)
    shares = rng.dirichlet([20, 80, 60, 40], 200)
    assert dispersion(rng.multinomial(2000, shares)) > 3
    assert dispersion(chance[:1]) == 1.0


def test_a_period_without_referrals_is_refused() -> None:
    with pytest.raises(SeriesInvalidError, match=r"nothing was sent.*Widen"):
        kitagawa(counted([0, 0], [0, 0]), counted([250, 750], [100, 75]))
