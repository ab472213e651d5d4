"""Which reader a file asks for: by what it holds, and its name may not say otherwise."""

import codecs
import re
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.cin_xml import scan_cin_xml
from referral_analysis.extract.database_file import scan_database_file
from referral_analysis.extract.excel import scan_excel
from referral_analysis.extract.parquet import scan_parquet
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable
from referral_analysis.extract.tabular import scan_csv
from referral_analysis.extract.text_file import first_bytes, is_gzip, require_file

Scan = Callable[[Path, ReadOptions, Collection[str]], SourceTable]

_START = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file: what its bytes say, the suffixes that promise it, how it is scanned.

    Without `scan` the files are known, to say what they are, but not read.
    """

    name: str
    holds: Callable[[bytes], bool]
    suffixes: tuple[str, ...] = ()
    scan: Scan | None = None
    may_be_packed: bool = False


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda start: start.startswith(marks)


def _is_markup(pattern: bytes = b"") -> Callable[[bytes], bool]:
    found = re.compile(rb"(?=<).*(?:%b)" % pattern, re.IGNORECASE | re.DOTALL)
    return lambda start: found.match(_text_start(start)) is not None


FORMATS: tuple[Format, ...] = (
    Format(
        name="an Excel workbook",
        holds=_starts(b"PK\x03\x04"),
        suffixes=(".xlsx", ".xlsm"),
        scan=lambda path, options, _: scan_excel(path, options),
    ),
    Format(
        name="an Excel workbook of before 2007, or one with a password",
        holds=_starts(b"\xd0\xcf\x11\xe0"),
        suffixes=(".xls",),
    ),
    Format(
        name="a Parquet file",
        holds=_starts(b"PAR1"),
        suffixes=(".parquet",),
        scan=lambda path, _, __: scan_parquet(path),
    ),
    Format(
        name="a database file",
        holds=lambda start: start.startswith(b"SQLite format 3\0") or start[8:12] == b"DUCK",
        suffixes=(".db", ".sqlite", ".sqlite3", ".duckdb"),
        scan=lambda path, options, _: scan_database_file(path, options),
    ),
    Format(name="a web page", holds=_is_markup(rb"<html|<table|doctype html"), suffixes=(".html",)),
    Format(name="an Excel 2003 XML workbook", holds=_is_markup(rb"<workbook|mso-application")),
    Format(
        name="an XML file",
        holds=_is_markup(),
        suffixes=(".xml",),
        scan=lambda path, _, __: scan_cin_xml(path),
        may_be_packed=True,
    ),
    Format(
        name="text",
        holds=lambda _: True,
        suffixes=(".csv", ".tsv", ".txt"),
        scan=scan_csv,
        may_be_packed=True,
    ),
)
"""In the order they are tried: text is whatever no other holds."""

_READABLE = "CSV, .xlsx, Parquet, a CIN census return in XML, DuckDB or SQLite"


def scan(
    path: Path, options: ReadOptions = NO_OPTIONS, few_valued: Collection[str] = ()
) -> SourceTable:
    """Choose the reader by a file's content, and scan the file; a folder holds Parquet files.

    few_valued: headers of columns whose values come again, as `scan_csv` takes them.
    FileUnreadableError where the content is of no kind that can be read, or not of the kind that
    the file's name promises.
    """
    if path.is_dir():
        return scan_parquet(path)
    require_file(path)
    start = first_bytes(path, _START)
    held = next(one for one in FORMATS if one.holds(start))
    _require_as_named(path, held)
    if held.scan is None:
        raise FileUnreadableError(
            path.name, found=held.name, needed=_READABLE, do="Export it as CSV UTF-8."
        )
    if is_gzip(path) and not held.may_be_packed:
        raise FileUnreadableError(
            path.name, found=f"{held.name} packed by gzip", needed="it unpacked", do="Unpack it."
        )
    if start.startswith(b"PK") and not _is_workbook(path):
        raise FileUnreadableError(
            path.name, found="a zip archive", needed=_READABLE, do="Unpack it first."
        )
    return held.scan(path, options, few_valued)


def _text_start(start: bytes) -> bytes:
    """Return the first bytes in UTF-8, without mark and outer spaces, where they are text."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", errors="replace").encode(errors="replace").lstrip()
    return start.removeprefix(codecs.BOM_UTF8).lstrip()


def _require_as_named(path: Path, held: Format) -> None:
    """Raise FileUnreadableError where a file's name promises another kind than it holds."""
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    promised = next((one for one in FORMATS if suffix in one.suffixes), held)
    if promised is not held:
        raise FileUnreadableError(
            path.name,
            found=f"{held.name} under the name of {promised.name}",
            needed=f"content that fits {suffix}",
            do="Export it again, or give the file the suffix of what it holds.",
        )


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return True  # a workbook that is cut short: its reader says so
