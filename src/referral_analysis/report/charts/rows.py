"""The plain rows that charts draw, worked out from released tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from referral_analysis.errors import RunError
from referral_analysis.report.charts import theme
from referral_analysis.report.charts.layout import GAP, WIDE, Plot, Scene, Size, steps, wrapped
from referral_analysis.report.page.tables import write

Rows = list[dict[str, Any]]

LOOKS: Mapping[str, tuple[str, str, str]] = {
    "fell": (theme.NAVY, theme.NAVY, "circle"),
    "rose": (theme.DEEP_ORANGE, theme.DEEP_ORANGE, "diamond"),
    "cannot tell": (theme.GREY, theme.WHITE, "circle"),
}
"""Colour, fill and shape of each verdict."""


def plot_of(frame: pl.DataFrame, columns: Sequence[str], scene: Scene, size: Size) -> Plot:
    """Fit the scales of a chart to a frame: whole periods across, lowest to highest down.

    RunError for fewer than two periods.
    """
    periods = frame["period"].sort().to_list()
    if len(periods) < 2:
        raise RunError(
            "a chart over time",
            found=f"{len(periods)} periods",
            needed="two or more",
            do="Show the numbers in a table instead.",
        )
    highest = frame.select(pl.max_horizontal(pl.col(columns).max())).item() or scene.lowest + 1
    return Plot(
        first=periods[0],
        last=periods[-1] + (periods[1] - periods[0]),
        values=tuple(
            steps(
                scene.lowest,
                max(highest, scene.highest),
                5 if size.plot_height >= WIDE.plot_height else 4,
            )
        ),
        size=size,
    )


def period_rows(frame: pl.DataFrame, columns: Sequence[str]) -> Rows:
    """Return plain rows: each point in the middle of its period, values of six figures.

    Time is in ms since 1970 UTC, as Vega counts it: no time zone can move a point.
    """
    ordered = frame.sort("period")
    half = (ordered["period"][1] - ordered["period"][0]) / 2
    return ordered.select(
        (pl.col("period").cast(pl.Datetime("ms")) + half).dt.epoch("ms"),
        *(pl.col(name).cast(pl.Float64).round_sig_figs(6) for name in columns),
    ).to_dicts()


def effect_rows(effects: pl.DataFrame, labels: float) -> Rows:
    """Return plain rows with the look of each verdict, its figures in words, its label in lines."""
    rows = effects.select(
        "label", "verdict", pl.col("estimate", "low", "high").cast(pl.Float64).round_sig_figs(6)
    ).to_dicts()
    for row in rows:
        estimate, low, high = (write(row[name], "change") for name in ("estimate", "low", "high"))
        row["figures"] = f"{estimate} ({low} to {high})" if estimate else "too few to say"
        row["label"] = wrapped(row["label"], labels - GAP)
        row["colour"], row["fill"], row["shape"] = LOOKS[row["verdict"]]
    return rows
