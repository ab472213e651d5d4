"""How a file is laid out: encodings, marks, titles above, sums and filters below, sheets."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter
from benchmarks.shapes.cells import PLACE
from benchmarks.shapes.council import Rows, council
from benchmarks.shapes.days import OLD
from benchmarks.shapes.shape import Due, Shape, files, text

Grid = Sequence[Sequence[object]]
LEFT_OUT = "Exported data exceeded the allowed volume. Some data may have been omitted."
FILTERS = "Applied filters:\nReferral date is on or after 01/04/2013\nTeam is not Adults"
ROWS_LEFT_OUT, HEADER_ROW = "says that some were left out", "header_row"


def lines(rows: Rows) -> list[str]:
    """Write rows as lines of CSV, the header first."""
    return rows.write_csv().splitlines()


def encoded(name: str) -> Callable[[Rows], bytes]:
    """Write with letters beyond ASCII in another encoding."""
    return lambda rows: rows.with_columns(note=pl.lit("naïve café")).write_csv().encode(name)


def divided(mark: str) -> Callable[[Rows], str]:
    """Write columns divided by another mark."""
    return lambda rows: rows.write_csv(separator=mark)


def by_month(rows: Rows) -> str:
    """Put a sum below each month's rows."""
    written = lines(rows)[:1]
    month = pl.col("referred_on").str.slice(0, 7).alias("month")
    for (which,), held in rows.group_by(month, maintain_order=True):
        written += [*lines(held)[1:], f"Total {which},,,,,,{held.height},,,"]
    return "\n".join(written)


def by_page(rows: Rows) -> str:
    """Put the header and an empty line on each page of fifty rows."""
    header, *body = lines(rows)
    pages = [[header, *body[first : first + 50], ""] for first in range(0, len(body), 50)]
    return "\n".join(line for page in pages for line in page)


def turned(rows: Rows) -> str:
    """Write each column as a row."""
    return "\n".join(",".join([name, *(one or "" for one in rows[name])]) for name in rows.columns)


def child_a_row(rows: Rows) -> str:
    """Write a row a child, with a column for each of its referrals."""
    number = (pl.int_range(pl.len()).over("child_id") + 1).cast(pl.String)
    numbered = rows.with_columns((pl.lit("Referral Date ") + number).alias("number"))
    return numbered.pivot("number", index="child_id", values="referred_on").write_csv()


def fixed(rows: Rows) -> str:
    """Write columns of fixed width."""
    cells = [rows.columns, *rows.rows()]
    return "\n".join("".join((one or "").ljust(14) for one in row) for row in cells)


def ragged(rows: Rows) -> str:
    """Put commas after each row, and empty rows below."""
    header, *body = lines(rows)
    return "\n".join([header, *(f"{line},,," for line in body), *["," * 12] * 20])


def sqlcmd(rows: Rows) -> str:
    """Write dashes under the header, and the rows affected below."""
    header, *body = lines(rows)
    return "\n".join([header, ",".join(["-" * 10] * rows.width), *body, "", below(rows)])


def below(rows: Rows) -> str:
    """Say how many rows there are, as SQL Server's tools do below them."""
    return f"({rows.height} rows affected)"


