"""Make the zoo: small synthetic extracts with one fault or oddity each, and what each must give.

python tests/data/make_zoo.py writes tests/data/zoo/ anew. Every id, name and note begins with Zz,
so that a message that quotes a record gives itself away.
"""

import codecs
import datetime as dt
import gzip
import io
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import xlsxwriter

ZOO = Path(__file__).parent / "zoo"
DATES = ("referred_on", "initial_assessed_on", "core_assessed_on", "section_47_on", "closed_on")
MADE_ON = dt.datetime(2012, 1, 13, tzinfo=dt.UTC)

Row = dict[str, str]
CLEAN: Row = {
    "referral_id": "Zz-R1",
    "child_id": "Zz-C1",
    "name": "Zz Child",
    "referred_on": "2011-05-04",
    "district": "Dover",
    "referral_source": "2A",
    "primary_need": "N1",
    "is_nfa": "false",
    "initial_assessed_on": "2011-05-10",
    "core_assessed_on": "",
    "section_47_on": "",
    "closed_on": "2011-09-01",
    "closure_reason": "RC7",
    "age_at_referral": "7",
}

_SYSTEM = 9  # the byte of a gzip header that names the system (RFC 1952); 3 is Unix


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file: its content, how it is to be read, and what must come of it.

    content: bytes, or what writes the file or folder. refused: a pattern of the one line that says
    why; None where the file is read. failed: rule -> rows that fail it.
    """

    name: str
    content: bytes | Callable[[Path], object]
    refused: str | None = None
    read: int = 3
    excluded: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    sheet: str | None = None
    table: str | None = None
    header_row: int = 1


def rows(*changes: Row) -> list[Row]:
    """Return the clean row once a change, three times without any, each of its own child."""
    return [
        {**CLEAN, "referral_id": f"Zz-R{place}", "child_id": f"Zz-C{place}", **change}
        for place, change in enumerate(changes or ({}, {}, {}), start=1)
    ]


def text(*changes: Row, mark: str = ",", end: str = "\n", header: bool = True) -> str:
    """Write rows as delimited text."""
    lines = [*([list(CLEAN)] if header else []), *(list(row.values()) for row in rows(*changes))]
    return "".join(mark.join(line) + end for line in lines)


def packed(content: bytes) -> bytes:
    """Pack bytes by gzip: the same on every Python, which name different systems in the header."""
    made = gzip.compress(content, mtime=0)
    return made[:_SYSTEM] + b"\x03" + made[_SYSTEM + 1 :]


def csv(*changes: Row) -> bytes:
    """Write rows as plain CSV."""
    return text(*changes).encode()


def each(column: str, *values: str) -> bytes:
    """Write a clean row a value of one column."""
    return csv(*({column: value} for value in values))


def frame() -> pl.DataFrame:
    """Return the clean rows as text, empty fields null."""
    return pl.read_csv(csv(), infer_schema=False, null_values="")


def typed() -> pl.DataFrame:
    """Return the clean rows in the types that a database would give them."""
    return frame().with_columns(
        pl.col(DATES).str.to_date(),
        pl.col("is_nfa") == "true",
        pl.col("age_at_referral").cast(pl.Int64),
    )


def workbook(*, titled: bool = False, dates: bool = False, sheets: tuple[str, ...] = ("Data",)) -> (
    Callable[[Path], object]
):  # fmt: skip
    """Return what writes a workbook: titled with the header in row 3, dates as Excel's own."""

    def write(path: Path) -> None:
        with xlsxwriter.Workbook(path) as book:
            book.set_properties({"created": MADE_ON})
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet = book.add_worksheet(sheets[0])
            if titled:
                sheet.write(0, 0, "Referrals")
            for place, row in enumerate([list(CLEAN), *map(list, frame().rows())]):
                for column, value in enumerate(row):
                    is_date = dates and place and value and list(CLEAN)[column] in DATES
                    if is_date:
                        sheet.write_datetime(
                            place + 2 * titled, column, dt.datetime.fromisoformat(value), day
                        )
                    else:
                        sheet.write(place + 2 * titled, column, value)
            for name in sheets[1:]:
                book.add_worksheet(name).write(0, 0, "Zz drawn by hand")

    return write


def workbook_bytes() -> bytes:
    """Return a workbook, to be given a wrong name."""
    buffer = io.BytesIO()
    frame().write_excel(buffer)
    return buffer.getvalue()


