"""Months on the calendar: ranges, arithmetic and working days in England."""

import datetime as dt
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from referral_analysis.errors import ParametersError


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


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    import holidays  # noqa: PLC0415 - 0.2 s that a caller without working days need not pay

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def working_days(months: Sequence[dt.date]) -> NDArray[np.int64]:
    """Count the working days in England of each month: weekdays less bank holidays.

    Source of the holidays: the `holidays` library, subdivision ENG; checked against the
    published calendar of 2009 to 2012 in the tests.
    """
    starts = np.array([month_of(month) for month in months], dtype="datetime64[D]")
    ends = np.array([add_months(month_of(month), 1) for month in months], dtype="datetime64[D]")
    closed = sorted(day for year in {m.year for m in months} for day in _bank_holidays(year))
    return np.busday_count(starts, ends, holidays=np.array(closed, dtype="datetime64[D]"))
