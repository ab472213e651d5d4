"""A sheet of an Excel workbook -> rows of text; dates kept as dates come out as ISO text."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import (
    SourceTable,
    headers_of,
    no_header,
    no_rows,
    table_of,
    unique_names,
)


def scan_excel(path: Path, options: ReadOptions = NO_OPTIONS) -> SourceTable:
    """Read one sheet of an .xlsx workbook; rows without any value are no rows.

    A formula gives its last computed value, one in error none. FileUnreadableError where the
    workbook cannot be opened, has several sheets and none is named, or lacks the one named.
    """
    import fastexcel  # noqa: PLC0415 - only for those who bring a workbook

    try:
        book = fastexcel.read_excel(path)
        name = _sheet(path, options.sheet, book.sheet_names)
        # rows are counted as Excel numbers them: skip_rows=0 keeps empty ones at the top
        cells = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError:
        raise FileUnreadableError(
            path.name,
            found="a workbook that cannot be opened",
            needed="an .xlsx workbook without a password",
            do="Open it in Excel and save it again.",
        ) from None
    return _under_header(f"{path.name}, sheet {name}", cells, options.header_row)


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
        do="Give it as `sheet`, such as --set sheet=Data.",
    )


def _under_header(where: str, cells: pl.DataFrame, header_row: int) -> SourceTable:
    """Take the header from its row, and name the columns by it."""
    if cells.height < header_row:
        raise no_header(where, header_row)
    headers = headers_of(where, cells.row(header_row - 1), header_row)
    rows = cells.slice(header_row)
    rows.columns = unique_names(headers)
    rows = rows.filter(~pl.all_horizontal(pl.all().is_null()))
    if rows.is_empty():
        raise no_rows(where)
    return table_of(where, headers, rows.lazy())
