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
    NAMED,
    SERIAL,
    STAND_IN,
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
    ("2011-05-03T23:00:00Z", MAY_4, ISO),  # midnight of a summer's day in London
    ("2011-05-03T22:59:59Z", dt.date(2011, 5, 3), ISO),
    ("2011-01-03T23:30:00Z", dt.date(2011, 1, 3), ISO),  # in winter London is on UTC
    ("2011-05-03T20:00-0500", MAY_4, ISO),
    ("2011-05-03 23:00:00", dt.date(2011, 5, 3), ISO),  # no zone: as written
    ("2011/05/04", MAY_4, ISO),
    ("20110504", MAY_4, ISO),
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
    ("04/05/11", MAY_4, DAY_FIRST),
    ("04/05/69", dt.date(2069, 5, 4), DAY_FIRST),
    ("04/05/70", dt.date(1970, 5, 4), DAY_FIRST),
    ("Wed 04/05/2011", MAY_4, DAY_FIRST),
    ("04-May-2011", MAY_4, NAMED),
    ("4-MAY-11", MAY_4, NAMED),
    ("4 May 2011", MAY_4, NAMED),
    ("4th Sept 2011", dt.date(2011, 9, 4), NAMED),
    ("May  4 2011 12:00AM", MAY_4, NAMED),
    ("40667", MAY_4, SERIAL),
    ("40667.75", MAY_4, SERIAL),
    ("1900-01-01", None, STAND_IN),
    ("01/01/1900 00:00", None, STAND_IN),
    ("1900-01-02", dt.date(1900, 1, 2), ISO),
    ("31/12/9999", None, STAND_IN),
    ("9999-12-31 00:00:00", None, STAND_IN),
    ("N/A", None, EMPTY),
    ("nan", None, EMPTY),
    ("#N/A", None, EMPTY),
    ("-", None, EMPTY),
    ("5/31/11", None, MONTH_FIRST),
    ("99 Aaa", None, UNREADABLE),
    ("4 Mai 2011", None, UNREADABLE),
    ("0211-05-04", None, UNREADABLE),
    ("2011-05-04 and later", None, UNREADABLE),
    ("May 2011", None, UNREADABLE),
    ("201105", None, UNREADABLE),
    ("20111304", None, UNREADABLE),
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
