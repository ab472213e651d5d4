"""A difference is named in the words of whoever reads the file, and none is missed."""

import base64
import datetime as dt
import json
import random

import pytest

from referral_analysis.report.page.workbook import Cover, Download, workbook
from referral_analysis.runs.differences import Difference, between, closely, exactly

TABLE = "Month,Referrals,Share (%)\n2011-04,410,31.2\n2011-08,356,28.9\n"
PAGE = (
    '<p>Made on 20 January</p><h2 id="answer">The answer</h2><p>412 a month</p>'
    '<h2 id="months">What happened, month by month</h2><p>first</p>'
    '<figure id="figure-nfa"><svg>M10.25,30</svg></figure><p>last</p>'
)
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": ["# Title\n", "words"]},
            {"cell_type": "code", "source": "show(1)", "outputs": [{"text": "412"}]},
        ],
        "metadata": {},
    }
)
INDENTED = json.dumps(json.loads(NOTEBOOK), indent=1)


def one(file: str, old: str, new: str) -> Difference:
    (found,) = between(file, old.encode(), new.encode())
    return found


def test_the_same_bytes_do_not_differ() -> None:
    assert between("tables/a.csv", TABLE.encode(), TABLE.encode()) == ()


def test_a_cell_is_named_by_its_row_and_column() -> None:
    found = one("tables/a.csv", TABLE, TABLE.replace("356", "357"))
    assert found == Difference(
        file="tables/a.csv", place="row 2 (2011-08), column Referrals", old="356", new="357"
    )


@pytest.mark.parametrize(
    ("new", "place", "values"),
    [
        (TABLE.replace("Share (%)", "Part (%)"), "header, column 3", ("Share (%)", "Part (%)")),
        (TABLE + "2011-09,1,2\n", "row 3 (2011-09)", ("nothing", "2011-09, 1, 2")),
        (TABLE.replace("356,", ","), "row 2 (2011-08), column Referrals", ("356", "an empty cell")),
        (TABLE.replace(",28.9", ""), "row 2 (2011-08), column Share (%)", ("28.9", "nothing")),
        (TABLE.replace("28.9\n", "28.9,7\n"), "row 2 (2011-08), column 4", ("nothing", "7")),
    ],
)
def test_a_changed_table_is_described(new: str, place: str, values: tuple[str, str]) -> None:
    found = one("a.csv", TABLE, new)
    assert (found.place, (found.old, found.new)) == (place, values)


def test_line_ends_of_a_table_are_found_too() -> None:
    found = one("a.csv", TABLE, TABLE.replace("\n", "\r\n"))
    assert (found.place, found.old, found.new) == ("byte 26", "0a", "0d")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("20 January", "21 January", "before the first section"),
        ("412", "413", 'section "The answer"'),
        ("first", "First", 'section "What happened, month by month"'),
        ("M10.25", "M10.26", 'section "What happened, month by month", figure nfa'),
        ("last", "Last", 'section "What happened, month by month"'),
    ],
)
def test_a_place_in_a_page_is_its_section_and_figure(old: str, new: str, place: str) -> None:
    found = one("report.html", PAGE, PAGE.replace(old, new))
    assert found.place == place
    assert old in found.old
    assert new in found.new


def test_each_section_of_a_page_is_named_once() -> None:
    new = PAGE.replace("412", "4!2").replace("first", "f!rst").replace("last", "l!st")
    assert len(between("report.html", PAGE.encode(), new.encode())) == 2


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("words", "Words", "cell 1, source"),
        ("show(1)", "show(2)", "cell 2, source"),
        ('"412"', '"413"', "cell 2, outputs"),
        ('"metadata": {}', '"metadata":  {}', "line 1, character 160"),
        ('"cells": [', '"cells": ', "line 1, character 11"),
    ],
)
def test_a_place_in_a_notebook_is_its_cell(old: str, new: str, place: str) -> None:
    assert one("report.ipynb", NOTEBOOK, NOTEBOOK.replace(old, new)).place == place


def test_a_place_in_a_chart_is_its_line_and_character() -> None:
    found = one("charts/a.svg", "<svg>\n<path d='M1,2'/>", "<svg>\n<path d='M1,3'/>")
    assert found.place == "line 2, character 13"


def test_bytes_that_are_no_text_are_compared_as_bytes() -> None:
    (found,) = between("tables.xlsx", b"PK\xff\x00", b"PK\xff")
    assert (found.place, found.old, found.new) == ("byte 4", "00", "the end of the file")


