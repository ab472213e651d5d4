"""A CSV file of a series -> the frame that the engine takes."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.runs.analyst import named_columns
from referral_analysis.runs.analyst.written_periods import as_timeline_writes, shape

OUTCOMES = ("count", "value")
_DAY = r"^\d{4}-\d{2}-\d{2}$"


def read(path: Path) -> pl.DataFrame:
    """Read period, count or value, and exposure and segment where the file has them.

    Headers may be written in capitals; other columns are left. Periods are dates where every one is
    written 2011-05-31, else text as the timeline's (2011-05, 2011-W20, 2011-Q2, 2011); other ways
    to write them are read too: see `written_periods`. An empty
    number is null, which the engine refuses unless its period is left out.
    """
    rows = named_columns.read(path)
    if rows.is_empty() or "period" not in rows.columns:
        raise _missing(path, "no column period")
    outcomes = [name for name in OUTCOMES if name in rows.columns]
    if len(outcomes) != 1:
        raise _missing(path, "both a count and a value" if outcomes else "neither count nor value")
    numbers = [*outcomes, *(["exposure"] if "exposure" in rows.columns else [])]
    others = ["segment"] if "segment" in rows.columns else []
    kept = rows.select("period", *numbers, *others).with_columns(pl.col("period").str.strip_chars())
    return kept.with_columns(_periods(path, kept), *(_number(path, kept, name) for name in numbers))


def _periods(path: Path, rows: pl.DataFrame) -> pl.Series:
    periods = rows["period"]
    if periods.null_count() or (periods == "").any():
        raise ValueUnreadableError(
            f"{path.name}: period",
            found="empty cells",
            needed="a period in each row",
            do="Fill them, or take the rows out.",
        )
    where = f"{path.name}: period"
    periods = as_timeline_writes(where, periods) if not _are_days(periods) else periods
    if not _are_days(periods):
        return periods
    days = periods.str.to_date("%Y-%m-%d", strict=False)
    if days.null_count():
        raise ValueUnreadableError(
            f"{path.name}: period",
            found="days that are not in the calendar",
            needed="dates written 2011-05-31",
            do="Correct them.",
        )
    return days


def _are_days(periods: pl.Series) -> bool:
    return bool(periods.str.contains(_DAY).all())


def _number(path: Path, rows: pl.DataFrame, name: str) -> pl.Series:
    written = rows[name].str.strip_chars()
    numbers = written.cast(pl.Float64, strict=False)
    bad = int((numbers.is_null() & written.is_not_null() & (written != "")).sum())
    if bad:
        place = int((numbers.is_null() & written.is_not_null() & (written != "")).arg_true()[0])
        raise ValueUnreadableError(
            f"{path.name}: {name}",
            found=f"{bad} {'cell that is' if bad == 1 else 'cells that are'} not a number, the "
            f"first in row {place + 1}, in the shape {shape(str(written[place]))}",
            needed="numbers with a point and no spaces or commas",
            do="Correct the file.",
        )
    return numbers


def _missing(path: Path, found: str) -> ColumnMissingError:
    return ColumnMissingError(
        path.name,
        found=found,
        needed="the columns period and one of count and value",
        do="Rename the columns; exposure and segment may stand beside them.",
    )
