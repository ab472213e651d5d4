"""Where two released tables differ: row by row and column by column."""

import csv
from collections.abc import Iterator
from itertools import zip_longest

from referral_analysis.runs.differences.agreement import Agree
from referral_analysis.runs.differences.difference import Difference

NOTHING = "nothing"


def between_tables(file: str, old: str, new: str, agree: Agree) -> tuple[Difference, ...]:
    """Name each cell that differs by its row (number and first cell) and its column."""
    before, after = _rows(old), _rows(new)
    header = before[0] if before else []
    return tuple(
        Difference(file=file, place=_place(number, name, header, column), old=one, new=other)
        for number, (row, made) in enumerate(zip_longest(before, after))
        for name, column, one, other in _cells(row, made, agree)
    )


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(keepends=True)))


def _cells(
    row: list[str] | None, made: list[str] | None, agree: Agree
) -> Iterator[tuple[str, int, str, str]]:
    """Yield the row's name, the column and both values of each cell that differs."""
    name = (made or row or [""])[0]
    if row is None or made is None:
        yield name, -1, ", ".join(row or [NOTHING]), ", ".join(made or [NOTHING])
        return
    for column, (one, other) in enumerate(zip_longest(row, made)):
        if one is None or other is None or not agree(one, other):
            yield name, column, _shown(one), _shown(other)


def _place(number: int, name: str, header: list[str], column: int) -> str:
    row = "header" if number == 0 else f"row {number} ({name})"
    if column < 0:
        return row
    known = column < len(header) and header[column] and number > 0
    return f"{row}, column {header[column] if known else column + 1}"


def _shown(cell: str | None) -> str:
    return NOTHING if cell is None else (cell or "an empty cell")
