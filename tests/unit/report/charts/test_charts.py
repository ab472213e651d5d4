"""Charts by the published rules: what is drawn, what is left out, what is said."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from referral_analysis.errors import RunError
from referral_analysis.report.charts import theme
from referral_analysis.report.charts.effects import effects_chart, share_chart
from referral_analysis.report.charts.its_chart import its_chart
from referral_analysis.report.charts.layout import Marker, Scene, Span
from referral_analysis.report.charts.stills import still

MONTHS = [dt.date(2011, month, 1) for month in range(1, 11)]
LAUNCH = Span(start=dt.date(2011, 5, 1), end=dt.date(2011, 7, 31), label="Launch")
SCENE = Scene(
    y_title="Referrals a month",
    phase_in=LAUNCH,
    markers=(Marker(date=dt.date(2011, 2, 14), label="Inspection"),),
)
PATH = pl.DataFrame(
    {
        "period": MONTHS,
        "observed": [100, None, 104, 108, 103, 99, 95, 80, 82, 81],
        "fitted": [101.0, 102.0, 104.0, 106.0, None, None, None, 81.0, 81.0, 81.0],
        "expected_without": [None] * 4 + [108.0, 109.0, 110.0, 111.0, 112.0, 113.0],
        "low": [None] * 4 + [100.0] * 6,
        "high": [None] * 4 + [120.0] * 6,
    }
)


def layers(spec: dict[str, Any], mark: str) -> Iterator[dict[str, Any]]:
    return (layer for layer in spec["layer"] if layer["mark"]["type"] == mark)


def rows_of(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = layer.get("data", spec["data"])["values"]
    return rows


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    drawn: dict[str, Any] = its_chart(PATH, SCENE, description="A fall.").wide.to_dict()
    return drawn


def test_the_fitted_line_is_solid_and_the_counterfactual_dashed(spec: dict[str, Any]) -> None:
    dashes = {
        layer["encoding"]["y"]["field"]: layer["mark"]["strokeDash"]
        for layer in layers(spec, "line")
    }
    assert dashes == {"fitted": [1, 0], "expected_without": [6, 4]}


def test_every_point_is_shown_and_none_is_joined(spec: dict[str, Any]) -> None:
    (points,) = layers(spec, "point")
    rows = rows_of(spec, points)
    assert points["encoding"]["y"]["field"] == "observed"
    assert [row["observed"] for row in rows] == PATH["observed"].to_list()
    assert "observed" not in [layer["encoding"]["y"]["field"] for layer in layers(spec, "line")]


def test_a_suppressed_month_is_a_gap(spec: dict[str, Any]) -> None:
    (points,) = layers(spec, "point")
    assert rows_of(spec, points)[1]["observed"] is None


def test_only_the_points_of_the_phase_in_are_hollow(spec: dict[str, Any]) -> None:
    (points,) = layers(spec, "point")
    inside = [row["inside"] for row in rows_of(spec, points)]
    assert inside == [LAUNCH.start <= month <= LAUNCH.end for month in MONTHS]
    assert points["encoding"]["fill"]["condition"]["value"] == theme.WHITE


def test_points_stand_in_the_middle_of_their_month_whatever_the_time_zone(
    spec: dict[str, Any],
) -> None:
    (points,) = layers(spec, "point")
    first = dt.datetime.fromtimestamp(rows_of(spec, points)[0]["period"] / 1000, tz=dt.UTC)
    assert (first.year, first.month, first.day) == (2011, 1, 16)
    assert points["encoding"]["x"]["scale"]["type"] == "utc"


def test_the_axis_starts_at_zero_unless_stated(spec: dict[str, Any]) -> None:
    (points,) = layers(spec, "point")
    assert points["encoding"]["y"]["scale"]["domain"] == [0, 125]
    raised = its_chart(PATH, Scene(y_title="Referrals", lowest=60), description="A fall.")
    (points,) = layers(raised.wide.to_dict(), "point")
    assert points["encoding"]["y"]["scale"]["domain"] == [60, 120]


def test_two_charts_can_share_a_scale() -> None:
    high = its_chart(PATH, Scene(y_title="R", highest=400), description="A fall.", small=True)
    (points,) = layers(high.wide.to_dict(), "point")
    assert points["encoding"]["y"]["scale"]["domain"] == [0, 400]


def test_one_period_is_no_chart() -> None:
    with pytest.raises(RunError, match=r"a chart over time: 1 periods; need two or more\. Show"):
        its_chart(PATH.head(1), SCENE, description="A fall.")


def test_a_path_of_nothing_but_gaps_still_has_axes() -> None:
    gaps = PATH.with_columns(pl.lit(None).cast(pl.Float64).alias(n) for n in PATH.columns[1:])
    spec = its_chart(gaps, SCENE, description="Nothing can be shown.").wide.to_dict()
    (points,) = layers(spec, "point")
    assert points["encoding"]["y"]["scale"]["domain"][0] == 0


def test_event_phase_in_and_lines_are_named_without_a_legend(spec: dict[str, Any]) -> None:
    words = [layer["encoding"]["text"]["value"] for layer in layers(spec, "text")]
    lines = ["Fitted by\nthe model", "Expected without\nthe launch"]
    assert words == ["Inspection", "Launch", "● Each month", *lines]
    assert len(list(layers(spec, "rect"))) == 1
    assert "legend" not in str(spec)
    assert "title" not in spec


@pytest.mark.parametrize("small", [False, True])
def test_every_chart_has_a_twin_for_a_phone_with_words_of_ten_px(*, small: bool) -> None:
    twin = its_chart(PATH, SCENE, description="A fall.", small=small).narrow
    assert twin is not None
    whole = re.search(r'viewBox="0 0 ([0-9.]+)', still(twin.to_dict(), name="a", description="A"))
    assert whole is not None
    assert theme.SIZE * 280 / float(whole[1]) >= 10


def test_a_series_without_phase_in_or_events_can_be_drawn() -> None:
    spec = its_chart(PATH, Scene(y_title="Referrals"), description="A fall.").wide.to_dict()
    assert not list(layers(spec, "rect"))
    assert not list(layers(spec, "rule"))


@pytest.mark.parametrize("description", ["", "  "])
def test_a_chart_without_a_text_alternative_is_refused(description: str) -> None:
    with pytest.raises(RunError, match=r"a chart: no description; need a text alternative"):
        its_chart(PATH, SCENE, description=description)


def test_shares_are_told_apart_by_dash_and_by_name() -> None:
    shares = pl.DataFrame(
        {"period": MONTHS, "Police": [0.2] * 10, "Health: A&E": [None] * 9 + [0.4]},
    )
    scene = Scene(y_title="Share of referrals", form="percent")
    spec = share_chart(shares, scene, description="Two shares.").wide.to_dict()
    lines = list(layers(spec, "line"))
    assert [line["mark"]["strokeDash"] for line in lines] == [[1, 0], [6, 4]]
    words = [layer["encoding"]["text"]["value"] for layer in layers(spec, "text")]
    assert words == ["Police", "Health: A&E"]
    assert lines[0]["encoding"]["y"]["axis"]["format"] == ".2~%"


def test_effects_keep_their_order_and_say_what_cannot_be_said() -> None:
    effects = pl.DataFrame(
        {
            "label": ["Police", "Schools", "Anonymous"],
            "estimate": [0.71, 1.03, None],
            "low": [0.6, 0.9, None],
            "high": [0.84, 1.2, None],
            "verdict": ["fell", "cannot tell", "cannot tell"],
        }
    )
    spec = effects_chart(effects, description="Police fell.").wide.to_dict()
    (points,) = layers(spec, "point")
    rows = rows_of(spec, points)
    assert points["encoding"]["y"]["sort"] is None
    assert [row["label"] for row in rows] == ["Police", "Schools", "Anonymous"]
    assert [row["figures"] for row in rows] == [
        "\N{MINUS SIGN}29% (\N{MINUS SIGN}40% to \N{MINUS SIGN}16%)",
        "+3% (\N{MINUS SIGN}10% to +20%)",
        "too few to say",
    ]
    assert rows[0]["fill"] == theme.NAVY
    assert rows[1]["fill"] == theme.WHITE
    assert points["encoding"]["x"]["scale"]["type"] == "log"


def test_long_names_of_rows_break_into_lines_and_keep_their_middle() -> None:
    effects = pl.DataFrame(
        {
            "label": ["Police", "The model of this report, with plainer intervals than its own"],
            "estimate": [0.7, 0.8],
            "low": [0.6, 0.7],
            "high": [0.8, 0.9],
            "verdict": ["fell", "fell"],
        }
    )
    spec = effects_chart(effects, description="Both fell.").wide.to_dict()
    (points,) = layers(spec, "point")
    assert [row["label"].count("\n") for row in rows_of(spec, points)] == [0, 1]
    offset = points["encoding"]["y"]["axis"]["labelOffset"]
    assert [condition["value"] for condition in offset["condition"]] == [-theme.LINE_HEIGHT / 2]
