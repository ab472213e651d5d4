"""Small files that unfold without an end: each one line, within ten seconds and 1 GB."""

import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest

SECONDS, MIB = 10, 1_000_000_000 >> 20
"""Of the processor, start included; and the most memory at once. The clock has six times as long,
as other programs run beside these."""
MB = 1_000_000
ROW = {
    "referral_id": "R7",
    "child_id": "C7",
    "referred_on": "2016-05-04",
    "district": "East",
    "referral_source": "6",
    "primary_need": "N4",
    "is_nfa": "true",
    "closed_on": "2016-06-07",
    "closure_reason": "RC7",
}
CSV = ",".join(ROW).encode() + b"\n" + ",".join(ROW.values()).encode() + b"\n"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
URN = "urn:oasis:names:tc:opendocument:xmlns:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a command came to: its exit code, what it said, seconds of processor and MiB."""

    code: int
    said: str
    seconds: float
    mib: int


WATCH = """
import json, os, subprocess, sys, threading
with open("said", "wb") as said:
    child = subprocess.Popen(
        [sys.executable, "-m", "referral_analysis", *sys.argv[2:]],
        stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
    )
    stop = threading.Timer(float(sys.argv[1]), child.kill)
    stop.start()
    _, status, used = os.wait4(child.pid, 0)
    stop.cancel()
code, seconds = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
print(json.dumps([code, seconds, used.ru_maxrss]))
"""
"""Runs a command and measures it. A process begins with the memory of the one that started it, so
it is started by a small one, and not by that of the tests."""


def measured(*words: str, place: Path) -> Ended:
    """Run a command by itself, and measure it; it is stopped after six times its seconds."""
    watched = subprocess.run(
        [sys.executable, "-c", WATCH, str(6 * SECONDS), *words],
        cwd=place, check=True, capture_output=True, text=True,
    )  # fmt: skip
    code, seconds, kib = json.loads(watched.stdout)
    said = (place / "said").read_text("utf-8")
    return Ended(code=code, said=said, seconds=seconds, mib=kib >> 10)


def cells(number: int, values: list[str], column: str = "") -> str:
    """Write a row of text cells; a column's letters put the last one there."""
    places = [chr(65 + place) for place in range(len(values))]
    if column:
        places[-1] = column
    texts = "".join(
        f'<c r="{place}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for place, value in zip(places, values, strict=True)
    )
    return f'<row r="{number}">{texts}</row>'


def workbook(
    path: Path, rows: list[str], *, sheets: int = 1, strings: bytes = b"", times: int = 0
) -> None:
    """Write a workbook of sheets alike, and a table of shared texts that says its texts again."""
    names = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="r1"/>' for i in range(1, sheets + 1))
    sheet = f"{OFFICE}/worksheet"
    shared = f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="texts.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        z.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        z.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        z.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        )
        z.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{sheet}" '
            f'Target="worksheets/sheet1.xml"/>{shared}</Relationships>',
        )
        with z.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for row in rows:
                part.write(row.encode())
            part.write(b"</sheetData></worksheet>")
        with z.open("xl/texts.xml", "w") as part:
            part.write(f'<sst xmlns="{MAIN}">'.encode())
            for _ in range(times):
                part.write(strings)
            part.write(b"</sst>")


HEAD, BODY = cells(1, list(ROW)), cells(2, list(ROW.values()))


def far_cell(path: Path) -> None:
    workbook(path, [HEAD, BODY, cells(1_048_576, ["Zz"], "XFD")])


def cells_in_all(path: Path) -> None:
    """Write sheets of which each is within the limit, and all together beyond it."""
    workbook(path, [HEAD, BODY, cells(900_000, ["Zz"], "H")], sheets=40)


def zip_bomb(path: Path) -> None:
    workbook(path, [HEAD, *[BODY * 2_000] * 400])


def shared_texts(path: Path) -> None:
    workbook(path, [HEAD, BODY], strings=b"<si><t>Zz</t></si>" * 50_000, times=100)


def sheets(path: Path) -> None:
    workbook(path, [HEAD, BODY], sheets=60_000)


def laughs(path: Path) -> None:
    """Write an OpenDocument whose entities stand for ten thousand million letters."""
    entities = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        z.writestr(
            "content.xml",
            f'<!DOCTYPE x [<!ENTITY a "Zzzzzzzzzz">{entities}]><office:document-content '
            f'xmlns:office="{URN}office:1.0">&j;</office:document-content>',
        )


def packed(path: Path, start: bytes, piece: bytes, times: int) -> None:
    with gzip.open(path, "wb", 1) as file:
        file.write(start)
        for _ in range(times):
            file.write(piece)


