"""CSV files -> rows of text under the file's own headers; nothing is parsed or guessed at."""

import csv
import io
from collections.abc import Collection
from itertools import islice
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.empty_words import EMPTY_WORDS
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import (
    SourceTable,
    headers_of,
    no_header,
    no_rows,
    table_of,
    unique_names,
)
from referral_analysis.extract.text_file import (
    Encoding,
    as_utf8,
    encoding_of,
    open_bytes,
    require_file,
)

_DELIMITERS = (",", ";", "\t")

BEYOND_HEADER = "\0beyond"
"""Column of `scan_csv`: true where a row has more fields than the header."""


def scan_csv(
    path: Path, options: ReadOptions = NO_OPTIONS, few_valued: Collection[str] = ()
) -> SourceTable:
    """Scan a CSV file: UTF-8, UTF-16, Windows-1252; comma, semicolon or tab; plain or gzip.

    few_valued: headers whose columns are to be Categorical, each with categories of its own: a
    tenth of the time of text where values come again. Others are String. Rows have BEYOND_HEADER.
    FileUnreadableError where it is missing, empty, only a header, undecodable or not delimited.
    """
    require_file(path)
    encoding = encoding_of(path)
    headers, lines, delimiter = _header(path, encoding, options.header_row)
    if len(headers) == 1:
        raise FileUnreadableError(
            path.name,
            found="a header of one column",
            needed="columns divided by comma, semicolon or tab",
            do="Export it with one of these.",
        )
    names = unique_names(headers)
    rows = pl.scan_csv(
        path if encoding == "utf-8" else as_utf8(path, encoding),
        has_header=False,
        skip_lines=lines,
        separator=delimiter,
        schema={**{name: _type(name in few_valued) for name in names}, BEYOND_HEADER: pl.String},
        null_values=list(EMPTY_WORDS),
        missing_columns="insert",
    ).with_columns(pl.col(BEYOND_HEADER).is_not_null())
    return table_of(path.name, headers, rows)


def _type(is_few_valued: bool) -> pl.DataType:  # noqa: FBT001 - the one thing it says
    return pl.Categorical(pl.Categories.random("extract")) if is_few_valued else pl.String()


def _header(path: Path, encoding: Encoding, row: int) -> tuple[tuple[str, ...], int, str]:
    """Return the headers, the lines up to the rows, and the delimiter.

    A header may hold line breaks in quotation marks; the lines above it may hold anything.
    """
    with open_bytes(path) as file, io.TextIOWrapper(file, _codec(encoding), newline="") as text:
        above = sum(1 for _ in islice(text, row - 1))
        first = next(text, "")
        if above < row - 1 or not first.strip():
            raise no_header(path.name, row)
        delimiter = max(
            _DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark)))
        )
        fields, extra = _fields(first, text, delimiter)
        if not any(line.strip() for line in text):
            raise no_rows(path.name)
    return headers_of(path.name, fields, row), row + extra, delimiter


def _fields(first: str, text: io.TextIOWrapper, delimiter: str) -> tuple[list[str], int]:
    """Read the header, and count its lines after the first."""
    lines = [first]
    while "".join(lines).count('"') % 2 and (line := next(text, "")):
        lines.append(line)
    return next(csv.reader(lines, delimiter=delimiter)), len(lines) - 1


def _codec(encoding: Encoding) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding
