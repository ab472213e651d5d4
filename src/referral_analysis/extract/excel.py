"""A sheet of a workbook (Excel's or OpenDocument's) -> rows of text; dates come out as ISO text."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.below_rows import require_all_rows
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import (
    SourceTable,
    headers_of,
    no_header,
    no_rows,
    table_of,
    unique_names,
)
from referral_analysis.extract.text_shape import LOOKED_AT, IsKnown, header_row_among
from referral_analysis.extract.workbook_size import (
    require_few_cells,
    require_few_sheets,
    require_openable,
    require_room,
)

_LAST_ROWS = 5  # of a sheet, among which a tool says what it left out


def scan_excel(
    path: Path, options: ReadOptions = NO_OPTIONS, is_known: IsKnown | None = None
) -> SourceTable:
    """Read one sheet of a workbook; rows without any value are no rows.

    A formula gives its last computed value, one in error none. is_known: tells headers that are
    found wherever they stand in the sheet. FileUnreadableError where the workbook cannot be
    opened, has several sheets and none is named, lacks the one named, or is too large to unfold.
    """
    name = _sheet(path, options.sheet, sheets_of(path))
    cells = _cells(path, name)
    row = options.header_row
    if row == 1 and is_known is not None:
        row = _known_row(cells, is_known) or 1
    return _under_header(f"{path.name}, sheet {name}", cells, row)


def scan_workbook(path: Path, options: ReadOptions, is_known: IsKnown) -> list[SourceTable]:
    """Read the sheets whose headers are known, wherever they stand; where none is, those alike.

    Sheets are alike that have one header and whose names differ by their years or months alone;
    empty ones do not count. Errors of `scan_excel` where no sheet is known and others differ.
    """
    held = _filled(path)
    known = {name: row for name, cells in held.items() if (row := _known_row(cells, is_known))}
    if not known and held and _are_alike(held):
        known = dict.fromkeys(held, options.header_row)
    return [
        _under_header(f"{path.name}, sheet {name}", held[name], row) for name, row in known.items()
    ] or [scan_excel(path, options)]


def _filled(path: Path) -> dict[str, pl.DataFrame]:
    """Read the sheets that have cells; FileUnreadableError beyond `limits.CELLS` in all."""
    held: dict[str, pl.DataFrame] = {}
    for name in sheets_of(path):
        held[name] = _cells(path, name)
        require_few_cells(path.name, sum(one.height * one.width for one in held.values()))
    return {name: cells for name, cells in held.items() if cells.height}


_PERIOD = re.compile(
    r"\d+|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b|\b(?:fy|q|qtr)(?=\d)"
    r"|[\W_]+",
    re.I,
)


def _are_alike(sheets: Mapping[str, pl.DataFrame]) -> bool:
    """Claim that sheets are parts of one table: one header, and names that differ by period."""
    first, *others = [tuple(cells.row(0)) for cells in sheets.values()]
    names = {_PERIOD.sub("", name).lower() for name in sheets}
    return len(names) == 1 and all(other == first for other in others)


def sheets_of(path: Path) -> list[str]:
    """Name the sheets of a workbook, in its order."""
    import fastexcel  # noqa: PLC0415 - only for those who bring a workbook

    try:
        require_openable(path)
        names = list(fastexcel.read_excel(path).sheet_names)
    except (fastexcel.FastExcelError, zipfile.BadZipFile, expat.ExpatError, OSError, EOFError):
        raise _cannot_be_opened(path) from None
    require_few_sheets(path, len(names))
    return names


def _cells(path: Path, sheet: str) -> pl.DataFrame:
    """Read a sheet's cells as text, from its first row on."""
    import fastexcel  # noqa: PLC0415 - only for those who bring a workbook

    try:
        require_room(path, sheet)
        book = fastexcel.read_excel(path)
        # rows are counted as Excel numbers them: skip_rows=0 keeps empty ones at the top
        return book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, zipfile.BadZipFile, expat.ExpatError, OSError, EOFError):
        raise _cannot_be_opened(path) from None


def _cannot_be_opened(path: Path) -> FileUnreadableError:
    return FileUnreadableError(
        path.name,
        found="a workbook that cannot be opened",
        needed="an .xlsx workbook without a password",
        do="Open it in Excel and save it again.",
    )


def _sheet(path: Path, wanted: str | None, sheets: list[str]) -> str:
    if wanted is None and len(sheets) == 1:
        return sheets[0]
    if wanted in sheets:
        return str(wanted)
    found = "no sheet named" if wanted is None else f"no sheet {wanted}"
    raise FileUnreadableError(
        path.name,
        found=f"{found} among {', '.join(sheets)}",
        needed="the name of one of them",
        do=f'Give it as `sheet`, such as --set "sheet={sheets[-1]}".',
    )


def _known_row(cells: pl.DataFrame, is_known: IsKnown) -> int | None:
    """Return the row, from 1, whose cells are headers that are known; None where there is none."""
    for place, row in enumerate(cells.head(LOOKED_AT).iter_rows(), start=1):
        if is_known(tuple(" ".join(str(cell or "").split()) for cell in row)):
            return place
    return None


def _under_header(where: str, cells: pl.DataFrame, header_row: int) -> SourceTable:
    """Take the header from its row, and name the columns by it."""
    likely = header_row_among(cells.head(LOOKED_AT).rows())
    if cells.height < header_row:
        raise no_header(where, header_row, likely)
    first = cells.row(header_row - 1)
    filled = sum(1 for cell in first if cell)
    if header_row == 1 and 2 * filled < cells.width and likely not in {None, 1}:
        raise no_header(where, header_row, likely)
    headers = headers_of(where, first, header_row)
    rows = cells.slice(header_row)
    last = [cell for row in rows.tail(_LAST_ROWS).rows() for cell in row if cell]
    require_all_rows(where, last)
    rows.columns = unique_names(headers)
    one_line = pl.col(pl.String).str.replace_all(r"\s*[\r\n]\s*", " ")
    rows = rows.filter(~pl.all_horizontal(pl.all().is_null())).with_columns(one_line)
    if rows.is_empty():
        raise no_rows(where)
    return table_of(where, headers, rows.lazy())
