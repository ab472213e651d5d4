"""The timeline beside the series: what happened when, as marked on charts."""

import datetime as dt
from pathlib import Path

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.companion import read_companion
from referral_analysis.periods import add_months, month_name

DATE, ENDS_ON, PRECISION, EVENT = "date", "ends_on", "precision", "event"
PRECISIONS = ("day", "month")
MOST = 20
"""Events that a chart of some years can carry and a reader can take in."""
LONGEST = 120  # characters: a line under a chart
AROUND = 12
"""Months before and after the analysis in which an event can still say something of it."""


def read_events(path: Path, span: tuple[dt.date, dt.date] | None = None) -> pl.DataFrame:
    """Read a CSV file of date and event; ends_on and precision (day, month) where it has them.

    span: the first and last month of the analysis. Returns date (Date), event (String), and ends_on
    (Date), precision (String) if there, by date. ValueUnreadableError where an event ends before it
    begins, lies more than a year outside the span, has too long a text or a precision that is none,
    or there are too many.
    """
    rows = read_companion(
        path, {DATE: pl.Date, EVENT: pl.String}, {ENDS_ON: pl.Date, PRECISION: pl.String}
    )
    if rows.height > MOST:
        raise _fault(
            path.name,
            f"{rows.height} events",
            f"at most {MOST}",
            "Leave the ones that matter to the question.",
        )
    for column, is_wrong, needed in _faults(rows, span):
        wrong = int(rows.select(is_wrong.fill_null(value=False).sum()).item())
        if wrong:
            found = f"values that cannot stand ({wrong} of {rows.height})"
            raise _fault(f"{path.name}, {column}", found, needed, "Correct them.")
    return rows.sort(DATE, EVENT)


def _faults(
    rows: pl.DataFrame, span: tuple[dt.date, dt.date] | None
) -> list[tuple[str, pl.Expr, str]]:
    """List what may be wrong: the column, a claim that it is, and what is needed instead."""
    text = pl.col(EVENT).str.len_chars() > LONGEST
    faults = [(EVENT, text, f"a text of at most {LONGEST} characters")]
    if ENDS_ON in rows.columns:
        backwards = pl.col(ENDS_ON) < pl.col(DATE)
        faults.append((ENDS_ON, backwards, "an end on the day of the event's date, or after it"))
    if PRECISION in rows.columns:
        is_other = ~pl.col(PRECISION).is_in(PRECISIONS)
        faults.append((PRECISION, is_other, f"one of {', '.join(PRECISIONS)}, or nothing"))
    if span is not None:
        first, last = add_months(span[0], -AROUND), add_months(span[1], AROUND)
        is_away = ~pl.col(DATE).dt.month_start().is_between(first, last)
        needed = f"days from {month_name(first)} to {month_name(last)}, a year around the analysis"
        faults.append((DATE, is_away, needed))
    return faults


def _fault(where: str, found: str, needed: str, do: str) -> ValueUnreadableError:
    return ValueUnreadableError(where, found=found, needed=needed, do=do)
