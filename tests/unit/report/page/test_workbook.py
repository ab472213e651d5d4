"""The workbook: what the Analysis Function asks of one, the CSV's figures, nothing that runs."""

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import polars as pl
import pytest

from referral_analysis.report.page.tables import Column, Table, csv_of, download_of
from referral_analysis.report.page.workbook import Cover, Download, workbook

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@x",
    "\t=1",
    "\r=1",
    " =1+1",
    "\N{FULLWIDTH EQUALS SIGN}1",
    "https://example.org/",
    "{=1}",
)
COVER = Cover(
    title="Did they fall?",
    brand="=A Board",
    made_on=dt.date(2012, 1, 20),
    facts=(("Data as at", "end of December 2011"),),
    warning="Synthetic data.",
    colophon="Made by: a test",
)
COLUMNS = (
    Column(name="month", label="Month", format="month"),
    Column(name="district", label="District"),
    Column(name="referrals", label="Referrals", format="count"),
    Column(name="share", label="Share", format="percent", unit="a year before"),
    Column(name="again", label="Share", format="change", unit="a year before"),
)


def download(names: tuple[str, ...] = HOSTILE, *, name: str = "districts") -> Download:
    size = len(names)
    frame = pl.DataFrame(
        {
            "month": [dt.date(2011, 5, 1)] * size,
            "district": names,
            "referrals": [1234, *[None] * (size - 1)],
            "share": [0.2471, *[None] * (size - 1)],
            "again": [0.88] * size,
        },
        schema_overrides={"referrals": pl.Int64, "share": pl.Float64},
    )
    table = Table(
        frame=frame,
        columns=COLUMNS,
        caption="Referrals by district",
        suppressed=pl.DataFrame({"referrals": [False, *[True] * (size - 1)]}),
        notes=("Numbers are rounded.", "Source: the extract."),
    )
    made = download_of(table, name)
    return Download(
        name=name,
        title=made["caption"],
        csv=csv_of(table),
        formats=tuple(made["formats"]),
        notes=tuple(made["notes"]),
    )


def opened(*downloads: Download) -> Any:  # noqa: ANN401 - openpyxl has no types
    return openpyxl.load_workbook(io.BytesIO(workbook(COVER, downloads)))


@pytest.fixture(scope="module")
def book() -> Any:  # noqa: ANN401 - openpyxl has no types
    return opened(download(), download(("Ashford", "Dover"), name="again"))


def test_the_same_tables_give_the_same_bytes_dated_by_the_report() -> None:
    packed = workbook(COVER, [download()])
    assert packed == workbook(COVER, [download()])
    book = openpyxl.load_workbook(io.BytesIO(packed))
    assert book.properties.created == book.properties.modified == dt.datetime(2012, 1, 20)  # noqa: DTZ001 - Excel's
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {part.date_time[:3] for part in archive.infolist()} == {(1980, 1, 1)}


def test_a_cover_then_contents_notes_and_a_sheet_a_table(book: Any) -> None:  # noqa: ANN401
    assert book.sheetnames == ["Cover", "Contents", "Notes", "1 districts", "2 again"]
    assert book.active.title == "Cover"
    cover = [row[0] for row in book["Cover"].iter_rows(values_only=True)]
    assert cover[:4] == ["Did they fall?", "=A Board", "Synthetic data.",
                         "Data as at: end of December 2011"]  # fmt: skip
    assert "[c]: not shown, to protect children's identities." in cover
    assert cover[-1] == "Made by: a test"


def test_every_sheet_has_its_title_in_a1_and_at_most_one_named_table(book: Any) -> None:  # noqa: ANN401
    for sheet in book.worksheets:
        assert isinstance(sheet["A1"].value, str)
        assert sheet["A1"].font.bold
        assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Arial"}
        assert len(sheet.tables) == (sheet.title != "Cover")
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
    names = [name for sheet in book.worksheets for name in sheet.tables]
    assert names == ["table_contents", "table_notes", "table_1_districts", "table_2_again"]


def test_a_table_begins_at_column_a_has_no_empty_cell_and_no_heading_twice(book: Any) -> None:  # noqa: ANN401
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A")
        heads, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
        assert len(set(heads)) == len(heads)
        assert rows
        assert None not in [value for row in rows for value in row]
        above = [row[0].value for row in sheet.iter_rows(max_row=sheet[table.ref][0][0].row - 1)]
        assert None not in above


