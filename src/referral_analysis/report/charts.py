"""Charts of released tables, each with a text alternative; the only module that draws."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import polars as pl

from referral_analysis.errors import RunError
from referral_analysis.report import theme
from referral_analysis.report.layout import (
    WIDE,
    Marker,
    Placed,
    Plot,
    Size,
    Span,
    above_plot,
    across,
    apart,
    down,
    first_line,
    height_of,
    month_ticks,
    steps,
)

Chart = alt.Chart | alt.LayerChart
Rows = list[dict[str, Any]]
Form = Literal["count", "rate", "percent"]

FORMATS: Mapping[Form, str] = {"count": ",d", "rate": ",~f", "percent": ".0%"}
HAPPENED, EXPECTED = "What happened", "Expected without\nthe launch"
ROW = theme.LINE_HEIGHT + 3
CLEAR = 7  # px between the plot and the first row of labels above it
TITLE_LEFT = 48
MONTH = (
    "utcmonth(datum.value) == 0 || datum.index == 0 "
    "? [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')] "
    ": utcFormat(datum.value, '%b')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A vertical axis: its title with the unit, how values are written, and where it starts."""

    title: str
    form: Form = "count"
    lowest: float = 0.0


def its_chart(
    path: pl.DataFrame,
    *,
    y: Axis,
    description: str,
    phase_in: Span | None = None,
    markers: Sequence[Marker] = (),
    size: Size = WIDE,
) -> Chart:
    """Draw an interrupted time series by the rules of Turner and others (2021).

    `path` has a row a period: period (its first day), observed, fitted, expected_without, low,
    high; null where there is none, or where it is suppressed. Every point is shown and none is
    joined; the fitted line is solid, the counterfactual dashed with its interval, the phase-in a
    band, each event a rule. Points of the phase-in are hollow: the model leaves them out.

    Source: Turner et al. (2021), BMC Med. Res. Methodol. 21, 134.
    """
    _require_description(description)
    values = ("observed", "fitted", "expected_without", "low", "high")
    plot = _plot(path, values, y.lowest, size)
    names = _names_above(phase_in, markers, plot)
    rows = _rows(path, values)
    for row, period in zip(rows, path["period"].sort(), strict=True):
        row["inside"] = phase_in is not None and phase_in.start <= period <= phase_in.end
    pen = _pen(rows, plot, y, names)
    ends = [(HAPPENED, "fitted", theme.NAVY), (EXPECTED, "expected_without", theme.DEEP_ORANGE)]
    layers = [
        *_band(phase_in, plot),
        pen.base.mark_area(color=theme.ORANGE_TINT, opacity=1).encode(y=pen.y("low"), y2="high"),
        *_events(names, plot),
        _line(pen, "expected_without", theme.DEEP_ORANGE, (6, 4)),
        _line(pen, "fitted", theme.NAVY),
        _points(pen),
        *_end_labels(path, ends, plot),
    ]
    return _finished(layers, size, description)


def share_chart(
    shares: pl.DataFrame,
    *,
    y: Axis,
    description: str,
    markers: Sequence[Marker] = (),
    size: Size = WIDE,
) -> Chart:
    """Draw up to four shares over time, each a line with points and its name at its end.

    `shares` has a row a period: period, then one column a series, named as the reader sees it;
    values from 0 to 1, null where there is none. Lines differ in dash as well as in colour.
    """
    _require_description(description)
    series = [name for name in shares.columns if name != "period"]
    plot = _plot(shares, series, y.lowest, size)
    names = _names_above(None, markers, plot)
    keys = {name: f"series_{i}" for i, name in enumerate(series)}
    pen = _pen(_rows(shares.rename(keys), list(keys.values())), plot, y, names)
    layers = _events(names, plot)
    ends = []
    for name, (colour, dash) in zip(series, theme.SERIES, strict=False):
        layers.append(_line(pen, keys[name], colour, dash))
        dots = pen.base.mark_circle(size=pen.size.point, color=colour, opacity=1)
        layers.append(dots.encode(y=pen.y(keys[name])))
        ends.append((name, name, colour))
    return _finished([*layers, *_end_labels(shares, ends, plot)], size, description)


def _require_description(description: str) -> None:
    if not description.strip():
        raise RunError(
            "a chart",
            found="no description",
            needed="a text alternative for readers who cannot see it",
            do="Say in a sentence or two what the chart shows.",
        )


def _plot(frame: pl.DataFrame, columns: Sequence[str], lowest: float, size: Size) -> Plot:
    first, *_, last = month_starts = frame["period"].sort().to_list()
    highest = frame.select(pl.max_horizontal(pl.col(columns).max())).item()
    return Plot(
        first=first,
        last=last + (month_starts[1] - first),
        values=tuple(steps(lowest, highest, 5 if size.plot_height > 250 else 4)),
        size=size,
    )


