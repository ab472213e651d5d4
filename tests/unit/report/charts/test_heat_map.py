"""A heat map: where cells, signs and names go, and what its key says."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from referral_analysis.errors import RunError
from referral_analysis.report.charts import theme
from referral_analysis.report.charts.heat_map import Key, Shade, heat_map
from referral_analysis.report.charts.layout import Marker

KEY = Key(
    shades=(Shade(colour=theme.PALE, words="none"), Shade(colour=theme.NAVY, words="some")),
    signs={"dot": "not shown", "up": "sudden rise"},
)
MONTHS = [dt.date(2011, month, 1) for month in (1, 2, 3)]
CELLS = pl.DataFrame(
    {
        "label": ["Primary need"] * 3 + ["District"] * 3,
        "period": MONTHS * 2,
        "shade": [0, 1, None, 1, 1, 0],
        "sign": [None, "up", "dot", None, None, None],
    },
    schema_overrides={"sign": pl.String},
)
QUARTERS = [dt.date(2011, 1, 1), dt.date(2011, 4, 1)]


def spec(cells: pl.DataFrame = CELLS, *markers: Marker) -> dict[str, Any]:
    drawn: dict[str, Any] = heat_map(cells, KEY, description="x", markers=markers).wide.to_dict()
    return drawn


def marks(drawn: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        mark for layer in drawn["layer"] for mark in layer["data"]["values"] if mark["kind"] == kind
    ]


def words(drawn: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {mark["text"]: mark for mark in marks(drawn, "text")}


def cells_of(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    return [mark for mark in marks(drawn, "rect") if mark["y"] >= 0 and mark["x"] >= 0]


def test_rows_keep_their_order_and_columns_are_in_time() -> None:
    drawn = cells_of(spec(CELLS.reverse().sort("label", descending=True)))
    by_place = sorted(drawn, key=lambda mark: (mark["y"], mark["x"]))
    assert [mark["colour"] for mark in by_place] == [
        theme.PALE, theme.NAVY, theme.WHITE, theme.NAVY, theme.NAVY, theme.PALE,
    ]  # fmt: skip
    assert words(spec())["Primary need"]["y"] < words(spec())["District"]["y"]


def test_a_sign_is_in_the_middle_of_its_cell_and_seen_on_it() -> None:
    drawn = spec()
    cells = sorted(cells_of(drawn), key=lambda mark: (mark["y"], mark["x"]))
    in_cells = [mark for mark in marks(drawn, "sign") if mark["x"] > 0 and mark["y"] > 0]
    arrow, dot = sorted(in_cells, key=lambda mark: mark["x"])
    assert cells[1]["x"] < arrow["x"] < cells[1]["x2"]
    assert (arrow["shape"], arrow["colour"]) == ("triangle-up", theme.WHITE)
    assert (dot["shape"], dot["colour"]) == ("circle", theme.GREY)


@pytest.mark.parametrize(
    ("colour", "sign"),
    [
        # 0.299 red + 0.587 green + 0.114 blue below 140 of 255 is dark
        ("#8b8b8b", theme.WHITE),
        ("#8c8c8c", theme.INK),
        ("#00ee00", theme.WHITE),
        ("#00ef00", theme.INK),
        ("#ff6c00", theme.WHITE),
        ("#ff6d00", theme.INK),
        ("#ff3bff", theme.WHITE),
        ("#ff3cff", theme.INK),
    ],
)
def test_a_sign_is_white_on_a_dark_cell_and_ink_on_a_light_one(colour: str, sign: str) -> None:
    key = Key(shades=(Shade(colour=colour, words="some"),), signs={"up": "sudden rise"})
    cells = CELLS.head(1).with_columns(pl.lit("up").alias("sign"))
    drawn = heat_map(cells, key, description="x").wide.to_dict()
    (arrow,) = (mark for mark in marks(drawn, "sign") if mark["x"] > 0 and mark["y"] > 0)
    assert arrow["colour"] == sign


def test_the_key_names_every_shade_and_sign() -> None:
    assert {"none", "some", "not shown", "sudden rise"} <= set(words(spec()))


def test_nothing_is_told_by_colour_alone_or_by_a_legend() -> None:
    for layer in spec()["layer"]:
        for channel in layer["encoding"].values():
            assert channel.get("legend") is None


@pytest.mark.parametrize(
    ("day", "column"), [("2011-01-01", 0.0), ("2011-04-01", 1.0), ("2011-05-16", 1.5)]
)
def test_a_marker_stands_at_its_day_within_a_quarter(day: str, column: float) -> None:
    cells = pl.DataFrame(
        {"label": "a", "period": QUARTERS, "shade": [0, 0], "sign": [None, None]},
        schema_overrides={"sign": pl.String},
    )
    drawn = spec(cells, Marker(date=dt.date.fromisoformat(day), label="Launch"))
    step = drawn["width"] / 2
    rule = max(marks(drawn, "rect"), key=lambda mark: mark["y2"])
    assert rule["x"] + 1 == pytest.approx(column * step, abs=0.02 * step)
    assert "Launch" in words(drawn)


def test_years_stand_below_the_names_of_markers() -> None:
    found = words(spec(CELLS, Marker(date=MONTHS[1], label="Launch")))
    assert found["2011"]["y"] > found["Launch"]["y"]


def test_a_phone_gets_narrower_cells_and_the_same_words() -> None:
    picture = heat_map(CELLS, KEY, description="x")
    assert picture.narrow is not None
    narrow = picture.narrow.to_dict()
    assert narrow["width"] < picture.wide.to_dict()["width"]
    assert {"none", "District"} <= set(words(narrow))


def test_a_map_needs_a_text_alternative() -> None:
    with pytest.raises(RunError, match="a chart: no description"):
        heat_map(CELLS, KEY, description=" ")
