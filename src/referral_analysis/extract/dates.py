"""Dates written as text: ISO, UK day-first, with the month's name, or a spreadsheet's serial days.

Never month-first, and never two forms of numbers in one column. A time with a zone gives the day
in London; one without stays as written. A year of two digits is of 1970 to 2069.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.empty_words import NO_DATE_WORDS

EMPTY, ISO, DAY_FIRST, MONTH_FIRST, UNREADABLE, NAMED, SERIAL, STAND_IN = range(8)
"""The forms of a field. MONTH_FIRST is one that can be read in no other way, such as 5/31/2011;
NAMED has the month's name; SERIAL is a spreadsheet's number of days; STAND_IN is a day that systems
write for none."""
READ = (ISO, DAY_FIRST, NAMED, SERIAL)
"""The forms that give a date."""
NOT_READ = (MONTH_FIRST, UNREADABLE)

LOCAL = "Europe/London"
SERIAL_DAY_0 = dt.date(1899, 12, 30)
"""The day 0 of spreadsheets, but for those of 1904, where it is 1904-01-01."""
STAND_INS = (
    dt.date(1, 1, 1), dt.date(1753, 1, 1), dt.date(1899, 12, 30), dt.date(1899, 12, 31),
    dt.date(1900, 1, 1), dt.date(2099, 12, 31), dt.date(2999, 12, 31), dt.date(3000, 1, 1),
    dt.date(9999, 1, 1), dt.date(9999, 12, 31),
)  # fmt: skip
"""The first and last days that databases and spreadsheets can hold, written for no day."""

# a year outside these is a slip of the hand, such as 0211
_YEARS = (1900, 2200)
PLAIN_YEARS = (1901, 2098)
"""The first and last year in which no day is a stand-in."""

_WEEKDAY = r"^(?:(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?[, ]+)?"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,:]\d+)?)?"
_TIME = rf"(?:[T ,]+{_CLOCK} ?(?:[AaPp][Mm])?)?$"
_MONTH = (
    r"((?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))"
)
_DAY, _DIVIDER = r"(\d{1,2})", r"[/.-]"
_ZONED = rf"^(\d{{4}}-\d{{2}}-\d{{2}})[T ]({_CLOCK}) ?(Z|[+-]\d{{2}}:?(?:\d{{2}})?)$"
_SERIAL = r"^([2-6]\d{4})(?:\.\d+)?$"  # 1954 to 2091


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way to write a date: its form, the parts of the text, and what the parts are."""

    form: int
    pattern: str
    parts: str


_READINGS = (
    _Reading(
        form=ISO, pattern=rf"^(\d{{4}}){_DIVIDER}{_DAY}{_DIVIDER}{_DAY}{_TIME}", parts="%Y %m %d"
    ),
    _Reading(form=ISO, pattern=rf"^(\d{{4}})(\d{{2}})(\d{{2}}){_TIME}", parts="%Y %m %d"),
    _Reading(
        form=DAY_FIRST,
        pattern=rf"{_WEEKDAY}{_DAY}{_DIVIDER}{_DAY}{_DIVIDER}(\d{{4}}){_TIME}",
        parts="%d %m %Y",
    ),
    _Reading(
        form=DAY_FIRST,
        pattern=rf"{_WEEKDAY}{_DAY}{_DIVIDER}{_DAY}{_DIVIDER}(\d{{2}}){_TIME}",
        parts="%d %m %y",
    ),
    _Reading(
        form=NAMED,
        pattern=rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th)?[/. -]*{_MONTH}[/., -]*(\d{{4}}){_TIME}",
        parts="%d %b %Y",
    ),
    _Reading(
        form=NAMED,
        pattern=rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th)?[/. -]*{_MONTH}[/., -]*(\d{{2}}){_TIME}",
        parts="%d %b %y",
    ),
    _Reading(
        form=NAMED,
        pattern=rf"{_WEEKDAY}{_MONTH} +{_DAY}(?:st|nd|rd|th)?,? +(\d{{4}}){_TIME}",
        parts="%b %d %Y",
    ),
    _Reading(
        form=MONTH_FIRST,
        pattern=rf"{_WEEKDAY}{_DAY}{_DIVIDER}{_DAY}{_DIVIDER}(\d{{4}}){_TIME}",
        parts="%m %d %Y",
    ),
    _Reading(
        form=MONTH_FIRST,
        pattern=rf"{_WEEKDAY}{_DAY}{_DIVIDER}{_DAY}{_DIVIDER}(\d{{2}}){_TIME}",
        parts="%m %d %y",
    ),
)
"""Each is tried on what those above it left."""


