"""How large a workbook is when it is unfolded, found out before its reader makes room for it.

A reader makes room for every cell up to the last row and column that holds one, so that one stray
cell at the end of a sheet asks for 17 thousand million. The parts are read here as a stream.
"""

import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits

_CHUNK = 1 << 22
_LONGEST_ROW = 1 << 24
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d{1,9})"')
_FAR = re.compile(rb'\sr="([A-Z]{2,3})(\d{1,9})"')
_ANY = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,9})"')
_STRING = re.compile(rb"<(?:\w{1,9}:)?si\b|\x13[\x05-\x7f]\x00")  # and [MS-XLSB]: BrtSSTItem
_OVERLAP = 2  # a mark that two pieces share is counted once, or not at all
_NO_VALUE = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)</(?:\w+:)?c>")
_SHEET = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_ROW_RECORD, _CELL_RECORDS = (
    0,
    {*range(1, 12), 62},
)  # [MS-XLSB]: BrtRowHdr; BrtCell... and rich text


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The last row and column of a sheet, from 1, and its formulas that hold no value."""

    rows: int = 0
    columns: int = 0
    without_value: int = 0

    def with_cell(self, row: int, column: int) -> "Grid":
        """Return the grid that holds this cell too."""
        return Grid(
            rows=max(self.rows, row),
            columns=max(self.columns, column),
            without_value=self.without_value,
        )


def require_room(path: Path, sheet: str) -> None:
    """Raise FileUnreadableError where a sheet would unfold beyond the limits, or holds no values.

    A sheet whose last cell makes a grid of more than `limits.CELLS`, and formulas that no
    spreadsheet has worked out.
    """
    with zipfile.ZipFile(path) as archive:
        grid = _grid(archive, sheet)
    where = f"{path.name}, sheet {sheet}"
    _require_near_cells(where, grid)
    if grid.without_value:
        raise FileUnreadableError(
            where,
            found=f"formulas without a value ({grid.without_value:,})",
            needed="values: a program wrote the formulas, and no spreadsheet has worked them out",
            do="Open it in Excel and save it, or export values.",
        )


def require_openable(path: Path) -> None:
    """Raise FileUnreadableError where a workbook is too large to be opened at all.

    Its parts unpack to more than `limits.WORKBOOK_MB`, it has more texts than `limits.STRINGS` or
    more sheets than `limits.SHEETS`; or it is an OpenDocument, whose reader makes
    room for every sheet at once, and one has a grid of more than `limits.CELLS`.
    """
    with zipfile.ZipFile(path) as archive:
        _require_small(path, archive)
        _require_few_strings(path, archive)
        if "content.xml" in archive.namelist():
            for name, grid in _grids_of_ods(archive).items():
                _require_near_cells(f"{path.name}, sheet {name}", grid)


def require_few_cells(where: str, cells: int) -> None:
    """Raise FileUnreadableError where all sheets have more cells than `limits.CELLS`."""
    most = limits.allowed(limits.CELLS)
    if cells > most:
        raise limits.beyond(
            where, found=f"{cells:,} cells", needed=f"sheets of at most {most:,} cells together"
        )


def _require_near_cells(where: str, grid: Grid) -> None:
    most = limits.allowed(limits.CELLS)
    if grid.rows * grid.columns > most:
        raise limits.beyond(
            where,
            found=f"cells up to row {grid.rows:,} and column {grid.columns:,}, far from the rest",
            needed=f"a table of at most {most:,} cells; delete the rows and columns beside it",
        )


def _require_small(path: Path, archive: zipfile.ZipFile) -> None:
    unpacked = sum(part.file_size for part in archive.infolist())
    most = limits.allowed(limits.WORKBOOK_MB)
    if unpacked > most * 1_000_000:
        raise limits.beyond(
            path.name,
            found=f"a workbook that unpacks to {unpacked // 1_000_000:,} MB",
            needed=f"one of at most {most:,} MB unpacked",
        )


def require_few_sheets(path: Path, sheets: int) -> None:
    """Raise FileUnreadableError where a workbook has more sheets than `limits.SHEETS`."""
    most = limits.allowed(limits.SHEETS)
    if sheets > most:
        raise limits.beyond(
            path.name, found=f"{sheets:,} sheets", needed=f"a workbook of at most {most:,} sheets"
        )


def _require_few_strings(path: Path, archive: zipfile.ZipFile) -> None:
    """Count the texts of every part that is large and no sheet: whatever it is called."""
    most = limits.allowed(limits.STRINGS)
    for part in archive.infolist():
        if part.file_size <= most or part.filename.startswith("xl/worksheets/"):
            continue  # a text takes more than a byte
        texts, left = 0, b""
        with archive.open(part) as strings:
            while chunk := strings.read(_CHUNK):
                texts += len(_STRING.findall(left + chunk))
                left = chunk[-_OVERLAP:]
        if texts > most:
            raise limits.beyond(
                path.name,
                found=f"a workbook of {texts:,} texts",
                needed=f"one of at most {most:,} texts",
            )


def _grid(archive: zipfile.ZipFile, sheet: str) -> Grid:
    names = archive.namelist()
    if "content.xml" in names:
        return _grids_of_ods(archive).get(sheet, Grid())
    if "xl/workbook.bin" in names:
        parts = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.bin", name)]
        grids = [_grid_of_xlsb(archive.read(name)) for name in parts]
    else:
        own = _parts(archive).get(sheet)
        known = [own] if own and own in names else []
        parts = known or [name for name in names if name.startswith("xl/worksheets/sheet")]
        grids = [_grid_of_xml(archive, name) for name in parts]
    return max(grids, key=lambda grid: grid.rows * grid.columns, default=Grid())


def _parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the part that holds each sheet, as far as the workbook says it plainly."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    places: dict[str, str] = {}
    for relation in _RELATION.findall(relations):
        fields = dict(re.findall(r'\b(Id|Target)="([^"]*)"', relation))
        target = fields.get("Target", "")
        places[fields.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return {
        _unescaped(name): places.get(identifier, "") for name, identifier in _SHEET.findall(book)
    }


def _unescaped(text: str) -> str:
    from xml.sax.saxutils import unescape  # noqa: PLC0415 - for a name in a workbook

    return unescape(text, {"&quot;": '"', "&apos;": "'"})


def _grid_of_xml(archive: zipfile.ZipFile, name: str) -> Grid:
    grid, without = Grid(), 0
    for piece in _rows_of(archive, name):
        for row in _ROW.findall(piece):
            grid = grid.with_cell(int(row), 1) if int(row) > grid.rows else grid
        last = _ANY.findall(piece[-4096:])
        for column, row in {*_FAR.findall(piece), *last[-1:]}:
            grid = grid.with_cell(int(row), _number(column))
        first = _ANY.search(piece)
        if first and not grid.columns:
            grid = grid.with_cell(int(first[2]), _number(first[1]))
        without += len(_NO_VALUE.findall(piece))
    return Grid(rows=grid.rows, columns=grid.columns, without_value=without)


def _rows_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a sheet's XML in pieces that end with a row."""
    left = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            left += chunk
            cut = left.rfind(b"</row>") + len(b"</row>")
            if cut >= len(b"</row>") or len(left) > _LONGEST_ROW:
                cut = cut if cut >= len(b"</row>") else len(left)
                yield left[:cut]
                left = left[cut:]
    yield left


