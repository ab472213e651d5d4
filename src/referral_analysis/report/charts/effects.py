"""Charts of released tables over time, and of changes, each with a text alternative."""

from collections.abc import Callable
from functools import partial

import polars as pl

from referral_analysis.report.charts import keys, theme
from referral_analysis.report.charts.labels_above import names_above
from referral_analysis.report.charts.layout import HALF, NARROW, WIDE, Scene, Size, centred, wrapped
from referral_analysis.report.charts.marks import (
    CLEAR,
    draw_bands,
    draw_dots,
    draw_end_labels,
    draw_events,
    draw_line,
    draw_name,
    draw_rule,
    drawn,
    pen_of,
)
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.ratio_axis import ratio_axis
from referral_analysis.report.charts.rows import effect_rows, period_rows, plot_of
from referral_analysis.report.charts.specification import Layer, Specification, specification

CHANGE = "datum.value == 1 ? 'no change' : format(datum.value - 1, '+.0%')"
EFFECT_ROW = 30


def share_chart(
    shares: pl.DataFrame, scene: Scene, *, description: str, small: bool = False
) -> Picture:
    """Draw up to four series over time, each a line with points and its name at its end.

    `shares` has a row a period: period, then one column a series, named as the reader sees it;
    values from 0 to 1 in the form percent, null where there is none. Lines differ in dash as well
    as in colour.
    """
    return pictured(lambda size: _series(shares, scene, size), description, small=small)


def effects_chart(effects: pl.DataFrame, *, description: str) -> Picture:
    """Draw changes with their intervals, a row each in the order given, on a ratio scale.

    `effects` has label, estimate, low, high (ratios: 0.88 is a fall of 12%; null where there is
    none) and verdict: "fell", "rose" or "cannot tell", which shape and colour repeat. An interval
    beyond a fifth or five times is cut at the edge of the plot; its ends are written beside it.
    """
    draw = partial(_effects, effects)
    return pictured(draw, description, small=False, key=keys.of_changes(effects))


def pictured(
    draw: Callable[[Size], Specification], description: str, *, small: bool, key: str = ""
) -> Picture:
    """Draw a chart for the page, half its width where it is small, and for a phone."""
    return Picture(
        wide=draw(HALF if small else WIDE),
        narrow=draw(NARROW),
        description=description,
        key=key,
    )


def _series(shares: pl.DataFrame, scene: Scene, size: Size) -> Specification:
    series = [name for name in shares.columns if name != "period"]
    plot = plot_of(shares, series, scene, size)
    names = names_above(scene, plot)
    keys = {name: f"series_{i}" for i, name in enumerate(series)}
    pen = pen_of(plot, scene, names)
    layers = [*draw_bands(scene, plot), *draw_events(names, plot)]
    ends = []
    for name, (colour, dash) in zip(series, theme.SERIES, strict=False):
        layers.append(draw_line(pen, keys[name], colour, dash))
        layers.append(draw_dots(pen, keys[name], colour))
        ends.append((wrapped(name, size.label_width), name, colour))
    layers += draw_end_labels(shares, ends, plot)
    rows = period_rows(shares.rename(keys), list(keys.values()))
    return specification(layers, size.plot_width, size.plot_height, rows)


def _effects(effects: pl.DataFrame, size: Size) -> Specification:
    axis = ratio_axis(effects, size)
    rows = effect_rows(effects, axis.labels)
    tallest = max(row["label"].count("\n") for row in rows)
    height = len(rows) * max(EFFECT_ROW, theme.LINE_HEIGHT * (tallest + 1) + 8)
    y = _names(axis.labels, tallest)
    x = {
        "type": "quantitative",
        "scale": {"type": "log", "domain": [axis.low, axis.high], "nice": False},
        "axis": {"values": list(axis.ticks), "labelExpr": CHANGE, "title": None, "grid": True},
    }
    looks = {name: {**_nominal(name), "scale": None} for name in ("fill", "shape")}
    colour = {**_nominal("colour"), "scale": None}
    ends = {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y, "color": colour}
    points = {"x": {"field": "estimate", **x}, "y": y, "color": colour, **looks}
    place = {"x": {"value": axis.width + 12}, "y": y}
    ink = {"value": theme.INK}
    layers = [
        *_no_change(axis.no_change, height),
        drawn({"type": "rule", "clip": True, "strokeWidth": 2}, ends),
        drawn({"type": "point", "opacity": 1, "size": 70, "strokeWidth": 2}, points),
        drawn(
            {"type": "text", "align": "left", "color": theme.INK},
            {**place, "text": _nominal("figures"), "color": ink},
        ),
    ]
    return specification(layers, axis.width, height, rows)


def _names(width: float, tallest: int) -> Layer:
    """Encode the name of each row, px wide, the longest of so many lines beyond the first."""
    axis = {
        "title": None,
        "labelExpr": "split(datum.value, '\\n')",
        "labelLimit": width,
        "labelLineHeight": theme.LINE_HEIGHT,
        "labelOffset": centred(tallest),
        "minExtent": width,
        "labelColor": theme.INK,
    }
    return {**_nominal("label"), "sort": None, "axis": axis, "scale": {"padding": 0.5}}


def _nominal(column: str) -> Layer:
    return {"field": column, "type": "nominal"}


def _no_change(across: float, height: float) -> list[Layer]:
    """Draw the line of no change, and say which side of it is which."""
    sides = (
        (across - 8, "right", "\N{LEFTWARDS ARROW} fewer"),
        (across + 8, "left", "more \N{RIGHTWARDS ARROW}"),
    )
    return [
        draw_rule(across, 0, height),
        *(draw_name(text, x, -CLEAR, align, theme.GREY) for x, align, text in sides),
    ]
