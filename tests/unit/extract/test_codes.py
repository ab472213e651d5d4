"""The code lists: whole, without doubles, and every agency in a group."""

import polars as pl
import pytest

from referral_analysis.extract import codes


@pytest.mark.parametrize(
    ("column", "count"), [("referral_source", 22), ("primary_need", 10), ("closure_reason", 9)]
)
def test_lists_are_whole(column: str, count: int) -> None:
    listed = codes.codes_of(column)
    assert len(listed) == len(set(listed)) == count


def test_codes_of_2023_say_so() -> None:
    new = {code.code for listed in codes.CODE_LISTS.values() for code in listed if code.first_year}
    assert new == {"5D", "RC9"}


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("1C", "individual"),
        ("2B", "education"),
        ("3E", "health"),
        ("4", "housing"),
        ("5A", "local authority"),
        ("6", "police"),
        ("7", "legal"),
        ("8", "other"),
        ("9", "anonymous"),
        ("10", "unknown"),
        ("2C", "unknown"),
        (None, "unknown"),
    ],
)
def test_agencies_have_a_group(code: str | None, group: str) -> None:
    rows = pl.DataFrame({"referral_source": [code]}, schema={"referral_source": pl.String})
    assert rows.select(codes.agency_group()).item() == group


def test_every_group_has_an_agency() -> None:
    assert {source.group for source in codes.REFERRAL_SOURCES} == set(codes.AGENCY_GROUPS)
