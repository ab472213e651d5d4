"""Reading: every faithful way to write a file gives the same rows; every fault has its message."""

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import (
    ColumnMissingError,
    FileUnreadableError,
    ParametersError,
    ValueUnreadableError,
)
from referral_analysis.extract import ExtractMapping, read_referrals

Csv = Callable[..., bytes]
Write = Callable[..., Path]
BOM = b"\xef\xbb\xbf"


def test_a_clean_row_comes_in_typed(csv: Csv, write: Write) -> None:
    rows = read_referrals(write(csv())).collect()
    assert rows.to_dicts() == [
        {
            "referral_id": "R1",
            "child_id": "C1",
            "referred_on": dt.date(2011, 5, 4),
            "district": "Dover",
            "referral_source": "2A",
            "primary_need": "N1",
            "is_nfa": False,
            "initial_assessed_on": dt.date(2011, 5, 10),
            "core_assessed_on": None,
            "section_47_on": None,
            "closed_on": dt.date(2011, 9, 1),
            "closure_reason": "RC7",
            "age_at_referral": 7,
            "has_unreadable_date": False,
        }
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_every_way_of_writing_gives_the_same_rows(
    csv: Csv,
    write: Write,
    delimiter: str,
    encoding: str,
    is_packed: bool,  # noqa: FBT001
) -> None:
    content = csv({"district": "Château\u2013Vallée"}, {}, delimiter=delimiter, encoding=encoding)
    path = write(gzip.compress(content) if is_packed else content)
    rows = read_referrals(path).collect()
    assert rows["district"].to_list() == ["Château\u2013Vallée", "Dover"]
    assert rows["referral_id"].to_list() == ["R1", "R2"]


def test_columns_not_needed_are_ignored(write: Write, csv: Csv) -> None:
    header, row, *_ = csv().decode().split("\r\n")
    extra = [f"extra {i}" for i in range(3000)]
    wide = ",".join([header, *extra, "extra 1"]) + "\n" + ",".join([row, *extra, "x"]) + "\n"
    assert read_referrals(write(wide.encode())).collect().width == 14


def test_an_optional_column_that_is_missing_stays_out(write: Write) -> None:
    text = (
        "referral_id,child_id,referred_on,district,referral_source,is_nfa,closed_on,closure_reason\n"
        "R1,C1,2011-05-04,Dover,6,Y,,\n"
    )
    rows = read_referrals(write(text.encode())).collect()
    assert "primary_need" not in rows.columns
    assert rows["is_nfa"].to_list() == [True]


def test_a_mapping_renames_headers_and_codes(write: Write, csv: Csv) -> None:
    content = csv(
        {"referral_source": "School", "is_nfa": "Open", "district": "Dovr"},
        {"referral_source": "6", "is_nfa": "NFA", "district": "Elsewhere"},
    ).replace(b"referred_on", b"Date of referral")
    mapping = ExtractMapping(
        headers={"referred_on": "Date of referral"},
        codes={
            "referral_source": {"School": "2A"},
            "is_nfa": {"NFA": "true", "Open": "false"},
            "district": {"Dovr": "Dover", "Elsewhere": ""},
        },
    )
    rows = read_referrals(write(content), mapping).collect()
    assert rows["referral_source"].to_list() == ["2A", "6"]
    assert rows["is_nfa"].to_list() == [False, True]
    assert rows["district"].to_list() == ["Dover", None]
    assert rows["referred_on"].null_count() == 0


# fields of a late row, and what they are read as
WORDS: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "an id of a referral": ({"referral_id": "NULL"}, {"referral_id": None}),
    "an id of a child": ({"child_id": "null"}, {"child_id": None}),
    "an id that holds the word": ({"child_id": "NULL1"}, {"child_id": "NULL1"}),
    "a day": ({"closed_on": "NULL"}, {"closed_on": None, "has_unreadable_date": False}),
    "a code": ({"closure_reason": "null"}, {"closure_reason": None}),
    "a flag": ({"is_nfa": "NULL"}, {"is_nfa": None}),
    "an age": ({"age_at_referral": "NULL,NULL"}, {"age_at_referral": None}),
}


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("district", ["Dover", '"Dover"'])
def test_words_of_databases_are_no_value_far_below_the_first_rows(
    write: Write, csv: Csv, kind: str, district: str
) -> None:
    written, read = WORDS[kind]
    content = csv({"district": district}, *[{}] * 700, {"district": district, **written}, {})
    rows = read_referrals(write(content)).collect()
    assert rows.height == 703
    assert rows[701].select(list(read)).to_dicts() == [read]
    assert rows["district"].cast(str).to_list() == ["Dover"] * 703


def test_a_value_beyond_the_header_is_one_in_any_row(write: Write, csv: Csv) -> None:
    content = csv(*[{}] * 700, {"age_at_referral": "7,5"}, {})
    with pytest.raises(FileUnreadableError, match="rows that cannot be split"):
        read_referrals(write(content))


