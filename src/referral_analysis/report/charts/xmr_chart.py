"""An XmR chart: a series with its mean and limits, and the points that stand out."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from referral_analysis.report.charts import keys, theme
from referral_analysis.report.charts.effects import pictured
from referral_analysis.report.charts.labels_above import names_above
from referral_analysis.report.charts.layout import Scene, Size
from referral_analysis.report.charts.marks import (
    draw_bands,
    draw_dots,
    draw_end_labels,
    draw_events,
    draw_line,
    pen_of,
)
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.rows import period_rows, plot_of
from referral_analysis.report.charts.specification import Specification, specification

LEVELS: Mapping[str, tuple[int, ...]] = {"mean": (), "lower": (5, 4), "upper": (5, 4)}
"""The dash of the mean and of the limits."""
ENDS = {"upper": "Upper limit", "mean": "Mean", "lower": "Lower limit"}


def xmr_chart(path: pl.DataFrame, scene: Scene, *, description: str) -> Picture:
    """Draw values over time, joined, with the mean and limits of each phase.

    `path` has a row a period: period, value, mean, lower, upper (null where there is none or it is
    suppressed), phase, and stands_out (Boolean). Points that stand out are diamonds in another
    colour. Limits below the lowest value of the axis are not drawn.
    """
    draw = partial(_xmr, path.sort("period"), scene)
    return pictured(draw, description, small=False, key=keys.of_standing_out(path))


def _xmr(path: pl.DataFrame, scene: Scene, size: Size) -> Specification:
    drawn = path.with_columns(
        pl.when(pl.col("lower") >= scene.lowest).then("lower"),
        ordinary=pl.when(~pl.col("stands_out")).then("value"),
        special=pl.when("stands_out").then("value"),
    )
    phases = drawn["phase"].unique().sort().to_list()
    levels = {
        f"{name}_{phase}": pl.when(pl.col("phase") == phase).then(name)
        for name in LEVELS
        for phase in phases
    }
    columns = ("value", "ordinary", "special", *levels)
    plot = plot_of(drawn, ("value", *LEVELS), scene, size)
    names = names_above(scene, plot)
    pen = pen_of(plot, scene, names)
    thin = replace(pen, size=replace(size, line=1.5))
    ends = [(ENDS[name], name, theme.GREY) for name in ENDS]
    layers = [
        *draw_bands(scene, plot),
        *draw_events(names, plot),
        *(draw_line(thin, key, theme.GREY, LEVELS[key.split("_")[0]]) for key in levels),
        draw_line(thin, "value", theme.NAVY),
        draw_dots(pen, "ordinary", theme.NAVY),
        draw_dots(pen, "special", theme.DEEP_ORANGE, "diamond"),
        *draw_end_labels(drawn, ends, plot),
    ]
    rows = period_rows(drawn.with_columns(**levels), columns)
    return specification(layers, size.plot_width, size.plot_height, rows)
