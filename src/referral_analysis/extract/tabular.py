"""CSV files -> rows of text under the file's own headers; nothing is parsed or guessed at."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from referral_analysis.errors import ColumnMissingError, FileUnreadableError
from referral_analysis.extract.text_file import (
    Encoding,
    as_utf8,
    encoding_of,
    open_bytes,
    require_file,
)

_DELIMITERS = (",", ";", "\t")
_HEADERS_SHOWN = 20
# database exports write these words for an empty field
_EMPTY_WORDS = ["", "NULL", "null"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextRows:
    """The rows of one file, every column as text, under the file's headers without outer spaces.

    Empty fields are null. A header that comes again is in `repeated`, its first column is kept.
    """

    where: str
    headers: tuple[str, ...]
    repeated: frozenset[str]
    rows: pl.LazyFrame = field(repr=False)

    def require(self, header: str, *, do: str) -> None:
        """Raise ColumnMissingError unless the file has this header, once."""
        if header not in self.headers:
            raise ColumnMissingError(
                self.where,
                found=f"the columns {_listed(self.headers)}",
                needed=f"a column {header}",
                do=do,
            )
        if header in self.repeated:
            raise ColumnMissingError(
                self.where,
                found=f"more than one column {header}",
                needed="one",
                do="Rename or take out the others.",
            )


def scan_csv(path: Path) -> TextRows:
    """Scan a CSV file with a header: UTF-8 or Windows-1252; comma, semicolon or tab; plain or gzip.

    FileUnreadableError where it is missing, empty, only a header, undecodable or not delimited.
    """
    require_file(path)
    encoding = encoding_of(path)
    header = _header_line(path, encoding)
    delimiter = max(_DELIMITERS, key=lambda mark: len(_split(header, mark)))
    headers = tuple(name.strip() for name in _split(header, delimiter))
    if len(headers) == 1:
        raise FileUnreadableError(
            path.name,
            found="a header of one column",
            needed="columns divided by comma, semicolon or tab",
            do="Export it with one of these.",
        )
    rows = pl.scan_csv(
        path if encoding == "utf-8" else as_utf8(path),
        separator=delimiter,
        infer_schema=False,
        null_values=_EMPTY_WORDS,
        new_columns=_unique(headers),
    )
    repeated = frozenset(name for name in headers if headers.count(name) > 1)
    return TextRows(where=path.name, headers=headers, repeated=repeated, rows=rows)


def _header_line(path: Path, encoding: Encoding) -> str:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    with open_bytes(path) as file, io.TextIOWrapper(file, codec) as text:
        header = text.readline()
        if not header.strip():
            raise FileUnreadableError(
                path.name,
                found="no header in its first line",
                needed="a header and rows",
                do="Take out the lines above the header.",
            )
        if not any(line.strip() for line in text):
            raise FileUnreadableError(
                path.name,
                found="a header without rows",
                needed="a header and rows",
                do="Export it again.",
            )
    return header


def _split(header: str, delimiter: str) -> list[str]:
    return next(csv.reader([header.rstrip("\r\n")], delimiter=delimiter))


def _unique(headers: tuple[str, ...]) -> list[str]:
    """Name the columns for the frame: a header that comes again, or is empty, with its place."""
    seen: set[str] = {""}
    names = []
    for place, name in enumerate(headers, start=1):
        names.append(f"{name} (column {place})" if name in seen else name)
        seen.add(name)
    return names


def _listed(headers: tuple[str, ...]) -> str:
    shown = ", ".join(headers[:_HEADERS_SHOWN])
    more = len(headers) - _HEADERS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
