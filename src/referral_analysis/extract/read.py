"""A file of referrals -> typed rows in the one vocabulary, by the reader that its content asks for.

Reading raises what is wrong with the file as a whole; what is wrong with single rows is left to
`extract.check`. Rows are read once into memory, and handed on as a lazy frame over it.
"""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import columns
from referral_analysis.extract.columns import Column
from referral_analysis.extract.convert import as_text, form_of, require_readable, typed
from referral_analysis.extract.dates import DAY_FIRST
from referral_analysis.extract.mapping import NO_MAPPING, ExtractMapping
from referral_analysis.extract.tabular import TextRows, scan_csv
from referral_analysis.extract.text_file import first_bytes, require_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One way to read a file: the bytes such files start with, and the function that scans them.

    Without `scan` the files are known, to say what they are, but not read.
    """

    name: str
    starts: bytes
    scan: Callable[[Path], TextRows] | None = None


READERS: tuple[Reader, ...] = (
    Reader(name="an Excel workbook", starts=b"PK\x03\x04"),
    Reader(name="an Excel workbook of before 2007", starts=b"\xd0\xcf\x11\xe0"),
    Reader(name="a Parquet file", starts=b"PAR1"),
    Reader(name="an XML file", starts=b"<"),
    Reader(name="a CSV file", starts=b"", scan=scan_csv),
)
"""In the order they are tried, by content and not by name: CSV takes what no other does."""


def read_referrals(path: Path, mapping: ExtractMapping = NO_MAPPING) -> pl.LazyFrame:
    """Read an extract of referrals: the columns of `columns.REFERRALS` that it has, typed.

    Adds `columns.HAS_UNREADABLE_DATE`. An optional column that the file lacks is left out, so that
    nothing can take it for empty. FileUnreadableError, ColumnMissingError, ValueUnreadableError.
    """
    text = scan_text(path)
    found = _columns_in(text, mapping)
    rows = text.rows.select(as_text(mapping.header_of(c.name)).alias(c.name) for c in found)
    for column in found:
        rows = typed(rows, column, mapping.codes.get(column.name, {}))
    read = _collect(text.where, rows)
    for column in found:
        require_readable(text.where, read, column)
    unread = [pl.col(form_of(name)) > DAY_FIRST for name in columns.dates() if name in read.columns]
    return read.lazy().select(
        *(column.name for column in found),
        pl.any_horizontal(unread).alias(columns.HAS_UNREADABLE_DATE),
    )


def scan_text(path: Path) -> TextRows:
    """Choose the reader by a file's content, and scan the file as text."""
    require_file(path)
    start = first_bytes(path, 16).removeprefix(codecs.BOM_UTF8).lstrip()
    reader = next(reader for reader in READERS if start.startswith(reader.starts))
    if reader.scan is None:
        raise FileUnreadableError(
            path.name, found=reader.name, needed="a CSV file", do="Export it as CSV UTF-8."
        )
    return reader.scan(path)


def _columns_in(text: TextRows, mapping: ExtractMapping) -> list[Column]:
    """List the columns that a file has; all that are required or named by the mapping must be."""
    found = []
    for column in columns.REFERRALS:
        header = mapping.header_of(column.name)
        if column.required or column.name in mapping.headers or header in text.headers:
            text.require(header, do=f"Name the header that holds {column.name} under `columns`.")
            found.append(column)
    return found


def _collect(where: str, rows: pl.LazyFrame) -> pl.DataFrame:
    try:
        read = rows.collect()
    except pl.exceptions.PolarsError:  # its message may quote a record: none of it is passed on
        raise FileUnreadableError(
            where,
            found="rows that cannot be split into the header's columns",
            needed="as many fields in every row as in the header, and quotation marks in pairs",
            do="Export it again with text in quotation marks.",
        ) from None
    if read.is_empty():
        raise FileUnreadableError(
            where, found="a header without rows", needed="a header and rows", do="Export it again."
        )
    return read
