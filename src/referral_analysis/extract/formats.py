"""Which reader a file asks for: by what it holds, and its name may not say otherwise."""

import codecs
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.packed import packing_of
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable
from referral_analysis.extract.tabular import scan_csv
from referral_analysis.extract.text_file import first_bytes, require_file
from referral_analysis.extract.text_shape import IsKnown

Scan = Callable[[Path, ReadOptions, Collection[str], IsKnown | None], SourceTable]

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


WORKBOOK, DATABASE, TEXT = "an Excel workbook", "a database file", "text"
_JSON = re.compile(rb'\[\s*\{|\{\s*"')


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda start: start.startswith(marks)


def _is_markup(pattern: bytes = b"") -> Callable[[bytes], bool]:
    found = re.compile(rb"(?=<).*(?:%b)" % pattern, re.IGNORECASE | re.DOTALL)
    return lambda start: found.match(_text_start(start)) is not None


def _scan_excel(
    path: Path, options: ReadOptions, _: Collection[str], is_known: IsKnown | None
) -> SourceTable:
    from referral_analysis.extract.excel import scan_excel  # noqa: PLC0415 - for who brings one

    return scan_excel(path, options, is_known)


def _scan_parquet(path: Path, *_: object) -> SourceTable:
    from referral_analysis.extract.parquet import scan_parquet  # noqa: PLC0415 - for who brings one

    return scan_parquet(path)


def _scan_database_file(path: Path, options: ReadOptions, *_: object) -> SourceTable:
    from referral_analysis.extract.database_file import (  # noqa: PLC0415 - for who brings one
        scan_database_file,
    )

    return scan_database_file(path, options)


def _scan_cin_xml(path: Path, *_: object) -> SourceTable:
    from referral_analysis.extract.cin_xml import scan_cin_xml  # noqa: PLC0415 - for who brings one

    return scan_cin_xml(path)


def _scan_care_api(path: Path, *_: object) -> SourceTable:
    from referral_analysis.extract.care_api import scan_care_api  # noqa: PLC0415 - for who brings one

    return scan_care_api(path)


FORMATS: tuple[Format, ...] = (
    Format(
        name=WORKBOOK,
        holds=_starts(b"PK\x03\x04"),
        suffixes=(".xlsx", ".xlsm", ".xlsb", ".ods"),
        scan=_scan_excel,
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
        scan=_scan_parquet,
    ),
    Format(
        name=DATABASE,
        holds=lambda start: start.startswith(b"SQLite format 3\0") or start[8:12] == b"DUCK",
        suffixes=(".db", ".sqlite", ".sqlite3", ".duckdb"),
        scan=_scan_database_file,
    ),
    Format(name="a web page", holds=_is_markup(rb"<html|<table|doctype html"), suffixes=(".html",)),
    Format(name="an Excel 2003 XML workbook", holds=_is_markup(rb"<workbook|mso-application")),
    Format(
        name="an XML file",
        holds=_is_markup(),
        suffixes=(".xml",),
        scan=_scan_cin_xml,
        may_be_packed=True,
    ),
    Format(
        name="JSON",
        holds=lambda start: _JSON.match(_text_start(start)) is not None,
        suffixes=(".json", ".jsonl", ".ndjson"),
        scan=_scan_care_api,
        may_be_packed=True,
    ),
    Format(
        name=TEXT,
        holds=lambda _: True,
        suffixes=(".csv", ".tsv", ".txt"),
        scan=scan_csv,
        may_be_packed=True,
    ),
)
"""In the order they are tried: text is whatever no other holds."""

_READABLE = (
    "CSV, a workbook (.xlsx, .xlsb, .ods), Parquet, a CIN census return in XML, the children's "
    "social care API's JSON, DuckDB or SQLite"
)


def scan(
    path: Path,
    options: ReadOptions = NO_OPTIONS,
    few_valued: Collection[str] = (),
    is_known: IsKnown | None = None,
) -> SourceTable:
    """Choose the reader by a file's content, and scan the file; a folder holds Parquet files.

    few_valued: headers of columns whose values come again, as `scan_csv` takes them. is_known:
    tells headers that are found wherever they stand in text or in a sheet.
    FileUnreadableError where the content is of no kind that can be read, or not of the kind that
    the file's name promises.
    """
    if path.is_dir():
        return _scan_parquet(path)
    held = format_of(path)
    if held.scan is None:
        raise FileUnreadableError(
            path.name, found=held.name, needed=_READABLE, do="Export it as CSV UTF-8."
        )
    return held.scan(path, options, few_valued, is_known)


def format_of(path: Path) -> Format:
    """Say what kind of file it is, by its content; errors as of `scan`."""
    require_file(path)
    start = first_bytes(path, _START)
    held = next(one for one in FORMATS if one.holds(start))
    packing = packing_of(path)
    _require_as_named(path, held)
    if packing and not held.may_be_packed and held.scan is not None:
        how = "packed by gzip" if packing == "gzip" else "in a zip archive"
        raise FileUnreadableError(
            path.name, found=f"{held.name} {how}", needed="it unpacked", do="Unpack it."
        )
    return held


def has_table_name(path: Path) -> bool:
    """Claim that a file's name promises a kind that is read, packed or not."""
    suffixes = [one for kind in FORMATS if kind.scan is not None for one in kind.suffixes]
    return _suffix(path) in suffixes


def _suffix(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz").removesuffix(".zip")).suffix


def _text_start(start: bytes) -> bytes:
    """Return the first bytes in UTF-8, without mark and outer spaces, where they are text."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", errors="replace").encode(errors="replace").lstrip()
    return start.removeprefix(codecs.BOM_UTF8).lstrip()


def _require_as_named(path: Path, held: Format) -> None:
    """Raise FileUnreadableError where a file's name promises another kind than it holds."""
    suffix = _suffix(path)
    promised = next((one for one in FORMATS if suffix in one.suffixes), held)
    if promised is not held:
        raise FileUnreadableError(
            path.name,
            found=f"{held.name} under the name of {promised.name}",
            needed=f"content that fits {suffix}",
            do="Export it again, or give the file the suffix of what it holds.",
        )
