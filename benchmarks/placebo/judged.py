"""Every range of every window: tool by tool, our own and statsmodels' in this process."""

from collections.abc import Iterator

import polars as pl
from benchmarks.placebo import analysts, ours
from benchmarks.placebo.windows import months_of

RANGES = {
    "window": pl.Int64,
    "tool": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "seconds": pl.Float64,
}
OURS = ("headline", "headline, milder", "plain")


def judged(series: pl.DataFrame, windows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the ranges of each window, columns `RANGES`, window by window."""
    for window in windows.iter_rows(named=True):
        months = months_of(series, window)
        plan = ours.plan_of(window["launch"], window["before"], window["after"])
        found = [
            *ours.ranges(months, plan, is_pair="pairs" in window["family"]),
            *analysts.ranges(months),
        ]
        yield pl.DataFrame([(window["window"], *one) for one in found], schema=RANGES, orient="row")


def for_other_tools(series: pl.DataFrame, windows: pl.DataFrame) -> pl.DataFrame:
    """Return window, period, y and is_phase_in of every window: what tools of other rooms read."""
    return pl.concat(
        months.select(
            pl.lit(window["window"]).alias("window"),
            "period",
            pl.Series("y", analysts.logs(months)),
            "is_phase_in",
        )
        for window in windows.iter_rows(named=True)
        for months in [months_of(series, window)]
    )
