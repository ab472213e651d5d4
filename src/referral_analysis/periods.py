"""Months, weeks, quarters and years on the calendar; working days in England."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from referral_analysis.bank_holidays import bank_holidays
from referral_analysis.errors import ParametersError

Frequency = Literal["month", "week", "quarter", "year"]
# a calendar year holds 365.2425 days on average
PERIODS_A_YEAR: dict[Frequency, float] = {
    "month": 12.0,
    "week": 365.2425 / 7,
    "quarter": 4.0,
    "year": 1.0,
}
_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})|-W(?P<week>\d{2})|-Q(?P<quarter>[1-4]))?"
)
_MONDAY = 3  # 1970-01-01 was a Thursday, three days after a Monday


DAYS_A_MONTH = 365.25 / 12
QUARTER = 3
"""The fewest months that a district or an agency is counted over."""


def parse_month(text: str, *, where: str = "month") -> dt.date:
    """Return the first day of a month written YYYY-MM."""
    try:
        return dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise ParametersError(
            where,
            found="a value that is not a month",
            needed="a month written YYYY-MM, such as 2011-05",
            do="Correct it in the parameters.",
        ) from None


def month_of(day: dt.date) -> dt.date:
    """Return the first day of the month that holds this day."""
    return day.replace(day=1)


def add_months(month: dt.date, months: int) -> dt.date:
    """Return the first day of the month that many months later (earlier if negative)."""
    index = month.year * 12 + month.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def months_between(first: dt.date, last: dt.date) -> int:
    """Count the months from first to last; 0 when they are the same month."""
    return (last.year - first.year) * 12 + last.month - first.month


def month_range(first: dt.date, last: dt.date) -> list[dt.date]:
    """List the first day of every month from first to last, both included."""
    return [add_months(month_of(first), i) for i in range(months_between(first, last) + 1)]


def month_name(month: dt.date) -> str:
    """Write a month for a reader: May 2011."""
    return f"{month:%B %Y}"


def working_days(months: Sequence[dt.date]) -> NDArray[np.int64]:
    """Count the working days in England of each month: weekdays less bank holidays.

    The holidays are checked against the published calendar of 2009 to 2012 in the tests.
    """
    starts = np.array([month_of(month) for month in months], dtype="datetime64[D]")
    ends = np.array([add_months(month_of(month), 1) for month in months], dtype="datetime64[D]")
    closed = sorted(day for year in {m.year for m in months} for day in bank_holidays(year))
    return np.busday_count(starts, ends, holidays=np.array(closed, dtype="datetime64[D]"))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One month, ISO week, quarter or year; number counts such periods, that of 1970-01-01 is 0."""

    frequency: Frequency
    number: int


@lru_cache(maxsize=1024)
def parse_period(text: str, *, where: str = "period") -> Period:
    """Read a month 2011-05, an ISO week 2011-W20, a quarter 2011-Q2 or a year 2011."""
    match = _WRITTEN.fullmatch(text)
    frequency: Frequency = _frequency(match) if match else "month"
    try:
        day = _first_day(match, frequency)
    except ValueError:
        raise ParametersError(
            where,
            found="a value that is not a period",
            needed="a month 2011-05, an ISO week 2011-W20, a quarter 2011-Q2 or a year 2011",
            do="Correct it.",
        ) from None
    return Period(frequency, int(period_numbers(np.datetime64(day), frequency)))


def _frequency(match: re.Match[str]) -> Frequency:
    if match["month"]:
        return "month"
    if match["week"]:
        return "week"
    return "quarter" if match["quarter"] else "year"


def _first_day(match: re.Match[str] | None, frequency: Frequency) -> dt.date:
    if match is None:
        raise ValueError
    year = int(match["year"])
    if frequency == "week":
        return dt.date.fromisocalendar(year, int(match["week"]), 1)
    month = {"month": match["month"], "quarter": 3 * int(match["quarter"] or 1) - 2, "year": 1}
    return dt.date(year, int(month[frequency] or 1), 1)


def period_numbers(days: ArrayLike, frequency: Frequency) -> NDArray[np.int64]:
    """Return the number of the period that holds each day (n,); neighbours differ by one."""
    dates = np.asarray(days, dtype="datetime64[D]")
    if frequency == "week":
        return np.asarray((dates.astype(np.int64) + _MONDAY) // 7)
    if frequency == "year":
        return dates.astype("datetime64[Y]").astype(np.int64)
    months = dates.astype("datetime64[M]").astype(np.int64)
    return np.asarray(months if frequency == "month" else months // 3)


def first_days(numbers: ArrayLike, frequency: Frequency) -> NDArray[np.datetime64]:
    """Return the first day of each numbered period (n,); Monday for weeks."""
    whole = np.asarray(numbers, dtype=np.int64)
    if frequency == "week":
        return (whole * 7 - _MONDAY).astype("datetime64[D]")
    if frequency == "year":
        return whole.astype("datetime64[Y]").astype("datetime64[D]")
    months = whole if frequency == "month" else whole * 3
    return months.astype("datetime64[M]").astype("datetime64[D]")


def period_label(period: Period) -> str:
    """Write a period as `parse_period` reads it."""
    day: dt.date = first_days([period.number], period.frequency)[0].item()
    if period.frequency == "week":
        iso = day.isocalendar()
        return f"{iso.year:04}-W{iso.week:02}"
    if period.frequency == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return f"{day.year:04}" if period.frequency == "year" else f"{day:%Y-%m}"
