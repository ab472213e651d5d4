"""The structural forecast: what it sees, what it says, and that it is the array kernel's."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import SpecError

SeriesMaker = Callable[..., pl.DataFrame]


def spec(timeline: its.Timeline, scale: str = "log") -> its.ItsSpec:
    return its.ItsSpec(
        timeline=timeline,
        model="structural",
        scale=scale,  # type: ignore[arg-type]
        seasonality=its.fourier(1),
    )


def row(frame: pl.DataFrame, estimand: str, segment: str = "all") -> dict[str, float]:
    is_it = (pl.col("estimand") == estimand) & (pl.col("segment") == segment)
    return frame.row(by_predicate=is_it, named=True)


def with_later(series: pl.DataFrame, factor: int) -> pl.DataFrame:
    is_later = pl.col("period") >= pl.date(2011, 5, 1)
    changed = pl.when(is_later).then(pl.col("value") * factor).otherwise(pl.col("value"))
    return series.with_columns(changed.alias("value"))


def test_nothing_from_the_interruption_on_is_seen(
    monthly: SeriesMaker, launch: its.Timeline
) -> None:
    series = monthly(column="value").drop("exposure").cast({"value": pl.Float64})
    one, three = (its.fit(with_later(series, factor), spec(launch)) for factor in (1, 3))
    paths = [its.counterfactual(fit, "launch")["expected_without"] for fit in (one, three)]
    np.testing.assert_allclose(paths[0].drop_nulls(), paths[1].drop_nulls(), rtol=1e-9)
    ratios = [row(its.forecast(fit, "launch"), "mean_effect") for fit in (one, three)]
    for end in ("estimate", "low", "high"):
        assert ratios[1][end] == pytest.approx(3 * ratios[0][end], rel=1e-9)


def test_averted_is_the_path_less_what_was_observed(
    monthly: SeriesMaker, launch: its.Timeline
) -> None:
    series = monthly(column="value").drop("exposure").cast({"value": pl.Float64})
    fitted = its.fit(series, spec(launch, "identity"))
    found = its.forecast(fitted, "launch")
    after = its.counterfactual(fitted, "launch").drop_nulls("expected_without")
    short = (after["expected_without"] - after["observed"]).sum()
    averted, mean = row(found, "averted"), row(found, "mean_effect")
    assert averted["n_after"] == after.height == 5
    assert -mean["estimate"] * 5 == pytest.approx(short, rel=1e-9)
    width = averted["high"] - averted["low"]
    assert averted["estimate"] == pytest.approx(short, abs=0.03 * width)  # of 4,000 draws
    assert -5 * mean["high"] == pytest.approx(averted["low"], abs=0.05 * width)
    assert averted["probability_fell"] == pytest.approx(mean["probability_fell"], abs=0.03)


def test_segments_together_are_segments_apart(monthly: SeriesMaker, launch: its.Timeline) -> None:
    series = monthly("east", "west")
    together = its.forecast(its.fit(series, spec(launch)), "launch")
    for name in ("east", "west"):
        alone = its.forecast(
            its.fit(series.filter(pl.col("segment") == name), spec(launch)), "launch"
        )
        for estimand in ("mean_effect", "averted"):
            apart, joined = row(alone, estimand, name), row(together, estimand, name)
            for number in ("estimate", "low", "high", "probability_fell"):
                assert joined[number] == pytest.approx(apart[number], rel=1e-6)


def test_a_fall_is_probable_where_there_is_one(monthly: SeriesMaker, launch: its.Timeline) -> None:
    """The fixture's level falls by a fifth; where nothing fell, the probability is near a half."""
    series = monthly(*(f"s{number:02d}" for number in range(40)))
    before = series.filter(pl.col("period") < pl.date(2011, 5, 1)).with_columns(
        pl.col("period").dt.offset_by("-8mo")
    )
    nothing = its.Timeline(its.Interruption("launch", starts="2010-04"))
    fell = its.forecast(its.fit(series, spec(launch)), "launch")
    still = its.forecast(its.fit(before, spec(nothing)), "launch")
    probable = [
        frame.filter(pl.col("estimand") == "mean_effect")["probability_fell"].mean()
        for frame in (fell, still)
    ]
    assert probable[0] > 0.9  # type: ignore[operator]
    assert probable[1] == pytest.approx(0.5, abs=0.15)


def test_other_models_make_no_forecast(monthly: SeriesMaker, launch: its.Timeline) -> None:
    fitted = its.fit(monthly(), its.ItsSpec(timeline=launch))
    with pytest.raises(SpecError, match=r"forecast: model='ar1'; need model='structural'"):
        its.forecast(fitted, "launch")
