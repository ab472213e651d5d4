"""The audit-corrected series: identities, and a change in recording that is seen through."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from referral_analysis import its
from referral_analysis.questions.audited import corrected
from referral_analysis.questions.audited.corrected import (
    ProxyAccuracy,
    corrected_effect,
    corrected_months,
)
from referral_analysis.statistics.accuracy import Accuracy, posterior
from referral_analysis.statistics.prevalence import Share

FIRST_AFTER = dt.date(2011, 8, 1)
SPEC = its.ItsSpec(
    timeline=its.Timeline(
        its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07", phase_in="exclude")
    ),
    model="ar1_noise",
    scale="log",
    seasonality=its.fourier(1),
)
MONTHS = pl.date_range(dt.date(2008, 4, 1), dt.date(2011, 12, 1), "1mo", eager=True)


@pytest.fixture(autouse=True)
def fewer_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a sixteenth of the points: identities hold whatever their number."""
    monkeypatch.setattr(corrected, "POINTS", 64)


def share(estimate: float, effective: float = 1e12) -> Share:
    return Share(estimate=estimate, low=0, high=1, level=0.95, cases=100, effective=effective)


def accurate(ppv: float, omitted: float, effective: float = 1e12) -> Accuracy:
    return Accuracy(
        ppv=share(ppv, effective),
        false_omission=share(omitted, effective),
        sensitivity=share(0.9),
        specificity=share(0.9),
    )


def proxy(before: Accuracy, after: Accuracy) -> ProxyAccuracy:
    return ProxyAccuracy(before=before, after=after, first_after=FIRST_AFTER)


@pytest.fixture
def monthly() -> pl.DataFrame:
    """Return a county whose NFA referrals fall to about 0.8, and whose others do not."""
    rng = np.random.default_rng(11)
    is_after = (MONTHS >= FIRST_AFTER).to_numpy()
    nfa = np.round(450 * np.where(is_after, 0.8, 1) * np.exp(0.05 * rng.standard_normal(45)))
    others = np.round(1_000 * np.exp(0.05 * rng.standard_normal(45)))
    return pl.DataFrame(
        {
            "period": MONTHS,
            "referrals": (nfa + others).astype(np.int64),
            "nfa": nfa.astype(np.int64),
            "exposure": np.full(45, 20.0),
        }
    )


def nfa_effect(monthly: pl.DataFrame) -> tuple[float, float, float]:
    series = monthly.select("period", value=pl.col("nfa") / pl.col("exposure"))
    row = its.effects(its.fit(series, SPEC), at="launch").row(0, named=True)
    return row["estimate"], row["low"], row["high"]


def test_a_perfect_flag_known_to_be_so_gives_the_flags_own_effect(monthly: pl.DataFrame) -> None:
    perfect = accurate(1, 0)
    found = corrected_effect(monthly, proxy(perfect, perfect), SPEC, "launch")
    assert_allclose([found.ratio, found.low, found.high], nfa_effect(monthly), rtol=1e-5)
    assert_allclose([found.series_low, found.series_high], [found.low, found.high], rtol=1e-5)


def test_a_flag_that_misses_nothing_scales_and_its_effect_stays(monthly: pl.DataFrame) -> None:
    half = accurate(0.5, 0)
    found = corrected_effect(monthly, proxy(half, half), SPEC, "launch")
    assert found.ratio == pytest.approx(nfa_effect(monthly)[0], rel=1e-9)


def test_a_flag_that_says_nothing_leaves_the_effect_on_all_referrals(
    monthly: pl.DataFrame,
) -> None:
    coin = accurate(0.4, 0.4)
    found = corrected_effect(monthly, proxy(coin, coin), SPEC, "launch")
    every = monthly.with_columns(nfa=pl.col("referrals"))
    assert found.ratio == pytest.approx(nfa_effect(every)[0], rel=1e-9)


def test_fewer_judged_cases_widen_the_interval_and_leave_the_series_own(
    monthly: pl.DataFrame,
) -> None:
    found = [
        corrected_effect(monthly, proxy(*[accurate(0.8, 0.2, cases)] * 2), SPEC, "launch")
        for cases in (1e12, 400, 50)
    ]
    widths = [np.log(one.high / one.low) for one in found]
    assert widths[0] < widths[1] < widths[2]
    assert len({round(one.series_low, 9) for one in found}) == 1
    assert widths[0] == pytest.approx(np.log(found[0].series_high / found[0].series_low), rel=1e-4)


def test_recording_that_moved_is_seen_through(monthly: pl.DataFrame) -> None:
    """A fifth of NFA is recorded otherwise: the files say that nothing changed."""
    is_after = (monthly["period"] >= FIRST_AFTER).to_numpy()
    nfa, others = (monthly[name].to_numpy() for name in ("nfa", "referrals"))
    others = others - nfa
    elsewhere = np.where(is_after, nfa / 0.8 - nfa, 0)
    moved = monthly.with_columns(referrals=pl.Series((nfa + others + elsewhere).astype(np.int64)))
    # 0.8 of NFA is inappropriate and 0.1 of the others, among whom the moved ones now are
    rest = (others + elsewhere)[is_after].sum()
    omitted = (0.1 * others[is_after].sum() + 0.8 * elsewhere.sum()) / rest
    found = corrected_effect(
        moved, proxy(accurate(0.8, 0.1), accurate(0.8, omitted)), SPEC, "launch"
    )
    assert nfa_effect(moved)[2] < 1
    assert found.ratio == pytest.approx(1, abs=0.05)
    assert found.low < 1 < found.high


def test_a_months_share_is_that_of_its_own_period(monthly: pl.DataFrame) -> None:
    found = corrected_months(monthly, proxy(accurate(0.9, 0.1, 80), accurate(0.7, 0.3, 80)))
    p = (monthly["nfa"] / monthly["referrals"]).to_numpy()
    assert found["share"][0] == pytest.approx(0.9 * p[0] + 0.1 * (1 - p[0]))
    assert found["share"][-1] == pytest.approx(0.7 * p[-1] + 0.3 * (1 - p[-1]))
    assert (found["low"] < found["share"]).all()
    assert (found["share"] < found["high"]).all()


def test_a_month_without_referrals_has_no_share(monthly: pl.DataFrame) -> None:
    empty = monthly.with_columns(
        pl.when(pl.col("period") == dt.date(2009, 1, 1)).then(0).otherwise(pl.col(name)).alias(name)
        for name in ("referrals", "nfa")
    )
    found = corrected_months(empty, proxy(accurate(0.9, 0.1), accurate(0.9, 0.1)))
    assert found.filter(pl.col("share").is_null())["period"].to_list() == [dt.date(2009, 1, 1)]


def test_points_are_spread_as_the_posterior_is() -> None:
    found = posterior(share(0.8, 100), share(0, 20), points=4_096)
    # a Beta of 80.5 and 20.5, and one of 0.5 and 20.5
    assert found[0].mean() == pytest.approx(80.5 / 101, abs=1e-3)
    assert found[0].std() == pytest.approx((80.5 * 20.5 / (101**2 * 102)) ** 0.5, rel=0.01)
    assert found[1].mean() == pytest.approx(0.5 / 21, rel=0.01)
    # a hundredth of what full correlation would be
    assert abs(np.cov(found[0], found[1]).ravel()[1]) < 1.3e-5
