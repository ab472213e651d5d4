"""Dates written as ISO or UK day-first text; never month-first, never both in one column."""

from collections.abc import Mapping

import polars as pl

from referral_analysis.errors import ValueUnreadableError

EMPTY, ISO, DAY_FIRST, MONTH_FIRST, UNREADABLE = range(5)
"""The forms of a field: month-first is one that can be read in no other way, such as 5/31/2011."""

# a date with a time of day after it, or with other dividers
_ISO_TIMED = r"^(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}[\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?$"
_SLASHED = r"^(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})(?:[T ]+\d{1,2}:\d{2}[\d:.]*(?: ?[AaPp][Mm])?)?$"
_READINGS: tuple[tuple[int, str | None, str], ...] = (
    (ISO, None, "%Y-%m-%d"),
    (DAY_FIRST, None, "%d/%m/%Y"),
    (ISO, _ISO_TIMED, "%Y-%m-%d"),
    (DAY_FIRST, _SLASHED, "%d/%m/%Y"),
    (MONTH_FIRST, _SLASHED, "%m/%d/%Y"),
)
"""Form, the part of the text that is the date (all of it if None), how it is written. Each is tried
on what those above it left; the plain ones come first because nearly every file is all of one."""

# a year outside these is a slip of the hand, such as 0211 or a year of two digits
_YEARS = (1900, 2200)


def read_dates(column: str, form: str) -> pl.Expr:
    """Read a text column as dates, ISO or day-first, with or without a time of day.

    The text has no outer spaces. Returns a struct: the date under the column's name, null where
    it is neither or no such day exists, and under `form` the form of each field (UInt8).
    """
    return pl.col(column).map_batches(
        lambda text: _read(text, form),
        return_dtype=pl.Struct({column: pl.Date, form: pl.UInt8}),
        is_elementwise=True,
    )


def has_plausible_year(column: str) -> pl.Expr:
    """Test that a date (Date) is of a year that a record can hold; null where it is null."""
    return pl.col(column).dt.year().is_between(*_YEARS)


def require_one_form(where: str, fields: Mapping[int, int]) -> None:
    """Raise ValueUnreadableError unless a column's dates are in one form that can be trusted.

    `fields` counts the column's fields by form. A few unreadable ones are left to the checks; a
    column with more unreadable than readable dates, with both forms, or with any that can only be
    month-first, is refused: its other dates may be misread.
    """
    iso, day_first = fields.get(ISO, 0), fields.get(DAY_FIRST, 0)
    month_first, unreadable = fields.get(MONTH_FIRST, 0), fields.get(UNREADABLE, 0)
    if month_first:
        found = f"dates that can only be month-first ({month_first:,})"
    elif iso and day_first:
        found = f"both ISO dates ({iso:,}) and day-first ones ({day_first:,})"
    elif unreadable > iso + day_first:
        found = f"dates that cannot be read ({unreadable:,} of {unreadable + iso + day_first:,})"
    else:
        return
    raise ValueUnreadableError(
        where,
        found=found,
        needed="one form in the whole column, YYYY-MM-DD or DD/MM/YYYY",
        do="Export the column again as YYYY-MM-DD.",
    )


def _read(text: pl.Series, form: str) -> pl.Series:
    """Read one batch of text: nearly every one is all plain ISO dates and is done at once."""
    date = text.str.to_date("%Y-%m-%d", strict=False)
    if date.null_count() == text.null_count() and date.dt.year().is_between(*_YEARS).all():
        forms = date.is_not_null().cast(pl.UInt8) * ISO
        return pl.DataFrame({text.name: date, form: forms}).to_struct(text.name)
    rows = _read_by_turns(text).rename({"date": text.name, "form": form})
    return rows.to_struct(text.name)


def _read_by_turns(text: pl.Series) -> pl.DataFrame:
    """Read text by one reading after another until nothing is left: columns date and form."""
    unread = pl.col("form") == UNREADABLE
    rows = text.to_frame("text").with_columns(
        pl.lit(None, pl.Date).alias("date"),
        pl.when(pl.col("text").is_null()).then(EMPTY).otherwise(UNREADABLE).alias("form"),
    )
    for kind, pattern, written in _READINGS:
        if not rows.select(unread.any()).item():
            break
        date = _reading(pl.when(unread).then("text"), pattern, written)
        is_new = unread & pl.col("date").is_not_null()
        rows = rows.with_columns(pl.coalesce("date", date)).with_columns(
            pl.when(is_new).then(kind).otherwise("form").alias("form")
        )
    is_read = pl.col("form").is_in((ISO, DAY_FIRST))
    return rows.select(pl.when(is_read).then("date").alias("date"), pl.col("form").cast(pl.UInt8))


def _reading(text: pl.Expr, pattern: str | None, written: str) -> pl.Expr:
    if pattern is not None:
        text = text.str.extract(pattern).str.replace_all(r"[/.-]", "/")
        written = written.replace("-", "/")
    date = text.str.to_date(written, strict=False)
    return pl.when(date.dt.year().is_between(*_YEARS)).then(date)
