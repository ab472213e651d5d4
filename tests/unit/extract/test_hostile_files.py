"""Small files that unfold without an end, or reach out of themselves: one line, and soon."""

import gzip
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.extract import ReadOptions, limits, read_referrals

Csv = Callable[..., bytes]
Write = Callable[..., Path]
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/{0}" ContentType="{1}.main{2}"/>'
    '<Override PartName="/xl/worksheets/sheet1.{3}" ContentType="{4}"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{}" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/{}"/></Relationships>'
)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Cases" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def xlsx(path: Path, *rows: str) -> Path:
    """Write a workbook of one sheet from its rows' XML."""
    sheet = f"{SPREADSHEET}.worksheet+xml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            TYPES.format("workbook.xml", f"{SPREADSHEET}.sheet", "+xml", "xml", sheet),
        )
        book.writestr("_rels/.rels", RELATIONS.format("xl/workbook.xml", "officeDocument"))
        book.writestr("xl/workbook.xml", BOOK)
        book.writestr(
            "xl/_rels/workbook.xml.rels", RELATIONS.format("worksheets/sheet1.xml", "worksheet")
        )
        body = "".join(rows)
        book.writestr(
            "xl/worksheets/sheet1.xml",
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{body}</sheetData></worksheet>",
        )
    return path


def row(number: int, values: list[str], column: str = "") -> str:
    """Write a row of text cells; a column's letters put the last cell there."""
    cells = [f"{chr(65 + place)}{number}" for place in range(len(values))]
    if column:
        cells[-1] = f"{column}{number}"
    texts = "".join(
        f'<c r="{cell}" t="inlineStr"><is><t>{value}</t></is></c>'
        for cell, value in zip(cells, values, strict=True)
    )
    return f'<row r="{number}">{texts}</row>'


def table(csv: Csv) -> list[list[str]]:
    return [line.split(",") for line in csv({}, {}).decode().split()]


@pytest.mark.parametrize("column", ["AAA", "XFD"])
def test_a_stray_far_cell_is_said_before_room_is_made_for_it(
    csv: Csv, tmp_path: Path, column: str
) -> None:
    rows = [row(place, cells) for place, cells in enumerate(table(csv), start=1)]
    path = xlsx(tmp_path / "far.xlsx", *rows, row(1_000_000, ["Zz"], column))
    with pytest.raises(
        FileUnreadableError,
        match=r"far\.xlsx, sheet Cases: cells up to row 1,000,000 and column \S+, far from the rest"
        r"; need a table of at most 8,000,000 cells; .*REFERRAL_ANALYSIS_LIMITS=4",
    ):
        read_referrals(path)