@pytest.mark.parametrize("file", ["a.csv", "a.html", "a.ipynb", "a.svg", "a.xlsx"])
@pytest.mark.parametrize("text", [TABLE, PAGE, NOTEBOOK, INDENTED])
def test_no_changed_byte_is_missed_and_both_sides_are_told_apart(file: str, text: str) -> None:
    chance = random.Random(2012)  # noqa: S311 - places, not secrets
    for _ in range(100):
        changed = bytearray(text.encode())
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        found = between(file, text.encode(), bytes(changed))
        assert found
        assert all(place.old != place.new for place in found)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("a line\n b", "a line\v b", (r"'a line\n b'", r"'a line\x0b b'")),
        ("a b", "a  b", ("'a b'", "'a  b'")),
        ("end\n\n", "end\n", (r"'end\n\n'", r"'end\n'")),
    ],
)
def test_spaces_and_line_ends_are_told_apart(old: str, new: str, told: tuple[str, str]) -> None:
    found = one("charts/a.svg", old, new)
    assert (found.old, found.new) == told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12.3", "12.4"),
        ("-0.5,30", "-0.6,30"),
        ("1.23456789012345e-05", "1.23456789012399e-05"),
        ("1234567890.123456", "1234567890.623456"),
        ("1e-05", "1.0000000001e-05"),
    ],
)
def test_close_decimals_of_another_platform_count_as_the_same(old: str, new: str) -> None:
    assert closely(old, new)
    assert not exactly(old, new)
    assert between("a.svg", old.encode(), new.encode(), closely) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("412", "413"),
        ("12.3", "12.5"),
        ("12.3%", "12.3"),
        ("fell by 12.3", "rose by 12.3"),
        ("a" * 31 + "1.5", "a" * 31 + "1.9"),
        ("0" * 40 + "a", "0" * 39 + "1a"),
        ("12.3", "12.3 12.3"),
        ("0.123456789012", "0.123456799012"),
    ],
)
def test_anything_more_does_not(old: str, new: str) -> None:
    assert not closely(old, new)
    assert between("a.svg", old.encode(), new.encode(), closely)


@pytest.mark.parametrize(("new", "is_same"), [("410,31.3", True), ("411,31.2", False)])
def test_numbers_packed_into_a_page_are_compared_as_numbers(new: str, *, is_same: bool) -> None:
    old, made = (
        f'<a href="data:text/csv;base64,{base64.b64encode(text.encode()).decode()}">'
        for text in ("Month,Referrals\n410,31.2", f"Month,Referrals\n{new}")
    )
    assert closely(old, made) == is_same


def test_a_packed_picture_that_is_no_text_is_compared_as_it_is_packed() -> None:
    old, new = (
        f'<img src="data:image/png;base64,{base64.b64encode(held).decode()}">'
        for held in (b"\x89PNG\xff\xfe1.5", b"\x89PNG\xff\xfe1.6")
    )
    assert not closely(old, new)
    assert closely(f"12.3 {old}", f"12.4 {old}")


def packed(text: str, *, made_on: dt.date = dt.date(2012, 1, 20)) -> bytes:
    released = Download(
        name="months", title="T", csv=text, formats=("month", "count", "percent"), notes=("N",)
    )
    return workbook(Cover(title="T", brand="B", made_on=made_on), [released])


def test_a_cell_of_a_workbook_is_named_by_sheet_row_and_column() -> None:
    (found,) = between("tables.xlsx", packed(TABLE), packed(TABLE.replace("356", "357")))
    assert found.place == "sheet 1 months, row 6 (2011-08-01 00:00:00), column B"
    assert (found.old, found.new) == ("356", "357")


def test_rows_that_a_workbook_lacks_are_named() -> None:
    found = between("tables.xlsx", packed(TABLE), packed(TABLE.partition("2011-08")[0]))
    assert {one.place.split(",")[1] for one in found} == {" row 6 (2011-08-01 00:00:00)"}
    assert {one.new for one in found} == {"nothing"}


def test_a_sheet_that_a_workbook_lacks_is_named() -> None:
    more = packed(TABLE)
    fewer = workbook(Cover(title="T", brand="B", made_on=dt.date(2012, 1, 20)), [])
    found = between("tables.xlsx", more, fewer)
    assert ("sheet 1 months", "a sheet", "nothing") in {(d.place, d.old, d.new) for d in found}


def test_a_workbook_whose_cells_are_the_same_differs_by_its_bytes() -> None:
    dated = packed(TABLE, made_on=dt.date(2012, 1, 21))
    (found,) = between("tables.xlsx", packed(TABLE), dated)
    assert found.place.startswith("byte ")
    assert between("tables.xlsx", packed(TABLE), dated, closely) == ()


def test_decimals_of_a_workbook_may_differ_on_another_platform() -> None:
    near = packed(TABLE.replace("31.2", "31.3"))
    assert len(between("tables.xlsx", packed(TABLE), near)) == 1
    assert between("tables.xlsx", packed(TABLE), near, closely) == ()


def test_what_is_no_workbook_any_more_differs_by_its_bytes() -> None:
    (found,) = between("tables.xlsx", packed(TABLE), b"PK not a workbook")
    assert found.place == "byte 3"
