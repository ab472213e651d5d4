"""A report's tables as one workbook, after the Analysis Function's rules; the only xlsxwriter.

A cover, the contents, the notes, then a sheet a table: its title in A1, one marked-up and named
table from column A, one header row, no merged, hidden or empty cells. Shorthand is in brackets and
explained where it is used. Every text is a text: nothing in a cell is worked out or linked to.

Source: Government Analysis Function, Releasing statistics in spreadsheets (2024).
"""

import csv
import datetime as dt
import io
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from referral_analysis.report.page.tables import CellFormat

if TYPE_CHECKING:  # at run time it is imported where a workbook is written
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NOT_SHOWN, NO_FIGURE = "[c]", "[x]"
SHORTHAND = {
    NOT_SHOWN: "not shown, to protect children's identities",
    NO_FIGURE: "no figure",
}
FONT = {"font_name": "Arial", "font_size": 12, "font_scheme": "none", "valign": "top"}
NUMBERS = {
    "count": "#,##0",
    "decimal": "#,##0.0",
    "percent": "0.0",
    "change": "General",
    "month": "mmmm yyyy",
    "day": "d mmmm yyyy",
}
OPTIONS = {
    "in_memory": True,  # else the files of the archive are dated in the machine's time zone
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DATES = {"month": "%Y-%m", "day": "%Y-%m-%d"}
COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
ABOUT = (
    "Each worksheet after the contents and the notes holds one table of the report, with the "
    "figures that the report shows, and no more decimals."
)
LONGEST_NAME = 31  # of a sheet, in characters: Excel's
COVER_WIDTH, NARROWEST, WIDEST = 90, 14, 60  # characters
LINE_HEIGHT = 16  # points
A4 = 9  # Excel's number of the paper
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the cover says, in plain text; the workbook is dated `made_on`, not by the clock."""

    title: str
    brand: str
    made_on: dt.date
    facts: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    colophon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A released table as it is handed on: its CSV text, and the format of each column."""

    name: str
    title: str
    csv: str = field(repr=False)
    formats: tuple[CellFormat, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """One table of a sheet: a title, lines of text above it, its headings and its cells."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]] = field(repr=False)
    formats: Sequence[CellFormat]
    lines: Sequence[str] = ()


def workbook(cover: Cover, downloads: Sequence[Download]) -> bytes:
    """Write the workbook; the same bytes every time. The figures are those of the CSV files."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - 0.02 s, while charts are drawn

    held = io.BytesIO()
    book = Workbook(held, OPTIONS | {"default_format_properties": dict(FONT)})  # it writes into it
    created = dt.datetime.combine(cover.made_on, dt.time())  # Excel's times have no zone
    book.set_properties({"title": cover.title, "author": cover.brand, "created": created})
    styles = _Styles(book)
    notes = list(dict.fromkeys(note for download in downloads for note in download.notes))
    grids = [_grid(number, download, notes) for number, download in enumerate(downloads, start=1)]
    _write_cover(book.add_worksheet(COVER), styles, cover)
    for grid in [*_front(grids, notes), *grids]:
        _write_grid(book.add_worksheet(grid.name), styles, grid)
    book.close()
    return held.getvalue()


class _Styles:
    """The looks of cells, made once a workbook."""

    def __init__(self, book: "Workbook") -> None:
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.words = book.add_format({"text_wrap": True})
        self.bold = book.add_format({"bold": True, "text_wrap": True})
        head = {"bold": True, "text_wrap": True, "bottom": 1}
        self.heads = {side: book.add_format(head | {"align": side}) for side in ("left", "right")}
        self.marks = book.add_format({"align": "right"})
        self.numbers = {
            form: book.add_format({"num_format": code, "align": _side(form)})
            for form, code in NUMBERS.items()
        }


def _side(form: str) -> str:
    return "left" if form in ("text", *DATES) else "right"


def _grid(number: int, download: Download, notes: Sequence[str]) -> _Grid:
    """Lay a table out: empty cells and c become shorthand, notes become numbers in the title."""
    headings, *rows = csv.reader(io.StringIO(download.csv))
    shown = [
        [
            {"": NO_FIGURE, "c": NOT_SHOWN if form != "text" else "c"}.get(cell, cell)
            for cell, form in zip(row, download.formats, strict=True)
        ]
        for row in rows or [[""] * len(headings)]
    ]
    used = [mark for mark in SHORTHAND if any(mark in row for row in shown)]
    numbered = [notes.index(note) + 1 for note in download.notes]
    return _Grid(
        name=f"{number} {download.name}"[:LONGEST_NAME],
        title=" ".join([download.title, *(f"[note {n}]" for n in numbered)]),
        headings=list(_unique(headings)),
        rows=shown,
        formats=download.formats,
        lines=[
            "This worksheet contains one table.",
            *([f"Its notes are in the worksheet {NOTES}."] if numbered else []),
            *(f"{mark}: {SHORTHAND[mark]}." for mark in used),
        ],
    )


def _unique(headings: Sequence[str]) -> Iterator[str]:
    """Put numbers to headings that come again: Excel opens no table that has one twice."""
    seen: Counter[str] = Counter()
    for heading in headings:
        seen[heading.lower()] += 1
        again = seen[heading.lower()]
        yield heading if again == 1 else f"{heading} ({again})"


def _front(grids: Sequence[_Grid], notes: Sequence[str]) -> Iterator[_Grid]:
    """Yield the contents, and the notes if there are any."""
    yield _Grid(
        name=CONTENTS,
        title="Contents",
        headings=("Worksheet", "Table"),
        rows=[(grid.name, grid.title) for grid in grids] or [(COVER, "No tables")],
        formats=("text", "text"),
        lines=("This worksheet contains one table, with a link to each of the others.",),
    )
    if notes:
        yield _Grid(
            name=NOTES,
            title="Notes",
            headings=("Note", "Text"),
            rows=[(f"[note {number}]", text) for number, text in enumerate(notes, start=1)],
            formats=("text", "text"),
            lines=("This worksheet contains one table.",),
        )


def _write_cover(sheet: "Worksheet", styles: _Styles, cover: Cover) -> None:
    """Write the cover, a line a row; headings are bold."""
    lines = [
        (cover.brand, styles.words),
        *([(cover.warning, styles.bold)] if cover.warning else []),
        *((f"{name}: {value}", styles.words) for name, value in cover.facts),
        ("Shorthand", styles.bold),
        *((f"{mark}: {meaning}.", styles.words) for mark, meaning in SHORTHAND.items()),
        ("About this workbook", styles.bold),
        (ABOUT, styles.words),
        *([(cover.colophon, styles.words)] if cover.colophon else []),
    ]
    sheet.set_column(0, 0, COVER_WIDTH)
    sheet.write_string(0, 0, cover.title, styles.title)
    for row, (text, style) in enumerate(lines, start=1):
        sheet.write_string(row, 0, text, style)
        _fit_height(sheet, row, [(text, COVER_WIDTH)])
    _set_up_paper(sheet)


def _write_grid(sheet: "Worksheet", styles: _Styles, grid: _Grid) -> None:
    sheet.write_string(0, 0, grid.title, styles.title)
    for row, line in enumerate(grid.lines, start=1):
        sheet.write_string(row, 0, line)
    top = len(grid.lines) + 1
    headings = [
        {"header": heading, "header_format": styles.heads[_side(form)]}
        for heading, form in zip(grid.headings, grid.formats, strict=True)
    ]
    name = "table_" + NOT_IN_A_NAME.sub("_", grid.name).strip("_").lower()
    options = {"name": name, "columns": headings, "autofilter": False, "style": None}
    sheet.add_table(top, 0, top + len(grid.rows), len(headings) - 1, options)
    for row, cells in enumerate(grid.rows, start=top + 1):
        for column, (cell, form) in enumerate(zip(cells, grid.formats, strict=True)):
            _write_cell(sheet, styles, (row, column, cell), form)
    if grid.name == CONTENTS:
        for row, (target, _) in enumerate(grid.rows, start=top + 1):
            sheet.write_url(row, 0, f"internal:'{target}'!A1", string=target)
    widths = [_width(*cells) for cells in zip(grid.headings, *grid.rows, strict=True)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, cells in enumerate([grid.headings, *grid.rows], start=top):
        _fit_height(sheet, row, zip(cells, widths, strict=True))
    _set_up_paper(sheet)
    sheet.set_landscape()
    sheet.repeat_rows(top)


def _write_cell(
    sheet: "Worksheet", styles: _Styles, placed: tuple[int, int, str], form: CellFormat
) -> None:
    """Write a number or a date as one, anything else as the text that it is."""
    row, column, cell = placed
    if form == "text":
        sheet.write_string(row, column, cell, styles.words)
    elif cell in SHORTHAND:
        sheet.write_string(row, column, cell, styles.marks)
    elif form in DATES:
        day = dt.datetime.strptime(cell, DATES[form])  # noqa: DTZ007 - Excel's times have no zone
        sheet.write_datetime(row, column, day, styles.numbers[form])
    else:
        sheet.write_number(row, column, float(cell), styles.numbers[form])


def _width(heading: str, *cells: str) -> int:
    """Return the width of a column, in characters: its longest cell, within limits."""
    longest = max((len(cell) for cell in cells), default=0)
    return min(max(longest + 2, len(heading) // 2 + 2, NARROWEST), WIDEST)


def _fit_height(sheet: "Worksheet", row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as the lines of its texts, each with its column's width in characters.

    Excel would do so by itself when it opens the file; LibreOffice writes one row over the next.
    """
    lines = max(len(textwrap.wrap(text, width)) for text, width in texts)
    if lines > 1:
        sheet.set_row(row, lines * LINE_HEIGHT)


def _set_up_paper(sheet: "Worksheet") -> None:
    """Print a sheet on A4, all its columns side by side."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
