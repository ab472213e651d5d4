"""Charts of released tables, each with a text alternative; the only module that draws."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import polars as pl

from referral_analysis.report import theme
from referral_analysis.report.layout import (
    HALF,
    NARROW,
    WIDE,
    Form,
    Placed,
    Plot,
    Scene,
    Size,
    Span,
    across,
    apart,
    centred,
    down,
    first_line,
    height_of,
    instant,
    month_ticks,
    names_above,
    ratio_axis,
    wrapped,
)
from referral_analysis.report.picture import Picture
from referral_analysis.report.rows import Rows, effect_rows, period_rows, plot_of

Chart = alt.LayerChart

FORMATS: Mapping[Form, str] = {"count": ",d", "rate": ",~f", "percent": ".0%"}
ROW = theme.LINE_HEIGHT + 3
CLEAR = 7  # px between the plot and the first row of labels above it
TITLE_LEFT = 48
MONTH = (
    "utcmonth(datum.value) == 0 || datum.index == 0 "
    "? [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')] "
    ": utcFormat(datum.value, '%b')"
)
CHANGE = "datum.value == 1 ? 'no change' : format(datum.value - 1, '+.0%')"
EFFECT_ROW = 30
# a place in px; altair leaves these constructors untyped, and is slow to find them by itself
AT_X: Callable[[float], Any] = alt.XValue
AT_Y: Callable[[float], Any] = alt.YValue
TO_X: Callable[[float], Any] = alt.X2Value
TO_Y: Callable[[float], Any] = alt.Y2Value


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
    return pictured(lambda size: _effects(effects, size), description, small=False)


def pictured(draw: Callable[[Size], Chart], description: str, *, small: bool) -> Picture:
    """Draw a chart for the page, half its width where it is small, and for a phone."""
    return Picture(
        wide=draw(HALF if small else WIDE),
        narrow=draw(NARROW),
        description=description,
    )


def _series(shares: pl.DataFrame, scene: Scene, size: Size) -> Chart:
    series = [name for name in shares.columns if name != "period"]
    plot = plot_of(shares, series, scene, size)
    names = names_above(scene, plot)
    keys = {name: f"series_{i}" for i, name in enumerate(series)}
    pen = pen_of(period_rows(shares.rename(keys), list(keys.values())), plot, scene, names)
    layers = [*draw_band(scene.phase_in, plot), *draw_events(names, plot)]
    ends = []
    for name, (colour, dash) in zip(series, theme.SERIES, strict=False):
        layers.append(draw_line(pen, keys[name], colour, dash))
        layers.append(draw_dots(pen, keys[name], colour))
        ends.append((wrapped(name, size.label_width), name, colour))
    layers += draw_end_labels(shares, ends, plot)
    return finished(layers, size.plot_width, size.plot_height)


def _effects(effects: pl.DataFrame, size: Size) -> Chart:
    axis = ratio_axis(effects, size)
    rows = effect_rows(effects, axis.labels)
    tallest = max(row["label"].count("\n") for row in rows)
    height = len(rows) * max(EFFECT_ROW, theme.LINE_HEIGHT * (tallest + 1) + 8)
    names = alt.Axis(
        title=None,
        labelExpr="split(datum.value, '\\n')",
        labelLimit=axis.labels,
        labelLineHeight=theme.LINE_HEIGHT,
        labelOffset=centred(tallest),
        minExtent=axis.labels,
        labelColor=theme.INK,
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=None, axis=names, scale=alt.Scale(padding=0.5)),
        color=alt.Color("colour:N", scale=None),
    )
    scale = alt.Scale(type="log", domain=[axis.low, axis.high], nice=False)
    ticks = alt.Axis(values=list(axis.ticks), labelExpr=CHANGE, title=None, grid=True)
    points = base.mark_point(size=70, opacity=1, strokeWidth=2).encode(
        x=alt.X("estimate:Q", scale=scale, axis=ticks),
        shape=alt.Shape("shape:N", scale=None),
        fill=alt.Fill("fill:N", scale=None),
    )
    ends = base.mark_rule(strokeWidth=2, clip=True).encode(
        x=alt.X("low:Q", scale=scale, axis=ticks), x2=alt.X2("high")
    )
    words = base.mark_text(align="left", color=theme.INK).encode(
        x=AT_X(axis.width + 12), text=alt.Text("figures:N"), color=alt.ColorValue(theme.INK)
    )
    layers = [*_no_change(axis.no_change, height), ends, points, words]
    return finished(layers, axis.width, height)


def _no_change(at: float, height: float) -> list[alt.Chart]:
    """Draw the line of no change, and say which side of it is which."""
    rule = _at(x=at, y=0).mark_rule(color=theme.GREY, strokeWidth=1.25)
    sides: list[tuple[float, Literal["left", "right"], str]] = [
        (at - 8, "right", "\N{LEFTWARDS ARROW} fewer"),
        (at + 8, "left", "more \N{RIGHTWARDS ARROW}"),
    ]
    words = [
        _at(x=x, y=-CLEAR)
        .mark_text(align=align, baseline="bottom", color=theme.GREY)
        .encode(text=alt.TextValue(text))
        for x, align, text in sides
    ]
    return [rule.encode(y2=TO_Y(height)), *words]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pen:
    """What every mark over the data shares: the rows, both scales and both axes."""

    base: alt.Chart
    axis: alt.Axis
    scale: alt.Scale
    size: Size

    def y(self, column: str) -> alt.Y:
        """Return the vertical encoding of a column, on the one scale and axis."""
        return alt.Y(f"{column}:Q", axis=self.axis, scale=self.scale)


def pen_of(rows: Rows, plot: Plot, scene: Scene, names: Sequence[Placed]) -> Pen:
    """Set up the axes; the vertical one's title is written across, above the names above."""
    days = alt.Scale(type="utc", domain=[instant(plot.first), instant(plot.last)], nice=False)
    months = [instant(day) for day in month_ticks(plot.first, plot.last, plot.size.plot_width)]
    above = 1 + max((name.row for name in names), default=-1)
    axis = alt.Axis(
        values=list(plot.values),
        format=FORMATS[scene.form],
        title=scene.y_title,
        titleAngle=0,
        titleAlign="left",
        titleBaseline="bottom",
        titleX=-TITLE_LEFT,
        titleY=-CLEAR - ROW * above,
        minExtent=TITLE_LEFT,
    )
    x = alt.X("period:T", scale=days, axis=alt.Axis(values=months, labelExpr=MONTH, title=None))
    scale = alt.Scale(domain=[plot.values[0], plot.values[-1]], nice=False, zero=False)
    return Pen(
        base=alt.Chart(alt.InlineData(values=rows)).encode(x=x),
        axis=axis,
        scale=scale,
        size=plot.size,
    )