def many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as z:
        for place in range(30_000):
            z.writestr(f"{place}.csv", CSV)


def zip_in_zip(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as z:
        z.writestr("rows.csv", CSV)
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("inner.zip", inner.getvalue())


def rows_of_nothing(path: Path) -> None:
    """Write a Parquet file of four million rows of one value, which takes it a few bytes each."""
    one = pl.DataFrame(ROW).select(pl.all().repeat_by(1).explode())
    pl.concat([one.select(pl.all().sample(500_000, with_replacement=True))] * 8).write_parquet(
        path, compression="zstd"
    )


def long_value(path: Path) -> None:
    """Write a Parquet file in which one long value stands once, and in every row."""
    ids = pl.DataFrame({"referral_id": [f"R{place}" for place in range(40_000)]})
    rest = [pl.lit(value).alias(name) for name, value in ROW.items() if name != "referral_id"]
    ids.lazy().with_columns(rest).with_columns(district=pl.lit("Z" * 20_000)).sink_parquet(path)


def sqlite_file(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for one in statements:
            database.execute(one)
        database.commit()


VALUES = ", ".join(f"'{value}' AS {name}" for name, value in list(ROW.items())[:-1])
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
COLUMNS = ", ".join(f"{name} text" for name in list(ROW)[:-1])
INSERTED = ", ".join(f"'{value}'" for value in list(ROW.values())[:-1])


def made(value: str) -> str:
    """Return the statement of a table whose last column is made when it is read."""
    return f"CREATE TABLE r ({COLUMNS}, closure_reason text GENERATED ALWAYS AS ({value}))"


def view(path: Path, rest: str) -> None:
    """Write a SQLite file whose view makes rows without an end; rest: its last column and on."""
    sqlite_file(path, f"CREATE VIEW r AS {ENDLESS} SELECT {VALUES}, {rest}")


def endless(path: Path) -> None:
    view(path, "i AS closure_reason FROM n")


def wide_view(path: Path) -> None:
    view(path, "hex(zeroblob(40000)) AS closure_reason FROM n LIMIT 100000")


def long_blob(path: Path) -> None:
    view(path, "zeroblob(900000000) AS closure_reason FROM n")


def made_column(path: Path) -> None:
    rows = " UNION ALL ".join([f"SELECT {INSERTED}"] * 400)
    names = ", ".join(list(ROW)[:-1])
    sqlite_file(
        path, made("hex(zeroblob(40000)) || referral_id"), *[f"INSERT INTO r ({names}) {rows}"] * 5
    )


def duck(path: Path, *statements: str) -> None:
    with duckdb.connect(path) as database:
        for one in statements:
            database.execute(one)


def duck_made_column(path: Path) -> None:
    duck(
        path,
        made("repeat('z', 100000000) || referral_id"),
        f"INSERT INTO r SELECT {INSERTED} FROM range(8)",  # noqa: S608 - the test's own
    )


def duck_endless(path: Path) -> None:
    last = "i::varchar AS closure_reason FROM n"
    duck(path, f"CREATE VIEW r AS {ENDLESS} SELECT {VALUES}, {last}")


def duck_wide(path: Path) -> None:
    long = "repeat('z', 5000000) || i AS closure_reason FROM range(2000) n(i)"
    duck(path, f"CREATE VIEW r AS SELECT {VALUES}, {long}")


def duck_other_file(path: Path) -> None:
    (path.parent / "other.csv").write_text("Zz-secret\n")
    other = f"(SELECT * FROM read_csv('{path.parent / 'other.csv'}', header = false))"  # noqa: S608 - the test's own
    duck(path, f"CREATE VIEW r AS SELECT {VALUES}, {other} AS closure_reason")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def loop(path: Path) -> None:
    path.symlink_to(path)


def folder_of_devices(path: Path) -> None:
    path.mkdir()
    (path / "a.parquet").symlink_to("/dev/zero")


Write = Callable[[Path], object]
FILES: Mapping[str, tuple[Write, str]] = {
    "far_cell.xlsx": (far_cell, "cells up to row 1,048,576 and column 16,384, far from the rest"),
    "cells_in_all.xlsx": (cells_in_all, "cells; need sheets of at most 8,000,000 cells together"),
    "zip_bomb.xlsx": (zip_bomb, "a workbook that unpacks to"),
    "shared_texts.xlsx": (shared_texts, "a workbook of 5,000,000 texts"),
    "sheets.xlsx": (sheets, "60,000 sheets"),
    "laughs.ods": (laughs, "a workbook that cannot be opened"),
    "bomb.csv.gz": (lambda p: packed(p, CSV, b"Z" * MB, 1_500), "a line of more than 16 MB"),
    "blank.csv.gz": (lambda p: packed(p, CSV, b"\n" * MB, 60), "more than 1,000,000 rows in"),
    "commas.csv": (lambda p: p.write_bytes(CSV + b",\n" * 20 * MB), "more than 1,000,000 rows in"),
    "line.csv": (lambda p: p.write_bytes(CSV + b"Z" * 200 * MB), "a line of more than 16 MB"),
    "columns.csv": (
        lambda p: p.write_bytes(CSV.replace(b"\n", b"," * 2 * MB + b"\n", 1)),
        "a field of more than",
    ),
    "fields.csv": (lambda p: p.write_bytes(CSV + b"Zz" + b"," * 2 * MB + b"\n"), "columns"),
    "quotation.csv": (
        lambda p: p.write_bytes(CSV + b'"' + CSV * 200_000),
        "rows that cannot be split",
    ),
    "field.csv": (lambda p: p.write_bytes(b"Z" * 9 * MB + CSV), "a field of more than 131,072"),
    "wide.csv": (
        lambda p: p.write_bytes("".join([CSV.decode(), "Z" * 30 * MB]).encode("utf-16")),
        "a line of more than 16 MB",
    ),
    "many_members.zip": (many_members, "a zip archive of 30000 files"),
    "zip_in_zip.zip": (zip_in_zip, "in a zip archive; need it unpacked"),
    "rows.parquet": (rows_of_nothing, "more than 1,000,000 rows in 0 MB"),
    "long_value.parquet": (long_value, "a file that holds more than 64 MB of text in 0 MB"),
    "endless.sqlite": (endless, "a view that gives more than 5,000,000 rows, or takes more than"),
    "wide_view.sqlite": (wide_view, "far more than the file"),
    "long_blob.sqlite": (long_blob, "a value of more than 100,000 characters"),
    "made_column.sqlite": (made_column, "far more than the file"),
    "endless.duckdb": (duck_endless, "a view that gives more than 5,000,000 rows, or takes more"),
    "made_column.duckdb": (duck_made_column, "table r: a column that is made when it is read"),
    "wide.duckdb": (duck_wide, "view r: "),
    "other_file.duckdb": (duck_other_file, "a view that reads outside its own file"),
    "deep.json": (lambda p: p.write_bytes(b'[{"la_child_id":' + b"[" * MB), "JSON that breaks off"),
    "objects.json.gz": (
        lambda p: packed(p, b'[{"la_child_id":"1"},', b"{}," * 300_000, 66),
        "more than 2,970,001 rows in",
    ),
    "nulls.json.gz": (
        lambda p: packed(p, b'[{"la_child_id":"1"},', b"null," * 200_000, 60),
        "rows in",
    ),
    "deep.xml": (lambda p: p.write_bytes(b"<Message>" + b"<a>" * MB), "XML that breaks off"),
    "entities.xml": (
        lambda p: p.write_bytes(b'<!DOCTYPE x [<!ENTITY a "Zz">]><Message>&a;</Message>'),
        "a document type declaration, which can hold entities",
    ),
    "pipe.csv": (pipe, "a device or a pipe"),
    "device.csv": (device, "a device or a pipe"),
    "loop.csv": (loop, "no such file"),
    "devices": (folder_of_devices, "a device or a pipe"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_extract_is_one_line_soon_and_small(tmp_path: Path, name: str) -> None:
    write, said = FILES[name]
    write(tmp_path / name)
    ended = measured("check", name, place=tmp_path)
    assert ended.code == 2, ended.said
    assert ended.said.count("\n") == 1
    assert ended.said.startswith("referral-analysis: ")
    assert said in ended.said
    assert "Zz" not in ended.said
    assert ended.seconds < SECONDS
    assert ended.mib < MIB


ALIASES = "a0: &a0 [z, z]\n" + "".join(
    f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40)
)
TEXTS: Mapping[str, tuple[Write, str]] = {
    "pipe.yaml": (pipe, "a device or a pipe"),
    "device.yaml": (device, "a device or a pipe"),
    "aliases.yaml": (lambda p: p.write_text(ALIASES), "found an alias"),
    "deep.yaml": (lambda p: p.write_text("a: " + "[" * 200_000), "no YAML of parameters"),
    "large.yaml": (lambda p: p.write_bytes(b"# Zz\n" * 2 * MB), "10 MB; need at most 1 MB"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_release_file_is_one_line_soon_and_small(tmp_path: Path, name: str) -> None:
    write, said = TEXTS[name]
    write(tmp_path / name)
    ended = measured("run", name, place=tmp_path)
    assert ended.code in {2, 4}, ended.said
    assert ended.said.count("\n") == 1
    assert said in ended.said
    assert ended.seconds < SECONDS
    assert ended.mib < MIB