def test_headers_and_fields_lose_outer_spaces_and_database_nulls(write: Write, csv: Csv) -> None:
    content = csv({"closed_on": "NULL", "closure_reason": " ", "referral_source": " 3b "})
    rows = read_referrals(write(content.replace(b"child_id,", b" child_id ,"))).collect()
    row = rows.row(0, named=True)
    assert (row["closed_on"], row["closure_reason"], row["referral_source"]) == (None, None, "3B")
    assert row["has_unreadable_date"] is False


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        *((text, True) for text in ("true", "TRUE", "1", "Y", "yes", "a) Yes")),
        *((text, False) for text in ("false", "FALSE", "0", "N", "no", "b) No")),
        ("c) Unknown", None),
        ("", None),
    ],
)
def test_flags_as_councils_write_them(
    csv: Csv,
    write: Write,
    text: str,
    flag: bool | None,  # noqa: FBT001
) -> None:
    assert read_referrals(write(csv({"is_nfa": text}))).collect()["is_nfa"].to_list() == [flag]


def test_a_date_that_is_none_marks_its_row(csv: Csv, write: Write) -> None:
    rows = read_referrals(write(csv({}, {}, {"closed_on": "2011-02-30"}))).collect()
    assert rows["has_unreadable_date"].to_list() == [False, False, True]
    assert rows["closed_on"].to_list() == [dt.date(2011, 9, 1)] * 2 + [None]


def test_the_frame_shows_no_record_in_a_traceback(csv: Csv, write: Write) -> None:
    from referral_analysis.extract.formats import scan  # noqa: PLC0415 - only here

    assert "rows" not in repr(scan(write(csv())))


FILE_FAULTS = [
    (b"", r"extract\.csv: an empty file; need a header and rows\. Export it again\."),
    (b"\n\n", r"extract\.csv: no header in its first line"),
    (b"a,b\n\n", r"extract\.csv: a header without rows; need a header and rows"),
    (b"a~b\n1~2\n", r"a header of one column; need columns divided by comma, semicolon, tab or"),
    (b"a,b\n1,\0\0\0\0\n", r"bytes that are not text; need UTF-8, UTF-16 or Windows-1252 text"),
    (b"a,b\n1,\x81\n", r"bytes of two encodings, or of an unknown one; need UTF-8, UTF-16 or W"),
    ("a,é\n1,".encode() + b"\xe9\n", r"bytes of two encodings, or of an unknown one"),
    (gzip.compress(b"a,b\n" * 99, mtime=0)[:-9], r"a file that breaks off or cannot be unpacked"),
    (b"PK\x03\x04....", r"extract\.csv: an Excel workbook under the name of text; need"),
    (b"\xd0\xcf\x11\xe0....", r"an Excel workbook of before 2007, or one with a password"),
    (gzip.compress(b" <Message>", mtime=0), r"an XML file under the name of text; need content"),
    (b"a,b\r1,2\r", r"extract\.csv: the columns a, b; need columns referral_id"),
    (b"PAR1....", r"a Parquet file under the name of text"),
    (BOM + b"<?xml ?>", r"an XML file under the name of text; need content"),
]


@pytest.mark.parametrize(("content", "message"), FILE_FAULTS)
def test_a_file_that_cannot_be_read_says_why(write: Write, content: bytes, message: str) -> None:
    with pytest.raises((FileUnreadableError, ColumnMissingError), match=message):
        read_referrals(write(content))


LETTERS = {  # what stands before it in the file, the letter, what the two are; None: refused
    "UTF-8": (b"", "é".encode(), "é"),
    "Windows-1252": (b"\xe8", b"\xe9", "èé"),
    "one of each": (b"\xe8", "é".encode(), None),
}


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("place", range((1 << 18) - 2, (1 << 18) + 1))
def test_one_letter_says_its_encoding_wherever_it_stands_in_a_large_file(
    csv: Csv, write: Write, place: int, kind: str
) -> None:
    first, letter, read = LETTERS[kind]
    before, after = csv(*[{}] * 2_000, {"district": "@"}, *[{}] * 3_000).split(b"@")
    padding = place - len(before) - len(first)
    assert padding > 0
    path = write(before + first + b"x" * padding + letter + after)
    if read is None:
        with pytest.raises(FileUnreadableError, match="bytes of two encodings"):
            read_referrals(path)
    else:
        district = read_referrals(path).collect()["district"][2_000]
        assert district.replace("x", "") == read


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match=r"nowhere\.csv: no such file; need a file"):
        read_referrals(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    "tail", [b"R9,C9,2011-05-04,Secret,6,N1,false,,,,,,7,8,9\r\n", b'R9,"Secret,2011\r\n']
)
def test_rows_that_do_not_fit_the_header_quote_no_record(
    csv: Csv, write: Write, tail: bytes
) -> None:
    with pytest.raises(FileUnreadableError, match="as many fields in every row") as error:
        read_referrals(write(csv() + tail))
    assert "Secret" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_stray_quotation_mark_that_swallows_rows_is_found(csv: Csv, write: Write) -> None:
    path = write(csv({"district": '"Dov'}, {}, {"district": 'Dover"'}, {}))
    message = r"extract\.csv, district: line breaks inside fields; need one line a row\. Look for"
    with pytest.raises(FileUnreadableError, match=message):
        read_referrals(path)


