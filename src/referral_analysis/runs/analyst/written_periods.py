"""Periods as people write them (Apr-18, Q1 2011/12, 01/04/2018) -> as the engine's timeline does.

A whole column is of one kind. A financial year begins in April: 2010/11 is the year 2010, by the
day it begins on, and its first quarter is 2010-Q2.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import TypeAlias

import polars as pl

from referral_analysis.errors import ValueUnreadableError

Read: TypeAlias = Callable[[re.Match[str]], str | None]

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_LONGEST_SHAPE = 20
_THIS_CENTURY = 2000
_WEEK_OF_OTHERS = re.compile(r"(\d{4})-?W?(00|5[3-9])")


def _named_month(found: re.Match[str]) -> str | None:
    month = _MONTHS.get(found["month"][:3].lower())
    return f"{_year(found['year'])}-{month:02}" if month else None


def _numbered_month(found: re.Match[str]) -> str | None:
    month = int(found["month"])
    return f"{found['year']}-{month:02}" if 1 <= month <= 12 else None


def _day(found: re.Match[str]) -> str | None:
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return None


def _week(found: re.Match[str]) -> str | None:
    try:
        dt.date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    except ValueError:
        return None
    return f"{found['year']}-W{int(found['week']):02}"


def _financial_year(found: re.Match[str]) -> str | None:
    return found["year"] if _follows(found["year"], found["next"]) else None


def _quarter(found: re.Match[str]) -> str | None:
    return f"{found['year']}-Q{found['quarter']}"


def _financial_quarter(found: re.Match[str]) -> str | None:
    if not _follows(found["year"], found["next"]):
        return None
    year, quarter = int(found["year"]), int(found["quarter"])
    return f"{year + quarter // 4}-Q{quarter % 4 + 1}"


def _follows(year: str, following: str) -> bool:
    return (int(year) + 1) % 100 == int(following) % 100


def _year(written: str) -> int:
    return int(written) + (_THIS_CENTURY if len(written) == 2 else 0)


def _same(found: re.Match[str]) -> str | None:
    return found[0]


_SPLIT = r"[ ,./-]*"
_FORMS: tuple[tuple[str, Read], ...] = (
    (r"\d{4}-(?:0[1-9]|1[0-2])|\d{4}-Q[1-4]|\d{4}", _same),
    (r"(?P<year>\d{4})[ -]?W(?:eek ?)?(?P<week>\d{1,2})", _week),
    (r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", _day),
    (r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?: 0?0:00(?::00)?)?", _day),
    (rf"(?P<month>[a-z]{{3,9}}){_SPLIT}(?P<year>\d{{4}}|\d{{2}})", _named_month),
    (rf"(?P<year>\d{{4}}){_SPLIT}(?P<month>[a-z]{{3,9}})", _named_month),
    (r"(?P<month>\d{1,2})[/.](?P<year>\d{4})", _numbered_month),
    (r"(?:FY ?)?(?P<year>\d{4})[/-](?P<next>\d{4}|\d{2})", _financial_year),
    (rf"Q(?P<quarter>[1-4]){_SPLIT}(?P<year>\d{{4}})", _quarter),
    (rf"(?P<year>\d{{4}}){_SPLIT}Q(?P<quarter>[1-4])", _quarter),
    (
        rf"Q(?P<quarter>[1-4]){_SPLIT}(?:FY ?)?(?P<year>\d{{4}})[/-](?P<next>\d{{4}}|\d{{2}})",
        _financial_quarter,
    ),
    (
        rf"(?:FY ?)?(?P<year>\d{{4}})[/-](?P<next>\d{{4}}|\d{{2}}){_SPLIT}Q(?P<quarter>[1-4])",
        _financial_quarter,
    ),
)
"""How a period may be written, and how it is read; the first that fits counts."""
_PATTERNS = tuple((re.compile(form, re.IGNORECASE), read) for form, read in _FORMS)


def as_timeline_writes(where: str, written: pl.Series) -> pl.Series:
    """Return periods (no nulls) as 2011-05, 2011-W20, 2011-Q2, 2011, or as days 2011-05-31.

    ValueUnreadableError names the first row that cannot be read, by its shape: 9 for a digit, a for
    a letter. A column of 2009-10, 2010-11 ... is of financial years where every row is the next.
    """
    texts = [str(text).strip() for text in written]
    if _are_financial_years(texts):
        return pl.Series(written.name, [text[:4] for text in texts], pl.String)
    read = [_read(text) for text in texts]
    if None in read:
        place = read.index(None)
        raise _unreadable(where, place, texts[place])
    return pl.Series(written.name, read, pl.String)


def shape(text: str) -> str:
    """Return a text's shape: 9 for a digit, a for a letter, the rest as it is."""
    plain = re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", text))
    return plain if len(plain) <= _LONGEST_SHAPE else f"{plain[:_LONGEST_SHAPE]}..."


def _read(text: str) -> str | None:
    for pattern, read in _PATTERNS:
        if match := pattern.fullmatch(text):
            return read(match)
    return None


def _are_financial_years(texts: list[str]) -> bool:
    """Claim that 2009-10, 2010-11 ... are years: as months they would be thirteen apart."""
    matches = [re.fullmatch(r"(\d{4})-(\d{2})", text) for text in texts]
    pairs = [(one[1], one[2]) for one in matches if one is not None]
    years = sorted({int(year) for year, _ in pairs})
    is_next = all(_follows(year, following) for year, following in pairs)
    return len(pairs) == len(texts) and len(years) > 2 and is_next


def _unreadable(where: str, place: int, text: str) -> ValueUnreadableError:
    if _WEEK_OF_OTHERS.fullmatch(text):
        return ValueUnreadableError(
            where,
            found=f"row {place + 1}: a week that the calendar of ISO weeks does not have, as of %W"
            " or %U, which count from week 00",
            needed="ISO weeks, 2011-W01 to 2011-W52 or W53",
            do="Write the weeks as %G-W%V, or give each week's Monday as a day.",
        )
    return ValueUnreadableError(
        where,
        found=f"row {place + 1} holds no period, in the shape {shape(text)}",
        needed="a month (2011-05, Apr-18, 04/2018), an ISO week 2011-W20, a quarter 2011-Q2 or "
        "Q1 2011/12, a year 2011 or 2011/12, or a day 2011-05-31",
        do="Correct it.",
    )
