"""The day an extract was drawn, as the extract itself says it: never the day of the command."""

import datetime as dt
import re
from collections.abc import Sequence

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.periods import add_months

_DAY_IN_NAME = re.compile(r"20\d\d-\d\d-\d\d")
FILLED = 10
"""Rows of a month under which its dates may be slips of the hand, such as a year mistyped."""


def latest_day(rows: pl.DataFrame, *, by: dt.date) -> dt.date | None:
    """Return the latest date in typed rows of an extract; None if none.

    That is one of the last month that has as many as `FILLED` rows, or of those that follow it
    without a gap: a month or a year mistyped stands alone. Where no month has as many, the latest
    of all; of counts by month, the last day of their last month. by: a day that no true date can be
    after.
    """
    if columns.IS_COUNTED in rows.columns:
        last = _day(rows[columns.REFERRED_ON].max())
        return None if last is None else min(by, _day_before(add_months(last, 1)))
    days = pl.concat([rows[name].alias("day") for name in columns.dates() if name in rows.columns])
    months = (
        days.filter(days <= by)
        .to_frame()
        .group_by(pl.col("day").dt.month_start().alias("month"))
        .agg(pl.len().alias("rows"), pl.col("day").max())
        .sort("month")
    )
    filled = months.filter(pl.col("rows") >= FILLED)
    if filled.is_empty():
        return _day(months["day"].max())
    later = months.filter(pl.col("month") >= filled["month"][-1])
    month = pl.col("month")
    follows = (month == month.shift(1).dt.offset_by("1mo")).fill_null(value=True)
    return _day(later.filter(follows.cast(pl.Int8).cum_min() == 1)["day"].max())


def _day_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _day(found: object) -> dt.date | None:
    return found if isinstance(found, dt.date) else None


def drawn_on(names: Sequence[str], latest: dt.date) -> tuple[dt.date, str]:
    """Take the latest day that a file's name holds, if it is no earlier than `latest`; with why.

    names: of the extract's files. latest: as `latest_day` finds it.
    """
    held = [day for name in names if (day := _named(name, latest)) is not None]
    return (max(held), "the day in the file's name") if held else (latest, "the latest date in it")


def _named(name: str, latest: dt.date) -> dt.date | None:
    """Return the first day in a file's name that is no earlier than a day; None if none."""
    for text in _DAY_IN_NAME.findall(name):
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            continue
        if day >= latest:
            return day
    return None
