"""Intervals that hold together: no wider where one number makes all, else true to their word."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from referral_analysis import its

SeriesMaker = Callable[..., pl.DataFrame]
ENDS = ["estimate", "low", "high"]


def test_one_coefficient_needs_no_wider_intervals(
    monthly: SeriesMaker, launch: its.Timeline
) -> None:
    fitted = its.fit(monthly(), its.ItsSpec(timeline=launch))
    apart, joint = (
        its.effects(fitted, "launch", periods_after=(1, 5), joint=together)
        for together in (False, True)
    )
    assert joint.equals(apart)


def test_several_share_the_chance_of_missing(monthly: SeriesMaker) -> None:
    sloped = its.Interruption("launch", starts="2011-08", slope_change=True)
    fitted = its.fit(monthly(months=60), its.ItsSpec(timeline=its.Timeline(sloped)))
    asked = ["level_change", "slope_change", "mean_effect"]
    joint = its.effects(fitted, "launch", joint=True)
    plain = its.effects(fitted, "launch", level=1 - 0.05 / 3)  # averted is the mean's direction
    for frame in (joint, plain):
        assert frame["estimand"].unique().len() == 4
    is_asked = pl.col("estimand").is_in(asked)
    assert joint.filter(is_asked).select(ENDS).equals(plain.filter(is_asked).select(ENDS))
    assert joint["level"].unique().to_list() == [0.95]
    assert all("joint" in method for method in joint["method"])
    assert joint["measured_coverage"].null_count() == joint.height


def test_all_intervals_hold_at_once_as_often_as_they_say() -> None:
    """600 noisy series that nothing happened to: at most 5% may miss any of three effects."""
    generator = np.random.default_rng(5)
    days = pl.date_range(pl.date(2006, 1, 1), pl.date(2010, 12, 1), "1mo", eager=True)
    series = pl.concat(
        pl.DataFrame({"period": days, "value": generator.normal(10, 1, len(days))}).with_columns(
            segment=pl.lit(f"s{number:03d}")
        )
        for number in range(600)
    )
    timeline = its.Timeline(its.Interruption("launch", starts="2009-01", slope_change=True))
    fitted = its.fit(series, its.ItsSpec(timeline=timeline, scale="identity", trend=True))
    holds = {
        together: its.effects(fitted, "launch", joint=together)
        .filter(
            pl.col("scale") == "absolute",
            pl.col("estimand").is_in(["level_change", "slope_change", "mean_effect"]),
        )
        .group_by("segment")
        .agg(((pl.col("low") <= 0) & (pl.col("high") >= 0)).all().alias("all"))["all"]
        .mean()
        for together in (False, True)
    }
    error = np.sqrt(0.05 * 0.95 / 600)
    assert holds[True] >= 0.95 - 2 * error
    assert holds[False] < 0.95  # type: ignore[operator]
    assert holds[True] == pytest.approx(0.97, abs=0.025)
