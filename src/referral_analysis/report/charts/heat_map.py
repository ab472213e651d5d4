"""A heat map: a row a thing, a column a period, shades for values and signs for what stands out.

Written as a Vega-Lite specification, place by place in px: cells need neither scales nor axes.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import polars as pl

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.labels_above import above_plot
from referral_analysis.report.charts.layout import (
    CHARACTER,
    GAP,
    NARROW,
    WIDE,
    Marker,
    Size,
    wrapped,
)
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.specification import Specification, specification

Sign: TypeAlias = Literal["dot", "up", "down"]
SIGNS: Mapping[Sign, tuple[str, str]] = {
    "dot": ("circle", theme.GREY),
    "up": ("triangle-up", theme.INK),
    "down": ("triangle-down", theme.INK),
}
"""Shape and colour of each sign in a cell: a suppressed number, a jump up, a jump down."""
ROW, BESIDE_NAMES, ABOVE_KEY, KEY_ROW, SWATCH = 30, 10, 26, 24, 14  # px
EDGE = 1  # px of white between cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """One step of the key: a colour, and the words that say what it stands for."""

    colour: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Key:
    """The shades of a map, from the least to the most, and what each sign stands for."""

    shades: Sequence[Shade]
    signs: Mapping[Sign, str]


def heat_map(
    cells: pl.DataFrame, key: Key, *, description: str, markers: Sequence[Marker] = ()
) -> Picture:
    """Draw a heat map of months or quarters.

    `cells` has a row a cell: label (its row; rows are in order of first appearance), period, shade
    (index of the key's shade; null for none) and sign (one of the key's, or null). Each of
    `markers` is a rule between two periods, with its name below.
    """
    wide, narrow = (_drawn(cells, key, markers, size) for size in (WIDE, NARROW))
    return Picture(wide=wide, narrow=narrow, description=description)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CellGrid:
    """Where the cells are: names right-aligned left of x = 0, rows down, periods across."""

    names: int
    step: float
    periods: Sequence[dt.date]
    labels: Sequence[str]

    @property
    def width(self) -> float:
        return self.step * len(self.periods)

    @property
    def height(self) -> int:
        return ROW * len(self.labels)


def _grid(cells: pl.DataFrame, size: Size) -> _CellGrid:
    """Fit the cells to the room of the other charts: the names get a third of it at most."""
    whole = size.plot_width + size.label_width + 48
    labels = cells["label"].unique(maintain_order=True).to_list()
    periods = cells["period"].unique().sort().to_list()
    names = round(min(max(len(label) for label in labels) * CHARACTER + GAP, whole / 3))
    return _CellGrid(
        names=names,
        step=(whole - names - BESIDE_NAMES) / max(len(periods), 1),
        periods=periods,
        labels=labels,
    )


def _drawn(cells: pl.DataFrame, key: Key, markers: Sequence[Marker], size: Size) -> Specification:
    grid = _grid(cells, size)
    swatches, below = _key(key, grid), _markers(markers, grid)
    marks = [*_cells(cells, key, grid), *swatches, *below]
    layers = [
        _layer("rect", [m for m in marks if m["kind"] == "rect"], x2="x2", y2="y2", fill="colour"),
        *(
            _layer(
                {"type": "point", "shape": shape, "filled": True, "opacity": 1},
                found,
                fill="colour",
                size="area",
            )
            for shape in dict.fromkeys(shape for shape, _ in SIGNS.values())
            for found in [[m for m in marks if m.get("shape") == shape]]
            if found
        ),
        *_words([*_names(grid), *_years(below, grid), *(m for m in marks if m["kind"] == "text")]),
    ]
    return specification(layers, round(grid.width), grid.height)


def _cells(cells: pl.DataFrame, key: Key, grid: _CellGrid) -> list[dict[str, Any]]:
    across = {period: i * grid.step for i, period in enumerate(grid.periods)}
    down = {label: i * ROW for i, label in enumerate(grid.labels)}
    marks: list[dict[str, Any]] = []
    for label, period, shade, sign in cells.select("label", "period", "shade", "sign").rows():
        x, y = across[period], down[label]
        colour = theme.WHITE if shade is None else key.shades[shade].colour
        marks.append(_rect(x, y, grid.step - EDGE, ROW - EDGE, colour))
        if sign is not None:
            colour = _over(colour) if sign != "dot" else SIGNS[sign][1]
            marks.append(_sign(sign, x + (grid.step - EDGE) / 2, y + ROW / 2, grid.step, colour))
    return marks


def _over(colour: str) -> str:
    """Return the colour of a sign on a cell: ink on light shades, white on dark ones."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return theme.WHITE if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else theme.INK


def _rect(x: float, y: float, width: float, height: float, colour: str) -> dict[str, Any]:
    ends = {"x": x, "y": y, "x2": x + width, "y2": y + height}
    return {
        "kind": "rect",
        **{name: round(at, 2) for name, at in ends.items()},
        "colour": colour,
    }