def read_dates(column: str, form: str, day_0: dt.date = SERIAL_DAY_0) -> pl.Expr:
    """Read a text column as dates, with or without a time of day.

    The text has no outer spaces. day_0: what serial days count from. Returns a struct: the date
    under the column's name, null where there is none or no such day exists, and under `form` the
    form of each field (UInt8).
    """
    return pl.col(column).map_batches(
        lambda text: _read(text, form, day_0),
        return_dtype=pl.Struct({column: pl.Date, form: pl.UInt8}),
        is_elementwise=True,
    )


def in_london(column: str) -> pl.Expr:
    """Return the day (Date) in London of a column of times with a zone (Datetime)."""
    return pl.col(column).dt.convert_time_zone(LOCAL).dt.date()


def has_plausible_year(column: str) -> pl.Expr:
    """Test that a date (Date) is of a year that a record can hold; null where it is null."""
    return pl.col(column).dt.year().is_between(*_YEARS)


def is_stand_in(column: str) -> pl.Expr:
    """Claim that a date (Date) is one of those that stand for none; null where it is null."""
    return pl.col(column).is_in(list(STAND_INS))


def shape_of(text: pl.Expr) -> pl.Expr:
    """Write a text's shape: a digit as 9, letters as A and a; `4 Mai 11` is `9 Aaa 99`."""
    return (
        text.str.slice(0, 30)
        .str.replace_all(r"\d", "9")
        .str.replace_all(r"\p{Lu}", "A")
        .str.replace_all(r"[^\PL\p{Lu}]", "a")
    )


def require_one_form(where: str, fields: Mapping[int, int], seen: str = "") -> None:
    """Raise ValueUnreadableError unless a column's dates are in one form that can be trusted.

    `fields` counts the column's fields by form; `seen` says what an unreadable one looks like. A
    few unreadable ones are left to the checks; a column with more unreadable than readable dates,
    with two forms of numbers, or with any that can only be month-first, is refused: its other dates
    may be misread.
    """
    numbers = [
        f"{name} ({fields[form]:,})"
        for form, name in ((ISO, "ISO dates"), (DAY_FIRST, "day-first ones"), (SERIAL, "serials"))
        if fields.get(form)
    ]
    readable = sum(fields.get(form, 0) for form in READ)
    month_first, unreadable = fields.get(MONTH_FIRST, 0), fields.get(UNREADABLE, 0)
    if month_first:
        found = f"dates that can only be month-first ({month_first:,})"
    elif len(numbers) > 1:
        found = f"both {' and '.join(numbers)}"
    elif unreadable > readable:
        found = f"dates that cannot be read ({unreadable:,} of {unreadable + readable:,}){seen}"
    else:
        return
    raise ValueUnreadableError(
        where,
        found=found,
        needed="one form in the whole column, YYYY-MM-DD or DD/MM/YYYY",
        do="Export the column again as YYYY-MM-DD.",
    )


def _read(text: pl.Series, form: str, day_0: dt.date) -> pl.Series:
    """Read one batch of text: nearly every one is all plain ISO dates and is done at once."""
    date = text.str.to_date("%Y-%m-%d", strict=False)
    if date.null_count() == text.null_count() and date.dt.year().is_between(*PLAIN_YEARS).all():
        forms = date.is_not_null().cast(pl.UInt8) * ISO
        return pl.DataFrame({text.name: date, form: forms}).to_struct(text.name)
    rows = _read_by_turns(text, day_0).rename({"date": text.name, "form": form})
    return rows.to_struct(text.name)