def _number(letters: bytes) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _grid_of_xlsb(records: bytes) -> Grid:
    """Walk the records of a sheet: each has a number and a length of 7 bits a byte."""
    grid, row, place = Grid(), 0, 0
    while place < len(records):
        number, place = _seven_bits(records, place)
        length, place = _seven_bits(records, place)
        if number == _ROW_RECORD and length >= 4:
            row = struct.unpack_from("<I", records, place)[0]
        elif number in _CELL_RECORDS and length >= 4:
            column = struct.unpack_from("<I", records, place)[0]
            if row >= grid.rows or column >= grid.columns:
                grid = grid.with_cell(row + 1, column + 1)
        place += length
    return grid


def _seven_bits(records: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(records):
        byte = records[place]
        place += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    return value, place


def _grids_of_ods(archive: zipfile.ZipFile) -> dict[str, Grid]:
    """Count each table's rows and columns up to its last value; repeated cells count as many."""
    grids: dict[str, Grid] = {}
    sheet = ""
    row = column = repeat = 0

    def start(tag: str, fields: Mapping[str, str]) -> None:
        nonlocal sheet, row, column, repeat
        if tag.endswith(":table"):
            sheet, row, repeat = fields.get("table:name", ""), 0, 0
        elif tag.endswith(":table-row"):
            row, column = row + repeat, 0
            repeat = int(fields.get("table:number-rows-repeated", 1))
        elif tag.endswith("table-cell"):
            column += int(fields.get("table:number-columns-repeated", 1))
            if "office:value-type" in fields:
                grids[sheet] = grids.get(sheet, Grid()).with_cell(row + repeat, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open("content.xml") as content:
        parser.ParseFile(content)
    return grids