TEXT: tuple[Shape, ...] = (
    text("UTF-8 with a mark, lines ended by CR LF", "read",
         lambda rows: b"\xef\xbb\xbf" + rows.write_csv(line_terminator="\r\n").encode()),
    *(text(f"text in {name}", "read", encoded(name))
      for name in ("utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman")),
    *(text(f"text in {name}", "refused", encoded(name), says="UTF-8")
      for name in ("utf-32", "cp500")),
    *(text(f"divided by {name}", "read", divided(mark))
      for name, mark in (("semicolon", ";"), ("tab", "\t"), ("pipe", "|"))),
    text("a line sep=;", "read", lambda rows: "sep=;\n" + rows.write_csv(separator=";")),
    text("lines ended by CR alone", "read", lambda rows: rows.write_csv(line_terminator="\r")),
    text("notes of several lines", "read",
         lambda rows: rows.with_columns(
             note=pl.when(PLACE % 7 == 0).then(pl.lit('One,\ntwo "three"'))).write_csv()),
    text("commas after each row, and empty rows", "read", ragged),
    text("titles above", "refused",
         lambda rows: "Referrals received,,\nRun on,01/11/2016,\n,,\n" + rows.write_csv(),
         says=HEADER_ROW),
    text("titles above, and header_row given", "read",
         lambda rows: "Referrals received,,\nRun on,01/11/2016,\n,,\n" + rows.write_csv(),
         header_row=4),
    text("two rows of headers", "refused",
         lambda rows: "Child,,Referral,,,,,Work,,\n" + rows.write_csv(), says=HEADER_ROW),
    text("no header", "refused", lambda rows: "\n".join(lines(rows)[1:]), says="no header"),
    text("a header twice", "refused",
         lambda rows: "\n".join(f"{one},{one.split(',')[2]}" for one in lines(rows)),
         says="more than one column"),
    text("the header on each page", "said", by_page, says="left out"),
    text("the export twice, header and all", "said",
         lambda rows: rows.write_csv() + rows.write_csv(), says="the same as another"),
    text("a sum below", "said", lambda rows: f"{rows.write_csv()}Total,,,,,,{rows.height},,,\n",
         says="left out"),
    text("sums below each month", "said", by_month, says="left out"),
    text("Power BI's filters below", "read", lambda rows: f'{rows.write_csv()}\n"{FILTERS}"\n'),
    text("Power BI left rows out", "refused",
         lambda rows: f'{rows.write_csv()}"{LEFT_OUT}"\n', says=ROWS_LEFT_OUT),
    text("Power BI left rows out, in UTF-16", "refused",
         lambda rows: f'{rows.write_csv()}"{LEFT_OUT}"\n'.encode("utf-16"), says=ROWS_LEFT_OUT),
    text("rows affected, below", "said", lambda rows: f"{rows.write_csv()}\n{below(rows)}\n",
         says="left out"),
    text("dashes under the header", "said", sqlcmd, says="left out"),
    text("rows and columns turned round", "refused", turned, says="no header"),
    text("a row a child", "refused", child_a_row, says="need columns"),
    text("columns of fixed width", "refused", fixed, says="one column"),
    text("a web page", "refused", lambda rows: f"<html><table>{rows.write_csv()}", says="web page"),
    files("a file a year", "read", lambda rows: [rows.filter(OLD), rows.filter(~OLD)]),
)  # fmt: skip


def grid(rows: Rows) -> Grid:
    """Return the cells of a sheet, the header first."""
    return [rows.columns, *rows.rows()]


def book(
    name: str, due: Due, sheets: Callable[[Rows], dict[str, Grid]], *,
    says: str = "", sheet: str | None = None,
) -> Shape:  # fmt: skip
    """Write a workbook: the name of each sheet, and its cells."""

    def write(folder: Path) -> list[Path]:
        path = folder / "referrals.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            for title, cells in sheets(council()).items():
                page = workbook.add_worksheet(title)
                for place, row in enumerate(cells):
                    page.write_row(place, 0, ["" if one is None else one for one in row])
        return [path]

    return Shape(name=f"a workbook: {name}", due=due, write=write, says=says, sheet=sheet)


def beside(rows: Rows) -> Grid:
    """Put a block of sums beside the rows."""
    block: list[tuple[object, ...]] = [(None, "Month", "Count"), (None, "2013-04", 56)]
    cells = grid(rows)
    return [(*row, *block[place]) if place < len(block) else row for place, row in enumerate(cells)]


def moved(rows: Rows) -> Rows:
    """Put the columns into another order."""
    return rows.select("child_id", pl.exclude("child_id"))


WORKBOOKS: tuple[Shape, ...] = (
    book("one sheet", "read", lambda rows: {"Data": grid(rows)}),
    book("a summary first", "refused",
         lambda rows: {"Summary": [["Referrals", rows.height]], "Data": grid(rows)}, says="sheet"),
    book("a summary first, and sheet given", "read",
         lambda rows: {"Summary": [["Referrals", rows.height]], "Data": grid(rows)}, sheet="Data"),
    book("a block of sums beside the rows", "read", lambda rows: {"Data": beside(rows)}),
    book("titles above", "refused",
         lambda rows: {"Data": [["Referrals"], ["Run on", "1 Nov 2016"], [], *grid(rows)]},
         says=HEADER_ROW),
    book("two rows of headers", "refused",
         lambda rows: {"Data": [["Child", "", "Referral", "", "", "", "", "Work"], *grid(rows)]},
         says=HEADER_ROW),
    book("a sum below", "said", lambda rows: {"Data": [*grid(rows), [], ["Total", rows.height]]},
         says="left out"),
    book("Power BI's filters below", "said",
         lambda rows: {"Export": [*grid(rows), [], [FILTERS]]}, says="left out"),
    book("Power BI left rows out", "refused",
         lambda rows: {"Export": [*grid(rows), [], [LEFT_OUT]]}, says=ROWS_LEFT_OUT),
    book("a sheet a year", "read",
         lambda rows: {"2013-14": grid(rows.filter(OLD)), "2015-16": grid(rows.filter(~OLD))}),
    book("a copy of its sheet", "said",
         lambda rows: {"2015": grid(rows), "2015 (2)": grid(rows)}, says="newer file"),
    book("a sheet a year, one with its columns moved", "refused",
         lambda rows: {"2013": grid(rows.filter(OLD)), "2015": grid(moved(rows.filter(~OLD)))},
         says="sheet"),
)  # fmt: skip