def test_shorthand_stands_where_there_is_no_figure_and_is_explained(book: Any) -> None:  # noqa: ANN401
    sheet = book["1 districts"]
    lines = [sheet.cell(row, 1).value for row in range(1, 6)]
    assert lines == [
        "Referrals by district [note 1] [note 2]",
        "This worksheet contains one table.",
        "Its notes are in the worksheet Notes.",
        "[c]: not shown, to protect children's identities.",
        "[x]: no figure.",
    ]
    assert [cell.value for cell in sheet[8]][2:] == ["[c]", "[x]", -12]


def test_notes_are_numbered_once_for_the_whole_workbook(book: Any) -> None:  # noqa: ANN401
    rows = list(book["Notes"].iter_rows(min_row=3, values_only=True))
    assert rows == [
        ("Note", "Text"),
        ("[note 1]", "Numbers are rounded."),
        ("[note 2]", "Source: the extract."),
    ]


def test_contents_lead_to_each_table(book: Any) -> None:  # noqa: ANN401
    sheet = book["Contents"]
    for row, name in enumerate(["1 districts", "2 again"], start=4):
        assert sheet.cell(row, 1).value == name
        assert sheet.cell(row, 1).hyperlink.location == f"'{name}'!A1"
        assert sheet.cell(row, 2).value == "Referrals by district [note 1] [note 2]"


def test_figures_and_dates_are_numbers_those_of_the_csv(book: Any) -> None:  # noqa: ANN401
    month, _, *figures = (cell for cell in book["1 districts"][7])
    assert month.value == dt.datetime(2011, 5, 1)  # noqa: DTZ001 - Excel's times have no zone
    assert month.number_format == "mmmm yyyy"
    assert [cell.value for cell in figures] == [1234, 24.7, -12]
    assert figures[0].number_format == "#,##0"
    first = list(csv.reader(io.StringIO(download().csv)))[1]
    assert first[2:] == ["1234", "24.7", "-12"]


def test_nothing_runs_whatever_a_district_is_called(book: Any) -> None:  # noqa: ANN401
    sheet = book["1 districts"]
    cells = [sheet.cell(row, 2) for row in range(7, 7 + len(HOSTILE))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    shown = [cell.value for cell in cells]
    assert all(text.startswith("'") for text in shown[:8])
    assert shown[8:] == ["https://example.org/", "{=1}"]
    with zipfile.ZipFile(io.BytesIO(workbook(COVER, [download()]))) as archive:
        for part in archive.namelist():
            assert b"<f>" not in archive.read(part)
            assert b'TargetMode="External"' not in archive.read(part)


def test_no_field_of_the_csv_begins_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(download().csv)))
    names = [row[1] for row in rows[1:]]
    plain = [name.replace("\t", " ").replace("\r", " ") for name in HOSTILE]
    assert [name.removeprefix("'") for name in names] == plain
    assert all(name[0] == "'" for name in names[:8])


def test_a_heading_made_of_data_is_harmless_too() -> None:
    frame = pl.DataFrame({"a": ["x"], "b": ["y"]})
    columns = (Column(name="a", label="=1+1"), Column(name="b", label="@x"))
    assert csv_of(Table(frame=frame, columns=columns, caption="T")) == "'=1+1,'@x\nx,y\n"


def test_a_table_without_rows_says_so_and_long_names_stay_apart() -> None:
    empty = Download(name="x" * 40, title="T", csv="A,B\n", formats=("text", "count"))
    book = opened(empty, replace(empty, name="x" * 41))
    assert book.sheetnames[-2:] == ["1 " + "x" * 29, "2 " + "x" * 29]
    assert [cell.value for cell in book.worksheets[-1][5]] == ["[x]", "[x]"]
    assert "Notes" not in book.sheetnames


def test_a_report_without_tables_has_a_workbook_that_opens() -> None:
    assert opened().sheetnames == ["Cover", "Contents"]


def test_a_row_is_as_high_as_the_lines_of_its_longest_text() -> None:
    """LibreOffice fits no row by itself: it wrote one line over the next."""
    long = "Tunbridge " * 20
    book = opened(download((long, "Dover")))
    sheet = book["1 districts"]
    top = sheet.max_row - 2
    wide = max(sheet.column_dimensions[column].width for column in "ABCDE")
    assert sheet.row_dimensions[top + 1].height >= 15 * len(long) / wide
    assert sheet.row_dimensions[top + 2].height is None


def test_every_sheet_prints_with_its_columns_side_by_side_and_its_headings_on_each_page(
    book: Any,  # noqa: ANN401
) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page wide where the file is silent
        assert sheet.page_setup.fitToHeight == 0
        for table in sheet.tables.values():
            top = re.search(r"\d+", table.ref)
            assert top is not None
            assert sheet.print_title_rows == f"${top[0]}:${top[0]}"
