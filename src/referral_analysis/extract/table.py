"""The rows of one file under the file's own headers, before anything is made of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.errors import ColumnMissingError, FileUnreadableError
from referral_analysis.extract import columns
from referral_analysis.extract.text_room import TextRoom
from referral_analysis.extract.unseen import seen

WITHOUT_DISTRICT = frozenset({columns.DISTRICT})
"""What no national layout has: its area is the whole authority."""

_HEADERS_SHOWN = 20
_DATE = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}([T ].*)?|\d{1,2}[ /.-]*[A-Za-z]{3,9}[ /.,-]*\d{2,4}([T ].*)?"
)
_FIGURES = re.compile(r"^\W*\d+\W*$|\d{5}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SourceTable:
    """The rows of one file under its headers without outer spaces; empty fields are null.

    Columns are text, in a type of text or in that which the file itself gives (Parquet, a
    database). A header that comes again is in `repeated`, its first column is kept. lacks: the
    columns of the vocabulary that this kind of file never has. has_own_ids: the file names each
    referral; else the ids are the reader's, the same for copies within the file alone. as_of: the
    day that a return says it is of, as ISO text. is_counted: the rows stand for counts by month.
    quick: `rows`, and the same read in less time with words for an empty field (NULL) left as text.
    room: adds up what the texts take while the rows are read, where a file can hold one many times.
    """

    where: str
    headers: tuple[str, ...]
    repeated: frozenset[str]
    rows: pl.LazyFrame = field(repr=False)
    lacks: frozenset[str] = frozenset()
    has_own_ids: bool = True
    as_of: str | None = None
    is_counted: bool = False
    quick: tuple[pl.LazyFrame, pl.LazyFrame] | None = field(default=None, repr=False)
    room: TextRoom | None = field(default=None, repr=False)

    @property
    def quick_rows(self) -> pl.LazyFrame | None:
        """The rows with words for an empty field as text; None where these rows have no such."""
        if self.quick is None or self.quick[0] is not self.rows:
            return None
        return self.quick[1]

    def refusal(self, otherwise: FileUnreadableError) -> FileUnreadableError:
        """Return the error of rows that could not be read: texts beyond the limit, or otherwise."""
        return (self.room and self.room.refusal()) or otherwise

    def require(self, header: str, *, do: str) -> None:
        """Raise ColumnMissingError unless the file has this header, once."""
        if header not in self.headers:
            raise ColumnMissingError(
                self.where,
                found=f"the columns {listed(self.headers)}",
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


def table_of(where: str, headers: tuple[str, ...], rows: pl.LazyFrame) -> SourceTable:
    """Put rows under headers: the rows' columns are named as `unique_names` says."""
    repeated = frozenset(name for name in headers if headers.count(name) > 1)
    return SourceTable(where=where, headers=headers, repeated=repeated, rows=rows)


def headers_of(where: str, cells: Iterable[str | None], row: int = 1) -> tuple[str, ...]:
    """Return the headers with single spaces; FileUnreadableError where the cells are no header.

    Cells with a date are a record, and so are those of which most hold long numbers (a table with
    its rows and columns turned round begins with ids): no error is to quote it.
    """
    headers = tuple(" ".join(seen(cell or "").split()) for cell in cells)
    n_numbers = sum(1 for header in headers if _FIGURES.search(header))
    is_record = n_numbers > 1 and 2 * n_numbers > sum(1 for header in headers if header)
    if not any(headers) or is_record or any(_DATE.fullmatch(header) for header in headers):
        raise no_header(where, row)
    return headers


def unique_names(headers: tuple[str, ...]) -> list[str]:
    """Name columns for a frame: a header that comes again, or is empty, with its place."""
    taken = {"", *headers}
    seen: set[str] = {""}
    names = []
    for place, name in enumerate(headers, start=1):
        given = name
        while given in seen or (given != name and given in taken):
            given = f"{given} (column {place})"
        names.append(given)
        seen.add(given)
    return names


def no_rows(where: str) -> FileUnreadableError:
    """Return the error of a file in which a header stands alone."""
    return FileUnreadableError(
        where, found="a header without rows", needed="a header and rows", do="Export it again."
    )


def unsplittable(where: str) -> FileUnreadableError:
    """Return the error of rows that are not divided as the header is."""
    return FileUnreadableError(
        where,
        found="rows that cannot be split into the header's columns",
        needed="as many fields in every row as in the header, and quotation marks in pairs",
        do="Export it again with text in quotation marks.",
    )


def no_header(where: str, row: int, likely: int | None = None) -> FileUnreadableError:
    """Return the error of a file whose header is not where it should be.

    likely: the line or row that looks like one, the first being 1.
    """
    place = "first line" if row == 1 else f"line {row}"
    name_it = f"give `header_row: {likely}`, which looks like it" if likely else "name its line"
    end = "." if likely else " as `header_row`."
    return FileUnreadableError(
        where,
        found=f"no header in its {place}",
        needed="a header and rows",
        do=f"Take out the lines above the header, or {name_it}{end}",
    )


def listed(headers: tuple[str, ...]) -> str:
    """Name the headers of a file in a message, the first twenty."""
    shown = ", ".join(headers[:_HEADERS_SHOWN])
    more = len(headers) - _HEADERS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
