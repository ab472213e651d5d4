"""Shares that came back, by time since the referral: Kaplan and Meier's curves with their bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from referral_analysis.periods import DAYS_A_MONTH
from referral_analysis.report.charts import theme
from referral_analysis.report.charts.layout import HALF, NARROW, WIDE, Size, steps, wrapped
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.specification import (
    Layer,
    Specification,
    beside,
    layer,
    quantitative,
    specification,
)

MONTHS = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCurve:
    """A curve: its key in the column `cohort`, its name for readers, whether it has a band."""

    key: str
    name: str
    has_band: bool = True


LOOKS = (
    (theme.NAVY, theme.PALE, [1, 0]),
    (theme.DEEP_ORANGE, theme.ORANGE_TINT, [6, 4]),
    (theme.GREY, theme.WHITE, [2, 3]),
)
"""Line, band and dash of each curve, in order; never told apart by colour alone."""


def incidence_chart(
    curves: pl.DataFrame,
    cohorts: Sequence[CohortCurve],
    *,
    description: str,
    highest: float = 0.0,
    small: bool = False,
) -> Picture:
    """Draw up to three curves over six months; the vertical axis reaches `highest` at least.

    `curves` has cohort, day, rereferred, low, high; days without a share are left out and the curve
    is level until the next that has one.
    """
    return Picture(
        wide=_drawn(curves, cohorts, HALF if small else WIDE, highest),
        narrow=_drawn(curves, cohorts, NARROW, highest),
        description=description,
    )


def _drawn(
    curves: pl.DataFrame, cohorts: Sequence[CohortCurve], size: Size, least: float
) -> Specification:
    days = [round(month * DAYS_A_MONTH) for month in MONTHS]
    highest = curves.select(pl.max_horizontal("high", "rereferred").max()).item() or 0.1
    values = steps(0, max(highest, least))
    month = f"format(round(datum.value / {DAYS_A_MONTH}), 'd')"
    across = quantitative(
        "day",
        (0, days[-1]),
        {"values": days, "labelExpr": month, "title": "Months since the referral"},
    )
    title = {
        "title": "Share referred again",
        "titleAngle": 0,
        "titleAlign": "left",
        "titleBaseline": "bottom",
        "titleX": -48,
        "titleY": -8,
    }
    axis = {"values": values, "format": ".0%", "minExtent": 48, **title}
    bands, lines = [], []
    names, places = [], []
    for cohort, (colour, tint, dash) in zip(cohorts, LOOKS, strict=False):
        rows = _rows(curves, cohort.key)
        if not rows:
            continue
        y = quantitative("rereferred", (0, values[-1]), axis)
        if cohort.has_band:
            bands.append(_band(rows, across, (0, values[-1]), tint, axis))
        line = {"type": "line", "interpolate": "step-after", "color": colour, "strokeDash": dash}
        lines.append(layer({**line, "strokeWidth": size.line}, rows, {"x": across, "y": y}))
        names.append((wrapped(cohort.name, size.label_width), colour))
        places.append((1 - rows[-1]["rereferred"] / values[-1]) * size.plot_height)
    labels = beside(names, places, x=size.plot_width + 8, height=size.plot_height)
    return specification([*bands, *lines, *labels], size.plot_width, size.plot_height)


def _rows(curves: pl.DataFrame, cohort: str) -> list[dict[str, Any]]:
    return (
        curves.filter(pl.col("cohort") == cohort)
        .drop_nulls("rereferred")
        .sort("day")
        .select("day", pl.col("rereferred", "low", "high").round_sig_figs(4))
        .to_dicts()
    )


def _band(
    rows: list[dict[str, Any]], across: Layer, ends: tuple[float, float], tint: str, axis: Layer
) -> Layer:
    shown = [row for row in rows if None not in row.values()]
    y = quantitative("low", ends, axis)
    mark = {"type": "area", "interpolate": "step-after", "color": tint, "opacity": 1}
    return layer(mark, shown, {"x": across, "y": y, "y2": {"field": "high"}})
