"""Kitagawa's decomposition: worked examples, exactness, and errors against simulation."""

from dataclasses import replace

import numpy as np
import pytest

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.statistics.mix import Mix, SegmentCounts, intervals, kitagawa, strayed


def counted(of: list[float], some: list[float]) -> SegmentCounts:
    return SegmentCounts(of=np.array([of], dtype=float), some=np.array([some], dtype=float))


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
    found = kitagawa(*(SegmentCounts(of=n, some=k) for n, k in zip(of, some, strict=True)))
    for name in ("change", "mix", "within"):
        spread = getattr(found, name).std()
        # 4,000 draws know a standard deviation to 1.1%
        assert getattr(found, f"{name}_error").mean() == pytest.approx(spread, rel=0.04)


def test_parts_stray_as_they_did_in_quiet_years() -> None:
    # a change twice its error, then none: on average twice the variance of chance alone
    still = kitagawa(counted([500, 500], [200, 100]), counted([500, 500], [200, 100]))
    moved = replace(
        still,
        change=2 * still.change_error,
        mix=np.zeros(1),
        within=np.full(1, -1.0) * still.within_error,
    )
    by = strayed([still, moved], months=3)
    assert by.change == pytest.approx(2)
    assert by.mix == 0
    assert by.within == pytest.approx(0.5)
    assert by.freedom == 1
    low, high = intervals(still, by, level=0.95)["change"]
    assert (high - low)[0] == pytest.approx(2 * 12.7062 * 2**0.5 * only(still, "change_error"))


@pytest.mark.parametrize(
    ("windows", "months", "freedom"),
    # 1.5 for each stretch of months that no other overlaps, by Howe, Allan and Barnes
    [(2, 3, 1.0), (3, 3, 1.5), (1, 5, 1.0), (20, 5, 6.0)],
)
def test_freedom_is_that_of_windows_that_overlap_and_one_at_the_least(
    windows: int, months: int, freedom: float
) -> None:
    still = kitagawa(counted([500, 500], [200, 100]), counted([500, 500], [200, 100]))
    assert strayed([still] * windows, months=months).freedom == freedom


def test_overlapping_windows_know_a_variance_as_well_as_their_freedom_says() -> None:
    """Chance alone: the variance's own spread over 1,000 counties is that of a chi-squared."""
    rng = np.random.default_rng(3)
    months, length = 48, 5
    of = rng.poisson([400, 300, 200], (1000, months, 3)).astype(float)
    some = rng.binomial(of.astype(int), [0.4, 0.2, 0.3]).astype(float)

    def window(start: int) -> SegmentCounts:
        at = slice(start, start + length)
        return SegmentCounts(of=of[:, at].sum(axis=1), some=some[:, at].sum(axis=1))

    quiet = [kitagawa(window(s), window(s + 12)) for s in range(months - 12 - length + 1)]
    by = strayed(quiet, months=length)
    assert by.freedom == pytest.approx(1.5 * 32 / 5)
    for name in ("change", "mix", "within"):
        variances = getattr(by, name)
        assert variances.mean() == pytest.approx(1, abs=0.05)
        # windows a year apart share months: a little less is known than the rule says
        assert 2 / variances.var() == pytest.approx(by.freedom, rel=0.3)


def test_a_series_too_short_for_a_quiet_year_is_refused() -> None:
    with pytest.raises(SeriesInvalidError, match=r"fewer than 17 months before the launch.*Extend"):
        strayed([], months=5)


def test_a_period_without_referrals_is_refused() -> None:
    with pytest.raises(SeriesInvalidError, match=r"nothing was sent.*Widen"):
        kitagawa(counted([0, 0], [0, 0]), counted([250, 750], [100, 75]))