def test_a_line_break_in_a_column_not_needed_does_no_harm(csv: Csv, write: Write) -> None:
    header, row, *_ = csv().decode().split("\r\n")
    path = write(f'{header},notes\n{row},"one\ntwo"\n{row},\n'.encode())
    assert read_referrals(path).collect().height == 2


def test_a_missing_column_lists_the_headers_found(csv: Csv, write: Write) -> None:
    path = write(csv().replace(b"is_nfa", b"verdict"))
    message = (
        r"extract\.csv: the columns referral_id, child_id, referred_on, .*, verdict, .*; "
        r"need a column is_nfa\. Name the header that holds is_nfa under `columns`\."
    )
    with pytest.raises(ColumnMissingError, match=message):
        read_referrals(path)


def test_a_missing_column_lists_twenty_headers_at_most(write: Write) -> None:
    header = ",".join(f"h{i}" for i in range(25))
    with pytest.raises(ColumnMissingError, match=r"h19 and 5 more; need columns referral_id"):
        read_referrals(write(f"{header}\n{header}\n".encode()))


def test_a_column_that_is_there_twice_is_refused(csv: Csv, write: Write) -> None:
    path = write(csv().replace(b"section_47_on", b"district"))
    with pytest.raises(ColumnMissingError, match=r"more than one column district; need one"):
        read_referrals(path)


DATE_FAULTS = [
    (
        ["5/31/2011", "04/05/2011"],
        r"extract\.csv, closed_on: dates that can only be month-first \(1\)",
    ),
    (
        ["2011-05-04", "04/05/2011"],
        r"closed_on: both ISO dates \(1\) and day-first ones \(1\); need one form",
    ),
    (["4 May", "May 5", "2011-05-04"], r"closed_on: dates that cannot be read \(2 of 3\)"),
    (
        ["04/05/201", ""],
        r"closed_on: dates that cannot be read \(1 of 1\), such as 99/99/999 in row 1 .*; need "
        r".* DD/MM/YYYY\. Export",
    ),
]


@pytest.mark.parametrize(("dates", "message"), DATE_FAULTS)
def test_a_column_of_dates_that_cannot_be_trusted_is_refused(
    csv: Csv, write: Write, dates: list[str], message: str
) -> None:
    with pytest.raises(ValueUnreadableError, match=message):
        read_referrals(write(csv(*({"closed_on": text} for text in dates))))


def test_a_mapping_takes_capitals_and_small_letters_for_one_unless_it_has_both(
    csv: Csv, write: Write
) -> None:
    content = csv({"referral_source": "Night Desk"}, {"referral_source": "NIGHT DESK"})
    for codes, wanted in (
        ({"night desk": "3F"}, ["3F", "3F"]),
        ({"night desk": "3F", "NIGHT DESK": "6"}, ["3F", "6"]),
    ):
        mapping = ExtractMapping(codes={"referral_source": codes})
        rows = read_referrals(write(content), mapping).collect()
        assert rows["referral_source"].cast(pl.String).to_list() == wanted


def test_codes_without_a_mapping_are_counted_and_only_short_ones_shown(
    csv: Csv, write: Write
) -> None:
    sources = [{"referral_source": text} for text in ("SCH", "POL", "Aunt Mary", "6")]
    message = (
        r"extract\.csv, referral_source: values that are not on its list \(3 of 4\), such as "
        r"POL, SCH; need codes from 1A to 10\. "
        r"Say what the extract's own values mean under `codes`\."
    )
    with pytest.raises(ValueUnreadableError, match=message):
        read_referrals(write(csv(*sources)))


def test_flags_without_a_mapping_are_counted(csv: Csv, write: Write) -> None:
    flags = [{"is_nfa": text} for text in ("closed", "open", "Y")]
    message = (
        r"is_nfa: words that are neither yes nor no \(2 of 3 rows\); need for each word, .* Y or N"
    )
    with pytest.raises(ValueUnreadableError, match=message):
        read_referrals(write(csv(*flags)))


def test_a_mapping_knows_our_columns_only() -> None:
    with pytest.raises(ParametersError, match=r"columns: the unknown column Date; need one of ref"):
        ExtractMapping(headers={"Date": "referred_on"})
    with pytest.raises(ParametersError, match=r"codes: the unknown column child_id; need one of"):
        ExtractMapping(codes={"child_id": {}})


def test_reading_leaves_nothing_for_later(csv: Csv, write: Write) -> None:
    path = write(csv())
    rows = read_referrals(path)
    path.unlink()
    assert rows.select(pl.len()).collect().item() == 1
