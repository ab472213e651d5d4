"""Which months of the analysis a file beside the extract can speak for.

A month without rows is no month of none: it was not exported, unless the file has so few rows that
a month may well have none. Nor is a month of which the file has some days only.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
import polars as pl

from referral_analysis import special
from referral_analysis.arrays import Integers
from referral_analysis.periods import add_months, month_of, month_range, months_between

_HOLIDAYS = 5
"""Days without rows at either end of a month that are no gap, as after a holiday."""
_CHRISTMAS = 9  # the same at the end of December
_CLOSED = 11
"""Days on end that offices may be closed: Christmas to New Year, with the weekends around them."""
_NEXT_TO_NONE = 0.1
_BY_CHANCE = 1e-4
"""Of a month's count, against the file's middle one: below both it is taken for missing."""
_BY_CHANCE_IN_PART = 1e-7  # of some hundred months of districts
_LEAST_EXPECTED = 15
"""Rows that a gap of days would hold: exp(-15), that it holds none by chance."""
_PART_OF_MONTH = 7  # days of a gap that leave a month incomplete


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMonths:
    """The months of a file, as first days of months, within those of the analysis.

    begins, ends: the first and last whole month; None where there is none. missing: those between
    the two that are not there or not whole. empty: those without a row, which in a file of so few
    may be so by chance. parts: the same as missing, of single districts.
    """

    begins: dt.date | None
    ends: dt.date | None
    missing: tuple[dt.date, ...] = ()
    empty: tuple[dt.date, ...] = ()
    parts: tuple[tuple[str, tuple[dt.date, ...]], ...] = ()


def file_months(
    rows: pl.DataFrame, day: str, first: dt.date, last: dt.date, drawn_on: dt.date
) -> FileMonths:
    """Find the months that a file has; day: the column of days, without nulls.

    first, last: the analysis's months. Rows after the day that the extract was drawn say nothing.
    Districts are looked at where the file has a column of them.
    """
    found = _of_days(rows[day], first, last, drawn_on)
    if "district" not in rows.columns or found.begins is None or found.ends is None:
        return found
    months = month_range(found.begins, found.ends)
    whole, parts = _by_month(rows[day], months), []
    for (district,), own in rows.drop_nulls("district").group_by(["district"], maintain_order=True):
        counts = _by_month(own[day], months)
        expected = whole * (counts.sum() / max(whole.sum(), 1))
        gone = tuple(
            month
            for month, count, usual in zip(months, counts, expected, strict=True)
            if month not in found.missing and _is_gone(count, usual, _BY_CHANCE_IN_PART)
        )
        if gone:
            parts.append((str(district), gone))
    return FileMonths(
        begins=found.begins,
        ends=found.ends,
        missing=found.missing,
        empty=found.empty,
        parts=tuple(sorted(parts)),
    )


def _of_days(column: pl.Series, first: dt.date, last: dt.date, drawn_on: dt.date) -> FileMonths:
    known = column.filter(column <= drawn_on)
    days = known.unique().sort().to_list()
    if not days:
        return FileMonths(begins=None, ends=None)
    gaps = [(one, other) for one, other in pairwise(days)]
    typical = _typical(gaps)
    begins = max(_first_whole(days[0]), first)
    ends = min(_last_whole(days[-1], typical), last)
    if begins > ends:
        return FileMonths(begins=None, ends=None)
    months = month_range(begins, ends)
    counts = _by_month(known, months)
    missing, empty = _lacking(counts, months)
    broken = _broken(gaps, typical, float(np.median(counts)))
    return FileMonths(
        begins=begins,
        ends=ends,
        missing=tuple(sorted({*missing, *(broken & set(months))})),
        empty=tuple(month for month in empty if month not in broken),
    )


def _first_whole(day: dt.date) -> dt.date:
    """Return the first month that a file which begins on a day has whole."""
    return month_of(day) if day.day <= _HOLIDAYS else add_months(month_of(day), 1)


def _last_whole(day: dt.date, typical: float) -> dt.date:
    """Return the last month that a file which ends on a day has whole."""
    month = month_of(day)
    left = (add_months(month, 1) - day).days - 1
    closed = _CHRISTMAS if month.month == 12 else _HOLIDAYS
    return month if left <= max(closed, typical) else add_months(month, -1)


def _by_month(days: pl.Series, months: list[dt.date]) -> Integers:
    held = dict(days.dt.month_start().value_counts().iter_rows())
    return np.array([held.get(month, 0) for month in months], dtype=np.int64)


def _lacking(counts: Integers, months: list[dt.date]) -> tuple[list[dt.date], list[dt.date]]:
    """Return the months that are missing, and those that may be empty by chance."""
    usual = float(np.median(counts))
    is_missing = [_is_gone(count, usual, _BY_CHANCE) for count in counts]
    missing = [month for month, is_gone in zip(months, is_missing, strict=True) if is_gone]
    empty = [
        month
        for month, count, is_gone in zip(months, counts, is_missing, strict=True)
        if count == 0 and not is_gone
    ]
    return missing, empty


def _is_gone(count: int, usual: float, by_chance: float) -> bool:
    """Claim that a month has next to no rows, and that no chance (Poisson's) explains it."""
    return bool(
        count <= _NEXT_TO_NONE * usual and special.pdtr(count, max(usual, 1e-9)) < by_chance
    )


def _typical(gaps: list[tuple[dt.date, dt.date]]) -> float:
    """Return the middle one of the months' longest stretches of days without a row."""
    longest: dict[dt.date, int] = {}
    for one, other in gaps:
        if months_between(month_of(one), month_of(other)) < 2:
            month = month_of(one)
            longest[month] = max(longest.get(month, 0), (other - one).days - 1)
    return float(median(longest.values())) if longest else 0.0


def _broken(gaps: list[tuple[dt.date, dt.date]], typical: float, a_month: float) -> set[dt.date]:
    """Return the months that lack days: within a stretch without rows that no chance explains."""
    broken = set()
    for one, other in gaps:
        length = (other - one).days - 1
        unexplained = length - _CLOSED - 2 * typical
        if unexplained > 0 and unexplained * a_month / 30 > _LEAST_EXPECTED:
            days = [one + dt.timedelta(days=i) for i in range(1, length + 1)]
            touched = [month_of(day) for day in days]
            broken |= {m for m in set(touched) if touched.count(m) >= _PART_OF_MONTH}
    return broken
