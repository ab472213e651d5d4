"""How a field of a date column is read: a table of forms."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.dates import (
    DAY_FIRST,
    EMPTY,
    ISO,
    MONTH_FIRST,
    UNREADABLE,
    read_dates,
    require_one_form,
)

MAY_4 = dt.date(2011, 5, 4)

FIELDS: list[tuple[str | None, dt.date | None, int]] = [
    ("2011-05-04", MAY_4, ISO),
    ("2011-5-4", MAY_4, ISO),
    ("2011-05-04T09:30:00", MAY_4, ISO),
    ("2011-05-04 09:30", MAY_4, ISO),
    ("2011-05-04T09:30:00.000Z", MAY_4, ISO),
    ("2011-05-04 00:00:00+01:00", MAY_4, ISO),
    ("04/05/2011", MAY_4, DAY_FIRST),
    ("4/5/2011", MAY_4, DAY_FIRST),
    ("04-05-2011", MAY_4, DAY_FIRST),
    ("04.05.2011", MAY_4, DAY_FIRST),
    ("04/05/2011 00:00:00", MAY_4, DAY_FIRST),
    ("04/05/2011 9:30 AM", MAY_4, DAY_FIRST),
    ("05/31/2011", None, MONTH_FIRST),
    ("5/31/2011 0:00", None, MONTH_FIRST),
    ("2011-02-30", None, UNREADABLE),
    ("31/02/2011", None, UNREADABLE),
    ("04/05/11", None, UNREADABLE),
    ("0211-05-04", None, UNREADABLE),
    ("2011-05-04 and later", None, UNREADABLE),
    ("May 2011", None, UNREADABLE),
    ("20110504", None, UNREADABLE),
    (None, None, EMPTY),
]


def read(fields: list[str | None]) -> list[tuple[dt.date | None, int]]:
    rows = pl.LazyFrame({"on": fields}, schema={"on": pl.String})
    return rows.select(read_dates("on", "form")).unnest("on").collect().rows()


@pytest.mark.parametrize(("text", "date", "form"), FIELDS)
def test_one_field(text: str | None, date: dt.date | None, form: int) -> None:
    assert read([text]) == [(date, form)]


def test_a_field_is_read_alike_in_any_company() -> None:
    assert read([text for text, _, _ in FIELDS]) == [(date, form) for _, date, form in FIELDS]


@pytest.mark.parametrize(
    "fields", [{}, {EMPTY: 9}, {ISO: 9, EMPTY: 3}, {DAY_FIRST: 2, UNREADABLE: 2}]
)
def test_a_column_in_one_form_is_trusted(fields: dict[int, int]) -> None:
    require_one_form("here", fields)


def test_one_date_that_is_month_first_spoils_the_column() -> None:
    with pytest.raises(
        ValueUnreadableError, match=r"here: dates that can only be month-first \(1\)"
    ):
        require_one_form("here", {DAY_FIRST: 9_999, MONTH_FIRST: 1})
