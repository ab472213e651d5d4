"""What `fit` takes, what it refuses, and that it fits what it says."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import SeriesError, SeriesInvalidError, SeriesTooShortError, SpecError
from referral_analysis.its.model.models import RULES, rule_of

SeriesMaker = Callable[..., pl.DataFrame]
COUNT = pl.col("count")


def here(month: str) -> pl.Expr:
    """Mark one month."""
    return pl.col("period") == pl.lit(f"{month}-01").str.to_date()


BAD: dict[str, tuple[Callable[[pl.DataFrame], pl.DataFrame], type[SeriesError], str]] = {
    "a gap": (
        lambda s: s.filter(~here("2010-03")),
        SeriesInvalidError,
        "Schools: no row for 2010-03; need .* Fill it, or name it in the timeline's left_out",
    ),
    "a null": (
        lambda s: s.with_columns(
            pl.when(here("2010-03")).then(None).otherwise(COUNT).alias("count")
        ),
        SeriesInvalidError,
        "Schools: a missing or infinite number for 2010-03",
    ),
    "a NaN": (
        lambda s: s.with_columns(
            pl.when(here("2010-03")).then(np.nan).otherwise(COUNT).alias("count")
        ),
        SeriesInvalidError,
        "Schools: a missing or infinite number for 2010-03",
    ),
    "twice": (
        lambda s: pl.concat([s, s.filter(here("2010-03"))]),
        SeriesInvalidError,
        "Schools: more than one row for a period",
    ),
    "negative": (
        lambda s: s.with_columns(COUNT - 500),
        SeriesInvalidError,
        "Schools: a negative count; need counts of zero or more",
    ),
    "all zeros": (
        lambda s: s.with_columns(COUNT * 0),
        SeriesInvalidError,
        "Schools: no events in any period",
    ),
    "constant": (
        lambda s: s.with_columns(pl.lit(400).alias("count")),
        SeriesInvalidError,
        "Schools: the same value in every period",
    ),
    "constant rate": (
        lambda s: s.with_columns(exposure=COUNT * 2.0),
        SeriesInvalidError,
        "Schools: the same value in every period",
    ),
    "no exposure": (
        lambda s: s.with_columns(exposure=pl.when(here("2010-03")).then(0.0).otherwise(1.0)),
        SeriesInvalidError,
        "Schools: exposure of zero or less",
    ),
    "few before": (
        lambda s: s.filter(pl.col("period") >= pl.date(2010, 6, 1)),
        SeriesTooShortError,
        "Schools: 11 months before the launch; need at least 24. Extend the series backwards",
    ),
    "few before the first": (
        lambda s: s.with_columns(pl.col("period").dt.offset_by("29mo")),
        SeriesTooShortError,
        "Schools: 1 month before the inspection; need at least 3",
    ),
    "few after": (
        lambda s: s.filter(pl.col("period") <= pl.date(2011, 9, 1)),
        SeriesTooShortError,
        "Schools: 2 months after the launch; need at least 3. Extend the series forwards",
    ),
    "none after": (
        lambda s: s.filter(pl.col("period") <= pl.date(2011, 6, 1)),
        SeriesTooShortError,
        "Schools: 0 months after the launch",
    ),
    "all left out": (
        lambda s: s.filter(pl.col("period").is_between(pl.date(2011, 5, 1), pl.date(2011, 7, 1))),
        SeriesTooShortError,
        "Schools: no period that is not left out",
    ),
    "empty": (lambda s: s.clear(), SeriesInvalidError, "series: no rows"),
    "no segment": (
        lambda s: s.with_columns(segment=pl.lit(None, pl.String)),
        SeriesInvalidError,
        "series: segment: empty cells",
    ),
    "no period": (
        lambda s: s.with_columns(period=pl.lit(None, pl.Date)),
        SeriesInvalidError,
        "series: period: empty cells",
    ),
    "no column": (lambda s: s.drop("count"), SpecError, "series: the columns .* need period and"),
    "two outcomes": (lambda s: s.with_columns(value=1.0), SpecError, "one of count and value"),
    "texts": (
        lambda s: s.with_columns(COUNT.cast(pl.String)),
        SpecError,
        "series: count: a column of type String; need numbers",
    ),
    "numbered periods": (
        lambda s: s.with_columns(period=pl.int_range(pl.len())),
        SpecError,
        "series: period: a column of type Int64; need dates",
    ),
    "other periods": (
        lambda s: s.with_columns(pl.col("period").dt.strftime("%G-W%V")),
        SpecError,
        "series: period: periods of another length than the timeline's",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_series_is_named(case: str, launch: its.Timeline, monthly: SeriesMaker) -> None:
    change, error, message = BAD[case]
    series = change(monthly("Schools"))
    # the last interruption asks for 24 months, the first for 3: move the calendar for that case
    spec = its.ItsSpec(timeline=launch, least_before=None if case != "few before the first" else 5)
    with pytest.raises(error, match=message):
        its.fit(series, spec)


@pytest.mark.parametrize("other", [{"weighting": "none"}, {"model": "ols_hac"}])
def test_a_period_of_none_is_weighted_as_few_are_and_named_where_it_cannot_be(
    other: dict[str, Any], launch: its.Timeline, monthly: SeriesMaker
) -> None:
    series = monthly("Schools").with_columns(
        pl.when(here("2010-03")).then(0).otherwise(COUNT).alias("count")
    )
    fitted, asked = (
        its.fit(series, its.ItsSpec(timeline=launch, weighting=weighting))
        for weighting in ("auto", "counts")
    )
    assert its.effects(fitted, at="launch").equals(its.effects(asked, at="launch"))
    with pytest.raises(SeriesInvalidError, match="Schools: a period with zero, which has no log"):
        its.fit(series, its.ItsSpec(timeline=launch, **other))


def test_a_missing_covariate_is_named(launch: its.Timeline, monthly: SeriesMaker) -> None:
    spec = its.ItsSpec(timeline=launch, covariates=("caf", "contacts"))
    with pytest.raises(SpecError, match="series: no column caf, contacts"):
        its.fit(monthly(), spec)


def test_interruptions_that_cannot_be_told_apart_are_named(monthly: SeriesMaker) -> None:
    timeline = its.Timeline(
        its.Interruption("a", starts="2011-08"), its.Interruption("b", starts="2011-08")
    )
    with pytest.raises(SpecError, match="b is a combination of a"):
        its.fit(monthly(), its.ItsSpec(timeline=timeline))


def test_values_are_no_counts(launch: its.Timeline, monthly: SeriesMaker) -> None:
    spec = its.ItsSpec(timeline=launch, model="quasi_poisson")
    with pytest.raises(SeriesInvalidError, match="series: values; need counts for a model of"):
        its.fit(monthly(column="value"), spec)


@pytest.mark.parametrize(
    ("scale", "shift", "message"),
    [("log", -400.0, "values above zero"), ("logit", 0.0, "shares between 0 and 1")],
)
def test_values_must_suit_the_scale(
    scale: str, shift: float, message: str, launch: its.Timeline, monthly: SeriesMaker
) -> None:
    series = monthly(column="value").with_columns(pl.col("value") + shift).drop("exposure")
    spec = its.ItsSpec(timeline=launch, scale=scale)  # type: ignore[arg-type]
    with pytest.raises(
        SeriesInvalidError, match=f"a value that the scale cannot take; need {message}"
    ):
        its.fit(series, spec)


def test_a_share_needs_its_total(launch: its.Timeline, monthly: SeriesMaker) -> None:
    spec = its.ItsSpec(timeline=launch, scale="logit")
    with pytest.raises(SpecError, match="series: counts without exposure"):
        its.fit(monthly().drop("exposure"), spec)
    with pytest.raises(SeriesInvalidError, match="all: a count above its total"):
        its.fit(monthly().with_columns(exposure=100.0), spec)


def test_weights_are_for_log_rates_of_counts(launch: its.Timeline, monthly: SeriesMaker) -> None:
    spec = its.ItsSpec(timeline=launch, weighting="counts", model="ols_hac")
    with pytest.raises(SpecError, match="weighting: 'counts' with model='ols_hac'"):
        its.fit(monthly(), spec)


def test_a_model_without_a_rule_lists_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, "prais_winsten")
    with pytest.raises(SpecError, match="model: 'prais_winsten', which cannot be fitted here"):
        rule_of("prais_winsten")


def test_gaps_that_are_left_out_by_name_are_allowed(monthly: SeriesMaker) -> None:
    launch = its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07")
    timeline = its.Timeline(launch, left_out=[("2010-02", "2010-03")])
    series = monthly().filter(~here("2010-03") & ~here("2011-06"))
    (batch,) = its.fit(series, its.ItsSpec(timeline=timeline)).batches
    assert batch.design.is_kept.sum() == 45 - 2 - 3
    assert np.diff(batch.design.times).max() == 4


def test_periods_may_be_dates_times_or_text(launch: its.Timeline, monthly: SeriesMaker) -> None:
    spec = its.ItsSpec(timeline=launch)
    frames = [
        monthly(),
        monthly().with_columns(pl.col("period").cast(pl.Datetime)),
        monthly().with_columns(pl.col("period").dt.strftime("%Y-%m")),
        monthly().with_columns(pl.col("period").dt.month_end()),
    ]
    first, *others = [its.coefficients(its.fit(frame, spec)) for frame in frames]
    assert all(first.equals(other) for other in others)


def test_small_counts_are_weighted_and_large_ones_not(
    launch: its.Timeline, monthly: SeriesMaker
) -> None:
    small = monthly("small").with_columns(COUNT // 20)
    fitted = its.fit(pl.concat([monthly("large"), small]), its.ItsSpec(timeline=launch))
    weighted = {batch.segments: batch.response.weights is not None for batch in fitted.batches}
    assert weighted == {("large",): False, ("small",): True}
    plain = its.fit(small, its.ItsSpec(timeline=launch, weighting="none"))
    assert plain.batches[0].response.weights is None


def test_segments_are_sorted_whatever_their_periods(
    launch: its.Timeline, monthly: SeriesMaker
) -> None:
    series = pl.concat([monthly("b"), monthly("c", months=43), monthly("a", months=50)])
    fitted = its.fit(series, its.ItsSpec(timeline=launch))
    assert fitted.segments == ("a", "b", "c")
    assert its.coefficients(fitted)["segment"].unique(maintain_order=True).to_list() == [*"abc"]
    assert [batch.design.full.shape[0] for batch in fitted.batches] == [43, 45, 50]


def test_a_series_is_not_changed(launch: its.Timeline, monthly: SeriesMaker) -> None:
    series = monthly("b", "a")
    its.fit(series, its.ItsSpec(timeline=launch))
    assert series.equals(monthly("b", "a"))


@pytest.mark.parametrize("model", RULES)
def test_every_model_answers(model: str, launch: its.Timeline, monthly: SeriesMaker) -> None:
    scale = "logit" if model == "quasi_binomial" else "log"
    spec = its.ItsSpec(timeline=launch, model=model, scale=scale)  # type: ignore[arg-type]
    fitted = its.fit(monthly(), spec)
    effect = its.effects(fitted, at="launch").row(0, named=True)
    assert effect["low"] < effect["estimate"] < effect["high"] < 1
    assert (effect["n_before"], effect["n_after"]) == (37, 5)
    assert its.diagnostics(fitted)["check"].n_unique() > 5
    path = its.counterfactual(fitted, at="launch")
    forecast = 40 if model == "structural" else 0  # its path begins after the phase-in
    assert path["expected_without"].null_count() == forecast


def test_arma_errors_of_order_one_are_ar1_by_maximum_likelihood(
    launch: its.Timeline, monthly: SeriesMaker
) -> None:
    """The default order is AR(1): near REML's, which allows for the design's columns."""
    found = [
        its.coefficients(its.fit(monthly(), its.ItsSpec(timeline=launch, model=model)))
        for model in ("arima", "ar1")
    ]
    arma, reml = (frame.filter(name="launch").row(0, named=True) for frame in found)
    assert abs(arma["estimate"] - reml["estimate"]) < 0.5 * reml["standard_error"]


def test_differenced_errors_have_effects_but_no_path(
    launch: its.Timeline, monthly: SeriesMaker
) -> None:
    order = its.ArimaOrder(ar=1, differences=1)
    spec = its.ItsSpec(timeline=launch, model="arima", arima_order=order)
    fitted = its.fit(monthly(), spec)
    assert its.effects(fitted, at="launch")["low"].null_count() == 0
    checks = its.diagnostics(fitted)
    assert "breusch_godfrey" not in checks["check"]
    assert checks.filter(check="ljung_box")["p_value"].null_count() == 0
    with pytest.raises(SpecError, match="counterfactual: an ARIMA model of differences"):
        its.counterfactual(fitted, at="launch")
