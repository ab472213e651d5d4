"""What a tool writes below the rows: its filters, which are no row, and that rows were left out."""

import re
from collections.abc import Iterable

import polars as pl

from referral_analysis.errors import FileUnreadableError

LOOKED_AT = 1 << 16
"""Bytes at the end of a text file in which such lines stand."""
_FILTERS = re.compile(r'"?(?:Applied filters:|No filters applied)', re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"exceeded the allowed volume|data may have been omitted|partial results? (?:retrieved|only)"
    r"|row limit (?:was |has been )?(?:reached|exceeded)|(?:results?|rows|data|output) "
    r"(?:was |were |has been |have been )?truncated",
    re.IGNORECASE,
)
# one of these words stands in whatever an expression finds; looked for first, in a hundredth of
# the expression's time
_OF_FILTERS = ("filters",)
_OF_LEFT_OUT = ("exceeded", "omitted", "partial result", "row limit", "truncated")
_FULL_SHEETS = (65_535, 1_048_575)
"""Rows under the header of a sheet that is full: of Excel before 2007, and since."""


def require_all_rows(where: str, below: str | Iterable[str]) -> None:
    """Raise FileUnreadableError where the end of a file says that rows were left out.

    below: its last lines, or the texts of its last cells. Source: Power BI writes "Exported data
    exceeded the allowed volume. Some data may have been omitted."
    """
    texts = [below] if isinstance(below, str) else below
    if any(_holds(one, _OF_LEFT_OUT) and _LEFT_OUT.search(one) for one in texts):
        raise FileUnreadableError(
            where,
            found="a line below the rows that says that some were left out",
            needed="all rows",
            do="Export it again in parts (such as a file a year) that stay under the tool's limit.",
        )


def filters_at(below: str) -> int | None:
    """Return where in the last lines of a file the tool's filters begin; None if nowhere.

    Power BI writes them under an empty line, in one cell of several lines: all of it is theirs.
    """
    if not _holds(below, _OF_FILTERS):
        return None
    for found in reversed(list(_FILTERS.finditer(below))):
        # not by the expression: it would try each of a million empty lines anew
        above = below[: found.start()].rstrip()
        between = below[len(above) : found.start()]
        if not above or "\n" in between or "\r" in between:
            return len(above)
    return None


def _holds(text: str, words: Iterable[str]) -> bool:
    folded = text.casefold()
    return any(word in folded for word in words)


def require_no_full_sheet(where: str, rows: pl.DataFrame) -> None:
    """Raise FileUnreadableError where a table fills a sheet to its last row, which is not empty."""
    n_rows = rows.height
    if n_rows in _FULL_SHEETS and any(value not in (None, "") for value in rows.row(-1)):
        raise FileUnreadableError(
            where,
            found=f"{n_rows:,} rows, as many as a spreadsheet holds: the others were cut off",
            needed="all rows",
            do="Export it again as CSV without a spreadsheet, or in parts such as a file a year.",
        )
