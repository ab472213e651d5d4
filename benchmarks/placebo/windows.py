"""The windows of a series in which a launch is imagined: its dates by a rule fixed beforehand."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from referral_analysis.periods import add_months

BEFORE, AFTER, PHASE_IN = (24, 37, 48, 61), (3, 5), 3
"""Months before the launch, months after the phase-in, months of it: the Board's designs."""
LAUNCHED_IN = (5, 11)
"""May, as in Kent, and half a year from it: each month is another design to simulate."""
MOST = 3
"""Dates of one design in one series, at equal steps: long series shall not outweigh the others."""
SCHEMA = {
    "window": pl.Int64,
    "series": pl.String,
    "family": pl.String,
    "before": pl.Int64,
    "after": pl.Int64,
    "launch": pl.Date,
}


def windows(series: pl.DataFrame) -> pl.DataFrame:
    """Return a row a window, columns `SCHEMA`; series: series, family, period."""
    rows = [
        {"series": name, "family": of["family"][0], **where}
        for (name,), of in series.group_by("series", maintain_order=True)
        for where in _of_series(of["period"].min(), of["period"].max())  # type: ignore[arg-type]
    ]
    return pl.DataFrame([{"window": n, **row} for n, row in enumerate(rows)], schema=SCHEMA)


def months_of(series: pl.DataFrame, window: Mapping[str, Any]) -> pl.DataFrame:
    """Keep the months of one window, a row of `windows`: period, count, base and is_phase_in."""
    launch: dt.date = window["launch"]
    first = add_months(launch, -window["before"])
    last = add_months(launch, PHASE_IN + window["after"] - 1)
    ends = add_months(launch, PHASE_IN - 1)
    return (
        series.filter(
            pl.col("series") == window["series"], pl.col("period").is_between(first, last)
        )
        .sort("period")
        .with_columns(pl.col("period").is_between(launch, ends).alias("is_phase_in"))
        .select("period", "count", "base", "is_phase_in")
    )


def _of_series(first: dt.date, last: dt.date) -> Iterator[dict[str, object]]:
    for before in BEFORE:
        for after in AFTER:
            dates = [*_dates(add_months(first, before), add_months(last, 1 - PHASE_IN - after))]
            if dates:
                picks = np.unique(np.linspace(0, len(dates) - 1, MOST).round().astype(int))
                for pick in picks:
                    yield {"before": before, "after": after, "launch": dates[pick]}


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the months in which a launch may be imagined, from first to last."""
    month = first
    while month <= last:
        if month.month in LAUNCHED_IN:
            yield month
        month = add_months(month, 1)