def _rows(frame: pl.DataFrame, columns: Sequence[str]) -> Rows:
    """Return plain rows: each point in the middle of its period, values of six figures.

    Time is in ms since 1970 UTC, as Vega counts it: no time zone can move a point.
    """
    ordered = frame.sort("period")
    half = (ordered["period"][1] - ordered["period"][0]) / 2
    return ordered.select(
        (pl.col("period").cast(pl.Datetime("ms")) + half).dt.epoch("ms"),
        *(pl.col(name).cast(pl.Float64).round_sig_figs(6) for name in columns),
    ).to_dicts()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pen:
    """What every mark over the data shares: the rows, both scales and both axes."""

    base: alt.Chart
    axis: alt.Axis
    scale: alt.Scale
    size: Size

    def y(self, column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", axis=self.axis, scale=self.scale)


def _pen(rows: Rows, plot: Plot, y: Axis, names: Sequence[Placed]) -> _Pen:
    """Set up the axes; the vertical one's title is written across, above the names above."""
    days = alt.Scale(type="utc", domain=[_instant(plot.first), _instant(plot.last)], nice=False)
    months = [_instant(day) for day in month_ticks(plot.first, plot.last)]
    above = 1 + max((name.row for name in names), default=-1)
    axis = alt.Axis(
        values=list(plot.values),
        format=FORMATS[y.form],
        title=y.title,
        titleAngle=0,
        titleAlign="left",
        titleBaseline="bottom",
        titleX=-TITLE_LEFT,
        titleY=-CLEAR - ROW * above,
        minExtent=TITLE_LEFT,
    )
    x = alt.X("period:T", scale=days, axis=alt.Axis(values=months, labelExpr=MONTH, title=None))
    scale = alt.Scale(domain=[plot.values[0], plot.values[-1]], nice=False, zero=False)
    return _Pen(
        base=alt.Chart(alt.InlineData(values=rows)).encode(x=x),
        axis=axis,
        scale=scale,
        size=plot.size,
    )


def _instant(day: dt.date) -> int:
    """Return the start of a day in UTC as Vega counts time, ms."""
    return (day - dt.date(1970, 1, 1)).days * 86_400_000


def _line(pen: _Pen, column: str, colour: str, dash: tuple[int, ...] = ()) -> alt.Chart:
    line = pen.base.mark_line(
        color=colour, strokeWidth=pen.size.line, strokeDash=list(dash) or [1, 0]
    )
    drawn: alt.Chart = line.encode(y=pen.y(column))
    return drawn


def _points(pen: _Pen) -> alt.Chart:
    points = pen.base.mark_point(size=pen.size.point, filled=True, opacity=1, strokeWidth=1.5)
    fill = alt.condition("datum.inside", alt.value(theme.WHITE), alt.value(theme.NAVY))
    drawn: alt.Chart = points.encode(y=pen.y("observed"), fill=fill, stroke=alt.value(theme.NAVY))
    return drawn


def _names_above(phase_in: Span | None, markers: Sequence[Marker], plot: Plot) -> list[Placed]:
    """Place the names of the phase-in (first, if there is one) and of the events."""
    labels = [(across(plot, marker.date), marker.label) for marker in markers]
    if phase_in:
        labels = [(across(plot, phase_in.start), phase_in.label), *labels]
    return above_plot(labels, plot.size.plot_width + plot.size.label_width)


def _band(phase_in: Span | None, plot: Plot) -> list[alt.Chart]:
    if phase_in is None:
        return []
    right = across(plot, phase_in.end + dt.timedelta(days=1))
    band = _at(x=across(plot, phase_in.start), y=0).mark_rect(color=theme.PALE, opacity=1)
    return [band.encode(x2=alt.value(right), y2=alt.value(plot.size.plot_height))]


def _events(names: Sequence[Placed], plot: Plot) -> list[alt.Chart]:
    """Draw a rule at each name above, from the name down through the plot."""
    layers = []
    for name in names:
        top = _at(x=name.at, y=-CLEAR - ROW * name.row)
        rule = top.mark_rule(color=theme.GREY, strokeWidth=1.25)
        layers.append(rule.encode(y2=alt.value(plot.size.plot_height)))
        words = top.mark_text(align=name.align, baseline="bottom", color=theme.INK)
        layers.append(words.encode(text=alt.value(name.text)))
    return layers


def _end_labels(
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
        .encode(text=alt.value(words))
        for ((words, _, colour), _), centre in zip(shown, centres, strict=True)
    ]


def _at(*, x: float, y: float) -> alt.Chart:
    """Start a mark at a place in px from the plot's top left corner."""
    data = alt.InlineData(values=[{}])
    return alt.Chart(data).encode(x=alt.value(round(x, 2)), y=alt.value(round(y, 2)))


def _finished(layers: Sequence[alt.Chart], size: Size, description: str) -> Chart:
    chart = alt.layer(*layers).properties(
        width=size.plot_width, height=size.plot_height, description=description
    )
    themed: alt.LayerChart = chart.configure(**theme.config())
    return themed
