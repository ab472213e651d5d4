"""Curves, funnels and bars: what is drawn from the rows, and what is left out."""

from typing import Any

import polars as pl
import pytest

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.bars_chart import Unit, bars_chart
from referral_analysis.report.charts.funnel_chart import funnel_chart
from referral_analysis.report.charts.incidence_chart import CohortCurve, incidence_chart
from referral_analysis.report.charts.theme import LINE_HEIGHT
from referral_analysis.statistics.funnel import funnel

CURVES = pl.DataFrame(
    {
        "cohort": ["after"] * 4 + ["before"] * 3,
        "day": [0, 7, 14, 21, 0, 7, 14],
        "rereferred": [0.0, 0.01, None, 0.04, 0.0, 0.02, 0.03],
        "low": [None, 0.005, None, 0.02, None, 0.01, 0.02],
        "high": [None, 0.02, None, 0.06, None, 0.03, 0.05],
    }
)
COHORTS = (
    CohortCurve(key="after", name="After"),
    CohortCurve(key="before", name="Before", has_band=False),
    CohortCurve(key="nobody", name="Nobody"),
)


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def words_in(spec: dict[str, Any]) -> list[str]:
    return [layer["encoding"]["text"]["value"] for layer in marks(spec, "text")]


def test_curves_step_over_days_that_are_not_shown() -> None:
    spec = incidence_chart(CURVES, COHORTS, description="x").wide.to_dict()
    lines = marks(spec, "line")
    assert [[row["day"] for row in line["data"]["values"]] for line in lines] == [
        [0, 7, 21],
        [0, 7, 14],
    ]
    assert {line["mark"]["interpolate"] for line in lines} == {"step-after"}
    assert len({str(line["mark"]["strokeDash"]) for line in lines}) == 2
    (band,) = marks(spec, "area")
    assert [row["day"] for row in band["data"]["values"]] == [7, 21]
    assert words_in(spec) == ["After", "Before"]
    # half a year, six months of 30.4 days, from the day of the referral
    across = lines[0]["encoding"]["x"]
    assert across["scale"]["domain"] == [0, 183]
    assert (across["axis"]["values"][0], across["axis"]["values"][-1]) == (0, 183)


def test_two_charts_of_curves_can_share_a_scale() -> None:
    spec = incidence_chart(CURVES, COHORTS, description="x", highest=0.4, small=True).wide.to_dict()
    domains = {tuple(line["encoding"]["y"]["scale"]["domain"]) for line in marks(spec, "line")}
    assert domains == {(0, 0.4)}


def test_a_funnel_names_only_those_beyond_chance() -> None:
    counts = pl.DataFrame(
        {
            "segment": ["a", "b", "c", "d", "hidden"],
            "part": [30, 60, 500, 33, 40],
            "whole": [100, 200, 1000, 110, 120],
        }
    )
    shown = funnel(counts).with_columns(
        pl.when(pl.col("segment") != "hidden").then("share").alias("share")
    )
    spec = funnel_chart(shown, share="Share", description="x").wide.to_dict()
    (points,) = marks(spec, "point")
    assert len(points["data"]["values"]) == 4
    named = shown.filter(pl.col("verdict") != "as others", pl.col("share").is_not_null())["segment"]
    assert set(words_in(spec)) == {
        *named,
        "Chance, and ordinary\ndifferences",
        "Chance alone",
        "County",
    }
    limits = marks(spec, "line")
    assert [line["encoding"]["y"]["field"] for line in limits] == [
        "target", "low", "high", "wide_low", "wide_high",
    ]  # fmt: skip
    for row in limits[0]["data"]["values"]:
        assert row["wide_low"] <= row["low"] + 0.02 <= row["target"] <= row["high"]


def test_a_name_stands_left_of_its_point_in_the_right_half_and_right_of_it_in_the_left() -> None:
    counts = pl.DataFrame(
        {
            "segment": ["small", "half", "more", "large", "usual"],
            "part": [190, 430, 470, 700, 500],
            "whole": [300, 700, 760, 1200, 1400],
        }
    )
    everyone = funnel(counts).with_columns(
        pl.when(pl.col("segment") == "usual")
        .then(pl.lit("as others"))
        .otherwise(pl.lit("beyond chance"))
        .alias("verdict")
    )
    drawn = funnel_chart(everyone, share="Share", description="x").wide.to_dict()
    (points,) = marks(drawn, "point")
    most = points["encoding"]["x"]["scale"]["domain"][1]
    assert most == 1_500  # 750 is in the middle
    align = {
        layer["encoding"]["text"]["value"]: layer["mark"]["align"] for layer in marks(drawn, "text")
    }
    assert {name: align[name] for name in ("small", "half", "more", "large")} == {
        "small": "left",
        "half": "left",
        "more": "right",
        "large": "right",
    }
    assert "usual" not in align


@pytest.mark.parametrize("sign", [1, -1])
def test_bars_start_at_nothing_and_the_sum_looks_otherwise(sign: int) -> None:
    changes = pl.DataFrame(
        {
            "label": ["One", "Not known", "Both"],
            "estimate": [0.02 * sign, None, 0.03 * sign],
            "low": [-0.01, None, -0.02],
            "high": [0.05, None, 0.06],
        }
    )
    unit = Unit(title="Points", ticks="+.1f", decimals=1, times=100)
    spec = bars_chart(changes, unit, description="x").wide.to_dict()
    (bars,) = marks(spec, "rect")
    rows = bars["data"]["values"]
    assert [(row["nothing"], row["estimate"], row["colour"]) for row in rows] == [
        (0, 2 * sign, theme.NAVY),
        (0, 3 * sign, theme.GREY),
    ]
    low, high = bars["encoding"]["x"]["scale"]["domain"]
    assert low <= -2
    assert high >= 6
    assert 0 in bars["encoding"]["x"]["axis"]["values"]
    mark = "\N{MINUS SIGN}" if sign < 0 else "+"
    assert f"{mark}2.0\n(\N{MINUS SIGN}1.0 to +5.0)" in words_in(spec)


def test_a_change_that_rounds_to_nothing_is_written_without_a_sign() -> None:
    changes = pl.DataFrame(
        {"label": ["One", "All"], "estimate": [-0.4, -0.0], "low": [-3.0, -0.2], "high": [0.4, 0.2]}
    )
    spec = bars_chart(changes, Unit(title="Referrals"), description="x").wide.to_dict()
    written = words_in(spec)
    assert "0\n(\N{MINUS SIGN}3 to 0)" in written
    assert "0\n(0 to 0)" in written
    (bars,) = marks(spec, "rect")
    assert bars["encoding"]["x"]["axis"]["labelExpr"].startswith("datum.value == 0 ? '0' :")


def test_names_of_bars_do_not_run_into_each_other_on_a_phone() -> None:
    names = ["Inappropriate (no further action)", "All that were not inappropriate", "All parts"]
    changes = pl.DataFrame(
        {"label": names, "estimate": [-9.0, 2.0, -7.0], "low": [-20.0] * 3, "high": [20.0] * 3}
    )
    narrow = bars_chart(changes, Unit(title="Referrals"), description="x").narrow
    assert narrow is not None
    spec = narrow.to_dict()
    (bars,) = marks(spec, "rect")
    tops = [row["top"] for row in bars["data"]["values"]]
    most = max(words.count("\n") + 1 for words in words_in(spec))
    assert most > 2
    assert tops[1] - tops[0] >= most * LINE_HEIGHT
    assert spec["height"] == 3 * (tops[1] - tops[0])
