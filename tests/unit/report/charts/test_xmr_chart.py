"""XmR charts: levels by phase, and points that stand out by shape as well as colour."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.charts.xmr_chart import xmr_chart

PATH = pl.DataFrame(
    {
        "period": [dt.date(2011, month, 1) for month in range(1, 7)],
        "value": [10.0, 11.0, None, 20.0, 21.0, 40.0],
        "mean": [10.5] * 3 + [20.5] * 3,
        "lower": [-1.0] * 3 + [18.0] * 3,
        "upper": [13.0] * 3 + [23.0] * 3,
        "phase": [0] * 3 + [1] * 3,
        "stands_out": [False] * 5 + [True],
    }
)


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    drawn: dict[str, Any] = xmr_chart(PATH, Scene(y_title="R"), description="x").wide.to_dict()
    return drawn


def rows(spec: dict[str, Any], field: str) -> list[float | None]:
    assert field in [layer["encoding"].get("y", {}).get("field") for layer in spec["layer"]]
    return [row[field] for row in spec["data"]["values"]]


def test_levels_break_between_phases(spec: dict[str, Any]) -> None:
    assert rows(spec, "mean_0") == [10.5] * 3 + [None] * 3
    assert rows(spec, "mean_1") == [None] * 3 + [20.5] * 3


def test_a_limit_below_the_axis_is_not_drawn(spec: dict[str, Any]) -> None:
    assert rows(spec, "lower_0") == [None] * 6
    assert rows(spec, "lower_1") == [None] * 3 + [18.0] * 3


def test_points_that_stand_out_are_diamonds(spec: dict[str, Any]) -> None:
    assert rows(spec, "special") == [None] * 5 + [40.0]
    assert rows(spec, "ordinary") == [10.0, 11.0, None, 20.0, 21.0, None]
    diamonds = [layer["mark"] for layer in spec["layer"] if layer["mark"].get("shape") == "diamond"]
    assert [mark["color"] for mark in diamonds] == [theme.DEEP_ORANGE]


def test_levels_are_named_without_a_legend(spec: dict[str, Any]) -> None:
    words = [
        layer["encoding"]["text"]["value"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
    ]
    assert words == ["Upper limit", "Mean", "Lower limit"]


def test_a_phase_without_limits_can_be_drawn() -> None:
    gone = pl.lit(None).cast(pl.Float64)
    bare = PATH.with_columns(gone.alias("lower"), gone.alias("upper"), gone.alias("mean"))
    assert xmr_chart(bare, Scene(y_title="R"), description="x").narrow is not None
