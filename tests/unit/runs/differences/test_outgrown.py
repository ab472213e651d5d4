"""A file of a run that is too large to be compared is a difference by its size."""

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest

from referral_analysis.extract import limits
from referral_analysis.report.page.workbook import Cover, Download, workbook
from referral_analysis.runs.differences import WHOLE, Difference, between, outgrown
from referral_analysis.runs.differences.outgrown import ROOM, TIMES


def files(place: Path, name: str, had: bytes, made: bytes) -> tuple[Path, Path]:
    paths = place / f"had_{name}", place / f"made_{name}"
    for path, text in zip(paths, (had, made), strict=True):
        path.write_bytes(text)
    return paths


@pytest.fixture(scope="module")
def book() -> bytes:
    csv = "Month,Count\n2011-04,41\n"
    months = Download(name="months", title="Months", csv=csv, formats=("month", "count"))
    return workbook(Cover(title="T", brand="B", made_on=dt.date(2012, 1, 20)), [months])


def test_a_file_is_compared_up_to_some_times_the_size_of_the_one_made_again(tmp_path: Path) -> None:
    most = TIMES * 1_000 + ROOM
    for size, found in ((1_000, None), (most, None)):
        assert outgrown("a.csv", *files(tmp_path, "a.csv", b"a" * size, b"b" * 1_000)) is found
    assert outgrown(
        "a.csv", *files(tmp_path, "a.csv", b"a" * (most + 1), b"b" * 1_000)
    ) == Difference(file="a.csv", place=WHOLE, old="1,004,001 bytes", new="1,000 bytes")


def test_a_workbook_is_compared_unless_it_unfolds_without_an_end(
    tmp_path: Path, book: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outgrown("tables.xlsx", *files(tmp_path, "a.xlsx", book, book)) is None
    assert outgrown("tables.xlsx", *files(tmp_path, "b.xlsx", b"no workbook", book)) is None
    large = Difference(
        file="tables.xlsx", place=WHOLE, old="a workbook too large to be read", new="a workbook"
    )
    assert (
        outgrown("tables.xlsx", *files(tmp_path, "c.xlsx", far_cell(tmp_path, book), book)) == large
    )
    monkeypatch.setattr(limits, "allowed", lambda _: 0)
    assert outgrown("tables.xlsx", *files(tmp_path, "d.xlsx", book, book)) == large


def far_cell(place: Path, book: bytes) -> bytes:
    """Give the first sheet of a workbook one cell more, the last of the last row."""
    path = place / "far.xlsx"
    path.write_bytes(book)
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(path) as was:
        parts = {one.filename: was.read(one) for one in was.infolist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", cell.encode())
    with zipfile.ZipFile(path, "w") as now:
        for part, text in parts.items():
            now.writestr(part, text)
    return path.read_bytes()


def test_a_notebook_of_brackets_within_brackets_is_compared_as_text() -> None:
    deep = ("[" * 100_000).encode()
    (found,) = between("report.ipynb", deep, json.dumps({"cells": []}).encode())
    assert found.file == "report.ipynb"
    assert found.old.startswith("[[[")
