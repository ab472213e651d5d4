"""Plain days are read at once, and anything else value by value, with what it says of them."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.extract import ExtractMapping, check, plain_days, read_referrals
from referral_analysis.extract.columns import HAS_STAND_IN_DATE, HAS_UNREADABLE_DATE

HEADER = "referral_id,child_id,referred_on,is_nfa,closed_on"
ROWS = 700  # more than are looked at beforehand


def written(folder: Path, closed: dict[int, str]) -> Path:
    """Write referrals a day, the closures a day later but for some."""
    first = dt.date(2012, 2, 1)
    days = [first + dt.timedelta(days=n) for n in range(ROWS + 1)]
    lines = [f"R{n},C{n},{days[n]},{'NY'[n % 2]},{closed.get(n, days[n + 1])}" for n in range(ROWS)]
    path = folder / "years.csv"
    path.write_text("\n".join([HEADER, *lines]), "utf-8")
    return path


def test_plain_and_empty_days_are_days(tmp_path: Path) -> None:
    got = read_referrals(written(tmp_path, {3: "", 650: "NULL"})).collect()
    assert got["closed_on"].null_count() == 2
    assert got["closed_on"][699] == dt.date(2012, 2, 1) + dt.timedelta(days=700)
    assert not got[HAS_UNREADABLE_DATE].any()


@pytest.mark.parametrize(
    ("late", "day", "mark"),
    [
        ("2013-12-21 00:00", dt.date(2013, 12, 21), None),
        (" 2013-12-21 ", dt.date(2013, 12, 21), None),
        ("21 Dec 2013", dt.date(2013, 12, 21), None),
        ("1900-01-01", None, HAS_STAND_IN_DATE),
        ("2013-02-30", None, HAS_UNREADABLE_DATE),
        ("0213-12-21", None, HAS_UNREADABLE_DATE),
        ("see file", None, HAS_UNREADABLE_DATE),
        ("N/A", None, None),
    ],
)
@pytest.mark.parametrize("row", [2, 690])
def test_one_field_that_is_not_plain_is_read_wherever_it_stands(
    tmp_path: Path, late: str, day: dt.date | None, mark: str | None, row: int
) -> None:
    path = written(tmp_path, {row: late})
    got = read_referrals(path).collect()
    assert got["closed_on"][row] == day
    assert got["closed_on"].drop_nulls().len() == ROWS - (day is None)
    for name in (HAS_STAND_IN_DATE, HAS_UNREADABLE_DATE):
        marked = got[name].arg_true().to_list() if name in got.columns else []
        assert marked == ([row] if name == mark else [])
    if mark == HAS_UNREADABLE_DATE:
        (unread,) = check(got.lazy(), extract_date=dt.date(2015, 1, 1)).unread_dates
        assert (unread.column, unread.row) == ("closed_on", row + 1)


def test_a_mapping_of_days_is_kept(tmp_path: Path) -> None:
    mapping = ExtractMapping(codes={"closed_on": {"2012-02-09": ""}})
    got = read_referrals(written(tmp_path, {}), mapping).collect()
    assert got["closed_on"].null_count() == 1


def test_years_in_which_a_day_may_stand_for_none_are_looked_at() -> None:
    ends = [
        ("1901-01-01", True),
        ("2098-12-31", True),
        ("1900-12-31", False),
        ("2099-01-01", False),
    ]
    for text, is_plain in ends:
        days = pl.Series([dt.date(2012, 1, 1), dt.date.fromisoformat(text), None])
        assert plain_days.has_plain_years(days) is is_plain
    assert plain_days.has_plain_years(pl.Series([None], dtype=pl.Date))
