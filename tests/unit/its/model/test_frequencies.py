"""Weeks, quarters and years through the whole engine; shares given as values; exact series."""

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import SeriesInvalidError
from referral_analysis.its.model.spec import Seasonality
from referral_analysis.periods import first_days

RNG = np.random.default_rng(5)


def dates(first: str, step: str, count: int) -> pl.Series:
    """Return the first days of some periods."""
    start = pl.Series([first]).str.to_date()[0]
    return pl.date_range(start, pl.date(2100, 1, 1), step, eager=True)[:count]


@pytest.mark.parametrize(
    ("first", "step", "starts", "unit", "seasonality"),
    [
        ("2009-01-05", "1w", "2010-W49", "referrals a week", its.fourier(1)),
        ("1990-01-01", "3mo", "2015-Q1", "referrals a quarter", its.calendar()),
        ("1900-01-01", "1y", "2000", "referrals a year", None),
    ],
)
def test_a_known_fall_is_found(
    first: str, step: str, starts: str, unit: str, seasonality: Seasonality | None
) -> None:
    count = 120
    rate = np.where(np.arange(count) >= 100, 200.0, 400.0)
    series = pl.DataFrame({"period": dates(first, step, count), "count": RNG.poisson(rate)})
    launch = its.Interruption("launch", starts=starts)
    assert series["period"][100] == dates_of(launch)
    spec = its.ItsSpec(timeline=its.Timeline(launch), seasonality=seasonality, unit="referrals")
    fitted = its.fit(series, spec)
    frame = its.effects(fitted, at="launch")
    ratio, absolute = (frame.filter(estimand="mean_effect", scale=s) for s in ("ratio", "absolute"))
    assert ratio["low"][0] < 0.5 < ratio["high"][0]
    assert absolute["unit"][0] == unit
    assert abs(absolute["estimate"][0] + 200) < 30
    assert its.counterfactual(fitted, at="launch")["period"].equals(series["period"])
    assert (
        not its.diagnostics(fitted).filter(pl.col("check") == "not_converged")["is_flagged"].any()
    )


def dates_of(interruption: its.Interruption) -> object:
    """Return the first day of an interruption."""
    start = interruption.start
    return first_days([start.number], start.frequency)[0].item()


def test_shares_may_be_values() -> None:
    share = np.where(np.arange(60) >= 50, 0.2, 0.4) * np.exp(0.05 * RNG.standard_normal(60))
    series = pl.DataFrame({"period": dates("2008-01-01", "1mo", 60), "value": share})
    timeline = its.Timeline(its.Interruption("launch", starts="2012-03"))
    fitted = its.fit(series, its.ItsSpec(timeline=timeline, scale="logit", trend=False))
    frame = its.effects(fitted, at="launch")
    odds = 0.2 / 0.8 / (0.4 / 0.6)
    ratio = frame.filter(estimand="level_change", scale="ratio").row(0, named=True)
    assert ratio["low"] < odds < ratio["high"]
    absolute = frame.filter(estimand="level_change", scale="absolute").row(0, named=True)
    assert absolute["unit"] == "units a month"
    assert abs(absolute["estimate"] + 0.2) < 0.02


def test_a_slope_on_the_identity_scale_is_a_change_a_year() -> None:
    months = np.arange(60)
    value = 10 + 0.1 * months - 0.3 * np.maximum(months - 40, 0)
    noisy = value + 0.01 * RNG.standard_normal(60)
    series = pl.DataFrame({"period": dates("2008-01-01", "1mo", 60), "value": noisy})
    launch = its.Interruption("launch", starts="2011-05", slope_change=True)
    spec = its.ItsSpec(timeline=its.Timeline(launch), scale="identity", model="ols_hac")
    row = its.effects(its.fit(series, spec), at="launch").filter(estimand="slope_change")
    assert row["unit"].to_list() == ["units a month, a year"]
    np.testing.assert_allclose(row["estimate"], [-0.3 * 12], rtol=0.01)


def test_the_whole_change_of_values_with_a_slope_is_exact() -> None:
    """Sums of linear effects are contrasts: no draws are needed."""
    months = np.arange(60)
    noisy = 10 + RNG.standard_normal(60) - 0.3 * np.maximum(months - 40, 0)
    series = pl.DataFrame({"period": dates("2008-01-01", "1mo", 60), "value": noisy})
    launch = its.Interruption("launch", starts="2011-05", slope_change=True)
    spec = its.ItsSpec(timeline=its.Timeline(launch), scale="identity", model="ols_hac")
    frame = its.effects(its.fit(series, spec), at="launch").filter(scale="absolute")
    mean, averted = (frame.filter(estimand=name) for name in ("mean_effect", "averted"))
    for end, other in (("estimate", "estimate"), ("low", "high"), ("high", "low")):
        np.testing.assert_allclose(averted[end], -20 * mean[other])
    assert not averted["method"].str.contains("draws").any()


def test_weights_may_be_asked_for_whatever_the_counts() -> None:
    counts = RNG.poisson(400, 60)
    series = pl.DataFrame({"period": dates("2008-01-01", "1mo", 60), "count": counts})
    timeline = its.Timeline(its.Interruption("launch", starts="2012-03"))
    fitted = its.fit(series, its.ItsSpec(timeline=timeline, weighting="counts"))
    assert fitted.batches[0].response.weights is not None
    weighted = its.effects(fitted, at="launch")
    plain = its.effects(its.fit(series, its.ItsSpec(timeline=timeline)), at="launch")
    np.testing.assert_allclose(weighted["estimate"][0], plain["estimate"][0], rtol=0.01)
    assert weighted["measured_coverage"][0] != plain["measured_coverage"][0]


@pytest.mark.parametrize("model", ["ar1", "ols_hac", "prais_winsten", "ar1_noise"])
@pytest.mark.parametrize("noise", [0.0, 1e-5])
def test_a_series_without_noise_has_no_interval(model: str, noise: float) -> None:
    months = np.arange(45)
    wobble = noise * np.random.default_rng(1).standard_normal(45)
    values = 10 + 0.1 * months - 2 * (months >= 40) + wobble
    series = pl.DataFrame({"period": dates("2008-04-01", "1mo", 45), "value": values})
    launch = its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07")
    spec = its.ItsSpec(
        timeline=its.Timeline(launch),
        scale="identity",
        model=model,  # type: ignore[arg-type]
    )
    fitted = its.fit(series, spec)
    if noise:
        level = its.effects(fitted, at="launch").filter(scale="absolute", estimand="level_change")
        assert level["estimate"][0] == pytest.approx(-2, abs=1e-4)
        assert level["low"][0] < level["estimate"][0] < level["high"][0]
    else:
        with pytest.raises(SeriesInvalidError, match="all: an exact fit, whose errors are nothing"):
            its.effects(fitted, at="launch")
