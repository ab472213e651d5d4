"""A district's or an agency's quarters, beside what was expected after the launch."""

import datetime as dt
from dataclasses import replace
from functools import partial

import polars as pl

from referral_analysis.periods import add_months
from referral_analysis.report.charts import keys, theme
from referral_analysis.report.charts.effects import pictured
from referral_analysis.report.charts.labels_above import names_above
from referral_analysis.report.charts.layout import Plot, Scene, Size, instant, steps
from referral_analysis.report.charts.marks import (
    draw_bands,
    draw_dots,
    draw_end_labels,
    draw_events,
    draw_line,
    pen_of,
)
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.rows import Rows
from referral_analysis.report.charts.specification import Layer, Specification, specification

GAP = 3 * 86_400_000  # ms: three days at each end
HAPPENED, EXPECTED = "What happened", "Expected without\nthe launch"
_VALUES = ("observed", "fitted", "expected", "low", "high")


def quarters_chart(path: pl.DataFrame, scene: Scene, *, description: str) -> Picture:
    """Draw what happened as a bar of the months that each figure is of, with a point in its middle.

    `path` has a row a stretch of months: first, last (their first days), when, and observed,
    fitted, expected, low and high; null where there is none, or where it is suppressed. The line
    before the launch is the model's, diamonds after it are what was expected, with their range.
    """
    draw = partial(_drawn, path, scene)
    return pictured(draw, description, small=False, key=keys.of_stretches(path))


def _drawn(path: pl.DataFrame, scene: Scene, size: Size) -> Specification:
    first, last = path["first"].min(), path["last"].max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        raise TypeError(type(first).__name__)
    highest = path.select(pl.max_horizontal(pl.col(_VALUES).max())).item() or scene.lowest + 1
    wanted = 5 if size.plot_height > 250 else 4
    plot = Plot(
        first=first,
        last=add_months(last, 1),
        values=tuple(steps(scene.lowest, max(highest, scene.highest), wanted)),
        size=size,
    )
    names = names_above(scene, plot)
    rows = _rows(path)
    pen = pen_of(plot, scene, names)
    thin = replace(pen, size=replace(size, line=1.5))
    ends = [(HAPPENED, "observed", theme.NAVY), (EXPECTED, "expected", theme.DEEP_ORANGE)]
    layers = [
        *draw_bands(scene, plot),
        *draw_events(names, plot),
        draw_line(thin, "fitted", theme.GREY),
        _of(_across(rows), draw_line(pen, "observed", theme.NAVY)),
        _of(_ranges(rows), draw_line(pen, "range", theme.DEEP_ORANGE)),
        draw_line(pen, "expected", theme.DEEP_ORANGE, (6, 4)),
        draw_dots(pen, "expected", theme.DEEP_ORANGE, shape="diamond"),
        draw_dots(pen, "observed", theme.NAVY),
        *draw_end_labels(path.rename({"first": "period"}), ends, plot),
    ]
    return specification(layers, size.plot_width, size.plot_height, rows)


def _of(rows: Rows, drawn: Layer) -> Layer:
    """Let a layer draw rows of its own."""
    return {"data": {"values": rows}, **drawn}


def _rows(path: pl.DataFrame) -> Rows:
    """Return plain rows: where each stretch starts, ends and has its middle, ms since 1970 UTC."""
    rows = path.sort("first").select(
        "first", "last", pl.col(_VALUES).cast(pl.Float64).round_sig_figs(6)
    )
    records = rows.to_dicts()
    for row in records:
        row["start"] = instant(row.pop("first"))
        row["end"] = instant(add_months(row.pop("last"), 1))
        row["period"] = (row["start"] + row["end"]) // 2
    return records


def _across(rows: Rows) -> Rows:
    """Let each figure reach over all of its months, with a gap between one and the next."""
    return [
        {"period": at, "observed": value}
        for row in rows
        for at, value in (
            (row["start"] + GAP, row["observed"]),
            (row["end"] - GAP, row["observed"]),
            (row["end"], None),
        )
    ]


def _ranges(rows: Rows) -> Rows:
    """Let each range be a line up and down in the middle of its months."""
    return [
        {"period": at, "range": value}
        for row in rows
        for at, value in (
            (row["period"], row["low"]),
            (row["period"], row["high"]),
            (row["end"], None),
        )
    ]
