"""A text file read in the quick way and in the slow one is the same: quoted, marked, or odd."""

import datetime as dt
import gzip
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from referral_analysis.errors import FileUnreadableError, ReferralAnalysisError
from referral_analysis.extract import ReadOptions, columns, read_referrals
from referral_analysis.extract.formats import scan
from referral_analysis.extract.read import typed_referrals
from referral_analysis.extract.table import SourceTable

Csv = Callable[..., bytes]
Write = Callable[..., Path]
FEW = [
    one.name for one in columns.REFERRALS if one.name not in columns.IDS and one.dtype != pl.Date
]
MANY = 700  # rows, more than are looked at beforehand


def scanned(path: Path) -> SourceTable:
    table = scan(path, ReadOptions(), FEW)
    assert table.quick_rows is not None
    return table


def outcome(table: SourceTable) -> pl.DataFrame | str:
    """Return the rows, texts as such, or what is said of the file."""
    try:
        rows = typed_referrals(table)
    except ReferralAnalysisError as error:
        return str(error)
    return rows.with_columns(pl.col(pl.Enum).cast(pl.String)).collect()


def both_ways(path: Path) -> pl.DataFrame | str:
    """Read in both ways, which must agree, and return what they say."""
    table = scanned(path)
    quick, slow = outcome(table), outcome(replace(table, quick=None))
    if isinstance(quick, str) or isinstance(slow, str):
        assert quick == slow
    else:
        assert_frame_equal(quick, slow)
    return quick


def rows_of(path: Path) -> pl.DataFrame:
    read = both_ways(path)
    assert isinstance(read, pl.DataFrame), read
    return read


def quoted(content: bytes, mark: str = "\r\n") -> bytes:
    """Put every field in quotation marks, empty ones too, as most databases export them."""
    lines = content.decode().split("\r\n")[:-1]
    every = (",".join(f'"{field}"' for field in line.split(",")) for line in lines)
    return (mark.join(every) + mark).encode()


# what stands in a late row beside fields that are all quoted: the changes of its fields
ODD: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "nothing": ({}, {"referral_id": "R701", "district": "Dover"}),
    "an empty id of a child": ({"child_id": ""}, {"child_id": None}),
    "an id of spaces": ({"child_id": "  "}, {"child_id": None}),
    "an id with spaces": ({"child_id": " C9 "}, {"child_id": "C9"}),
    "a word for no id": ({"child_id": "NULL"}, {"child_id": None}),
    "an empty day": ({"closed_on": ""}, {"closed_on": None, "has_unreadable_date": False}),
    "a day of spaces": ({"closed_on": " "}, {"closed_on": None, "has_unreadable_date": False}),
    "a word for no day": ({"closed_on": "null"}, {"closed_on": None}),
    "no day": ({"closed_on": "2011-02-30"}, {"closed_on": None, "has_unreadable_date": True}),
    "an empty flag": ({"is_nfa": ""}, {"is_nfa": None}),
    "a word for no flag": ({"is_nfa": "NULL"}, {"is_nfa": None}),
    "an empty code": ({"closure_reason": ""}, {"closure_reason": None}),
    "a word for no code": ({"closure_reason": "NULL"}, {"closure_reason": None}),
    "an empty age": ({"age_at_referral": ""}, {"age_at_referral": None}),
    "a mark in a field": ({"district": 'Do""ver'}, {"district": 'Do"ver'}),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("is_packed", [False, True])
def test_fields_in_quotation_marks(csv: Csv, write: Write, kind: str, *, is_packed: bool) -> None:
    changed, expected = ODD[kind]
    content = quoted(csv(*[{}] * MANY, changed, {}))
    path = write(gzip.compress(content) if is_packed else content)
    read = rows_of(path)
    assert read.height == MANY + 2
    assert read[MANY].select(list(expected)).to_dicts() == [expected]
    assert read[MANY + 1, "referred_on"] == dt.date(2011, 5, 4)
    assert read["core_assessed_on"].null_count() == MANY + 2


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind != "a mark in a field"])
@pytest.mark.parametrize("place", [0, MANY])
def test_fields_without_quotation_marks(csv: Csv, write: Write, kind: str, place: int) -> None:
    changed, expected = ODD[kind]
    expected = {name: value for name, value in expected.items() if name != "referral_id"}
    rows: list[dict[str, str]] = [{}] * MANY
    read = rows_of(write(csv(*rows[:place], changed, *rows[place:])))
    assert read[place].select(list(expected)).to_dicts() == [expected]


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark(csv: Csv, write: Write, mark: str, start: bytes) -> None:
    read = rows_of(write(start + quoted(csv({}, {"closed_on": ""}), mark)))
    assert read["referral_id"].to_list() == ["R1", "R2"]
    assert read["closed_on"].to_list() == [dt.date(2011, 9, 1), None]
    assert read["closure_reason"].to_list() == ["RC7", "RC7"]