def sqlite(*tables: str) -> Callable[[Path], object]:
    """Return what writes an SQLite file with the same rows in each table."""

    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            for table in tables:
                database.execute(f"CREATE TABLE {table} ({', '.join(CLEAN)})")
                marks = ", ".join("?" * len(CLEAN))
                database.executemany(f"INSERT INTO {table} VALUES ({marks})", frame().rows())  # noqa: S608
            database.commit()

    return write


def parquet_folder(*, alike: bool) -> Callable[[Path], object]:
    """Return what writes a folder of two Parquet files, alike or not in their columns."""

    def write(path: Path) -> None:
        for year in (2010, 2011):
            (path / f"year={year}").mkdir(parents=True)
            part = typed() if alike or year == 2010 else typed().drop("is_nfa")
            renamed = part.with_columns(
                pl.format("{}-{}", name, pl.lit(year)).alias(name)
                for name in ("referral_id", "child_id")
            )
            renamed.write_parquet(path / f"year={year}" / "part.parquet")

    return write


def folder_of_nothing(path: Path) -> None:
    """Make a folder without a file that can be read."""
    path.mkdir()
    (path / "read.me").write_text("Zz")


def zipped(*names: str) -> bytes:
    """Return an archive that is no workbook itself, of the same rows under each name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            content = b"PAR1Zz" if name.endswith(".parquet") else csv()
            archive.writestr(zipfile.ZipInfo(name, (2012, 1, 13, 0, 0, 0)), content)
    return buffer.getvalue()


def census(*episodes: str) -> bytes:
    """Write a CIN census return: a child an episode."""
    children = "".join(
        f"<Child><ChildIdentifiers><LAchildID>Zz-C{place}</LAchildID><UPN>Zz</UPN>"
        "<PersonBirthDate>2004-01-02</PersonBirthDate></ChildIdentifiers>"
        f"<CINdetails>{episode}</CINdetails></Child>"
        for place, episode in enumerate(episodes)
    )
    return f"<Message><Header/><Children>{children}</Children></Message>".encode()


EPISODE = (
    "<CINreferralDate>2011-05-04</CINreferralDate><ReferralSource>2A</ReferralSource>"
    "<PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>2011-09-01</CINclosureDate>"
    "<ReasonForClosure>RC7</ReasonForClosure><ReferralNFA>0</ReferralNFA>"
)
CENSUS = census(EPISODE, EPISODE, EPISODE)
LAUGHS = (
    b'<!DOCTYPE Message [<!ENTITY a "Zz"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Message><Children>&c;</Children></Message>'
)
OUTSIDE = b'<!DOCTYPE Message [<!ENTITY f SYSTEM "file:///etc/passwd">]><Message>&f;</Message>'
ANNEX_A = (
    b"Child Unique ID,Gender,Ethnicity,Date of Birth,Age of Child (Years),Date of referral,"
    b"Referral Source,Referral NFA?,Number of Referrals in Last 12 Months,Allocated Team,"
    b"Allocated Worker\n"
) + b"".join(
    b"Zz-C%d,a) Male,Zz,02/01/2004,7,04/05/2011,2A) Schools,b) No,0,Zz Team,Zz Worker\n" % child
    for child in range(3)
)
NAMED = r"need content that fits \.{}\. Export it again, or give"

REFUSED: tuple[Case, ...] = (
    Case(name="nothing.csv", content=b"", refused=r"an empty file"),
    Case(name="blank.csv", content=b"\n\n\n", refused=r"no header in its first line"),
    Case(
        name="header_alone.csv",
        content=text().splitlines()[0].encode(),
        refused=r"a header without rows",
    ),
    Case(
        name="no_header.csv",
        content=text(header=False).encode(),
        refused=r"no header in its first line",
    ),
    Case(
        name="tildes.csv",
        content=text(mark="~").encode(),
        refused=r"a header of one column; need columns divided by comma, semicolon, tab or \|",
    ),
    Case(
        name="titles_above.csv",
        content=b"Zz Referrals,,,,\nPeriod: 01/04/2011 to 30/11/2011,,,,\n,,,,\n" + csv(),
        refused=r"no header in its first line; .* give `header_row: 4`, which looks like it\.",
    ),
    Case(
        name="groups_above_headers.csv",
        content=("Child" + "," * 6 + "Case" + "," * 7 + "\n").encode() + csv(),
        refused=r"no header in its first line; .* give `header_row: 2`, which looks like it\.",
    ),
    Case(
        name="two_encodings.csv",
        content=each("district", "Châlons") + text({"district": "Châlons"}).encode("cp1252"),
        refused=r"bytes of two encodings",
    ),
    Case(
        name="utf16_cut_off.csv",
        content=text().encode("utf-16")[:-1],
        refused=r"text that begins as UTF-16 and is not",
    ),
    Case(
        name="cut_off.csv.gz",
        content=packed(csv())[:-9],
        refused=r"a file that breaks off or cannot be unpacked",
    ),
    Case(
        name="workbook.csv",
        content=workbook_bytes(),
        refused=r"an Excel workbook under the name of text; " + NAMED.format("csv"),
    ),
    Case(
        name="text.xlsx",
        content=csv(),
        refused=r"text under the name of an Excel workbook; " + NAMED.format("xlsx"),
    ),
    Case(
        name="page.xls",
        content=b"<html><table><tr><td>Zz</td></tr></table></html>",
        refused=r"a web page under the name of an Excel workbook of before 2007",
    ),
    Case(
        name="page.htm",
        content=b"<!DOCTYPE html><html><table><tr><td>Zz</td></tr></table></html>",
        refused=r"a web page; need CSV, a workbook \(\.xlsx, \.xlsb, \.ods\), Parquet, a CIN",
    ),
    Case(
        name="old_workbook.xls",
        content=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Zz",
        refused=r"an Excel workbook of before 2007, or one with a password; need CSV",
    ),
    Case(
        name="password.xlsx",
        content=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Zz",
        refused=r"or one with a password under the name of an Excel workbook",
    ),
    Case(
        name="excel_2003.dat",
        content=b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        refused=r"an Excel 2003 XML workbook; need CSV",
    ),
    Case(
        name="archive_of_two.zip",
        content=zipped("extract.csv", "other.csv"),
        refused=r"a zip archive of 2 files; need an archive of one, or the files themselves",
    ),
    Case(
        name="parquet_in_an_archive.zip",
        content=zipped("extract.parquet"),
        refused=r"a Parquet file in a zip archive; need it unpacked",
    ),
    Case(
        name="packed.xlsx.gz",
        content=packed(workbook_bytes()),
        refused=r"an Excel workbook packed by gzip; need it unpacked",
    ),
    Case(
        name="cut_off.xlsx",
        content=workbook_bytes()[:500],
        refused=r"a workbook that cannot be opened; need an \.xlsx workbook without a password",
    ),
    Case(
        name="sheet_not_named.xlsx",
        content=workbook(sheets=("Referrals", "Notes")),
        refused=r"no sheet named among Referrals, Notes; need the name of one of them",
    ),
    Case(
        name="sheet_gone.xlsx",
        content=workbook(sheets=("Referrals", "Notes")),
        sheet="Contacts",
        refused=r"no sheet Contacts among Referrals, Notes",
    ),
    Case(
        name="title_taken_for_header.xlsx",
        content=workbook(titled=True),
        refused=r"no header in its first line; .* give `header_row: 3`, which looks like it\.",
    ),
    Case(
        name="cut_off.parquet",
        content=b"PAR1Zz",
        refused=r"Parquet files that are broken, or differ in their columns",
    ),
    Case(
        name="parquet_that_differs",
        content=parquet_folder(alike=False),
        refused=r"rows that cannot be read; need the same columns",
    ),
    Case(
        name="folder_of_nothing",
        content=folder_of_nothing,
        refused=r"a folder without a file that can be read",
    ),
    Case(
        name="cut_off.db",
        content=b"SQLite format 3\0Zz",
        refused=r"a database file that cannot be read",
    ),
    Case(
        name="table_not_named.db",
        content=sqlite("contacts", "referrals"),
        refused=r"no table named among contacts, referrals",
    ),
    Case(
        name="column_missing.csv",
        content=csv().replace(b"referred_on", b"began"),
        refused=r"need a column referred_on\. "
        r"Name the header that holds referred_on under `columns`",
    ),
    Case(
        name="column_twice.csv",
        content=csv().replace(b"section_47_on", b"district"),
        refused=r"more than one column district; need one",
    ),
    Case(
        name="comma_in_a_name.csv",
        content=csv({}, {"name": "Zz, Child"}),
        refused=r"rows that cannot be split into the header's columns",
    ),
    Case(
        name="quotation_mark_left_open.csv",
        content=csv({}, {"name": '"Zz Child'}, {}),
        refused=r"rows that cannot be split into the header's columns",
    ),
    Case(
        name="quotation_marks_that_swallow_rows.csv",
        content=csv({"district": '"Zz'}, {}, {"district": 'Zz"'}),
        refused=r"district: line breaks inside fields",
    ),
    Case(
        name="month_first.csv",
        content=each("referred_on", "05/31/2011", "06/01/2011"),
        refused=r"referred_on: dates that can only be month-first \(1\)",
    ),
    Case(
        name="two_forms_of_dates.csv",
        content=each("closed_on", "2011-09-01", "01/09/2011"),
        refused=r"closed_on: both ISO dates \(1\) and day-first ones \(1\)",
    ),
    Case(
        name="years_of_one_digit.csv",
        content=each("referred_on", "04/05/1", "05/05/1"),
        refused=r"referred_on: dates that cannot be read \(2 of 2\)",
    ),
    Case(
        name="dates_in_words.csv",
        content=each("closed_on", "Zz September 2011", "Zz"),
        refused=r"closed_on: dates that cannot be read \(2 of 2\)",
    ),
    Case(
        name="agencies_by_name.csv",
        content=each("referral_source", *["Zz Primary School"] * 3, *["Zz Police"] * 2),
        refused=r"referral_source: values that are not on its list \(5 of 5\); need codes from 1A",
    ),
    Case(
        name="needs_by_name.csv",
        content=each("primary_need", "Zz neglect", "Zz abuse"),
        refused=r"primary_need: values that are not on its list \(2 of 2\); need codes from N1",
    ),
    Case(
        name="flags_in_words.csv",
        content=each("is_nfa", "Zz open", "Zz closed"),
        refused=r"is_nfa: words that are neither yes nor no \(2 of 2 rows\); need for each word",
    ),
    Case(
        name="billion_laughs.xml",
        content=LAUGHS,
        refused=r"a document type declaration, which can hold entities",
    ),
    Case(name="entity_from_outside.xml", content=OUTSIDE, refused=r"a document type declaration"),
    Case(
        name="census_cut_off.xml",
        content=CENSUS[:-60],
        refused=r"XML that breaks off or is not well formed, at line 1",
    ),
    Case(
        name="other_return.xml",
        content=b"<Census><Zz/></Census>",
        refused=r"XML whose outermost element is Census; need a CIN census return",
    ),
    Case(
        name="census_of_nobody.xml",
        content=b"<Message><Header/><Children/></Message>",
        refused=r"a return without referrals",
    ),
    Case(
        name="nhs_numbers.csv",
        content=each("child_id", "943 476 5919", "9434765870"),
        refused=r"child_id: ids that look like NHS numbers \(2 of 2",
    ),
    Case(
        name="pupil_numbers.csv",
        content=each("child_id", "H801200001001"),
        refused=r"child_id: ids that look like unique pupil numbers \(1 of 1",
    ),
)

READ: tuple[Case, ...] = (
    Case(name="plain.csv", content=csv()),
    Case(name="semicolons.csv", content=text(mark=";").encode()),
    Case(name="tabs.txt", content=text(mark="\t").encode()),
    Case(name="windows_lines.csv", content=text(end="\r\n").encode()),
    Case(name="byte_order_mark.csv", content=codecs.BOM_UTF8 + csv()),
    Case(name="windows_1252.csv", content=text({"district": "Châlons"}).encode("cp1252"), read=1),
    Case(name="utf16.csv", content=text().encode("utf-16")),
    Case(name="utf16_without_mark.csv", content=text().encode("utf-16-le")),
    Case(name="utf16_big_without_mark.csv", content=text().encode("utf-16-be")),
    Case(name="pipes.csv", content=text(mark="|").encode()),
    Case(name="line_that_names_the_mark.csv",
         content=b"sep=;\r\n" + text(mark=";", end="\r\n").encode()),
    Case(name="returns_alone_end_lines.csv", content=text(end="\r").encode()),
    Case(name="commas_after_each_row.csv",
         content=text().encode().replace(b"\n", b",,,\n").replace(b",,,\n", b"\n", 1)),
    Case(name="archive.zip", content=zipped("extract.csv")),
    Case(name="packed.csv.gz", content=packed(csv())),
    Case(name="no_last_line_end.csv", content=csv().rstrip(b"\n")),
    Case(name="titled.csv", content=b"Zz Extract\n\n" + csv(), header_row=3),
    Case(name="notes_over_lines.csv", content=csv({"name": '"Zz\nChild"'}, {"name": '"Zz ""A"""'}),
         read=2),
    Case(
        name="thousands_of_columns.csv",
        content="".join(
            line + "".join(f",{'Zz' if place else f'extra {n}'}" for n in range(2_000)) + "\n"
            for place, line in enumerate(text().splitlines())
        ).encode(),
    ),
    Case(name="empty_field_at_the_end.csv", content=text(end=",\n").encode().replace(
        b"age_at_referral,", b"age_at_referral", 1)),
    Case(name="row_cut_short.csv", content=csv() + b"Zz-R4,Zz-C4,Zz,2011-05-04,Dover,2A\n", read=4,
         failed={"8568": 1, "8610": 1}),
    Case(name="empty_line_between.csv", content=csv().replace(b"\nZz-R3", b"\n\nZz-R3"), read=4,
         excluded=1, failed={"missing id": 1, "8600": 1, "8568": 1, "8610": 1, "8866": 1}),
    Case(name="words_for_nothing.csv", content=each("core_assessed_on", "NULL", " ", "null")),
    Case(name="spaces_around.csv", content=each("referral_source", " 2a ", "2A ", " 10")),
    Case(name="day_first.csv", content=each("closed_on", "01/09/2011", "1.9.2011", "01-09-2011")),
    Case(name="dates_with_times.csv", content=each("referred_on", "2011-05-04T09:30:00",
                                                   "2011-05-04 00:00", "2011-05-04")),
    Case(name="one_day_that_is_none.csv", content=each("closed_on", "2011-09-01", "2011-09-01",
                                                       "2011-02-30"),
         failed={"unreadable date": 1, "8805": 1}),
    Case(name="nobody_knows.csv", content=each("is_nfa", "c) Unknown", "b) No", "0"),
         failed={"8568": 1}),
    Case(name="copies.csv", content=csv({}, {"referral_id": "Zz-R1", "child_id": "Zz-C1"}), read=2,
         excluded=1, failed={"exact duplicate": 1}),
    Case(name="same_child_same_day.csv", content=csv({}, {"child_id": "Zz-C1"}), read=2,
         failed={"same day": 1, "8820": 1}),
    Case(name="closed_before_referred.csv", content=each("closed_on", "2011-05-01"), read=1,
         failed={"8630": 1}),
    Case(name="no_date_no_child.csv", content=csv({"referred_on": ""}, {"child_id": ""}, {}),
         excluded=2, failed={"8600": 1, "8630": 1, "1103": 1, "missing id": 1}),
    Case(name="from_the_future.csv", content=csv({}, {"closed_on": "2031-09-01"}), read=2,
         failed={"future date": 1}),
    Case(name="from_long_ago.csv", content=each("referred_on", "2011-05-04", "1981-05-04"), read=2,
         failed={"long ago": 1}),
    Case(name="dates_of_excel.xlsx", content=workbook(dates=True)),
    Case(name="dates_as_text.xlsx", content=workbook()),
    Case(name="titled.xlsx", content=workbook(titled=True, sheets=("Referrals", "Notes")),
         sheet="Referrals", header_row=3),
    Case(name="typed.parquet", content=lambda path: typed().write_parquet(path)),
    Case(name="parquet_by_year", content=parquet_folder(alike=True), read=6),
    Case(name="one_table.db", content=sqlite("referrals")),
    Case(name="two_tables.db", content=sqlite("contacts", "referrals"), table="referrals"),
    Case(name="census.xml", content=CENSUS),
    Case(name="census.xml.gz", content=packed(CENSUS)),
    Case(name="census_with_a_day_that_is_none.xml",
         content=CENSUS.replace(b"2011-05-04", b"2011-05-32", 1), excluded=1,
         failed={"8600": 1, "8630": 1, "unreadable date": 1}),
    Case(name="annex_a_list_3.csv", content=ANNEX_A),
)  # fmt: skip

CASES = (*REFUSED, *READ)


def make(folder: Path) -> None:
    """Write every file of the zoo into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for case in CASES:
        if isinstance(case.content, bytes):
            (folder / case.name).write_bytes(case.content)
        else:
            case.content(folder / case.name)


if __name__ == "__main__":
    make(ZOO)
