"""Placebo dates: which there are, what each row is, and p-values that are uniform by chance."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import ParametersError, SpecError
from referral_analysis.its.kernels import ar1
from referral_analysis.its.model.spec import Model
from referral_analysis.its.sensitivity import placebo_test
from referral_analysis.its.sensitivity.null import fitted_null

SeriesMaker = Callable[..., pl.DataFrame]
MONTHS = 45


def rng() -> np.random.Generator:
    """Return the draws of every test."""
    return np.random.default_rng(20111)


@pytest.fixture
def spec() -> its.ItsSpec:
    """Return a launch with a phase-in and nothing before it."""
    launch = its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07")
    return its.ItsSpec(timeline=its.Timeline(launch), seasonality=its.fourier(1))


def noise(segments: int, rho: float) -> pl.DataFrame:
    """Return series of AR(1) noise without a change."""
    apart = np.abs(np.subtract.outer(np.arange(MONTHS), np.arange(MONTHS)))
    root = np.linalg.cholesky(rho**apart)
    values = np.random.default_rng(7).standard_normal((segments, MONTHS)) @ root.T
    days = pl.date_range(pl.date(2008, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)
    return pl.DataFrame(
        {
            "period": pl.concat([days] * segments),
            "value": values.ravel(),
            "segment": np.repeat([f"{place:03}" for place in range(segments)], MONTHS),
        }
    )


def test_placebos_end_before_the_true_date(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly()
    found = placebo_test(series, spec, "launch", rng=rng(), simulations=99)
    # 24 months before, 3 of phase-in and 5 after, all before May 2011
    assert found.dates["starts"].to_list() == [
        "2011-05",
        "2010-04",
        "2010-05",
        "2010-06",
        "2010-07",
        "2010-08",
        "2010-09",
    ]
    assert found.dates["is_true_date"].to_list() == [True] + [False] * 6
    assert found.dates["n_after"].unique().to_list() == [5]
    assert found.dates["n_before"].to_list() == [37, 24, 25, 26, 27, 28, 29]
    row = found.summary.row(0, named=True)
    assert (row["n_placebo_dates"], row["n_refused"]) == (6, 0)
    assert row["smallest_rank_p"] == pytest.approx(1 / 7)
    assert row["rank_p"] == pytest.approx(row["rank"] / 7)
    fewer = placebo_test(series, spec, "launch", rng=rng(), simulations=99, least_before_placebo=28)
    assert fewer.summary["n_placebo_dates"][0] == 2


def test_each_row_is_the_fit_of_the_series_so_far(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly()
    dates = placebo_test(series, spec, "launch", rng=rng(), simulations=99).dates
    moved = its.Interruption("launch", starts="2010-06", phase_in_ends="2010-08")
    fit = its.fit(
        series.filter(pl.col("period") <= pl.date(2011, 1, 1)),
        replace(spec, timeline=its.Timeline(moved)),
    )
    wanted = its.effects(fit, "launch").filter(
        pl.col("estimand") == "mean_effect", pl.col("scale") == "ratio"
    )
    row = dates.filter(pl.col("starts") == "2010-06")
    assert row["estimate"][0] == pytest.approx(wanted["estimate"][0])
    error = its.coefficients(fit).filter(pl.col("name") == "launch")["standard_error"][0]
    assert row["statistic"][0] == pytest.approx(abs(np.log(row["estimate"][0])) / error)


def test_a_large_change_stands_out_and_a_planted_placebo_is_found(spec: its.ItsSpec) -> None:
    series = noise(1, 0.0).with_columns(pl.col("value") * 0.1)
    plain = replace(spec, scale="identity")
    fall = series.with_columns(
        pl.col("value") - (pl.col("period") >= pl.date(2011, 5, 1)).cast(pl.Float64)
    )
    row = placebo_test(fall, plain, "launch", rng=rng(), simulations=199).summary.row(0, named=True)
    assert row["p_value"] == pytest.approx(1 / 200)
    assert row["rank"] == 1
    earlier = series.with_columns(
        pl.col("value") - (pl.col("period") >= pl.date(2010, 6, 1)).cast(pl.Float64)
    )
    row = placebo_test(earlier, plain, "launch", rng=rng(), simulations=199).summary.row(
        0, named=True
    )
    assert row["p_value"] > 0.2
    assert row["rank"] > 1
    assert row["any_placebo_p"] < 0.05


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_p_values_are_about_uniform_without_a_change(spec: its.ItsSpec, rho: float) -> None:
    """300 series: a share of five in a hundred has a Monte-Carlo error of 1.3 points."""
    found = placebo_test(
        noise(300, rho),
        replace(spec, scale="identity"),
        "launch",
        rng=rng(),
        simulations=99,
        least_before_placebo=28,
    ).summary
    for column in ("p_value", "any_placebo_p"):
        for nominal in (0.05, 0.2, 0.5, 0.8):
            share = (found[column] <= nominal).mean()
            assert isinstance(share, float)
            assert abs(share - nominal) < 3.5 * np.sqrt(nominal * (1 - nominal) / 300)


@pytest.mark.parametrize("model", ["ar1_noise", "ols_hac", "prais_winsten"])
def test_other_models_have_their_own_statistic(
    model: Model, spec: its.ItsSpec, monthly: SeriesMaker
) -> None:
    found = placebo_test(monthly(), replace(spec, model=model), "launch", rng=rng(), simulations=99)
    assert found.dates["statistic"].is_finite().all()
    assert found.summary["p_value"].is_between(0.01, 1).all()


def test_small_counts_keep_their_weights(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly("North", "South").with_columns((pl.col("count") / 40).floor())
    found = placebo_test(series, spec, "launch", rng=rng(), simulations=99)
    assert found.summary["segment"].to_list() == ["North", "South"]
    assert found.dates.height == 14


def test_an_earlier_shock_is_kept_or_the_date_refused(
    launch: its.Timeline, spec: its.ItsSpec, monthly: SeriesMaker
) -> None:
    both = replace(spec, timeline=launch)
    found = placebo_test(
        monthly(), both, "launch", rng=rng(), simulations=99, least_before_placebo=16
    )
    # to February 2010 the placebo's months end before October's inspection; from July 2010 they
    # cannot be told from it; March and April leave it one or two months, May and June three
    wanted = [f"2009-{month:02}" for month in range(8, 13)]
    wanted += ["2010-01", "2010-02", "2010-05", "2010-06"]
    assert found.dates["starts"].to_list() == ["2011-05", *wanted]
    assert found.summary.select("n_placebo_dates", "n_refused").row(0) == (9, 5)


def test_errors_of_the_null_have_the_fits_correlation_and_weights(
    spec: its.ItsSpec, monthly: SeriesMaker
) -> None:
    fit = its.fit(monthly().with_columns((pl.col("count") / 40).floor()), spec)
    batch = fit.batches[0]
    size = len(batch.design.times)
    null = fitted_null(batch, 0, spec, "launch", np.eye(size))
    assert batch.response.weights is not None
    spread = 1 / np.sqrt(batch.response.weights[0])
    correlation = null.errors.T @ null.errors / np.outer(spread, spread)
    columns = [place for place, name in enumerate(batch.design.names) if name != "launch"]
    kernel = ar1.fit(
        batch.design.matrix[:, columns],
        batch.response.values,
        times=batch.design.times,
        weights=batch.response.weights,
    )
    apart = np.abs(np.subtract.outer(batch.design.times, batch.design.times))
    assert kernel.rho is not None
    np.testing.assert_allclose(correlation, np.power(kernel.rho[0], apart), atol=1e-12)


def test_a_series_may_have_no_placebo_date(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly().filter(pl.col("period") >= pl.date(2009, 3, 1))
    row = placebo_test(series, spec, "launch", rng=rng(), simulations=99).summary.row(0, named=True)
    assert (row["n_placebo_dates"], row["smallest_rank_p"], row["any_placebo_p"]) == (0, 1.0, None)


def test_what_cannot_be_tested_is_refused(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    with pytest.raises(SpecError, match="model: 'quasi_poisson'; need one of ar1"):
        placebo_test(monthly(), replace(spec, model="quasi_poisson"), "launch", rng=rng())
    with pytest.raises(ParametersError, match="simulations: 10; need at least 99"):
        placebo_test(monthly(), spec, "launch", rng=rng(), simulations=10)
    dose = pl.DataFrame({"period": ["2011-05"], "dose": [0.5]})
    workshops = its.Interruption(
        "launch", starts="2011-05", phase_in_ends="2011-05", phase_in="dose", dose=dose
    )
    with pytest.raises(SpecError, match="launch: phase_in: a dose"):
        placebo_test(
            monthly(), replace(spec, timeline=its.Timeline(workshops)), "launch", rng=rng()
        )
