"""A chart of two monthly shares: what was recorded, and what auditors would judge, with a range."""

import polars as pl

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.effects import pictured
from referral_analysis.report.charts.labels_above import names_above
from referral_analysis.report.charts.layout import Scene, Size
from referral_analysis.report.charts.marks import (
    draw_bands,
    draw_dots,
    draw_end_labels,
    draw_events,
    draw_line,
    draw_range,
    pen_of,
)
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.rows import period_rows, plot_of
from referral_analysis.report.charts.specification import Specification, specification

JUDGED = "Judged\ninappropriate"


def corrected_chart(
    path: pl.DataFrame, scene: Scene, *, recorded: str, description: str
) -> Picture:
    """Draw the share recorded and the share judged, the latter over its range.

    `path` has a row a month: period, nfa_share, share, low, high; null where there is none, or
    where it is suppressed. recorded: the name of the share recorded.
    """
    name = "\n".join(recorded.rsplit(" ", 1))
    return pictured(
        lambda size: _corrected(path.sort("period"), scene, name, size), description, small=False
    )


def _corrected(path: pl.DataFrame, scene: Scene, recorded: str, size: Size) -> Specification:
    columns = ("nfa_share", "share", "low", "high")
    plot = plot_of(path, columns, scene, size)
    names = names_above(scene, plot)
    pen = pen_of(plot, scene, names)
    ends = [(JUDGED, "share", theme.DEEP_ORANGE), (recorded, "nfa_share", theme.NAVY)]
    layers = [
        *draw_bands(scene, plot),
        draw_range(pen, "low", "high"),
        *draw_events(names, plot),
        draw_line(pen, "share", theme.DEEP_ORANGE, (6, 4)),
        draw_dots(pen, "share", theme.DEEP_ORANGE, "diamond"),
        draw_line(pen, "nfa_share", theme.NAVY),
        draw_dots(pen, "nfa_share", theme.NAVY),
        *draw_end_labels(path, ends, plot),
    ]
    rows = period_rows(path, columns)
    return specification(layers, size.plot_width, size.plot_height, rows)
