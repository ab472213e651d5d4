"""Each check raises its flag where it should, and only there."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.its.checks.autocorrelation import (
    autocorrelations,
    explained,
    partial_autocorrelations,
)

SeriesMaker = Callable[..., pl.DataFrame]
STEP = its.Timeline(its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"))


def flagged(series: pl.DataFrame, spec: its.ItsSpec) -> set[str]:
    """Return the checks that are flagged in a series of one segment."""
    frame = its.diagnostics(its.fit(series, spec))
    return set(frame.filter("is_flagged")["check"])


def values(noise: np.typing.NDArray[np.float64]) -> pl.DataFrame:
    """Return months of noise around 10."""
    days = pl.date_range(pl.date(2006, 4, 1), pl.date(2030, 1, 1), "1mo", eager=True)[: len(noise)]
    return pl.DataFrame({"period": days, "value": 10 + noise})


WHITE = np.random.default_rng(4).standard_normal(80)
PLAIN = its.ItsSpec(timeline=STEP, model="ols_hac", scale="identity")


def test_white_noise_raises_no_flag_of_memory_or_season() -> None:
    checks = {"ljung_box", "breusch_godfrey", "durbin_watson", "leftover_seasonality"}
    assert not checks & flagged(values(WHITE), PLAIN)


def test_memory_is_flagged_until_it_is_modelled() -> None:
    shocks = np.random.default_rng(6).standard_normal(200)
    wandering = np.zeros(200)
    for month in range(1, 200):
        wandering[month] = 0.8 * wandering[month - 1] + shocks[month]
    tests = {"ljung_box", "breusch_godfrey", "durbin_watson"}
    assert tests <= flagged(values(wandering), PLAIN)
    ar1 = its.ItsSpec(timeline=STEP, model="ar1", scale="identity")
    assert not tests & flagged(values(wandering), ar1)


def test_a_yearly_pattern_is_flagged_until_it_is_modelled() -> None:
    series = values(WHITE + 3 * np.sin(2 * np.pi * np.arange(80) / 12))
    assert "leftover_seasonality" in flagged(series, PLAIN)
    seasonal = its.ItsSpec(
        timeline=STEP, model="ols_hac", scale="identity", seasonality=its.fourier(1)
    )
    assert "leftover_seasonality" not in flagged(series, seasonal)


def test_a_month_that_decides_is_flagged() -> None:
    odd = WHITE.copy()
    odd[66] += 15
    check = "influence of one period: launch"
    assert check in flagged(values(odd), PLAIN)
    assert check not in flagged(values(WHITE), PLAIN)


def test_interruptions_close_together_are_collinear(monthly: SeriesMaker) -> None:
    def at(first: str, second: str) -> set[str]:
        timeline = its.Timeline(
            its.Interruption("a", starts=first), its.Interruption("b", starts=second)
        )
        return flagged(monthly(), its.ItsSpec(timeline=timeline))

    assert "collinearity: a and b" in at("2011-07", "2011-08")
    assert "collinearity: a and b" not in at("2009-10", "2011-08")


def test_a_random_walk_is_flagged() -> None:
    walk = np.cumsum(0.5 + np.random.default_rng(2).standard_normal(80))
    spec = its.ItsSpec(timeline=STEP, scale="identity", trend=False)
    assert "rho_at_boundary" in flagged(values(walk), spec)
    assert "rho_at_boundary" not in flagged(values(WHITE), spec)


def test_counts_that_vary_far_more_than_chance_are_flagged(monthly: SeriesMaker) -> None:
    noise = np.exp(0.4 * np.random.default_rng(1).standard_normal(45))
    spec = its.ItsSpec(timeline=STEP)
    wild = monthly().with_columns((pl.col("count") * pl.Series(noise)).round())
    assert "dispersion" in flagged(wild, spec)
    assert "dispersion" not in flagged(monthly(), spec)


def test_small_hac_errors_are_flagged(monthly: SeriesMaker) -> None:
    spec = its.ItsSpec(timeline=STEP, model="ols_hac")
    fitted = its.fit(monthly(*"abcdefgh"), spec)
    frame = its.diagnostics(fitted).filter(pl.col("check") == "hac_below_naive")
    (batch,) = fitted.batches
    below = batch.kernel.is_below_naive
    assert below is not None
    launch = below[:, batch.design.names.index("launch")]
    assert frame["is_flagged"].to_list() == launch.tolist()
    assert launch.any()


def test_poisson_counts_have_no_overdispersion() -> None:
    rng = np.random.default_rng(8)
    days = pl.date_range(pl.date(2008, 4, 1), pl.date(2012, 3, 1), "1mo", eager=True)
    even = pl.DataFrame({"period": days, "count": np.full(48, 400) + rng.integers(-3, 4, 48)})
    spec = its.ItsSpec(timeline=STEP, model="negative_binomial")
    assert "no_overdispersion" in flagged(even, spec)


def test_few_periods_are_flagged(monthly: SeriesMaker) -> None:
    sloped = its.Timeline(its.Interruption("launch", starts="2011-08", slope_change=True))
    few = flagged(monthly(), its.ItsSpec(timeline=sloped))
    assert {"few_after: launch", "slope_on_few: launch"} <= few
    enough = flagged(monthly(months=48), its.ItsSpec(timeline=sloped))
    assert not {"few_after: launch", "slope_on_few: launch", "few_before: launch"} & enough
    short = its.ItsSpec(timeline=sloped, least_before=10)
    late = monthly(months=60).filter(pl.col("period") >= pl.date(2010, 1, 1))
    assert "few_before: launch" in flagged(late, short)


def test_a_fit_without_noise_has_not_converged() -> None:
    exact = values(np.arange(80.0) ** 0 * np.arange(80) * 0.25)
    spec = its.ItsSpec(timeline=STEP, scale="identity")
    fitted = its.fit(exact, spec)
    frame = its.diagnostics(fitted).filter(pl.col("check") == "not_converged")
    assert frame["is_flagged"].to_list() == (~fitted.batches[0].kernel.is_converged).tolist()


def test_every_segment_has_every_check(launch: its.Timeline, monthly: SeriesMaker) -> None:
    frame = its.diagnostics(its.fit(monthly("a", "b"), its.ItsSpec(timeline=launch)))
    first, second = (frame.filter(segment=name)["check"].to_list() for name in "ab")
    assert first == second
    assert frame["meaning"].str.ends_with(".").all()


@pytest.mark.parametrize("model", ["ar1", "ar1_noise", "prais_winsten", "quasi_poisson", "ols_hac"])
def test_influence_is_what_leaving_out_does(model: str, monthly: SeriesMaker) -> None:
    series = monthly()
    spec = its.ItsSpec(timeline=STEP, model=model)  # type: ignore[arg-type]
    frame = its.influence(its.fit(series, spec), at="launch")
    assert frame.height == 42
    month = frame.row(10, named=True)
    text = f"{month['period']:%Y-%m}"
    without = its.Timeline(*STEP.interruptions, left_out=[(text, text)])
    refit = its.coefficients(
        its.fit(series, its.ItsSpec(timeline=without, model=model))  # type: ignore[arg-type]
    ).filter(name="launch")["estimate"][0]
    # the correlation and the weights are kept in one, estimated again in the other
    error = (month["estimate_without"] - month["estimate"]) / month["change_in_errors"]
    assert abs(month["estimate_without"] - refit) < (1e-9 if model == "ols_hac" else 0.1 * error)


@pytest.mark.parametrize("model", ["ar1", "quasi_poisson"])
def test_the_check_of_influence_is_the_largest_of_all_periods(
    model: str, monthly: SeriesMaker
) -> None:
    fitted = its.fit(monthly(), its.ItsSpec(timeline=STEP, model=model))  # type: ignore[arg-type]
    moved = its.influence(fitted, at="launch")["change_in_errors"].abs().max()
    found = its.diagnostics(fitted).filter(check="influence of one period: launch")
    assert found["statistic"].to_list() == [pytest.approx(moved)]


def test_an_effect_on_one_period_alone_rests_on_it(monthly: SeriesMaker) -> None:
    pulse = its.Timeline(its.Interruption("snow", starts="2010-12", shape="pulse"))
    spec = its.ItsSpec(timeline=pulse, model="ols_hac")
    fitted = its.fit(monthly(), spec)
    frame = its.influence(fitted, at="snow")
    alone = frame.filter(pl.col("estimate_without").is_nan())
    assert alone["period"].to_list() == [pl.Series(["2010-12-01"]).str.to_date()[0]]
    assert "influence of one period: snow" in set(
        its.diagnostics(fitted).filter("is_flagged")["check"]
    )


def test_autocorrelations_of_a_known_series() -> None:
    series = np.array([[1.0, -1.0, 1.0, -1.0]])
    found = autocorrelations(series, np.arange(4), 3)
    np.testing.assert_allclose(found, [[-0.75, 0.5, -0.25]])
    # a gap of one between the second and the third: neighbours are then two pairs
    gapped = autocorrelations(series, np.array([0, 1, 3, 4]), 1)
    np.testing.assert_allclose(gapped, [[-0.5]])


def test_ar1_has_one_partial_autocorrelation() -> None:
    found = partial_autocorrelations(np.float_power(0.6, [[1, 2, 3, 4, 5]]))
    np.testing.assert_allclose(found, [[0.6, 0, 0, 0, 0]], atol=1e-12)


def test_columns_that_the_design_holds_explain_nothing() -> None:
    design = np.column_stack([np.ones(20), np.arange(20.0)])[None]
    noise = np.random.default_rng(1).standard_normal((1, 20))
    rest = noise - (design @ np.linalg.lstsq(design[0], noise[0], rcond=None)[0])
    test = explained(rest, design, design * 3 + 1)
    np.testing.assert_allclose((test.statistic, test.p_value), ([0.0], [1.0]), atol=1e-12)


def test_one_step_errors_of_arma_are_those_of_ar1(monthly: SeriesMaker) -> None:
    """AR(1) by maximum likelihood and by REML differ in rho alone, and that a little."""
    found = []
    for model in ("arima", "ar1"):
        fitted = its.fit(monthly(), its.ItsSpec(timeline=STEP, model=model))
        frame = its.diagnostics(fitted).filter(pl.col("check") == "durbin_watson")
        lags = its.residual_autocorrelations(fitted)["autocorrelation"]
        found.append(np.append(lags.to_numpy(), frame["statistic"].to_numpy()))
    np.testing.assert_allclose(found[0], found[1], atol=0.15)


def test_a_wandering_level_leaves_white_errors() -> None:
    walk = np.cumsum(np.random.default_rng(2).standard_normal(80)) + WHITE
    spec = its.ItsSpec(timeline=STEP, model="structural", scale="identity", trend=False)
    assert not {"ljung_box", "durbin_watson"} & flagged(values(walk), spec)