def _sign(sign: Sign, x: float, y: float, room: float, colour: str) -> dict[str, Any]:
    """Place a sign; its area fits the cell, a dot is the smallest."""
    widest = min(room, ROW) * (0.28 if sign == "dot" else 0.75)
    area = round(min(max(widest, 2.5), 11.0) ** 2, 1)
    shape = SIGNS[sign][0]
    place = {"x": round(x, 2), "y": round(y, 2)}
    return {"kind": "sign", "shape": shape, **place, "colour": colour, "area": area}


def _key(key: Key, grid: _CellGrid) -> list[dict[str, Any]]:
    """Lay the key out above the cells, in as many rows as it needs."""
    signs: list[tuple[Sign | None, str, str]] = [
        *((None, shade.colour, shade.words) for shade in key.shades),
        *((sign, theme.PALE, words) for sign, words in key.signs.items()),
    ]
    room = grid.width + grid.names
    placed: list[tuple[int, float, tuple[Sign | None, str, str]]] = []
    row, x = 0, 0.0
    for entry in signs:
        needed = SWATCH + 6 + len(entry[2]) * CHARACTER * 1.1 + 2 * GAP
        if x and x + needed > room:
            row, x = row + 1, 0.0
        placed.append((row, x, entry))
        x += needed
    rows = row + 1
    marks: list[dict[str, Any]] = []
    for row, x, (sign, colour, words) in placed:
        left, top = x - grid.names, -ABOVE_KEY - KEY_ROW * (rows - 1 - row)
        marks.append(_rect(left, top, SWATCH, SWATCH, colour))
        if sign is not None:
            marks.append(_sign(sign, left + SWATCH / 2, top + SWATCH / 2, SWATCH, SIGNS[sign][1]))
        middle = top + SWATCH / 2
        marks.append(_text(left + SWATCH + 6, middle, words, "left"))
    return marks


def _names(grid: _CellGrid) -> list[dict[str, Any]]:
    marks = []
    for i, label in enumerate(grid.labels):
        text = wrapped(label, grid.names - GAP)
        middle = i * ROW + ROW / 2 - theme.LINE_HEIGHT * text.count("\n") / 2
        marks.append(_text(-BESIDE_NAMES, middle, text, "right"))
    return marks


def _years(below: Sequence[Mapping[str, Any]], grid: _CellGrid) -> list[dict[str, Any]]:
    """Write each year under the first of its columns that begins in January, below all names."""
    lowest = max((mark["y"] for mark in below if mark["kind"] == "text"), default=grid.height)
    return [
        _text(i * grid.step, lowest + 1.2 * theme.LINE_HEIGHT, f"{period:%Y}", "left")
        for i, period in enumerate(grid.periods)
        if period.month == 1
    ]


def _markers(markers: Sequence[Marker], grid: _CellGrid) -> list[dict[str, Any]]:
    """Draw a rule at each date, and its name in the rows below the cells."""
    places = [(_across(marker.date, grid), marker.label) for marker in markers]
    marks = []
    for name in above_plot(places, grid.width):
        y = grid.height + theme.LINE_HEIGHT * (1 + 1.2 * name.row)
        marks.append(_rect(name.at - EDGE, 0, 1.5, y + 4, theme.INK))
        beside = 5 if name.align == "left" else -5
        marks.append(_text(name.at + beside, y, name.text, name.align))
    return marks


def _across(day: dt.date, grid: _CellGrid) -> float:
    """Return where a day is, px: periods are equally wide, days within one equally long."""
    ends = [*grid.periods[1:], grid.periods[-1] + (grid.periods[-1] - grid.periods[0])]
    whole = sum(end <= day for end in ends)
    if whole >= len(grid.periods):
        return grid.width
    start = grid.periods[whole]
    return (whole + max((day - start) / (ends[whole] - start), 0.0)) * grid.step


def _text(x: float, y: float, text: str, align: Literal["left", "right"]) -> dict[str, Any]:
    return {"kind": "text", "x": round(x, 2), "y": round(y, 2), "text": text, "align": align}


def _words(marks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        _layer(
            {"type": "text", "align": align, "baseline": "middle", "lineBreak": "\n",
             "color": theme.INK},
            [mark for mark in marks if mark["align"] == align],
            text="text",
        )
        for align in ("left", "right")
    ]  # fmt: skip


def _layer(mark: Any, rows: Sequence[Mapping[str, Any]], **channels: str) -> dict[str, Any]:  # noqa: ANN401 - a mark is a name or an object
    """Return a layer whose places are px and whose colours and sizes are themselves."""
    places = {axis: {"field": axis, "type": "quantitative", "scale": None, "axis": None}
              for axis in ("x", "y")}  # fmt: skip
    kinds = {"fill": "nominal", "size": "quantitative", "text": "nominal"}
    encoding: dict[str, Any] = dict(places)
    for channel, name in channels.items():
        encoding[channel] = {"field": name}
        if channel in kinds:
            encoding[channel]["type"] = kinds[channel]
        if channel in ("fill", "size"):
            encoding[channel] |= {"scale": None, "legend": None}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}
