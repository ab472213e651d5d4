"""Accessible HTML tables of released numbers, the same bytes every time."""

import csv
import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

import polars as pl

from referral_analysis.errors import RunError, visible
from referral_analysis.report.page.mime import CSV, marked
from referral_analysis.report.page.names import marked_up

CellFormat = Literal["text", "count", "decimal", "percent", "change", "month", "day"]
FORMULA = re.compile(
    "\\s*[=+@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH COMMERCIAL AT}\N{FULLWIDTH HYPHEN-MINUS}-]"
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
SUPPRESSED_KEY = "c: not shown, to protect children's identities."
NO_FIGURE_KEY = "\N{EN DASH}: no figure."
SUPPRESSED = '<abbr title="not shown, to protect children\'s identities">c</abbr>'
NO_FIGURE = (
    '<span aria-hidden="true">\N{EN DASH}</span><span class="visually-hidden">no figure</span>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: its name in the frame, its heading, how it is written, its unit.

    Formats: count 1,234; decimal 12.3; percent 24.1% of a share 0.241; change -12% or +3% of a
    ratio 0.88 or 1.03; month May 2011; day 13 January 2012.
    """

    name: str
    label: str
    format: CellFormat = "text"
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table as a reader sees it; the first column names its rows.

    `suppressed` has a boolean column for each column of `frame` that disclosure control may blank:
    a null there is written c, any other null is a dash, and each has a key below the table. A table
    with a name is also a CSV file of that name in the run folder.
    """

    frame: pl.DataFrame = field(repr=False)
    columns: Sequence[Column]
    caption: str
    suppressed: pl.DataFrame | None = field(repr=False, default=None)
    notes: Sequence[str] = ()
    name: str = ""

    def __post_init__(self) -> None:
        missing = [column.name for column in self.columns if column.name not in self.frame.columns]
        if missing or not self.caption.strip():
            raise RunError(
                "a table",
                found=f"no column {missing[0]}" if missing else "no caption",
                needed="a caption, and a frame with every column named",
                do="Correct the call that makes the table.",
            )

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the table in a notebook, marked as fit for the report."""
        del include, exclude
        return {
            "text/html": html_of(self),
            "text/plain": self.caption,
            CSV: download_of(self, self.name),
        }, marked("table")


def html_of(table: Table) -> str:
    """Write a table as HTML: caption, headings with their scope, a key below.

    A change and its range come right after the names, where a phone shows them; files keep the
    table's own order.
    """
    cells = written(table)
    order = _told_first(table.columns)
    shown = [table.columns[at] for at in order]
    head = "".join(_heading(column) for column in shown)
    body = "".join(_row([row[at] for at in order], shown) for row in cells)
    foot = "".join(f"<p>{marked_up(line)}</p>" for line in [*keys(cells), *table.notes])
    return (
        '<div class="table" role="region" tabindex="0" '
        f'aria-label="{escape(table.caption)}"><table><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f'</div>{f"""<div class="key">{foot}</div>""" if foot else ""}'
    )


def _told_first(columns: Sequence[Column]) -> list[int]:
    """Return the places of columns in the order of the page: names, changes, all else."""
    rest = range(1, len(columns))
    told = [at for at in rest if columns[at].format == "change"]
    return [0, *told, *(at for at in rest if at not in told)]


def download_of(table: Table, name: str) -> dict[str, Any]:
    """Return what the files of a table are made from: its CSV, and what the CSV cannot say."""
    return {
        "name": name,
        "csv": csv_of(table),
        "caption": table.caption,
        "formats": [column.format for column in table.columns],
        "notes": list(table.notes),
    }


def csv_of(table: Table) -> str:
    """Write a table as CSV: c where suppressed, nothing where there is no figure.

    Numbers have the decimals that the page shows and no more, since more could undo a protected
    count. A word that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_headings([harmless(_titled(column)) for column in table.columns]))
    for values, cells in zip(_values(table), written(table), strict=True):
        writer.writerow(
            [
                _plain(value, cell, column.format)
                for value, cell, column in zip(values, cells, table.columns, strict=True)
            ]
        )
    return out.getvalue()


def _headings(titles: Sequence[str]) -> list[str]:
    """Give headings that come again a number: no two columns of a file share a name."""
    named: list[str] = []
    for title in titles:
        number, name = 1, title
        while name in named:
            number += 1
            name = f"{title} ({number})"
        named.append(name)
    return named


def written(table: Table) -> list[list[str | None]]:
    """Write every cell as the reader sees it: c where suppressed, None where there is no figure."""
    hidden = [_hidden(table, column.name) for column in table.columns]
    return [
        [
            "c" if is_hidden and value is None else write(value, column.format)
            for value, column, is_hidden in zip(row, table.columns, marks, strict=True)
        ]
        for row, marks in zip(_values(table), zip(*hidden, strict=True), strict=True)
    ]


def write(value: Any, form: CellFormat) -> str | None:  # noqa: ANN401 - a cell holds any type
    """Write one value in a format; None, and a number without an end, is no figure."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return WRITERS[form](value)


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Control characters become spaces: a line end could begin a cell of its own. Source: OWASP, CSV
    injection; the wide forms are those that Excel takes in East Asian settings.
    """
    line = visible(CONTROL.sub(" ", text))
    return f"'{line}" if FORMULA.match(line) else line


def keys(cells: Sequence[Sequence[str | None]]) -> list[str]:
    """Explain the marks that these cells hold."""
    flat = {cell for row in cells for cell in row}
    return ([SUPPRESSED_KEY] if "c" in flat else []) + ([NO_FIGURE_KEY] if None in flat else [])


def _change(ratio: float) -> str:
    """Write a change: whole per cents, but a tenth where a whole one would pass for none."""
    change = (ratio - 1) * 100
    text = f"{change:+.1f}%" if 0.05 <= abs(change) < 0.95 else f"{change:+.0f}%"
    return "0%" if text[1:] == "0%" else _signed(text)


def _signed(text: str) -> str:
    """Write a minus sign as one; none before what is rounded to nothing."""
    is_nothing = not text.strip("-0.,%")
    return text.replace("-", "" if is_nothing else "\N{MINUS SIGN}")


WRITERS: Mapping[CellFormat, Callable[[Any], str]] = {
    "text": lambda value: visible(CONTROL.sub(" ", str(value))),
    "count": lambda value: _signed(f"{value:,.0f}"),
    "decimal": lambda value: _signed(f"{value:,.1f}"),
    "percent": lambda value: _signed(f"{value * 100:.1f}%"),
    "change": _change,
    "month": lambda value: f"{value:%B %Y}",
    "day": lambda value: f"{value.day} {value:%B %Y}",
}


def _values(table: Table) -> list[tuple[Any, ...]]:
    return table.frame.select(column.name for column in table.columns).rows()


def _hidden(table: Table, name: str) -> list[bool]:
    if table.suppressed is None or name not in table.suppressed.columns:
        return [False] * table.frame.height
    return [mark is True for mark in table.suppressed[name].to_list()]


def _titled(column: Column) -> str:
    percent = "%" if column.format in ("percent", "change") else ""
    unit = ", ".join(part for part in (percent, column.unit) if part)
    return f"{column.label} ({unit})" if unit else column.label


def _heading(column: Column) -> str:
    unit = f' <span class="unit">{escape(column.unit)}</span>' if column.unit else ""
    return f'<th scope="col"{_class(column)}>{escape(column.label)}{unit}</th>'


def _class(column: Column) -> str:
    return "" if column.format in ("text", "month", "day") else ' class="number"'


def _row(cells: Sequence[str | None], columns: Sequence[Column]) -> str:
    first, *rest = (_cell(cell, column) for cell, column in zip(cells, columns, strict=True))
    named = f'<th scope="row"{_class(columns[0])}>{first}</th>'
    others = (f"<td{_class(c)}>{cell}</td>" for cell, c in zip(rest, columns[1:], strict=True))
    return f"<tr>{named}{''.join(others)}</tr>"


def _cell(cell: str | None, column: Column) -> str:
    if cell is None:
        return NO_FIGURE
    return SUPPRESSED if cell == "c" and column.format != "text" else escape(cell)


def _plain(value: Any, cell: str | None, form: CellFormat) -> str:  # noqa: ANN401 - as in write
    """Write a value for a machine: ISO dates, no thousands separators, percentages as numbers."""
    if cell is None or value is None:
        return cell or ""
    if form in ("month", "day"):
        return f"{value:%Y-%m}" if form == "month" else f"{value:%Y-%m-%d}"
    if form == "text":
        return harmless(cell)
    return cell.replace(",", "").replace("%", "").replace("\N{MINUS SIGN}", "-").replace("+", "")
