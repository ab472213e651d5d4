"""Two hundred files that no system should write, by seed: each is read, or refused in a line."""

import datetime as dt
import gzip
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from referral_analysis.cli import commands
from referral_analysis.errors import ReferralAnalysisError

TODAY = dt.date(2026, 11, 20)
Rng = np.random.Generator
Write = Callable[[Path, pl.DataFrame, Rng], Path]
JUNK = (
    "", " ", "-", "N/A", "nan", "0", "-1", "1e309", "1.5E+12", "99999999999999999999", "TRUE", "y",
    "31/02/2016", "2016-13-01", "00/00/0000", "1900-01-00", "42370.5", "12:30", "2016-02-30T25:61Z",
    '"', "'", "a,b", "a;b", "a\nb", "a\tb", "=1+1", "\u200b", "\ufeff", "\U0001f600", "é" * 40,
    "x" * 3_000, "<a>", "&amp;", "{}", "NULL", "\\N", "#REF!", "ÿþ", "%s", "../..", "RC8;RC7",
)  # fmt: skip


def council(rng: Rng) -> pl.DataFrame:
    """Four hundred referrals over two years, as text; ids begin with letters no message has."""
    rows = 400
    days = np.sort(rng.integers(0, 730, rows))
    first = dt.date(2015, 4, 1)
    referred = [first + dt.timedelta(days=int(day)) for day in days]
    is_nfa = rng.random(rows) < 0.3
    closed = [day + dt.timedelta(days=int(rng.integers(1, 90))) for day in referred]
    return pl.DataFrame(
        {
            "Referral ID": [f"QZR{n:05}" for n in range(rows)],
            "Child ID": [f"QZK{n:05}" for n in rng.integers(0, 300, rows)],
            "Referral Date": [f"{day:%d/%m/%Y}" for day in referred],
            "District": rng.choice(["North", "South"], rows),
            "Referral Source": rng.choice(["6", "2A", "Police", "School"], rows),
            "Primary Need": rng.choice(["N1", "N4", "N5"], rows),
            "NFA": np.where(is_nfa, "Y", "N"),
            "Assessment Date": [
                "" if no else f"{day:%d/%m/%Y}" for no, day in zip(is_nfa, closed, strict=True)
            ],
            "Closure Date": [f"{day:%d/%m/%Y}" for day in closed],
            "Closure Reason": rng.choice(["RC7", "RC8"], rows),
        }
    )


