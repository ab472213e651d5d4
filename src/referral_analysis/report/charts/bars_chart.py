"""Changes as bars from nothing, each with its interval, on one linear scale."""

import math
from dataclasses import dataclass

import polars as pl

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.layout import (
    CHARACTER,
    GAP,
    HALF,
    NARROW,
    WIDE,
    Size,
    height_of,
    steps,
    wrapped,
)
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.specification import (
    Layer,
    Specification,
    layer,
    quantitative,
    specification,
    words,
)

ROW = 44
BAR = 18
FIGURES = 150  # room for the figures beside the bars, px


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What a bar is long in: the axis title, Vega's format of a tick, and decimals of a figure.

    `times` turns the frame's numbers into those that are written: 100 for points of a share.
    """

    title: str
    ticks: str = "+,d"
    decimals: int = 0
    times: float = 1.0


def bars_chart(
    changes: pl.DataFrame, unit: Unit, *, description: str, small: bool = False
) -> Picture:
    """Draw a bar a row, in the order given; the last row is the sum of the others.

    `changes` has label, estimate, low, high; rows without an estimate are left out.
    """
    shown = changes.drop_nulls("estimate")
    return Picture(
        wide=_drawn(shown, unit, HALF if small else WIDE),
        narrow=_drawn(shown, unit, NARROW),
        description=description,
        key="Thin lines: the range of each bar." if shown.height else "",
    )


def _drawn(shown: pl.DataFrame, unit: Unit, size: Size) -> Specification:
    whole = size.plot_width + size.label_width + 48
    longest = max((len(label) for label in shown["label"]), default=1) * CHARACTER + GAP
    labels = round(min(longest, whole / 3))
    width = whole - FIGURES - labels
    scaled = shown.select("label", pl.col("estimate", "low", "high") * unit.times)
    least, most = (
        float(scaled.select(pl.col("low", "high", "estimate")).to_numpy().min(initial=0)),
        float(scaled.select(pl.col("low", "high", "estimate")).to_numpy().max(initial=0)),
    )
    ticks = _ticks(least, most, 5 if size is WIDE else 3)
    ends = (ticks[0], ticks[-1])
    names = [wrapped(label, labels - GAP) for label in scaled["label"]]
    tall = max([ROW, *(math.ceil(height_of(name)) for name in names)])
    rows = [
        {
            **{name: round(row[name], 4) for name in ("estimate", "low", "high")},
            "top": i * tall + (tall - BAR) / 2,
            "bottom": i * tall + (tall + BAR) / 2,
            "middle": i * tall + tall / 2,
            "colour": theme.GREY if i == scaled.height - 1 else theme.NAVY,
        }
        for i, row in enumerate(scaled.to_dicts())
    ]
    height = tall * max(len(rows), 1)
    written = f"datum.value == 0 ? '0' : format(datum.value, '{_written(ticks, unit)}')"
    axis = {"values": ticks, "labelExpr": written, "title": unit.title, "grid": True}
    layers = [
        _bars(rows, ends, axis),
        *_ranges(rows, ends, axis),
        _nothing(ends, width, height),
    ]
    for i, (row, label) in enumerate(zip(scaled.to_dicts(), names, strict=True)):
        middle = i * tall + tall / 2
        layers.append(words(label, x=-GAP, y=middle, align="right", colour=theme.INK))
        layers.append(
            words(_figures(row, unit), x=width + 12, y=middle, align="left", colour=theme.INK)
        )
    return specification(layers, width, height)


def _ticks(least: float, most: float, wanted: int) -> list[float]:
    """List round values about as many as wanted, nothing among them, that hold both ends."""
    if most <= least:  # no bar, or bars of no length: an axis all the same
        most = least + 1
    reach = steps(0, most - least, wanted)
    step = reach[1]
    first = -step * max(0, -(least // step))
    count = int(-((first - most) // step))
    return [round(first + i * step, 10) for i in range(count + 1)]


def _written(ticks: list[float], unit: Unit) -> str:
    """Return Vega's format of a tick: with a decimal where whole numbers would stand twice."""
    is_apart = unit.ticks != "+,d" or all(tick == round(tick) for tick in ticks)
    return unit.ticks if is_apart else "+,.2~f"


def _place(name: str) -> Layer:
    return {"field": name, "type": "quantitative", "scale": None, "axis": None}


def _bars(rows: list[dict[str, float]], ends: tuple[float, float], axis: Layer) -> Layer:
    from_nothing = [{**row, "nothing": 0} for row in rows]
    encoding = {
        "x": quantitative("nothing", ends, axis),
        "x2": {"field": "estimate"},
        "y": _place("top"),
        "y2": {"field": "bottom"},
        "fill": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
    }
    return layer({"type": "rect", "opacity": 1}, from_nothing, encoding)


def _ranges(rows: list[dict[str, float]], ends: tuple[float, float], axis: Layer) -> list[Layer]:
    """Draw each interval as a rule with a white edge, so that it is seen on its bar too."""
    encoding = {
        "x": quantitative("low", ends, axis),
        "x2": {"field": "high"},
        "y": _place("middle"),
    }
    return [
        layer({"type": "rule", "strokeWidth": thick, "color": colour}, rows, encoding)
        for thick, colour in ((5, theme.WHITE), (2, theme.INK))
    ]


def _nothing(ends: tuple[float, float], width: float, height: int) -> Layer:
    at = round((0 - ends[0]) / (ends[1] - ends[0]) * width, 2)
    encoding = {"x": {"value": at}, "y": {"value": 0}, "y2": {"value": height}}
    return layer({"type": "rule", "color": theme.GREY, "strokeWidth": 1.25}, [{}], encoding)


def _figures(row: dict[str, float], unit: Unit) -> str:
    estimate, low, high = (
        _signed(row[name], unit.decimals) for name in ("estimate", "low", "high")
    )
    return f"{estimate}\n({low} to {high})"


def _signed(value: float, decimals: int) -> str:
    """Write a number with its sign; nothing has none."""
    rounded = round(value, decimals) + 0.0
    if rounded == 0:
        return f"{0:.{decimals}f}"
    return f"{rounded:+,.{decimals}f}".replace("-", "\N{MINUS SIGN}")
