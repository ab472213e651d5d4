"""Counts by month: recognised, read into series, and held to what counts can be."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract.monthly_counts import COUNT, SCHEMA, counts_in, read_monthly_counts

Csv = Callable[..., bytes]
Write = Callable[..., Path]
COUNTS = (
    b"month,referrals,nfa,not_in_need\n2016-11,210,61,40\n2016-12,180,c,38\n2017-01,205,55,44\n"
)


def test_counts_come_as_series(write: Write) -> None:
    counts = read_monthly_counts(write(COUNTS))
    assert dict(counts.series.schema) == dict(SCHEMA)
    assert counts.measures == ("referrals", "nfa", "not_in_need")
    assert (counts.by, counts.hidden, counts.faults) == ((), 1, ())
    assert (counts.first, counts.last) == (dt.date(2016, 11, 1), dt.date(2017, 1, 1))
    nfa = counts.series.filter(pl.col("measure") == "nfa")
    assert nfa["segment"].unique().to_list() == ["county"]
    assert nfa[COUNT].to_list() == [61, None, 55]


@pytest.mark.parametrize(
    ("form", "hidden"),
    [
        ("%Y-%m", "c"), ("%b-%y", "*"), ("%B %Y", "<5"), ("%d/%m/%Y", "x"), ("%m/%Y", "< 10"),
        ("%b %Y", ".."),
    ],
)  # fmt: skip
def test_months_and_hidden_counts_are_read_as_councils_write_them(
    write: Write, form: str, hidden: str
) -> None:
    months = [dt.date(2016, 12, 1), dt.date(2017, 1, 1)]
    lines = "".join(f'{month.strftime(form)},"1,204",{hidden}\n' for month in months)
    path = write(
        f"Counts for the partnership,,\nMonth,All referrals,No further action\n{lines}".encode()
    )
    series = read_monthly_counts(path).series
    assert series["period"].unique().sort().to_list() == months
    assert series.filter(pl.col("measure") == "referrals")[COUNT].to_list() == [1204, 1204]
    assert series.filter(pl.col("measure") == "nfa")[COUNT].null_count() == 2


def test_counts_by_agency_are_a_series_each(write: Write) -> None:
    path = write(b"Month,Agency,Referrals,NFA\n2016-11,Police,9,2\n2016-11,Schools,7,1\n")
    counts = read_monthly_counts(path)
    assert counts.by == ("agency",)
    assert counts.series.filter(pl.col("measure") == "nfa").rows() == [
        (dt.date(2016, 11, 1), "Police", "nfa", 2),
        (dt.date(2016, 11, 1), "Schools", "nfa", 1),
    ]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("2016-11,9,2\n2017-02,9,2\n", "months missing between the first and the last: December 20"
         "16 and 1 more"),
        ("2016-11,9,10\n2016-12,9,9\n", "rows with more nfa than referrals: 1"),
        ("2016-11,9,2\n2016-11,9,2\n", "rows whose month (and segment) stands twice: 2"),
    ],
)  # fmt: skip
def test_what_counts_cannot_be_is_said(write: Write, rows: str, fault: str) -> None:
    path = write(f"month,referrals,nfa\n{rows}".encode())
    assert read_monthly_counts(path).faults == (fault,)


def test_parts_that_add_up_to_more_than_the_whole_are_said(write: Write) -> None:
    path = write(b"month,referrals,nfa,not_in_need\n2016-11,9,5,4\n2016-12,9,5,5\n")
    assert read_monthly_counts(path).faults == (
        "rows whose parts add up to more than referrals: 1",
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "2016-11,9,2\nZz,9,2\n",
            r"month: values that are no month \(1 of 2\); need months written",
        ),
        ("2016-11,9,two\n", r"nfa: values that are no count \(1 of 1\); need whole numbers, or c"),
        ("2016-11,9,-2\n", r"nfa: values that are no count \(1 of 1\)"),
        ("2016-11,9.5,2\n", r"referrals: values that are no count \(1 of 1\)"),
    ],
)
def test_what_is_no_month_or_count_is_one_line(write: Write, rows: str, message: str) -> None:
    with pytest.raises(ValueUnreadableError, match=message) as caught:
        read_monthly_counts(write(f"month,referrals,nfa\n{rows}".encode()))
    assert "Zz" not in str(caught.value)


@pytest.mark.parametrize(
    "words", ["Total", "TOTALS", "Grand total", "Sub total", "Total 2016-17", "All areas"]
)
def test_rows_of_totals_are_no_months_and_no_areas(write: Write, words: str) -> None:
    """A total in place of a month says nothing more; in place of an area it is the county's."""
    counts = read_monthly_counts(write(f"month,referrals,nfa\n2016-11,9,2\n{words},9,2\n".encode()))
    assert (counts.left_out, counts.faults, counts.totals.height) == (1, (), 0)
    path = write(f"month,area,referrals,nfa\n2016-11,A,9,c\n2016-11,{words},14,7\n".encode())
    counts = read_monthly_counts(path)
    assert (counts.cells.height, counts.hidden) == (1, 1)
    assert counts.totals.select("referrals", "nfa").rows() == [(14, 7)]


@pytest.mark.parametrize(
    ("month", "referrals", "nfa"),
    [
        ("Month", "Number of referrals", "Number of NFA"),
        ("Month of referral", "Total referrals", "Closed with no further action"),
        ("PERIOD", "No. of Referrals Received", "No. NFA"),
        ("Reporting month", "Count of referrals", "Referrals closed as NFA"),
        ("Month ending", "All referrals", "Of which: NFA"),
    ],
)
def test_headers_are_known_by_their_words(
    write: Write, month: str, referrals: str, nfa: str
) -> None:
    series = read_monthly_counts(write(f"{month},{referrals},{nfa}\n2016-11,9,2\n".encode())).series
    assert dict(series.select("measure", COUNT).rows()) == {"referrals": 9, "nfa": 2}


def test_an_extract_is_not_taken_for_counts(csv: Csv, write: Write) -> None:
    path = write(csv())
    assert counts_in(path) is None
    with pytest.raises(FileUnreadableError, match=r"no counts by month; need the columns month, r"):
        read_monthly_counts(path)


def test_counts_in_a_workbook(tmp_path: Path) -> None:
    pl.read_csv(COUNTS, infer_schema=False).write_excel(tmp_path / "counts.xlsx", position="B3")
    counts = counts_in(tmp_path / "counts.xlsx")
    assert counts is not None
    assert counts.series.height == 9
