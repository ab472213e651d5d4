"""A date column's distinct values -> dates, and what of them could not be read, by its shape.

A mapping may say of a date column what the extract's own words mean: a word for no day is mapped
to "", and where serial days count from 1904, 0 is mapped to that day:
`codes: {closed_on: {"Still open": ""}, referred_on: {"0": "1904-01-01"}}`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.by_value import Distinct
from referral_analysis.extract.dates import (
    DAY_FIRST,
    ISO,
    NOT_READ,
    SERIAL,
    SERIAL_DAY_0,
    STAND_IN,
    read_dates,
    require_one_form,
    shape_of,
)
from referral_analysis.extract.midnights import minutes_of, require_days_of_london

_FORM = "form"
_LATEST_MONTH = 12
_ENOUGH_ROWS, _ENOUGH_DAYS = 50, 3  # that none of 50 days is after the 12th: one in 10^20
_ZONE_BEHIND = r":\d{2}(?:[.,]\d+)? ?(?:Z|[+-]\d{2}:?\d{0,2})$"
_TWO_DIGIT_YEAR = r"^(\d{1,2})[/.-](?:\d{1,2})[/.-](\d{2})(?:$|\D)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DateValues:
    """Distinct values (n,) as dates: date, is_unreadable, is_stand_in; shape where unreadable."""

    date: pl.Series = field(repr=False)
    is_unreadable: pl.Series = field(repr=False)
    is_stand_in: pl.Series = field(repr=False)
    shape: pl.Series = field(repr=False)
    is_day_first: bool


def read_date_column(
    where: str, read: pl.Series, values: Distinct, text: pl.Series, mapping: Mapping[str, str]
) -> DateValues:
    """Read the distinct texts of a column; ValueUnreadableError where they cannot be trusted.

    read: the column (Categorical), to say where an unreadable value stands. text: its values
    translated, null where empty.
    """
    day_0 = serial_day_0(where, mapping)
    rows = (
        text.alias("date")
        .to_frame()
        .with_columns(pl.col("date").alias("text"))
        .with_columns(read_dates("date", _FORM, day_0))
        .unnest("date")
        .with_columns(pl.Series("rows", values.rows))
    )
    counts = rows.select(_FORM, "rows").group_by(_FORM).sum()
    require_one_form(where, dict(counts.iter_rows()), _seen(rows, read))
    _require_days_after_the_12th(where, rows)
    _require_years_last(where, rows)
    _require_local_days(where, rows)
    is_unreadable = rows[_FORM].is_in(NOT_READ)
    return DateValues(
        date=rows["date"],
        is_unreadable=is_unreadable,
        is_stand_in=rows[_FORM] == STAND_IN,
        shape=rows.select(
            pl.when(pl.lit(is_unreadable)).then(shape_of(pl.col("text")))
        ).to_series(),
        is_day_first=bool((rows[_FORM] == DAY_FIRST).any()),
    )


def serial_day_0(where: str, mapping: Mapping[str, str]) -> dt.date:
    """Return the day that serial days count from, as the mapping of "0" has it; 1899-12-30 else."""
    said = mapping.get("0", "").strip()
    if not said:
        return SERIAL_DAY_0
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise ValueUnreadableError(
            where,
            found="0 mapped to something that is no date",
            needed='the day that serial days count from, such as "1904-01-01"',
            do='Correct "0" under `codes`.',
        ) from None


def _seen(rows: pl.DataFrame, read: pl.Series) -> str:
    """Say what the first unreadable field of the column looks like, and in which row it is."""
    codes = rows.select((pl.col(_FORM).is_in(NOT_READ) & (pl.col("rows") > 0)).arg_true())
    if codes.is_empty():
        return ""
    wanted = codes.to_series().cast(read.to_physical().dtype)
    is_unread = read.to_physical().is_in(wanted.implode())
    row = int(is_unread.fill_null(value=False).arg_max() or 0)
    shape = rows.select(shape_of(pl.col("text").gather(read.to_physical()[row]))).item()
    return f", such as {shape} in row {row + 1:,} under the header"


def _require_days_after_the_12th(where: str, rows: pl.DataFrame) -> None:
    """Raise where day-first dates written in one way, or serials, hold no day after the 12th.

    A spreadsheet that takes days for months leaves those it cannot take as text: then the dates
    written one way are swapped, and the others are not.
    """
    text = pl.col("text")
    ways = (
        rows.filter(pl.col(_FORM).is_in((DAY_FIRST, SERIAL)) & (pl.col("rows") > 0))
        .group_by(
            _FORM,
            text.str.extract(r"^[A-Za-z]*,? ?\d{1,2}(\D)").alias("divider"),
            text.str.contains(r"\d:\d").alias("has_time"),
            text.str.contains(r"(?:^|\D)\d\D|\D\d\D").alias("is_unpadded"),
        )
        .agg(
            pl.col("rows").sum(),
            pl.col("date").dt.day().n_unique().alias("days"),
            (pl.col("date").dt.day() > _LATEST_MONTH).any().alias("has_late_days"),
        )
    )
    strange = ways.filter(
        ~pl.col("has_late_days")
        & (pl.col("rows") >= _ENOUGH_ROWS)
        & (pl.col("days") >= _ENOUGH_DAYS)
    )
    if not strange.is_empty():
        raise ValueUnreadableError(
            where,
            found=f"no day after the 12th in {int(strange['rows'].sum()):,} dates that are written"
            " alike: days and months have changed place, as a spreadsheet does",
            needed="dates as the system has them",
            do="Export the column again as YYYY-MM-DD, and do not open it in a spreadsheet before.",
        )


def _require_local_days(where: str, rows: pl.DataFrame) -> None:
    """Raise where times without a zone are midnights in London written in UTC."""
    times = rows.filter(pl.col(_FORM).is_in((ISO, DAY_FIRST)) & (pl.col("rows") > 0)).select(
        "date", minutes_of(pl.col("text")).alias("minutes"), "rows"
    )
    if not rows["text"].str.contains(_ZONE_BEHIND).any():
        require_days_of_london(where, times.drop_nulls())


def _require_years_last(where: str, rows: pl.DataFrame) -> None:
    """Raise where dates with years of two digits read better with the year in front."""
    parts = (
        rows.filter((pl.col(_FORM) == DAY_FIRST) & (pl.col("rows") > 0))
        .select(pl.col("text").str.extract_groups(_TWO_DIGIT_YEAR).alias("part"))
        .unnest("part")
        .drop_nulls()
    )
    first, last = parts["1"].n_unique(), parts["2"].n_unique()
    latest = str(parts["2"].sort(descending=True)[0]) if parts.height else ""
    if parts.height >= _ENOUGH_ROWS and first <= _LATEST_MONTH and last > 2 * _LATEST_MONTH:
        raise ValueUnreadableError(
            where,
            found="dates of two-digit numbers whose first changes little and whose last runs to"
            f" {latest}: it may be the year that stands in front",
            needed="years of four digits",
            do="Export the column again as YYYY-MM-DD.",
        )
