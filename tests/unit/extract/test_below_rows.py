"""What tools write below the rows, times that lost their zone, and headers that are a record."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import read_referrals
from referral_analysis.extract.below_rows import filters_at, require_all_rows, require_no_full_sheet

HEADER = "referral_id,child_id,referred_on,is_nfa"
LONDON = "Europe/London"


def lines(n: int) -> list[str]:
    first = dt.date(2014, 1, 6)
    return [f"R{i},C{i},{first + dt.timedelta(days=i)},{'NY'[i % 2]}" for i in range(n)]


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "below",
    [
        "Exported data exceeded the allowed volume. Some data may have been omitted.",
        "Row limit reached",
        "Results were truncated to 5000 rows",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_line_that_says_that_rows_were_left_out_stops(
    tmp_path: Path, below: str, encoding: str
) -> None:
    text = "\n".join([HEADER, *lines(40), "", f'"{below}"'])
    with pytest.raises(FileUnreadableError, match=r"says that some were left out; need all rows"):
        read_referrals(written(tmp_path, text, encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["", "\r\n"])
def test_filters_below_the_rows_are_no_row(tmp_path: Path, encoding: str, end: str) -> None:
    text = "\r\n".join([HEADER, *lines(40), "", '"Applied filters:\r\nTeam is Café, or\r\nnone"'])
    assert read_referrals(written(tmp_path, text + end, encoding)).collect().height == 40


def test_words_of_filters_inside_a_field_are_left_where_they_are() -> None:
    assert filters_at("R1,C1,2014-01-06,No filters applied\nR2") is None
    assert filters_at('R1,C1\n\n"Applied filters:\nx"') == len("R1,C1")
    assert filters_at("\n" * 60_000 + "No filters applied") == 0
    assert filters_at("R1\n" * 20_000 + "\n" * 60_000) is None
    require_all_rows("a.csv", "R1,the row limit of his patience,2014-01-06")


def test_a_full_sheet_was_cut_off_and_one_of_empty_rows_was_not() -> None:
    full = pl.DataFrame({"referral_id": ["R1"]}).select(pl.col("referral_id").repeat_by(65_535))
    rows = full.explode("referral_id")
    with pytest.raises(FileUnreadableError, match=r"65,535 rows, as many as a spreadsheet holds"):
        require_no_full_sheet("old.csv", rows)
    require_no_full_sheet("old.csv", rows.head(65_534))
    ghost = pl.concat([rows.head(65_534), pl.DataFrame({"referral_id": [None]}, rows.schema)])
    require_no_full_sheet("old.csv", ghost)


def midnights(n: int, *, at: str = "UTC") -> pl.Series:
    """Return midnights in London over two years, as times of another zone that was then lost."""
    days = pl.datetime_range(
        dt.datetime(2014, 1, 6), dt.datetime(2016, 1, 6), "1d", time_zone=LONDON, eager=True  # noqa: DTZ001 - local
    ).head(n)  # fmt: skip
    return days.dt.convert_time_zone(at).dt.replace_time_zone(None)


@pytest.mark.parametrize("kind", ["text", "parquet"])
def test_midnights_in_london_written_in_utc_are_refused(tmp_path: Path, kind: str) -> None:
    times = midnights(500)
    rows = pl.DataFrame({
        "referral_id": [f"R{i}" for i in range(500)], "child_id": [f"C{i}" for i in range(500)],
        "referred_on": times, "is_nfa": [i % 3 == 0 for i in range(500)],
    })  # fmt: skip
    path = tmp_path / f"export.{'csv' if kind == 'text' else 'parquet'}"
    if kind == "text":
        rows.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
    else:
        rows.write_parquet(path)
    n_summer = (times.dt.hour() == 23).sum()
    with pytest.raises(ValueUnreadableError, match=rf"times of 23:00 in summer \({n_summer}\)"):
        read_referrals(path)


def test_times_that_are_no_midnights_of_utc_are_taken_as_written(tmp_path: Path) -> None:
    own = midnights(500, at=LONDON)
    late = own + pl.Series([dt.timedelta(hours=23 * (i % 2)) for i in range(500)])
    for times in (own, late, midnights(500) + dt.timedelta(minutes=5)):
        rows = pl.DataFrame({
            "referral_id": [f"R{i}" for i in range(500)],
            "child_id": [f"C{i}" for i in range(500)],
            "referred_on": times, "is_nfa": [i % 3 == 0 for i in range(500)],
        })  # fmt: skip
        rows.write_parquet(tmp_path / "export.parquet")
        got = read_referrals(tmp_path / "export.parquet").collect()["referred_on"]
        assert got.to_list() == times.dt.date().to_list()


@pytest.mark.parametrize(
    "first",
    [
        "Q700012,00418823,02-Apr-2013,Y",
        "Q700012,00418823,2 April 2013,Y",
        "referral_id,R000017,R000018,R000019",
        "4471,8823,20130402,1",
    ],
)
def test_a_record_in_the_headers_place_is_not_quoted(tmp_path: Path, first: str) -> None:
    with pytest.raises(FileUnreadableError, match="no header in its first line") as told:
        read_referrals(written(tmp_path, "\n".join([first, *lines(30)])))
    assert not any(cell in str(told.value) for cell in first.split(",")[1:])


def test_headers_with_a_number_in_them_are_headers(tmp_path: Path) -> None:
    header = f"{HEADER},S47 2013,Q1,2014/15 team,Age at 31 March 2015"
    rows = [f"{line},,,," for line in lines(30)]
    assert read_referrals(written(tmp_path, "\n".join([header, *rows]))).collect().height == 30


def test_utf_32_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match="UTF-32 text; need UTF-8"):
        read_referrals(written(tmp_path, "\n".join([HEADER, *lines(30)]), "utf-32"))
