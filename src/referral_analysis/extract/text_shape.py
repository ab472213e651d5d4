"""Where the header of a text file stands, and how its rows are divided: from its first lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits
from referral_analysis.extract.table import headers_of, no_header, no_rows
from referral_analysis.extract.text_file import Encoding, open_bytes

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 30
"""Lines among which a header may stand under titles."""
_SAMPLE, _SAMPLE_LENGTH = 200, 1_000_000
_SEP = re.compile(r"""^["']?sep=(.)["']?,*\s*$""", re.IGNORECASE)

IsKnown = Callable[[tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A text file's headers, the lines up to its rows, its marks, and fields beyond the header.

    beyond: how many fields more than the header has a row holds, among the first ones: the empty
    ones that a spreadsheet leaves.
    """

    headers: tuple[str, ...]
    lines: int
    delimiter: str
    line_end: str
    beyond: int


def shape_of(path: Path, encoding: Encoding, row: int, is_known: IsKnown | None = None) -> Shape:
    """Read the header in a row, the first being 1; a line `sep=;` above all is none.

    is_known: tells headers that are found wherever they stand, where the row is 1. A header may
    hold line breaks in quotation marks; the lines above it may hold anything.
    FileUnreadableError where there is none; the message names a line that looks like one.
    """
    try:
        return _shape_of(path, encoding, row, is_known)
    except csv.Error:  # of Python's reader: a field beyond its limit
        raise FileUnreadableError(
            path.name,
            found=f"a field of more than {csv.field_size_limit():,} characters",
            needed="columns divided by comma, semicolon, tab or |, and short fields",
            do="Export it again with one of these, and quotation marks in pairs.",
        ) from None


def _shape_of(path: Path, encoding: Encoding, row: int, is_known: IsKnown | None) -> Shape:
    sep, line_end = _marks(path, encoding)
    above = row - 1 + (1 if sep else 0)
    if row == 1 and is_known is not None:
        above += _lines_above(path, encoding, above, sep, is_known)
    with _text(path, encoding) as text:
        skipped = sum(1 for _ in islice(text, above))
        first = next(text, "")
        if skipped < above or not first.strip():
            raise no_header(path.name, row, _looks_like_one(path, encoding, sep))
        delimiter = sep or _delimiter(first)
        fields, extra = _fields(first, text, delimiter)
        limits.require_few_columns(path.name, len(fields))
        sample = list(_some((line for line in text if line.strip()), _SAMPLE))
    if not sample:
        raise no_rows(path.name)
    widths = [len(one) for one in csv.reader(sample, delimiter=delimiter)]
    if row == 1 and _is_title(fields, widths):
        raise no_header(path.name, row, _looks_like_one(path, encoding, sep))
    limits.require_few_columns(path.name, max(widths))
    headers = headers_of(path.name, fields, row)
    if len(headers) == 1:
        raise FileUnreadableError(
            path.name,
            found="a header of one column",
            needed="columns divided by comma, semicolon, tab or |",
            do="Export it with one of these.",
        )
    return Shape(
        headers=headers,
        lines=above + 1 + extra,
        delimiter=delimiter,
        line_end=line_end,
        beyond=max(max(widths) - len(headers), 0),
    )


def _some(lines: Iterator[str], most: int) -> Iterator[str]:
    """Yield so many of the first lines, and fewer where they are long."""
    length = 0
    for line in islice(lines, most):
        yield line
        length += len(line)
        if length > _SAMPLE_LENGTH:
            return


def _marks(path: Path, encoding: Encoding) -> tuple[str | None, str]:
    """Return what a line `sep=` names, and the line end: a carriage return only where no other."""
    with _text(path, encoding) as text:
        first = next(text, "")
    stated = _SEP.match(first)
    is_old = first.endswith("\r")
    return (stated[1] if stated else None), ("\r" if is_old else "\n")


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


def _first_lines(path: Path, encoding: Encoding, sep: str | None) -> list[list[str]]:
    """Divide the first lines by the mark that most of them have."""
    with _text(path, encoding) as text:
        lines = list(_some(text, LOOKED_AT))
    marks = Counter(_delimiter(line) for line in lines if line.strip())
    mark = sep or max(marks, key=lambda one: marks[one], default=DELIMITERS[0])
    return [next(csv.reader([line], delimiter=mark), []) for line in lines]


def _lines_above(
    path: Path, encoding: Encoding, above: int, sep: str | None, is_known: IsKnown
) -> int:
    """Count the lines above a header that is known; none where there is no such header."""
    rows = _first_lines(path, encoding, sep)[above:]
    places = (
        place
        for place, cells in enumerate(rows)
        if is_known(tuple(" ".join(cell.split()) for cell in cells))
    )
    return next(places, 0)


def _looks_like_one(path: Path, encoding: Encoding, sep: str | None) -> int | None:
    """Return the first line, from 1, that is as wide as the rows and has a word in each cell."""
    rows = _first_lines(path, encoding, sep)
    return header_row_among(rows[1:] if sep else rows)


def header_row_among(rows: Sequence[Sequence[str | None]]) -> int | None:
    """Return the place, from 1, of the row that looks like the header under titles; None if none.

    It is the first as full as rows commonly are, and without a digit alone in a cell.
    """
    filled = [sum(1 for cell in row if (cell or "").strip()) for row in rows]
    if not filled or max(filled) < 3:
        return None
    widest = max(filled)
    for place, (row, count) in enumerate(zip(rows, filled, strict=True), start=1):
        words = [cell or "" for cell in row if (cell or "").strip()]
        if 2 * count > widest and not any(re.match(r"[\d\W]", word) for word in words):
            return place
    return None


def _is_title(fields: list[str], widths: list[int]) -> bool:
    """Claim that a first line is a title: most rows are wide, and it has a cell or two."""
    filled = sum(1 for field in fields if field.strip())
    common = Counter(widths).most_common(1)[0][0]
    return 2 * filled < common


def _fields(first: str, text: Iterator[str], delimiter: str) -> tuple[list[str], int]:
    """Read the header, and count its lines after the first."""
    lines = [first]
    while "".join(lines).count('"') % 2 and (line := next(text, "")):
        lines.append(line)
    return next(csv.reader(lines, delimiter=delimiter)), len(lines) - 1


def _text(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(open_bytes(path), codec, newline="")
