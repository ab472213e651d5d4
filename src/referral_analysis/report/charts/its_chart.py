"""The chart of an interrupted time series: what happened, what was fitted, what was expected."""

from functools import partial

import polars as pl

from referral_analysis.report.charts import keys, theme
from referral_analysis.report.charts.effects import pictured
from referral_analysis.report.charts.labels_above import bands_within, names_above
from referral_analysis.report.charts.layout import Scene, Size
from referral_analysis.report.charts.marks import (
    draw_bands,
    draw_end_labels,
    draw_events,
    draw_line,
    draw_points,
    draw_range,
    pen_of,
)
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.rows import period_rows, plot_of
from referral_analysis.report.charts.specification import Specification, specification

# the points are what happened: their name shows one, so that it is not read as the line's
NAMES = (
    ("\N{BLACK CIRCLE} Each month", "observed", theme.NAVY),
    ("Fitted by\nthe model", "fitted", theme.NAVY),
    ("Expected without\nthe launch", "expected_without", theme.DEEP_ORANGE),
)
"""Words, column and colour."""


def its_chart(
    path: pl.DataFrame, scene: Scene, *, description: str, small: bool = False
) -> Picture:
    """Draw an interrupted time series by the rules of Turner and others (2021).

    `path` has a row a period: period (its first day), observed, fitted, expected_without, low,
    high; null where there is none, or where it is suppressed. Every point is shown and none is
    joined; the fitted line is solid, the counterfactual dashed with its interval, the phase-in a
    band, each event a rule. Points of months that the model leaves out are hollow. A small one is
    half the width of the page.

    Source: Turner et al. (2021), BMC Med. Res. Methodol. 21, 134.
    """
    draw = partial(_its, path, scene)
    return pictured(draw, description, small=small, key=keys.of_months(path, scene))


def _its(path: pl.DataFrame, scene: Scene, size: Size) -> Specification:
    values = ("observed", "fitted", "expected_without", "low", "high")
    plot = plot_of(path, values, scene, size)
    names = names_above(scene, plot)
    rows = period_rows(path, values)
    bands = [band for band in bands_within(scene, plot) if band.is_left_out]
    for row, period in zip(rows, path["period"].sort(), strict=True):
        row["inside"] = any(band.start <= period <= band.end for band in bands)
    pen = pen_of(plot, scene, names)
    layers = [
        *draw_bands(scene, plot),
        draw_range(pen, "low", "high"),
        *draw_events(names, plot),
        draw_line(pen, "expected_without", theme.DEEP_ORANGE, (6, 4)),
        draw_line(pen, "fitted", theme.NAVY),
        draw_points(pen, "observed", theme.NAVY, hollow="inside"),
        *draw_end_labels(path, NAMES, plot),
    ]
    return specification(layers, size.plot_width, size.plot_height, rows)
