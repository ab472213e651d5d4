"""Where two workbooks differ: by sheet, row and column."""

import string
import zipfile
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.workbook_size import require_openable, require_room
from referral_analysis.runs.differences.agreement import Agree, exactly
from referral_analysis.runs.differences.difference import Difference
from referral_analysis.runs.differences.plain import between_bytes

Row: TypeAlias = tuple[str | None, ...]
NOTHING = "nothing"


def between_workbooks(file: str, old: bytes, new: bytes, agree: Agree) -> tuple[Difference, ...]:
    """Name each cell that differs by its sheet, its row (number and first cell) and its column.

    Bytes that differ while every cell is the same are a difference too, named as a byte, unless
    agree allows for another platform, which may pack the same cells otherwise.
    """
    before, after = _sheets(old), _sheets(new)
    if before is None or after is None:
        return (between_bytes(file, old, new),)
    differences = tuple(
        Difference(file=file, place=f"sheet {name}{place}", old=one, new=other)
        for name in dict.fromkeys((*before, *after))
        for place, one, other in _in_sheet(before.get(name), after.get(name), agree)
    )
    return differences or ((between_bytes(file, old, new),) if agree is exactly else ())


def unfolds_small(workbook: Path) -> bool:
    """Claim that a workbook can be read, or is none: that is seen when it is compared."""
    import fastexcel  # noqa: PLC0415 - only where two workbooks differ

    try:
        require_openable(workbook)
        for sheet in fastexcel.read_excel(workbook).sheet_names:
            require_room(workbook, sheet)
    except FileUnreadableError:
        return False
    except (fastexcel.FastExcelError, zipfile.BadZipFile):
        return True
    return True


def _sheets(packed: bytes) -> Mapping[str, list[Row]] | None:
    """Read every sheet as rows of text; None for what is no workbook any more."""
    import fastexcel  # noqa: PLC0415 - only where two workbooks differ

    try:
        book = fastexcel.read_excel(packed)
        return {
            name: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            .to_polars()
            .rows()
            for name in book.sheet_names
        }
    except fastexcel.FastExcelError:
        return None


def _in_sheet(
    old: list[Row] | None, new: list[Row] | None, agree: Agree
) -> Iterator[tuple[str, str, str]]:
    """Yield the place in the sheet and both texts, wherever they differ."""
    if old is None or new is None:
        states = [NOTHING if rows is None else "a sheet" for rows in (old, new)]
        yield "", states[0], states[1]
        return
    for number, (row, made) in enumerate(zip_longest(old, new, fillvalue=()), start=1):
        for column, (one, other) in enumerate(zip_longest(row, made)):
            if not agree(one or "", other or ""):
                first = (made or row)[0]
                place = f", row {number} ({first}), column {_letters(column)}"
                yield place, one or NOTHING, other or NOTHING


def _letters(column: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    more, last = divmod(column, 26)
    return (_letters(more - 1) if more else "") + string.ascii_uppercase[last]
