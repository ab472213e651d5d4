"""Effects against closed forms, and what their intervals may not contradict."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.errors import ParametersError, SpecError
from referral_analysis.its.effects.averted import drawn, mapped
from referral_analysis.its.intervals.inference import contrast_df, infer, interval_choice
from referral_analysis.its.model.outcome import seen

Floats = NDArray[np.float64]
SeriesMaker = Callable[..., pl.DataFrame]
LAUNCH = its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07")
STEP = its.Timeline(LAUNCH)
# closed forms: what is left is rounding
ROUNDING = 1e-9


def effect(frame: pl.DataFrame, estimand: str, scale: str) -> dict[str, Any]:
    """Return the only row of an estimand on a scale."""
    (row,) = frame.filter((pl.col("estimand") == estimand) & (pl.col("scale") == scale)).to_dicts()
    return row


def split(series: pl.DataFrame, column: str) -> tuple[Floats, Floats]:
    """Return the values before the phase-in and after it."""
    values = series[column].to_numpy().astype(float)
    return values[:37], values[40:]


def test_a_step_alone_is_the_ratio_of_geometric_means(monthly: SeriesMaker) -> None:
    series = monthly()
    spec = its.ItsSpec(timeline=STEP, trend=False, model="ols_hac")
    frame = its.effects(its.fit(series, spec), at="launch")
    before, after = split(series, "count")
    ratio = np.exp(np.log(after).mean() - np.log(before).mean())
    for estimand in ("level_change", "mean_effect"):
        np.testing.assert_allclose(effect(frame, estimand, "ratio")["estimate"], ratio)
    averted = after.sum() * (1 / ratio - 1)
    np.testing.assert_allclose(effect(frame, "averted", "absolute")["estimate"], averted)
    monthly_change = effect(frame, "level_change", "absolute")
    np.testing.assert_allclose(monthly_change["estimate"], -averted / 5)
    assert monthly_change["unit"] == "events a month"


def test_a_step_of_counts_is_the_ratio_of_rates(monthly: SeriesMaker) -> None:
    series = monthly().with_columns(exposure=pl.int_range(pl.len()) + 50.0)
    spec = its.ItsSpec(timeline=STEP, trend=False, model="quasi_poisson", unit="referrals")
    frame = its.effects(its.fit(series, spec), at="launch")
    (before, after), (held, since) = split(series, "count"), split(series, "exposure")
    ratio = after.sum() / since.sum() / (before.sum() / held.sum())
    np.testing.assert_allclose(effect(frame, "level_change", "ratio")["estimate"], ratio)
    assert effect(frame, "averted", "absolute")["unit"] == "referrals"


def test_a_step_of_shares_is_the_ratio_of_odds(monthly: SeriesMaker) -> None:
    series = monthly()
    spec = its.ItsSpec(timeline=STEP, trend=False, model="quasi_binomial", scale="logit")
    frame = its.effects(its.fit(series, spec), at="launch")
    before, after = split(series, "count")
    share, later = before.mean() / 1000, after.mean() / 1000
    row = effect(frame, "level_change", "ratio")
    np.testing.assert_allclose(row["estimate"], later / (1 - later) / (share / (1 - share)))
    assert row["unit"] == "odds ratio"
    # each month at its own odds over the odds ratio: near the share before, not equal to it
    expected = effect(frame, "averted", "absolute")["estimate"] + after.sum()
    np.testing.assert_allclose(expected, 5 * before.mean(), rtol=0.01)


def test_a_step_of_values_is_the_difference_of_means(monthly: SeriesMaker) -> None:
    series = monthly(column="value").drop("exposure")
    spec = its.ItsSpec(timeline=STEP, trend=False, model="ols_hac", scale="identity")
    frame = its.effects(its.fit(series, spec), at="launch")
    before, after = split(series, "value")
    change = after.mean() - before.mean()
    np.testing.assert_allclose(effect(frame, "level_change", "absolute")["estimate"], change)
    np.testing.assert_allclose(effect(frame, "averted", "absolute")["estimate"], -5 * change)
    np.testing.assert_allclose(
        effect(frame, "level_change", "ratio")["estimate"], after.mean() / before.mean()
    )


def test_over_an_expectation_that_may_be_nothing_there_is_no_ratio(monthly: SeriesMaker) -> None:
    series = monthly(column="value").drop("exposure").with_columns(value=405.0 - pl.col("value"))
    spec = its.ItsSpec(timeline=STEP, trend=False, model="ols_hac", scale="identity")
    row = effect(its.effects(its.fit(series, spec), at="launch"), "mean_effect", "ratio")
    assert row["low"] > 1
    assert row["high"] is None


SLOPED = its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07", slope_change=True)


@pytest.fixture
def sloped(monthly: SeriesMaker) -> its.ItsFit:
    spec = its.ItsSpec(timeline=its.Timeline(SLOPED))
    return its.fit(monthly(months=60), spec)


def test_with_a_slope_the_mean_effect_is_that_of_the_periods(sloped: its.ItsFit) -> None:
    frame = its.effects(sloped, at="launch", periods_after=range(1, 21))
    level = np.log(effect(frame, "level_change", "ratio")["estimate"])
    slope = np.log(effect(frame, "slope_change", "ratio")["estimate"])
    at = frame.filter((pl.col("estimand") == "effect_at") & (pl.col("scale") == "ratio"))
    expected = level + slope * np.arange(20) / 12
    np.testing.assert_allclose(np.log(at["estimate"].to_numpy()), expected, atol=ROUNDING)
    mean = np.log(effect(frame, "mean_effect", "ratio")["estimate"])
    np.testing.assert_allclose(mean, expected.mean(), atol=ROUNDING)
    assert at["period"].is_sorted()
    assert at["period"][0].isoformat() == "2011-08-01"


def test_with_a_slope_what_was_averted_is_drawn_and_says_so(sloped: its.ItsFit) -> None:
    frame = its.effects(sloped, at="launch")
    row = effect(frame, "averted", "absolute")
    assert "draws" in str(row["method"])
    assert row["p_value"] is None
    assert row["low"] < row["estimate"] < row["high"]
    assert frame.equals(its.effects(sloped, at="launch"))


def test_drawn_and_mapped_intervals_agree(monthly: SeriesMaker) -> None:
    spec = its.ItsSpec(timeline=STEP)
    (batch,) = its.fit(monthly(), spec).batches
    after = batch.design.numbers >= LAUNCH.first_after
    given = seen(batch, spec, after)
    contrast = (np.array(batch.design.names) == "launch").astype(float)
    found = infer(batch, contrast[None], interval_choice(spec, None, "all", 0.9))
    df = contrast_df(batch, contrast[None], "satterthwaite")
    exact = mapped(given, np.ones(5), found, 0)
    rows = np.tile(contrast, (5, 1))
    chance = drawn(batch, given, rows, df[:, 0], 0.9)
    np.testing.assert_allclose(chance.estimate, exact.estimate)
    width = exact.high - exact.low
    np.testing.assert_allclose(chance.low, exact.low, atol=0.05 * width[0])
    np.testing.assert_allclose(chance.high, exact.high, atol=0.05 * width[0])


@pytest.mark.parametrize(
    ("shape", "options"),
    [("pulse", {"ends": "2011-10"}), ("decay", {"half_life_periods": 3.0}), ("ramp", {})],
)
def test_other_shapes_have_effects(
    shape: str, options: dict[str, object], monthly: SeriesMaker
) -> None:
    launch = its.Interruption("launch", starts="2011-08", shape=shape, **options)  # type: ignore[arg-type]
    frame = its.effects(its.fit(monthly(), its.ItsSpec(timeline=its.Timeline(launch))), "launch")
    estimands = set(frame["estimand"])
    assert ("level_change" in estimands) == (shape != "ramp")
    assert ("slope_change" in estimands) == (shape == "ramp")
    mean, averted = effect(frame, "mean_effect", "ratio"), effect(frame, "averted", "absolute")
    assert (mean["high"] < 1) == (averted["low"] > 0)
    assert mean["n_after"] == (3 if shape == "pulse" else 5)


def test_a_decays_level_is_its_first_period(monthly: SeriesMaker) -> None:
    launch = its.Interruption("launch", starts="2011-08", shape="decay", half_life_periods=1)
    fitted = its.fit(monthly(), its.ItsSpec(timeline=its.Timeline(launch)))
    frame = its.effects(fitted, "launch", periods_after=[1, 2])
    ahead = frame.filter((pl.col("estimand") == "effect_at") & (pl.col("scale") == "ratio"))
    first, second = ahead["estimate"].log()
    np.testing.assert_allclose(second, first / 2)
    for scale in ("ratio", "absolute"):
        at = frame.filter((pl.col("estimand") == "effect_at") & (pl.col("scale") == scale))
        np.testing.assert_allclose(
            effect(frame, "level_change", scale)["estimate"], at["estimate"][0]
        )


def test_rows_are_sorted_and_say_how_they_were_made(
    launch: its.Timeline, monthly: SeriesMaker
) -> None:
    fitted = its.fit(monthly("b", "a"), its.ItsSpec(timeline=launch))
    frame = its.effects(fitted, at="launch", level=0.9)
    assert frame["segment"].to_list() == ["a"] * 5 + ["b"] * 5
    estimands = ["level_change"] * 2 + ["mean_effect"] * 2 + ["averted"]
    assert frame["estimand"].to_list() == estimands * 2
    assert frame["method"].unique().to_list() == ["REML, Satterthwaite"]
    assert frame["level"].unique().to_list() == [0.9]
    assert frame["measured_coverage"].null_count() == 0
    assert frame.select("n_before", "n_after").unique().rows() == [(37, 5)]


def test_methods_that_cover_too_little_say_so(launch: its.Timeline, monthly: SeriesMaker) -> None:
    fitted = its.fit(monthly(), its.ItsSpec(timeline=launch, model="ols_hac"))
    frame = its.effects(fitted, at="launch")
    assert set(frame["method"]) == {"Newey-West, t"}
    assert set(frame["measured_coverage"]) == {"62-90%"}


REFUSED: dict[str, tuple[dict[str, object], type[Exception], str]] = {
    "at": (
        {"at": "audit"},
        SpecError,
        "no interruption named audit; need one of inspection, launch",
    ),
    "interval": ({"interval": "newey_west"}, SpecError, "interval: 'newey_west' with model='ar1'"),
    "family": ({"family": "arma"}, SpecError, "family: 'arma'; need one of ar1, all, robust"),
    "level": ({"level": 95}, ParametersError, "level: 95; need a confidence level between 0"),
    "period 0": ({"periods_after": [0]}, SpecError, "periods_after: 0; need 1 to 5, the clean"),
    "period 6": ({"periods_after": [6]}, SpecError, "periods_after: 6; need 1 to 5"),
    "fine level": (
        {"interval": "test_inversion", "level": 0.9999},
        SpecError,
        "level: 0.9999 for test inversion; need a level from 0.25 to 0.999",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_answered_is_refused(
    case: str, launch: its.Timeline, monthly: SeriesMaker
) -> None:
    options, error, message = REFUSED[case]
    fitted = its.fit(monthly(), its.ItsSpec(timeline=launch, seasonality=its.fourier(2)))
    with pytest.raises(error, match=message):
        its.effects(fitted, **({"at": "launch"} | options))  # type: ignore[arg-type]


def test_weighted_counts_are_not_inverted(launch: its.Timeline, monthly: SeriesMaker) -> None:
    series = monthly("Schools").with_columns(pl.col("count") // 20)
    fitted = its.fit(series, its.ItsSpec(timeline=launch))
    with pytest.raises(SpecError, match="'test_inversion' for Schools, whose small counts are"):
        its.effects(fitted, at="launch", interval="test_inversion")


def test_the_counterfactual_has_every_period(launch: its.Timeline, monthly: SeriesMaker) -> None:
    series = monthly()
    spec = its.ItsSpec(timeline=launch, unit="referrals")
    path = its.counterfactual(its.fit(series, spec), at="launch")
    assert path["period"].to_list() == series["period"].to_list()
    assert path["observed"].to_list() == series["count"].to_list()
    assert set(path["unit"]) == {"referrals"}
    out = path.filter("is_left_out")
    assert out["period"].dt.month().to_list() == [5, 6, 7]
    assert out["fitted"].null_count() == 3
    assert out["expected_without"].null_count() == 0
    before = path.filter(pl.col("period") < pl.date(2011, 5, 1))
    np.testing.assert_allclose(before["fitted"], before["expected_without"])
    assert (path["low"] < path["expected_without"]).all()
    assert (path["expected_without"] < path["high"]).all()


@pytest.mark.parametrize("scale", ["log", "logit", "identity"])
def test_fitted_over_expected_is_the_effect(
    scale: str, launch: its.Timeline, monthly: SeriesMaker
) -> None:
    spec = its.ItsSpec(timeline=launch, scale=scale)  # type: ignore[arg-type]
    fitted = its.fit(monthly(), spec)
    after = its.counterfactual(fitted, at="launch").tail(5)
    with_it, without = after["fitted"].to_numpy(), after["expected_without"].to_numpy()
    frame = its.effects(fitted, at="launch")
    if scale == "identity":
        change = effect(frame, "level_change", "absolute")["estimate"]
        np.testing.assert_allclose(with_it - without, change)
        return
    ratio = effect(frame, "level_change", "ratio")["estimate"]
    if scale == "logit":
        with_it, without = with_it / (1000 - with_it), without / (1000 - without)
    np.testing.assert_allclose(with_it / without, ratio)


def test_a_period_without_its_covariate_is_null(monthly: SeriesMaker) -> None:
    empty = pl.col("period") == pl.date(2011, 6, 1)
    series = monthly().with_columns(
        x=pl.when(empty).then(None).otherwise(pl.int_range(pl.len()) % 7)
    )
    fitted = its.fit(series, its.ItsSpec(timeline=STEP, covariates=("x",)))
    path = its.counterfactual(fitted, at="launch")
    nulls = path.filter(pl.col("expected_without").is_null())
    assert nulls["period"].to_list() == [series.filter(empty)["period"][0]]


@pytest.mark.parametrize("model", ["quasi_poisson", "negative_binomial", "quasi_binomial"])
@pytest.mark.parametrize("shape", ["step", "slope"])
def test_no_interval_where_counts_could_not_be_fitted(
    model: str, shape: str, monthly: SeriesMaker
) -> None:
    """No events after: the ratio is zero and its error unknown; another segment is untouched."""
    after = pl.col("period") >= pl.date(2011, 8, 1)
    none = monthly("none", months=50).with_columns(
        pl.when(after).then(0).otherwise(pl.col("count") // 50).alias("count")
    )
    some = monthly("some", months=50).with_columns(pl.col("count") // 20)
    launch = its.Interruption(
        "launch", starts="2011-05", phase_in_ends="2011-07", slope_change=shape == "slope"
    )
    spec = its.ItsSpec(
        timeline=its.Timeline(launch),
        model=model,  # type: ignore[arg-type]
        scale="logit" if model == "quasi_binomial" else "log",
    )
    fitted = its.fit(pl.concat([none, some]), spec)
    frame = its.verdicts(its.effects(fitted, at="launch"))
    nulls = frame.filter(segment="none").select("low", "high", "p_value").null_count()
    assert set(nulls.row(0)) == {frame.height // 2}
    assert set(frame.filter(segment="none")["verdict"]) == {"cannot_tell"}
    assert frame.filter(segment="some")["low"].null_count() == 0
    flags = its.diagnostics(fitted).filter(check="not_converged")
    assert flags["is_flagged"].to_list() == [True, False]
    path = its.counterfactual(fitted, at="launch").filter(segment="none")
    assert path["low"].null_count() == path.height
