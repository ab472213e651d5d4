"""Counts by month as rows: the same counts again, refused where they cannot be the county's."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.extract import ExtractMapping, check, counted_rows, read_referrals
from referral_analysis.extract import columns as c

Csv = Callable[..., bytes]
Write = Callable[..., Path]
NOV, DEC = dt.date(2017, 11, 1), dt.date(2017, 12, 1)


def counted(path: Path, mapping: ExtractMapping | None = None) -> pl.DataFrame:
    rows = read_referrals(path, mapping or ExtractMapping())
    return check(rows, extract_date=dt.date(2018, 3, 1)).kept.collect()


def test_every_count_comes_back(write: Write) -> None:
    path = write(b"Month,Referrals,NFA,Not in need\nNov-17,7,3,1\nDec-17,4,0,4\n")
    rows = counted(path)
    is_closed = pl.col(c.CLOSURE_REASON).is_in(["RC8"])
    again = (
        rows.group_by(c.REFERRED_ON)
        .agg(
            pl.len(),
            pl.col(c.IS_NFA).sum().alias("nfa"),
            (is_closed & ~pl.col(c.IS_NFA)).sum().alias("not_in_need"),
        )
        .sort(c.REFERRED_ON)
    )
    assert again.rows() == [(NOV, 7, 3, 1), (DEC, 4, 0, 4)]
    assert rows[c.IS_COUNTED].all()
    assert rows[c.REFERRAL_ID].n_unique() == 11
    assert c.CHILD_ID not in rows.columns
    assert c.DISTRICT not in rows.columns


def test_areas_and_agencies_come_with_the_rows(write: Write) -> None:
    path = write(
        b"month,district,agency,referrals,nfa\n2017-11,A,Constabulary,2,1\n"
        b"2017-11,A,2A,1,0\n2017-11,B,2A,3,3\n2017-12,B,Constabulary,1,0\n"
    )
    mapping = ExtractMapping(codes={c.REFERRAL_SOURCE: {"Constabulary": "6"}})
    rows = counted(path, mapping).group_by(c.DISTRICT, c.REFERRAL_SOURCE, c.REFERRED_ON, c.IS_NFA)
    assert sorted(rows.agg(pl.len()).rows()) == [
        ("A", "2A", NOV, False, 1),
        ("A", "6", NOV, False, 1),
        ("A", "6", NOV, True, 1),
        ("B", "2A", NOV, True, 3),
        ("B", "6", DEC, False, 1),
    ]


def test_files_of_years_are_one_table(write: Write, tmp_path: Path) -> None:
    later = tmp_path / "later.csv"
    later.write_bytes(b"month,referrals,nfa\n2017-12,4,1\n")
    rows = read_referrals([write(b"month,referrals,nfa\n2017-11,7,3\n"), later]).collect()
    assert rows.group_by(c.REFERRED_ON).len().sort(c.REFERRED_ON).rows() == [(NOV, 7), (DEC, 4)]
    again = [write(b"month,referrals,nfa\n2017-12,7,3\n"), later]
    with pytest.raises(FileUnreadableError, match=r"stands twice: 2; need each month once"):
        read_referrals(again)


def test_a_months_totals_stand_for_areas_that_hide_small_counts(write: Write) -> None:
    path = write(
        b"month,area,referrals,nfa\n2017-11,A,9,c\n2017-11,B,8,3\n2017-11,Total,17,5\n"
        b"2017-12,A,6,2\n2017-12,B,*,*\n2017-12,Total,7,2\n"
    )
    rows = counted(path)
    assert c.DISTRICT not in rows.columns
    months = rows.group_by(c.REFERRED_ON).agg(pl.len(), pl.col(c.IS_NFA).sum())
    assert sorted(months.rows()) == [(NOV, 17, 5), (DEC, 7, 2)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("month,area,referrals,nfa\n2017-11,A,9,c\n2017-11,B,8,3\n",
         r"counts hidden or empty \(1\).*; need the referrals and those .* row of totals of each"),
        ("month,area,referrals,nfa\n2017-11,A,9,c\n2017-11,Total,9,c\n", r"counts hidden or empty"),
        ("month,referrals,nfa\n2017-11,9,10\n", r"cannot be: rows with more nfa than referrals: 1"),
        ("month,referrals,nfa\n2017-11,9,1\n2018-01,9,1\n", r"cannot be: months missing between"),
        ("month,referrals,nfa\n2017-11,99999999,1\n", r"add up to 99,999,999 referrals; need at m"),
    ],
)  # fmt: skip
def test_counts_that_no_report_can_be_made_of_are_one_line(
    write: Write, text: str, message: str
) -> None:
    with pytest.raises(FileUnreadableError, match=message) as caught:
        read_referrals(write(text.encode()))
    assert "\n" not in str(caught.value)


def test_counts_and_rows_are_not_one_extract(write: Write, csv: Csv, tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_bytes(b"month,referrals,nfa\n2017-12,4,1\n")
    with pytest.raises(
        FileUnreadableError, match=r"counts\.csv: counts by month beside other file"
    ):
        read_referrals([write(csv()), counts])


def test_no_referral_is_followed_in_counts(write: Write, csv: Csv) -> None:
    counts = read_referrals(write(b"month,referrals,nfa\n2017-12,4,1\n"))
    with pytest.raises(ParametersError, match=r"audit_key: counts by month, in which no single"):
        counted_rows.require_single("audit_key", counts, do="Name rows.")
    counted_rows.require_single("audit_key", read_referrals(write(csv())), do="Name rows.")
