"""One extract in every format gives the same rows; a name that promises another is refused."""

import datetime as dt
import gzip
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from referral_analysis.errors import ColumnMissingError, FileUnreadableError, ParametersError
from referral_analysis.extract import ReadOptions, read_referrals
from referral_analysis.extract.formats import scan

Csv = Callable[..., bytes]
Write = Callable[..., Path]
DATES = ("referred_on", "initial_assessed_on", "core_assessed_on", "section_47_on", "closed_on")
SHEET = ReadOptions(sheet="Referrals", header_row=3)


@pytest.fixture
def extract(csv: Csv, write: Write) -> Path:
    return write(csv({}, {"district": "Château", "closed_on": "", "closure_reason": ""}, {}))


@pytest.fixture
def expected(extract: Path) -> pl.DataFrame:
    return as_text(read_referrals(extract))


def as_text(rows: pl.LazyFrame) -> pl.DataFrame:
    """Collect rows; an Enum is a way to store text."""
    return rows.with_columns(pl.col(pl.Enum).cast(pl.String)).collect()


def fields(extract: Path) -> pl.DataFrame:
    return pl.read_csv(extract, infer_schema=False, null_values="")


def write_workbook(path: Path, rows: pl.DataFrame, *, dates: bool = False) -> Path:
    """Write a workbook with a title above the header, and a second sheet."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Referrals")
        sheet.write(0, 0, "Referrals 2011-12")
        sheet.write_row(2, 0, rows.columns)
        for place, row in enumerate(rows.iter_rows(), start=3):
            for column, (name, field) in enumerate(zip(rows.columns, row, strict=True)):
                if dates and name in DATES and field:
                    sheet.write_datetime(place, column, dt.date.fromisoformat(field), day)
                else:
                    sheet.write(place, column, field)
        book.add_worksheet("Notes").write(0, 0, "Nothing here")
    return path


@pytest.mark.parametrize("dates", [False, True])
def test_a_named_sheet_with_its_header_further_down(
    extract: Path, expected: pl.DataFrame, tmp_path: Path, *, dates: bool
) -> None:
    path = write_workbook(tmp_path / "e.xlsx", fields(extract), dates=dates)
    assert_frame_equal(as_text(read_referrals(path, options=SHEET)), expected)


def test_codes_that_are_numbers_in_a_workbook(csv: Csv, write: Write, tmp_path: Path) -> None:
    rows = fields(write(csv({"referral_source": "10"}, {"referral_source": "6"})))
    typed = rows.with_columns(pl.col("referral_source", "age_at_referral").cast(pl.Int64))
    path = write_workbook(tmp_path / "e.xlsx", typed)
    got = as_text(read_referrals(path, options=SHEET))
    assert got["referral_source"].to_list() == ["10", "6"]
    assert got["age_at_referral"].to_list() == [7, 7]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (ReadOptions(), r"e\.xlsx: no sheet named among Referrals, Notes; need the name of one"),
        (ReadOptions(sheet="List 3"), r"e\.xlsx: no sheet List 3 among Referrals, N"),
        (ReadOptions(sheet="Notes"), r"e\.xlsx, sheet Notes: a header without rows"),
        (ReadOptions(sheet="Notes", header_row=9), r"sheet Notes: no header in its line 9"),
        (ReadOptions(sheet="Referrals", header_row=2), r"sheet Referrals: no header in its line 2"),
    ],
)
def test_a_sheet_that_is_not_there(
    extract: Path, tmp_path: Path, options: ReadOptions, message: str
) -> None:
    path = write_workbook(tmp_path / "e.xlsx", fields(extract))
    with pytest.raises(FileUnreadableError, match=message):
        read_referrals(path, options=options)


def test_the_header_row_counts_from_one() -> None:
    with pytest.raises(ParametersError, match=r"header_row: a number below 1; need the header's"):
        ReadOptions(header_row=0)


def test_a_csv_header_further_down(csv: Csv, write: Write, expected: pl.DataFrame) -> None:
    content = csv({}, {"district": "Château", "closed_on": "", "closure_reason": ""}, {})
    path = write(b'Extract of 2012,"made, here"\r\n\r\n' + content, "titled.csv")
    assert_frame_equal(as_text(read_referrals(path, options=ReadOptions(header_row=3))), expected)


def test_a_header_with_a_line_break_in_it(csv: Csv, write: Write) -> None:
    path = write(csv().replace(b"referred_on", b'"Date of\nreferral"'))
    with pytest.raises(ColumnMissingError, match=r"child_id, Date of referral, district"):
        read_referrals(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_utf_16(
    extract: Path, expected: pl.DataFrame, write: Write, encoding: str, *, is_packed: bool
) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    content = (mark + extract.read_text("utf-8").replace(",", "\t")).encode(encoding)
    path = write(gzip.compress(content) if is_packed else content, "e.txt")
    assert_frame_equal(as_text(read_referrals(path)), expected)


def test_text_that_only_begins_as_utf_16(write: Write) -> None:
    with pytest.raises(FileUnreadableError, match=r"text that begins as UTF-16 and is not"):
        read_referrals(write(b"\xff\xfea"))


def typed(extract: Path) -> pl.DataFrame:
    """Return the rows as a database types them."""
    return fields(extract).with_columns(
        pl.col(DATES[:4]).str.to_date(),
        pl.col("closed_on").str.to_datetime("%Y-%m-%d"),
        pl.col("age_at_referral").cast(pl.Float64),
        pl.col("is_nfa") == "true",
        pl.col("district").cast(pl.Categorical),
    )


def test_parquet_in_its_own_types(extract: Path, expected: pl.DataFrame, tmp_path: Path) -> None:
    typed(extract).write_parquet(tmp_path / "e.parquet")
    assert_frame_equal(as_text(read_referrals(tmp_path / "e.parquet")), expected)


def test_parquet_folder_with_a_column_in_its_names(
    extract: Path, expected: pl.DataFrame, tmp_path: Path
) -> None:
    typed(extract).with_columns(pl.col("district").cast(pl.String)).write_parquet(
        tmp_path / "parts", partition_by="district"
    )
    got = as_text(read_referrals(tmp_path / "parts"))
    assert_frame_equal(got, expected, check_row_order=False, check_column_order=False)


def test_parquet_dates_of_impossible_years_are_marked(extract: Path, tmp_path: Path) -> None:
    rows = typed(extract).with_columns(pl.lit(dt.date(211, 5, 4)).alias("core_assessed_on"))
    rows.write_parquet(tmp_path / "e.parquet")
    got = read_referrals(tmp_path / "e.parquet").collect()
    assert got["core_assessed_on"].null_count() == 3
    assert got["has_unreadable_date"].all()


def test_parquet_files_that_do_not_go_together(extract: Path, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    typed(extract).write_parquet(tmp_path / "parts" / "1.parquet")
    typed(extract).drop("is_nfa").write_parquet(tmp_path / "parts" / "2.parquet")
    message = r"parts: rows that cannot be read; need the same columns in every part"
    with pytest.raises(FileUnreadableError, match=message):
        read_referrals(tmp_path / "parts")


def test_sqlite(extract: Path, expected: pl.DataFrame, tmp_path: Path) -> None:
    rows = fields(extract)
    with sqlite3.connect(tmp_path / "e.db") as database:
        database.execute(f"CREATE TABLE referrals ({', '.join(rows.columns)})")
        marks = ", ".join("?" * rows.width)
        database.executemany(f"INSERT INTO referrals VALUES ({marks})", rows.rows())  # noqa: S608
        database.execute('CREATE VIEW "odd ""name" AS SELECT * FROM referrals')
    database.close()
    for table in ("referrals", 'odd "name'):
        got = as_text(read_referrals(tmp_path / "e.db", options=ReadOptions(table=table)))
        assert_frame_equal(got, expected)
    with pytest.raises(FileUnreadableError, match=r'no table named among odd "name, referrals'):
        read_referrals(tmp_path / "e.db")


def write_duckdb(extract: Path, path: Path) -> Path:
    with duckdb.connect(path) as database:
        database.execute("CREATE TABLE referrals AS FROM read_csv(?)", [str(extract)])
    return path


def test_duckdb(extract: Path, expected: pl.DataFrame, tmp_path: Path) -> None:
    path = write_duckdb(extract, tmp_path / "e.duckdb")
    assert_frame_equal(as_text(read_referrals(path)), expected)
    with pytest.raises(
        FileUnreadableError, match=r"e\.duckdb: no table gone among referrals; .*`t"
    ):
        read_referrals(path, options=ReadOptions(table="gone"))


def test_duckdb_is_an_extra(extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_duckdb(extract, tmp_path / "e.duckdb")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(FileUnreadableError, match=r"a DuckDB file; need the extra `database`"):
        read_referrals(path)


def test_reading_needs_no_pyarrow(
    extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert read_referrals(write_duckdb(extract, tmp_path / "e.duckdb")).collect().height == 3
    book = write_workbook(tmp_path / "e.xlsx", fields(extract))
    assert read_referrals(book, options=SHEET).collect().height == 3


def test_the_mark_of_an_open_workbook_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "~$ours.xlsx").write_bytes(b"somebody")
    with pytest.raises(FileUnreadableError, match=r"Close it in Excel, and name ours\.xlsx\."):
        scan(tmp_path / "~$ours.xlsx")


def test_a_file_that_another_program_holds_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object, **__: object) -> None:
        raise PermissionError

    (tmp_path / "ours.xlsx").write_bytes(b"PK")
    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(
        FileUnreadableError, match=r"ours\.xlsx: it cannot be opened \(PermissionError\).*Close it"
    ):
        scan(tmp_path / "ours.xlsx")