def draw_line(pen: Pen, column: str, colour: str, dash: tuple[int, ...] = ()) -> alt.Chart:
    """Draw a line through the values of a column, broken where there is none."""
    line = pen.base.mark_line(
        color=colour, strokeWidth=pen.size.line, strokeDash=list(dash) or [1, 0]
    )
    drawn: alt.Chart = line.encode(y=pen.y(column))
    return drawn


def draw_range(pen: Pen, low: str, high: str) -> alt.Chart:
    """Draw an area between two columns, broken where there is none."""
    area = pen.base.mark_area(color=theme.ORANGE_TINT, opacity=1)
    drawn: alt.Chart = area.encode(y=pen.y(low), y2=alt.Y2(high))
    return drawn


def draw_dots(
    pen: Pen, column: str, colour: str, shape: Literal["circle", "diamond"] = "circle"
) -> alt.Chart:
    """Draw a filled point at each value; a diamond is larger, and so is seen apart from circles."""
    area = pen.size.point
    mark = (
        pen.base.mark_circle(size=area, color=colour, opacity=1)
        if shape == "circle"
        else pen.base.mark_point(size=2.5 * area, color=colour, opacity=1, shape=shape, filled=True)
    )
    drawn: alt.Chart = mark.encode(y=pen.y(column))
    return drawn


def draw_points(pen: Pen, column: str, colour: str, *, hollow: str) -> alt.Chart:
    """Draw a point at each value, hollow where another column says so."""
    points = pen.base.mark_point(size=pen.size.point, filled=True, opacity=1, strokeWidth=1.5)
    fill = alt.condition(f"datum.{hollow}", alt.value(theme.WHITE), alt.value(colour))
    drawn: alt.Chart = points.encode(y=pen.y(column), fill=fill, stroke=alt.StrokeValue(colour))
    return drawn


def draw_band(phase_in: Span | None, plot: Plot) -> list[alt.Chart]:
    """Draw the days that belong together as a band behind the data."""
    if phase_in is None:
        return []
    right = across(plot, phase_in.end + dt.timedelta(days=1))
    band = _at(x=across(plot, phase_in.start), y=0).mark_rect(color=theme.PALE, opacity=1)
    return [band.encode(x2=TO_X(right), y2=TO_Y(plot.size.plot_height))]


def draw_events(names: Sequence[Placed], plot: Plot) -> list[alt.Chart]:
    """Draw a rule at each name above, from the name down through the plot."""
    layers = []
    for name in names:
        top = _at(x=name.at, y=-CLEAR - ROW * name.row)
        rule = top.mark_rule(color=theme.GREY, strokeWidth=1.25)
        layers.append(rule.encode(y2=TO_Y(plot.size.plot_height)))
        words = top.mark_text(align=name.align, baseline="bottom", color=theme.INK)
        layers.append(words.encode(text=alt.TextValue(name.text)))
    return layers


def draw_end_labels(
    frame: pl.DataFrame, ends: Sequence[tuple[str, str, str]], plot: Plot
) -> list[alt.Chart]:
    """Name each line (words, column, colour) beside its last point, none over another."""
    last = [frame.sort("period")[column].drop_nulls() for _, column, _ in ends]
    shown = [(end, down(plot, s[-1])) for end, s in zip(ends, last, strict=True) if len(s)]
    heights = [height_of(words) for (words, _, _), _ in shown]
    centres = apart([at for _, at in shown], heights, plot.size.plot_height)
    return [
        _at(x=plot.size.plot_width + 8, y=first_line(centre, words))
        .mark_text(align="left", baseline="middle", color=colour, lineBreak="\n", fontWeight=600)
        .encode(text=alt.TextValue(words))
        for ((words, _, colour), _), centre in zip(shown, centres, strict=True)
    ]


def _at(*, x: float, y: float) -> alt.Chart:
    """Start a mark at a place in px from the plot's top left corner."""
    data = alt.InlineData(values=[{}])
    return alt.Chart(data).encode(x=AT_X(round(x, 2)), y=AT_Y(round(y, 2)))


def finished(layers: Sequence[alt.Chart], width: int, height: int) -> Chart:
    """Put layers over each other in a plot of a size, px, in the theme."""
    chart = alt.LayerChart(layer=list(layers), width=width, height=height)
    themed: alt.LayerChart = chart.configure(**theme.config())
    return themed
