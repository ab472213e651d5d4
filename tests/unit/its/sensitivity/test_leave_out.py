"""One period or one segment left out: equal to the fit without it, and what is refused."""

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import SeriesInvalidError, SpecError
from referral_analysis.its.sensitivity import leave_one_period_out, leave_one_segment_out

SeriesMaker = Callable[..., pl.DataFrame]
ENDS = ("estimate", "low", "high")


@pytest.fixture
def spec(launch: its.Timeline) -> its.ItsSpec:
    """February's paper."""
    return its.ItsSpec(timeline=launch, seasonality=its.fourier(1))


def test_each_kept_month_is_left_out_once(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly()
    found = leave_one_period_out(series, spec, "launch")
    assert found.height == 1 + 42
    assert found["left_out"][0] is None
    assert found["left_out"].n_unique() == 43
    assert dt.date(2011, 6, 1) not in found["left_out"].to_list()
    assert found["refused"].null_count() == 43


def test_leaving_out_is_fitting_without(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly()
    found = leave_one_period_out(series, spec, "launch")
    march = dt.date(2010, 3, 1)
    timeline = its.Timeline(*spec.timeline.interruptions, left_out=[("2010-03", "2010-03")])
    fit = its.fit(
        series.filter(pl.col("period") != march),
        its.ItsSpec(timeline=timeline, seasonality=its.fourier(1)),
    )
    wanted = its.effects(fit, "launch").filter(
        pl.col("estimand") == "mean_effect", pl.col("scale") == "ratio"
    )
    row = found.filter(pl.col("left_out") == march)
    assert row.select(ENDS).row(0) == pytest.approx(wanted.select(ENDS).row(0))


def test_the_least_that_the_spec_asks_gives_way_by_one(
    spec: its.ItsSpec, monthly: SeriesMaker
) -> None:
    found = leave_one_period_out(monthly(months=43), spec, "launch")
    after = found.filter(pl.col("left_out") >= dt.date(2011, 8, 1))
    assert after["n_after"].to_list() == [2, 2, 2]


def test_what_cannot_be_fitted_without_a_month_says_so(
    launch: its.Timeline, monthly: SeriesMaker
) -> None:
    pulse = its.Interruption("strike", starts="2009-06", shape="pulse")
    spec = its.ItsSpec(timeline=its.Timeline(pulse, *launch.interruptions))
    found = leave_one_period_out(monthly(), spec, "launch")
    refused = found.filter(pl.col("refused").is_not_null())
    assert refused["left_out"].to_list() == [dt.date(2009, 6, 1)]
    assert "after the strike" in refused["refused"][0]


def test_each_segment_is_left_out_of_the_total(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly("North", "South", "West")
    found = leave_one_segment_out(series, spec, "launch")
    assert found["left_out"].to_list() == [None, "North", "South", "West"]
    others = (
        series.filter(pl.col("segment") != "South")
        .group_by("period")
        .agg(pl.col("count").sum(), pl.col("exposure").sum())
    )
    wanted = its.effects(its.fit(others, spec), "launch").filter(
        pl.col("estimand") == "mean_effect", pl.col("scale") == "ratio"
    )
    assert found.select(ENDS).row(2) == wanted.select(ENDS).row(0)


def test_a_single_segment_is_never_left_out(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    assert leave_one_segment_out(monthly("North"), spec, "launch").height == 1


def test_only_whole_counts_can_be_summed(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    with pytest.raises(SpecError, match="series: no segments with counts"):
        leave_one_segment_out(monthly("North", column="value"), spec, "launch")
    with pytest.raises(SpecError, match="need the columns period, segment and count"):
        leave_one_segment_out(monthly().drop("segment"), spec, "launch")
    short = monthly("North", "South").slice(1)
    with pytest.raises(SeriesInvalidError, match="a segment without a row for some period"):
        leave_one_segment_out(short, spec, "launch")