def cells(rows: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """Put junk into a few cells, or into most of a column or two."""
    for name in rng.choice(rows.columns, int(rng.integers(1, 4)), replace=False):
        share = float(rng.choice([0.005, 0.1, 0.95]))
        junk = pl.Series(rng.choice(JUNK, rows.height))
        is_hit = pl.Series(rng.random(rows.height) < share)
        rows = rows.with_columns(pl.when(is_hit).then(junk).otherwise(name).alias(name))
    return rows


def headers(rows: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """Rename, take out, or put into another order some columns."""
    names = [name for name in rows.columns if rng.random() > 0.1]
    rng.shuffle(names)
    renamed = {name: f"{rng.choice(JUNK)[:60]} {name[:3]}" for name in names if rng.random() < 0.15}
    return rows.select(names or rows.columns).rename(renamed)


def csv_of(rows: pl.DataFrame, rng: Rng) -> bytes:
    separator = str(rng.choice([",", ";", "\t", "|"]))
    return rows.write_csv(separator=separator).encode()


def text(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    kind = str(rng.choice(["utf-8", "utf-16", "utf-16-le", "utf-8-sig", "cp1252"]))
    lines = str(rng.choice(["\n", "\r\n", "\r"]))
    written = csv_of(rows, rng).decode().replace("\n", lines).encode(kind, "replace")
    return kept(path.with_suffix(".csv"), written)


def broken_text(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    """Change bytes, cut it off, put lines in, or mix separators."""
    data = bytearray(csv_of(rows, rng))
    how = int(rng.integers(0, 5))
    if how == 0:
        for place in rng.integers(0, len(data), 30):
            data[place] = int(rng.integers(0, 256))
    elif how == 1:
        del data[int(rng.integers(1, len(data))) :]
    elif how == 2:
        titles = b"Referrals 2015-17\nRun on,2017-05-01\n\n"
        data = bytearray(titles[: int(rng.integers(1, len(titles)))]) + data
    elif how == 3:
        lines = bytes(data).split(b"\n")
        for place in rng.integers(0, len(lines), 12):
            lines[place] = lines[place] + b",extra,cells" if rng.random() < 0.5 else b""
        data = bytearray(b"\n".join(lines))
    else:
        data = bytearray(bytes(data).replace(b",", b";", int(rng.integers(1, 900))))
    return kept(path.with_suffix(str(rng.choice([".csv", ".txt", ".xlsx", ".xml"]))), bytes(data))


def workbook(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    import xlsxwriter  # noqa: PLC0415 - here only

    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        for number in range(int(rng.integers(1, 3))):
            sheet = book.add_worksheet(f"Data {number}")
            top = int(rng.integers(0, 4))
            for row in range(top):
                sheet.write(row, int(rng.integers(0, 5)), str(rng.choice(JUNK))[:80])
            for place, name in enumerate(rows.columns):
                sheet.write_string(top, place, name)
                for row, value in enumerate(rows[name]):
                    write = sheet.write if rng.random() < 0.3 else sheet.write_string
                    write(top + 1 + row, place, value)
    if rng.random() < 0.3:
        data = path.read_bytes()
        path.write_bytes(data[: int(rng.integers(10, len(data)))])
    return path


def parquet(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    kinds = (pl.Int64, pl.Float32, pl.Boolean, pl.Date, pl.Datetime("us", "UTC"), pl.Time)
    for name in rng.choice(rows.columns, 2, replace=False):
        kind = kinds[int(rng.integers(0, len(kinds)))]
        number = pl.int_range(pl.len(), dtype=pl.Int64)
        rows = rows.with_columns(
            (number if kind != pl.Boolean else number % 2 == 0).cast(kind).alias(name)
        )
    path = path.with_suffix(".parquet")
    rows.write_parquet(path)
    return path


def database(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    path = path.with_suffix(".sqlite")
    names = ", ".join(
        f'"{name.replace(chr(34), "")} {place}"' for place, name in enumerate(rows.columns)
    )
    with sqlite3.connect(path) as server:
        server.execute(f"create table referrals ({names})")
        some = [
            tuple(int(rng.integers(9)) if rng.random() < 0.02 else v for v in row)
            for row in rows.rows()
        ]
        server.executemany(f"insert into referrals values ({', '.join('?' * rows.width)})", some)  # noqa: S608 - made here
    server.close()
    return path


def nested(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    """Write a day's JSON of the API, with junk in place of some of it, perhaps cut off."""
    children = [
        {
            "la_child_id": row.get("Child ID"),
            "social_care_episodes": [
                {
                    "social_care_episode_id": row.get("Referral ID"),
                    "referral_date": row.get("Referral Date")
                    if rng.random() < 0.9
                    else str(rng.choice(JUNK)),
                    "referral_no_further_action_flag": rng.choice(JUNK)
                    if rng.random() < 0.1
                    else True,
                    "child_and_family_assessments": [] if rng.random() < 0.9 else None,
                }
            ]
            if rng.random() < 0.97
            else rng.choice(JUNK),
        }
        for row in rows.to_dicts()
    ]
    said = json.dumps(children, default=str)
    return kept(
        path.with_suffix(".json"), said[: int(rng.choice([len(said), len(said) // 2]))].encode()
    )


def returns(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    """Write a census return with elements left out, out of place, or filled with junk."""

    def element(tag: str, value: object) -> str:
        shown = rng.choice(JUNK) if rng.random() < 0.02 else value
        safe = re.sub(r"[<&\x00-\x08]", " ", str(shown))
        return "" if rng.random() < 0.02 else f"<{tag}>{safe}</{tag}>"

    body = "".join(
        f"<Child><ChildIdentifiers>{element('LAchildID', row[0])}</ChildIdentifiers><CINdetails>"
        f"{element('CINreferralDate', '2016-05-04')}{element('ReferralNFA', rng.integers(2))}"
        "</CINdetails></Child>"
        for row in rows.rows()
    )
    whole = f"<Message><Header/><Children>{body}</Children></Message>"
    if rng.random() < 0.2:
        whole = whole[: int(rng.integers(1, len(whole)))]
    return kept(path.with_suffix(".xml"), whole.encode())


def packed(path: Path, rows: pl.DataFrame, rng: Rng) -> Path:
    data = csv_of(rows, rng)
    if rng.random() < 0.5:
        whole = gzip.compress(data)
        cut = int(rng.choice([len(whole), len(whole) // 2]))
        return kept(path.with_suffix(".csv.gz"), whole[:cut])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(int(rng.integers(0, 3))):
            archive.writestr(f"part{number}.csv", data)
    return kept(path.with_suffix(".zip"), held.getvalue())


def kept(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


WRITERS: tuple[Write, ...] = (
    text, text, text, broken_text, broken_text,
    workbook, parquet, database, nested, returns, packed,
)  # fmt: skip
FIELD = re.compile(r"QZ[RK]\d{5}")


@pytest.mark.parametrize("seed", range(200))
def test_a_file_is_read_or_refused_in_one_line_that_quotes_no_record(
    seed: int, tmp_path: Path
) -> None:
    rng = np.random.default_rng(90_000 + seed)
    rows = council(rng)
    for change in (cells, headers):
        rows = change(rows, rng) if rng.random() < 0.7 else rows
    path = WRITERS[seed % len(WRITERS)](tmp_path / f"extract{seed}", rows, rng)
    fault: BaseException | None = None
    for words in (
        ["check", str(path)],
        ["check", str(path), "--suggest-mapping"],
        ["init", str(tmp_path / "council"), "--extract", str(path)],
    ):
        done = CliRunner().invoke(commands, words)
        fault = done.exception
        if isinstance(fault, SystemExit):
            assert fault.code in (0, 3), done.output
        elif fault is not None:
            assert isinstance(fault, ReferralAnalysisError), repr(fault)
            assert len(str(fault)) < 2_000
        said = done.output + ("" if fault is None else str(fault))
        assert not FIELD.search(said), said
    assert fault is None or not (tmp_path / "council").exists()