def test_a_far_cell_of_another_sheet_costs_nothing(csv: Csv, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Notes", "Cases"):
            sheet = book.add_worksheet(name)
            for place, cells in enumerate(table(csv)):
                sheet.write_row(place, 0, cells)
            if name == "Notes":
                sheet.write(1_000_000, 5_000, "Zz")
    assert read_referrals(path, options=ReadOptions(sheet="Cases")).collect().height == 2
    with pytest.raises(FileUnreadableError, match=r"sheet Notes: cells up to row 1,000,001"):
        read_referrals(path, options=ReadOptions(sheet="Notes"))


def test_a_cell_that_is_not_far_is_read(csv: Csv, tmp_path: Path) -> None:
    rows = [row(place, cells) for place, cells in enumerate(table(csv), start=1)]
    path = xlsx(tmp_path / "near.xlsx", *rows, row(2_000, ["Zz"], "AB"))
    assert read_referrals(path).collect().height == 3


def test_formulas_without_a_value_are_said_for_what_they_are(csv: Csv, tmp_path: Path) -> None:
    rows = [row(place, cells) for place, cells in enumerate(table(csv), start=1)]
    formula = '<row r="4"><c r="A4"><f>"Zz" &amp; 1</f></c><c r="B4"><f>A4</f></c></row>'
    path = xlsx(tmp_path / "formulas.xlsx", *rows, formula)
    with pytest.raises(FileUnreadableError, match=r"formulas without a value \(2\); need values"):
        read_referrals(path)
    worked_out = formula.replace("</f></c>", "</f><v>1</v></c>")
    path = xlsx(tmp_path / "values.xlsx", *rows, worked_out)
    assert read_referrals(path).collect().height == 3


def test_a_workbook_is_refused_before_it_is_unpacked(
    csv: Csv, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WORKBOOK_MB", 1)
    rows = [row(place, cells) for place, cells in enumerate(table(csv), start=1)]
    path = xlsx(tmp_path / "bomb.xlsx", *rows, *[row(9, ["Zz" * 500])] * 1_000)
    with pytest.raises(
        FileUnreadableError, match=r"bomb\.xlsx: a workbook that unpacks to 1 MB; need one of at"
    ):
        read_referrals(path)
    monkeypatch.setenv(limits.VARIABLE, "4")
    assert read_referrals(path).collect().height > 2


def test_a_packed_line_without_an_end_is_refused(csv: Csv, write: Write) -> None:
    path = write(gzip.compress(csv() + b"Z" * 17_000_000), "line.csv.gz")
    with pytest.raises(FileUnreadableError, match=r"line\.csv\.gz: a line of more than 16 MB; nee"):
        read_referrals(path)


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.zip"])
def test_a_packed_file_is_unpacked_up_to_the_limit(
    csv: Csv, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(limits, "UNPACKED_MB", 1)
    content = csv(*[{}] * 15_000)
    assert len(content) > 1_000_000
    if name.endswith(".gz"):
        write(gzip.compress(content), name)
    else:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("rows.csv", content)
    with pytest.raises(
        FileUnreadableError, match=r": a packed file that holds more than 1 MB; nee"
    ):
        read_referrals(tmp_path / name)
    monkeypatch.setenv(limits.VARIABLE, "3")
    assert read_referrals(tmp_path / name).collect().height == 15_000


def test_what_unpacks_to_far_more_than_it_is_is_refused_early(
    csv: Csv, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SMALL_MB", 1)
    monkeypatch.setattr(limits, "TIMES_PACKED", 50)
    blank = gzip.compress(csv() + b"\n" * 3_000_000)
    with pytest.raises(FileUnreadableError, match=r"holds more than 1 MB; need .* 50 times its"):
        read_referrals(write(blank, "blank.csv.gz"))
    monkeypatch.setattr(limits, "TIMES_PACKED", 5_000)
    monkeypatch.setattr(limits, "ROWS", 5_000_000)
    assert read_referrals(write(blank, "blank.csv.gz")).collect().height > 0


def test_a_mark_without_an_end_in_xml_is_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LINE_MB", 2)
    path = write(b"<Message><Z" + b"z" * 9_000_000, "cin.xml")
    with pytest.raises(
        FileUnreadableError, match=r"cin\.xml: a mark of more than 2 MB; need a CIN"
    ):
        read_referrals(path)


def test_a_value_without_an_end_in_xml_is_refused(write: Write) -> None:
    child = b"<Message><Children><Child><ChildIdentifiers><LAchildID>" + b"Zz " * 9_000
    with pytest.raises(FileUnreadableError, match=r"an element LAchildID of more than 10,000 char"):
        read_referrals(write(child, "cin.xml"))


@pytest.mark.parametrize("times", ["0", "-1", "many", "1001"])
def test_the_variable_is_a_number_of_times(monkeypatch: pytest.MonkeyPatch, times: str) -> None:
    monkeypatch.setenv(limits.VARIABLE, times)
    with pytest.raises(ParametersError, match=r"REFERRAL_ANALYSIS_LIMITS: something that is no nu"):
        limits.allowed(1)


def test_limits_are_multiplied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(limits.VARIABLE, raising=False)
    assert limits.allowed(7) == 7
    assert limits.allowed(7, {limits.VARIABLE: "2.5"}) == 17


HEADERS = (
    "referral_id", "child_id", "referred_on", "district", "referral_source", "is_nfa", "closed_on",
    "closure_reason",
)  # fmt: skip
FIELDS = ", ".join(
    f"'{value}' AS {name}"
    for name, value in zip(
        HEADERS[1:], ("Qa", "2015-06-07", "Dover", "2A", "false", "2015-07-08", "RC7"), strict=True
    )
)
COUNT = " ".join(("SELECT i AS referral_id,", FIELDS, "FROM n"))
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n{}) "
VIEWS = ["sqlite", "duckdb"]


def view(path: Path, select: str) -> Path:
    """Write a database file that holds one view."""
    if path.suffix == ".duckdb":
        with duckdb.connect(path) as database:
            database.execute(f"CREATE VIEW cases AS {select}")
        return path
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE VIEW cases AS {select}")
        database.commit()
    return path


@pytest.mark.parametrize("kind", VIEWS)
def test_a_view_that_ends_is_read(tmp_path: Path, kind: str) -> None:
    path = view(tmp_path / f"view.{kind}", ENDLESS.format(" WHERE i < 40") + COUNT)
    assert read_referrals(path).collect().height == 40


def test_a_view_of_a_value_without_an_end_is_said_for_what_it_is(tmp_path: Path) -> None:
    path = view(tmp_path / "long.sqlite", "SELECT zeroblob(2000000000) AS referral_id")
    with pytest.raises(FileUnreadableError, match=r"long\.sqlite.*a value of more than"):
        read_referrals(path)


@pytest.mark.parametrize("kind", VIEWS)
def test_a_view_without_an_end_is_stopped_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(limits, "VIEW_SECONDS", 1)
    path = view(tmp_path / f"view.{kind}", ENDLESS.format("") + COUNT + " WHERE i < 0")
    with pytest.raises(
        FileUnreadableError, match=r"view cases: a view that gives more than 5,000,000 rows, or tak"
    ):
        read_referrals(path)


@pytest.mark.parametrize("kind", VIEWS)
def test_a_view_of_too_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(limits, "VIEW_ROWS", 50_000)
    monkeypatch.setattr(limits, "VIEW_SECONDS", 60)
    path = view(tmp_path / f"view.{kind}", ENDLESS.format(" WHERE i < 150000") + COUNT)
    with pytest.raises(FileUnreadableError, match=r"a view that gives more than 50,000 rows"):
        read_referrals(path)


def with_made_column(path: Path) -> Path:
    """Write a DuckDB file of a table with a made column, a view of it, and a table without one."""
    with duckdb.connect(path) as database:
        database.execute(
            "CREATE TABLE made (i INTEGER, referral_id VARCHAR GENERATED ALWAYS AS ('W' || i))"
        )
        database.execute("INSERT INTO made (i) SELECT range FROM range(40)")
        database.execute(f"CREATE VIEW cases AS SELECT referral_id, {FIELDS} FROM made")  # noqa: S608 - as below
        database.execute("CREATE TABLE plain AS SELECT * FROM cases")
    return path


@pytest.mark.parametrize("name", ["made", "cases"])
def test_a_column_that_duckdb_makes_is_refused_and_what_to_do_said(
    tmp_path: Path, name: str
) -> None:
    """A view may hand it on; DuckDB makes thousands of its values at once, beyond its memory."""
    path = with_made_column(tmp_path / "made.duckdb")
    with pytest.raises(
        FileUnreadableError,
        match=r"made\.duckdb, table made: a column that is made when it is read; need columns that",
    ):
        read_referrals(path, options=ReadOptions(table=name))


def test_a_table_beside_one_with_a_made_column_is_read(tmp_path: Path) -> None:
    path = with_made_column(tmp_path / "made.duckdb")
    assert read_referrals(path, options=ReadOptions(table="plain")).collect().height == 40


def test_a_view_of_another_file_is_refused_and_nothing_of_it_said(tmp_path: Path) -> None:
    secret = tmp_path / "other.csv"
    secret.write_text("Zz-secret\nZz-too\n")
    fields = FIELDS.replace("'2A'", "coalesce(z, '2A')")
    select = (
        f"SELECT 'W' AS referral_id, {fields} FROM read_csv('{secret}', header = false, "  # noqa: S608 - the test's own
        "names = ['z'])"
    )
    path = view(tmp_path / "view.duckdb", select)
    with pytest.raises(
        FileUnreadableError, match=r"view cases: a view that reads outside its"
    ) as e:
        read_referrals(path)
    assert "Zz" not in str(e.value)
    assert str(secret) not in str(e.value)


def test_a_view_that_calls_out_of_sqlite_is_refused(tmp_path: Path) -> None:
    path = view(tmp_path / "view.sqlite", f"SELECT load_extension('zz') AS referral_id, {FIELDS}")
    with pytest.raises(FileUnreadableError, match=r"view\.sqlite"):
        read_referrals(path)


def record(number: int, content: bytes = b"") -> bytes:
    """Write a record of [MS-XLSB]: number and length in seven bits a byte, then the content."""

    def packed(value: int) -> bytes:
        low, high = value & 0x7F, value >> 7
        return bytes([low | 0x80, high]) if high else bytes([low])

    return packed(number) + packed(len(content)) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, cells: list[tuple[int, list[tuple[int, str]]]]) -> Path:
    """Write a binary workbook of one sheet: rows of (row, [(column, text)]), both from 0."""
    size = struct.pack("<IIII", 0, len(cells), 0, 20)
    # BrtBeginSheet, BrtWsDim, BrtBeginSheetData
    sheet = record(129) + record(148, size) + record(145)
    for number, held in cells:
        sheet += record(0, struct.pack("<IIHBBI", number, 0, 300, 0, 0, 0))  # BrtRowHdr
        for column, text in held:
            sheet += record(6, struct.pack("<II", column, 0) + wide(text))  # BrtCellSt
    sheet += record(146) + record(130)
    bundle = struct.pack("<II", 0, 1) + wide("rId1") + wide("Cases")
    book = record(131) + record(143) + record(156, bundle) + record(144) + record(132)
    binary = "application/vnd.ms-excel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            TYPES.format(
                "workbook.bin", f"{binary}.sheet.binary.macroEnabled", "", "bin",
                f"{binary}.worksheet",
            ),
        )  # fmt: skip
        archive.writestr("_rels/.rels", RELATIONS.format("xl/workbook.bin", "officeDocument"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels", RELATIONS.format("worksheets/sheet1.bin", "worksheet")
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def test_a_binary_workbook_is_read_and_its_far_cell_refused(csv: Csv, tmp_path: Path) -> None:
    cells = [(place, list(enumerate(line))) for place, line in enumerate(table(csv))]
    held = [(place, [(c, text) for c, text in line if text]) for place, line in cells]
    rows = read_referrals(xlsb(tmp_path / "good.xlsb", held)).collect()
    assert rows["referral_id"].to_list() == ["R1", "R2"]
    far = xlsb(tmp_path / "far.xlsb", [*held, (1_000_000, [(900, "Zz")])])
    with pytest.raises(FileUnreadableError, match=r"cells up to row 1,000,001 and column 901, far"):
        read_referrals(far)


def ods(path: Path, rows: list[list[str]], more: str = "") -> Path:
    """Write an OpenDocument spreadsheet of one sheet."""
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{name}="{urn}{name}:1.0"' for name in ("office", "table", "text"))
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>" if cell else "<table:table-cell/>"
            for cell in line
        )
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for line in rows
    )  # fmt: skip
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Cases">{body}{more}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{urn}manifest:1.0"></manifest:manifest>',
        )
        archive.writestr("content.xml", content)
    return path


def test_an_opendocument_sheet_is_read_and_its_repeated_cells_counted(
    csv: Csv, tmp_path: Path
) -> None:
    empty = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'table:number-columns-repeated="16000"/></table:table-row>'
    )
    rows = read_referrals(ods(tmp_path / "good.ods", table(csv), empty)).collect()
    assert rows["referral_id"].to_list() == ["R1", "R2"]
    full = empty.replace("16000", "900").replace(
        "/></table:table-row>",
        ' office:value-type="string"><text:p>Zz</text:p></table:table-cell></table:table-row>',
    )
    with pytest.raises(FileUnreadableError, match=r"cells up to row 1,000,003 and column 900, far"):
        read_referrals(ods(tmp_path / "far.ods", table(csv), full))
