"""The marks of charts over time: axes, lines, points, bands, and names in place of a legend."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.labels_above import Placed, bands_within
from referral_analysis.report.charts.layout import (
    AxisForm,
    Plot,
    Scene,
    Size,
    across,
    down,
    instant,
    month_ticks,
)
from referral_analysis.report.charts.specification import Layer, at, beside, layer, quantitative

FORMATS: Mapping[AxisForm, str] = {
    "count": ",d",
    "rate": ",.4~f",
    "percent": ".2~%",
}
"""With as many decimals as a value of an axis has: Vega by itself writes 0.25 as 0.3."""
ROW = theme.LINE_HEIGHT + 3
CLEAR = 7  # px between the plot and the first row of labels above it
TITLE_LEFT = 48
MONTH = (
    "utcmonth(datum.value) == 0 || datum.index == 0 || datum.index == 1 "
    "? [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')] "
    ": utcFormat(datum.value, '%b')"
)


def draw_rule(x: float, top: float, bottom: float) -> Layer:
    """Draw a rule down the plot, places in px."""
    mark = {"type": "rule", "color": theme.GREY, "strokeWidth": 1.25}
    return layer(mark, [{}], {**at(x, top), "y2": {"value": bottom}})


def draw_name(text: str, x: float, y: float, align: str, colour: str) -> Layer:
    """Write a name whose foot is at a place in px."""
    mark = {"type": "text", "align": align, "baseline": "bottom", "color": colour}
    return layer(mark, [{}], {**at(x, y), "text": {"value": text}})


def drawn(mark: Layer, encoding: Layer) -> Layer:
    """Return a layer of the chart's own rows."""
    return {"mark": mark, "encoding": encoding}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pen:
    """What every mark over the data shares: the encoding of time, the vertical scale and axis."""

    x: Layer
    ends: tuple[float, float]
    axis: Layer
    size: Size

    def y(self, column: str) -> Layer:
        """Return the vertical encoding of a column, on the one scale and axis."""
        return quantitative(column, self.ends, self.axis)


def pen_of(plot: Plot, scene: Scene, names: Sequence[Placed]) -> Pen:
    """Set up the axes; the vertical one's title is written across, above the names above."""
    months = [instant(day) for day in month_ticks(plot.first, plot.last, plot.size.plot_width)]
    above = 1 + max((name.row for name in names), default=-1)
    axis = {
        "values": list(plot.values),
        "format": FORMATS[scene.form],
        "title": scene.y_title,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleBaseline": "bottom",
        "titleX": -TITLE_LEFT,
        "titleY": -CLEAR - ROW * above,
        "minExtent": TITLE_LEFT,
    }
    x = {
        "field": "period",
        "type": "temporal",
        "scale": {
            "type": "utc",
            "domain": [instant(plot.first), instant(plot.last)],
            "nice": False,
        },
        "axis": {"values": months, "labelExpr": MONTH, "title": None},
    }
    return Pen(x=x, ends=(plot.values[0], plot.values[-1]), axis=axis, size=plot.size)


def draw_line(pen: Pen, column: str, colour: str, dash: tuple[int, ...] = ()) -> Layer:
    """Draw a line through the values of a column, broken where there is none."""
    mark = {
        "type": "line",
        "color": colour,
        "strokeWidth": pen.size.line,
        "strokeDash": list(dash) or [1, 0],
    }
    return drawn(mark, {"x": pen.x, "y": pen.y(column)})


def draw_range(pen: Pen, low: str, high: str) -> Layer:
    """Draw an area between two columns, broken where there is none."""
    mark = {"type": "area", "color": theme.ORANGE_TINT, "opacity": 1}
    return drawn(mark, {"x": pen.x, "y": pen.y(low), "y2": {"field": high}})


def draw_dots(
    pen: Pen, column: str, colour: str, shape: Literal["circle", "diamond"] = "circle"
) -> Layer:
    """Draw a filled point at each value; a diamond is larger, and so is seen apart from circles."""
    area = pen.size.point
    form = (
        {"type": "circle", "size": area}
        if shape == "circle"
        else {"type": "point", "size": 2.5 * area, "shape": shape, "filled": True}
    )
    return drawn({**form, "color": colour, "opacity": 1}, {"x": pen.x, "y": pen.y(column)})


def draw_points(pen: Pen, column: str, colour: str, *, hollow: str) -> Layer:
    """Draw a point at each value, hollow where another column says so."""
    mark = {
        "type": "point",
        "size": pen.size.point,
        "filled": True,
        "opacity": 1,
        "strokeWidth": 1.5,
    }
    fill = {"condition": {"test": f"datum.{hollow}", "value": theme.WHITE}, "value": colour}
    encoding = {"x": pen.x, "y": pen.y(column), "fill": fill, "stroke": {"value": colour}}
    return drawn(mark, encoding)


def draw_bands(scene: Scene, plot: Plot) -> list[Layer]:
    """Draw the days that belong together as bands behind the data."""
    mark = {"type": "rect", "color": theme.PALE, "opacity": 1}
    layers = []
    for band in bands_within(scene, plot):
        right = across(plot, min(band.end + dt.timedelta(days=1), plot.last))
        corner = {"x2": {"value": right}, "y2": {"value": plot.size.plot_height}}
        layers.append(layer(mark, [{}], {**at(across(plot, band.start), 0), **corner}))
    return layers


def draw_events(names: Sequence[Placed], plot: Plot) -> list[Layer]:
    """Draw a rule at each name above, from the name down through the plot."""
    layers = []
    for name in names:
        top = -CLEAR - ROW * name.row
        layers.append(draw_rule(name.at, top, plot.size.plot_height))
        layers.append(draw_name(name.text, name.at, top, name.align, theme.INK))
    return layers


def draw_end_labels(
    frame: pl.DataFrame, ends: Sequence[tuple[str, str, str]], plot: Plot
) -> list[Layer]:
    """Name each line (words, column, colour) beside its last point, none over another."""
    last = [frame.sort("period")[column].drop_nulls() for _, column, _ in ends]
    shown = [(end, down(plot, s[-1])) for end, s in zip(ends, last, strict=True) if len(s)]
    return beside(
        [(words, colour) for (words, _, colour), _ in shown],
        [centre for _, centre in shown],
        x=plot.size.plot_width + 8,
        height=plot.size.plot_height,
    )