def _read_by_turns(text: pl.Series, day_0: dt.date) -> pl.DataFrame:
    """Read text by one reading after another until nothing is left: columns date and form."""
    is_empty = pl.col("text").is_null() | pl.col("text").str.to_lowercase().is_in(
        sorted(NO_DATE_WORDS)
    )
    rows = text.to_frame("text").with_columns(
        pl.lit(None, pl.Date).alias("date"),
        pl.when(is_empty).then(EMPTY).otherwise(UNREADABLE).alias("form"),
    )
    ways = [
        (ISO, _zoned),
        *((one.form, lambda left, one=one: _written(left, one)) for one in _READINGS),
        (SERIAL, lambda left: _serial(left, day_0)),
    ]
    for form, way in ways:
        unread = pl.col("form") == UNREADABLE
        if not rows.select(unread.any()).item():
            break
        rows = rows.with_columns(
            pl.coalesce("date", way(pl.when(unread).then("text"))).alias("date")
        )
        is_new = unread & pl.col("date").is_not_null()
        rows = rows.with_columns(pl.when(is_new).then(form).otherwise("form").alias("form"))
    return rows.with_columns(_judged_form()).select(
        pl.when(pl.col("form").is_in(READ)).then("date").alias("date"),
        pl.col("form").cast(pl.UInt8),
    )


def _judged_form() -> pl.Expr:
    """Return the form, of a day that stands for none or is of a year that none has as such."""
    return (
        pl.when(pl.col("form").is_in(READ) & is_stand_in("date"))
        .then(STAND_IN)
        .when(~has_plausible_year("date").fill_null(value=True))
        .then(UNREADABLE)
        .otherwise("form")
        .alias("form")
    )


def _written(text: pl.Expr, reading: _Reading) -> pl.Expr:
    """Read what is written in one way; null where it is not, or there is no such day."""
    parts = text.str.extract_groups(reading.pattern).struct
    first, second, third = (parts.field(f"{place}") for place in (1, 2, 3))
    if reading.form == NAMED:  # September has four letters to some
        first, second = (
            pl.when(part.str.contains(r"^\d")).then(part).otherwise(part.str.slice(0, 3))
            for part in (first, second)
        )
    together = pl.concat_str(first, second, third, separator=" ")
    return together.str.to_date(reading.parts, strict=False)


def _zoned(text: pl.Expr) -> pl.Expr:
    """Read a time with a zone as the day in London."""
    parts = text.str.extract_groups(_ZONED).struct
    day = parts.field("1").str.to_date("%Y-%m-%d", strict=False)
    zone = parts.field("3").str.replace("Z", "+00:00", literal=True)
    hours, minutes = zone.str.slice(1, 2), zone.str.slice(3).str.replace(":", "", literal=True)
    ahead = _minutes(hours, pl.when(minutes == "").then(pl.lit("0")).otherwise(minutes))
    ahead = pl.when(zone.str.starts_with("-")).then(-ahead).otherwise(ahead)
    clock = parts.field("2")
    at = _minutes(clock.str.extract(r"^(\d{1,2})"), clock.str.extract(r"^\d{1,2}[:.](\d{2})"))
    utc = day.cast(pl.Datetime("ms")) + pl.duration(minutes=at - ahead)
    return utc.dt.replace_time_zone("UTC").dt.convert_time_zone(LOCAL).dt.date()


def _minutes(hours: pl.Expr, minutes: pl.Expr) -> pl.Expr:
    return hours.cast(pl.Int64, strict=False) * 60 + minutes.cast(pl.Int64, strict=False)


def _serial(text: pl.Expr, day_0: dt.date) -> pl.Expr:
    """Read a spreadsheet's number of days; a part of a day is its time."""
    days = text.str.extract(_SERIAL).cast(pl.Int64, strict=False)
    return pl.lit(day_0) + pl.duration(days=days)