def test_marks_in_pairs_in_the_middle_of_a_field_are_letters_of_it(csv: Csv, write: Write) -> None:
    read = rows_of(write(csv({"district": 'The "Weald"'}, {}, {"district": 'Do"v"er'}, {})))
    assert read["district"].to_list() == ['The "Weald"', "Dover", 'Do"v"er', "Dover"]
    assert read["age_at_referral"].to_list() == [7] * 4


def test_one_mark_in_the_middle_of_a_field_is_said(csv: Csv, write: Write) -> None:
    said = both_ways(write(csv({"district": 'The "Weald'}, *[{}] * MANY)))
    assert "rows that cannot be split" in str(said)
    assert "Weald" not in str(said)


def with_notes(content: bytes, notes: Sequence[str]) -> bytes:
    """Add a column that nobody asked for in front."""
    lines = content.decode().split("\r\n")[:-1]
    fields = ["notes", *notes]
    return "".join(f"{note},{line}\r\n" for note, line in zip(fields, lines, strict=True)).encode()


def test_a_text_of_several_lines_is_one_field(csv: Csv, write: Write) -> None:
    notes = ['"seen\r\non Monday, ""late"""', "", '"\n\n,,"', '""']
    read = rows_of(write(with_notes(csv({}, {}, {"child_id": ""}, {}), notes)))
    assert read["referral_id"].to_list() == ["R1", "R2", "R3", "R4"]
    assert read["child_id"].to_list() == ["C1", "C2", None, "C4"]


def test_a_line_break_in_a_field_that_is_needed_is_said(csv: Csv, write: Write) -> None:
    said = both_ways(write(csv({"district": '"Do\nver"'}, {})))
    assert "district: line breaks inside fields" in str(said)


@pytest.mark.parametrize("id_of_all", ["", '""', " "])
def test_ids_that_are_empty_in_every_row_are_none(csv: Csv, write: Write, id_of_all: str) -> None:
    read = rows_of(write(csv(*[{"child_id": id_of_all}] * 12)))
    assert "child_id" not in read.columns
    read = rows_of(write(csv(*[{"referral_id": id_of_all}] * 12)))
    assert read["referral_id"].null_count() == 12


@pytest.mark.parametrize("beyond", [',""', ",", ',"",""'])
def test_empty_fields_beyond_the_header_are_none(csv: Csv, write: Write, beyond: str) -> None:
    content = csv(*[{}] * 3).replace(b"7\r\n", f"7{beyond}\r\n".encode())
    assert rows_of(write(content)).height == 3


@pytest.mark.parametrize("beyond", [',"x"', ",x"])
def test_a_field_beyond_the_header_is_said(csv: Csv, write: Write, beyond: str) -> None:
    content = csv(*[{}] * MANY, {"age_at_referral": f"7{beyond}"})
    assert "rows that cannot be split" in str(both_ways(write(content)))


def test_a_mark_without_its_pair_is_said(csv: Csv, write: Write) -> None:
    content = csv(*[{}] * MANY, {"district": '"Dover'}, *[{}] * MANY)
    with pytest.raises(FileUnreadableError):
        read_referrals(write(content))
    assert isinstance(both_ways(write(content)), str)


@pytest.mark.parametrize("is_quoted", [True, False])
def test_a_plain_export_is_read_once(csv: Csv, write: Write, *, is_quoted: bool) -> None:
    content = csv(*[{}] * MANY, {"closed_on": "", "is_nfa": "", "closure_reason": "NULL"})
    table = scanned(write(quoted(content) if is_quoted else content))
    assert table.quick is not None
    held = table.rows.collect_schema()

    def forbidden(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    never = pl.LazyFrame(schema=held).map_batches(forbidden, schema=held)
    rows = typed_referrals(replace(table, rows=never, quick=(never, table.quick[1]))).collect()
    assert rows["closed_on"].null_count() == rows["closure_reason"].null_count() == 1
    assert rows.height == MANY + 1
