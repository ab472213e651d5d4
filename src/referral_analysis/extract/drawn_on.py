"""The day an extract was drawn, as the extract itself says it: never the day of the command."""

import datetime as dt
import re

import polars as pl

from referral_analysis.extract import columns

_DAY_IN_NAME = re.compile(r"20\d\d-\d\d-\d\d")
FILLED = 10
"""Rows of a month under which its dates may be slips of the hand, such as a year mistyped."""


def latest_day(rows: pl.DataFrame, *, by: dt.date) -> dt.date | None:
    """Return the latest date in typed rows of an extract; None if none.

    Of months with fewer rows than `FILLED` it is none, as long as another has as many. by: a day
    that no true date can be after.
    """
    days = pl.concat([rows[name].alias("day") for name in columns.dates() if name in rows.columns])
    days = days.filter(days <= by)
    months = (
        days.to_frame()
        .group_by(pl.col("day").dt.month_start().alias("month"))
        .agg(pl.len().alias("rows"), pl.col("day").max())
    )
    filled = months.filter(pl.col("rows") >= FILLED)
    latest = (months if filled.is_empty() else filled)["day"].max()
    return latest if isinstance(latest, dt.date) else None


def drawn_on(name: str, latest: dt.date) -> tuple[dt.date, str]:
    """Take the day that the file's name holds, if it is no earlier than the latest date; with why.

    latest: as `latest_day` finds it.
    """
    for text in _DAY_IN_NAME.findall(name):
        try:
            named = dt.date.fromisoformat(text)
        except ValueError:
            continue
        if named >= latest:
            return named, "the day in the file's name"
    return latest, "the latest date in it"
