"""Ways to write days: right ones, mixed ones, and those that look right and are not."""

import polars as pl
from benchmarks.shapes.council import DATES, Change, Rows
from benchmarks.shapes.shape import Shape, csv

OLD = pl.col("referred_on") < "2015-02-01"
SWAPPED = "changed place|month-first"


def day(name: str) -> pl.Expr:
    """Return a column's days (Date)."""
    return pl.col(name).str.to_date("%Y-%m-%d")


def dated(form: str) -> Change:
    """Write every day in one form."""
    return lambda rows: rows.with_columns(day(name).dt.strftime(form) for name in DATES)


def mixed(old: str, new: str) -> Change:
    """Write days in one form until a day, and in another from then on."""
    return lambda rows: rows.with_columns(
        pl.when(OLD).then(day(name).dt.strftime(old)).otherwise(day(name).dt.strftime(new))
        .alias(name)
        for name in DATES
    )  # fmt: skip


def in_utc(form: str) -> Change:
    """Write midnights in London as times in UTC."""
    return lambda rows: rows.with_columns(
        pl.col(name).str.to_datetime("%Y-%m-%d").dt.replace_time_zone("Europe/London")
        .dt.convert_time_zone("UTC").dt.strftime(form)
        for name in DATES
    )  # fmt: skip


def swapped(rows: Rows) -> Rows:
    """Change days to the 12th with their months, as a spreadsheet of another country does."""
    return rows.with_columns(
        pl.when(day(name).dt.day() <= 12).then(day(name).dt.strftime("%m/%d/%Y"))
        .otherwise(day(name).dt.strftime("%d/%m/%Y"))
        .alias(name)
        for name in DATES
    )  # fmt: skip


def in_german(rows: Rows) -> Rows:
    """Write the months that German names otherwise as it does."""
    months = {"Mar": "Mrz", "May": "Mai", "Oct": "Okt", "Dec": "Dez"}
    return dated("%d. %b %Y")(rows).with_columns(
        pl.col(DATES).str.replace_many(list(months), list(months.values()))
    )


def in_seconds(rows: Rows) -> Rows:
    """Write days as seconds since 1970."""
    return rows.with_columns(
        day(name).cast(pl.Datetime("ms")).dt.epoch("s").cast(pl.String) for name in DATES
    )


def serials(rows: Rows) -> Rows:
    """Write days as a spreadsheet's numbers."""
    return rows.with_columns(
        (day(name) - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String) for name in DATES
    )


def filled(word: str) -> Change:
    """Put a word where no day is."""
    return lambda rows: rows.with_columns(pl.col(DATES[1:]).fill_null(word))


_FORMS = (
    "%d/%m/%Y", "%d/%m/%y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d",
    "%a %d/%m/%Y", "%A, %-dth %B %Y", "%d/%m/%Y 00:00", "%Y-%m-%d 00:00:00.000",
    "%d/%m/%Y 12:00:00 AM",
)  # fmt: skip
_NONE = ("N/A", "-", "None", "nan", "NULL", "#N/A", "00/00/0000", "Not recorded", "(blank)")

DAYS: tuple[Shape, ...] = (
    *(csv(f"days as {form}", "read", dated(form)) for form in _FORMS),
    *(csv(f"no day is {word}", "read", filled(word)) for word in _NONE),
    *(csv(f"no day is {word}", "said", filled(word), says="stands for none")
      for word in ("1900-01-01", "9999-12-31")),
    csv("days as a spreadsheet's numbers", "read", serials),
    csv("days in UTC, with the zone", "read", in_utc("%Y-%m-%dT%H:%M:%SZ")),
    csv("days in UTC, the zone lost", "refused", in_utc("%Y-%m-%d %H:%M:%S"), says="23:00"),
    csv("days in UTC, day-first, the zone lost", "refused", in_utc("%d/%m/%Y %H:%M"),
        says="23:00"),
    csv("month first", "refused", dated("%m/%d/%Y"), says="month-first"),
    csv("month first from a day on", "refused", mixed("%d/%m/%Y", "%m/%d/%Y"), says="month-first"),
    csv("days swapped by a spreadsheet", "refused", swapped, says=SWAPPED),
    csv("day-first, then ISO", "refused", mixed("%d/%m/%Y", "%Y-%m-%d"), says="both ISO"),
    csv("day-first, then months by name", "read", mixed("%d/%m/%Y", "%d-%b-%Y")),
    csv("year, day, month", "refused", dated("%Y-%d-%m"), says="cannot be read"),
    csv("years of two figures in front", "refused", dated("%y-%m-%d"), says="year"),
    csv("months by their German names", "refused", in_german, says="8600"),
    csv("seconds since 1970", "refused", in_seconds, says="9999999999"),
    csv("weeks of ISO", "refused", dated("%G-W%V-%u"), says="9999-A99-9"),
)  # fmt: skip
