"""Periods are read as people write them; a row that is none is named by its shape."""

import polars as pl
import pytest

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.runs.analyst.written_periods import as_timeline_writes, shape


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["2018-04", "2018-05"], ["2018-04", "2018-05"]),
        (["Apr-18", "May-18"], ["2018-04", "2018-05"]),
        (["Apr 2018", "sept 2018"], ["2018-04", "2018-09"]),
        (["April 2018", "2018 May"], ["2018-04", "2018-05"]),
        (["04/2018", "5/2018"], ["2018-04", "2018-05"]),
        (["2018-04-01", "2018-05-01"], ["2018-04-01", "2018-05-01"]),
        (["01/04/2018", "1/5/2018 00:00"], ["2018-04-01", "2018-05-01"]),
        (["2018-W09", "2018W10", "2018 week 11"], ["2018-W09", "2018-W10", "2018-W11"]),
        (["2020-W53"], ["2020-W53"]),
        (["2018-Q2", "2018 Q3", "Q4 2018"], ["2018-Q2", "2018-Q3", "2018-Q4"]),
        # the first quarter of a financial year is April to June; the fourth is in the next year
        (["Q1 2018/19", "2018-19 Q4"], ["2018-Q2", "2019-Q1"]),
        (["2016", "2017"], ["2016", "2017"]),
        (["2016/17", "2017/2018", "FY 2018-19"], ["2016", "2017", "2018"]),
        # three or more, each the next: years; else months, as they are written
        (["2009-10", "2010-11", "2011-12"], ["2009", "2010", "2011"]),
        (["2010-11", "2010-12", "2011-01"], ["2010-11", "2010-12", "2011-01"]),
        (["2010-11", "2011-12"], ["2010-11", "2011-12"]),
    ],
)
def test_a_period_is_read(written: list[str], read: list[str]) -> None:
    assert as_timeline_writes("s", pl.Series("period", written)).to_list() == read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Spring 2018", "row 2 holds no period, in the shape aaaaaa 9999"),
        ("31/02/2018", "row 2 holds no period, in the shape 99/99/9999"),
        ("2018-13", "row 2 holds no period, in the shape 9999-99"),
        ("2016/18", "row 2 holds no period, in the shape 9999/99"),
        ("2018-Q5", "row 2 holds no period, in the shape 9999-a9"),
        ("2018-W00", "row 2: a week that the calendar of ISO weeks does not have, as of %W or %U"),
        ("2018-W53", "row 2: a week that the calendar of ISO weeks does not have"),
    ],
)
def test_a_row_that_is_none_is_named(text: str, found: str) -> None:
    with pytest.raises(ValueUnreadableError) as caught:
        as_timeline_writes("series.csv: period", pl.Series("period", ["2018-04", text]))
    assert str(caught.value).startswith(f"series.csv: period: {found}")


def test_a_shape_holds_no_letter_and_no_digit_of_the_text() -> None:
    assert shape("Zoë 12-b") == "aaa 99-a"
    assert shape("1" * 40) == "9" * 20 + "..."
