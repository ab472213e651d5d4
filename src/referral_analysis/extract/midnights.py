"""Midnights in London written in UTC without a zone: the day before, all summer.

A system that keeps days as times writes 2015-06-01 as 2015-05-31 23:00, and a day in winter as
00:00. Where a column has no other times, and 23:00 only in summer, that is what was done.
"""

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.dates import LOCAL

_ENOUGH_ROWS = 20
_HOUR_BEFORE = 23 * 60
_CLOCK = r"[T ](\d{1,2}):(\d{2})"


def minutes_of(text: pl.Expr) -> pl.Expr:
    """Return the minute of the day that a date's text gives (Int64); null where it gives none."""
    parts = text.str.extract_groups(_CLOCK).struct
    return parts.field("1").cast(pl.Int64, strict=False) * 60 + parts.field("2").cast(pl.Int64)


def times_of(rows: pl.LazyFrame, header: str) -> pl.DataFrame:
    """Count the times of a column without a zone (Datetime), as `require_days_of_london` takes."""
    time = pl.col(header)
    minutes = time.dt.hour().cast(pl.Int64) * 60 + time.dt.minute()
    return (
        rows.filter(time.is_not_null())
        .group_by(time.dt.date().alias("date"), minutes.alias("minutes"))
        .agg(pl.len().alias("rows"))
        .collect(engine="streaming")
    )


def require_days_of_london(where: str, times: pl.DataFrame) -> None:
    """Raise ValueUnreadableError where the times are midnights in London written in UTC.

    times: date (Date), minutes (of the day) and rows, a row a distinct time, none of them null.
    """
    is_before = pl.col("minutes") == _HOUR_BEFORE
    is_midnight = pl.col("minutes") == 0
    if times.is_empty() or not times.select((is_before | is_midnight).all()).item():
        return
    at = pl.col("date").cast(pl.Datetime("ms")) + pl.duration(minutes=pl.col("minutes"))
    is_summer = at.dt.replace_time_zone("UTC").dt.convert_time_zone(LOCAL).dt.dst_offset() > 0
    before, outside = times.select(
        pl.col("rows").filter(is_before).sum(),
        pl.col("rows").filter(is_before != is_summer).sum().alias("outside"),
    ).row(0)
    if before < _ENOUGH_ROWS or outside * _ENOUGH_ROWS > before:
        return
    raise ValueUnreadableError(
        where,
        found=f"times of 23:00 in summer ({before:,}) and 00:00 in winter, and no others: midnights"
        " in London written in UTC, which are of the day before",
        needed="the day in London",
        do="Export the column as days, or its times with their zone, such as 2015-05-31T23:00Z.",
    )
