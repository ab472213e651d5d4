"""Names that councils write for agencies, needs, closures, outcomes and columns: none is misread.

The table is made up in its wording and true in its kind; a name without a code is one that no code
can be told for. Codes are the DfE's (children in need census guide).
"""

import csv
from pathlib import Path

import pytest

from referral_analysis.extract.codes import CODE_LISTS, codes_of
from referral_analysis.extract.synonyms import HEADERS
from referral_analysis.extract.wording import header_matches, meaning

TABLE = Path(__file__).resolve().parents[2] / "data" / "names.csv"
RIGHT_SHARE = 0.85


def names() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def proposed(column: str, written: str) -> str:
    if column == "header":
        return next(iter(header_matches([written], HEADERS)), "")
    said = meaning(column, written, codes_of(column) if column in CODE_LISTS else [])
    return said.code if said else ""


def test_no_proposal_is_wrong_and_most_are_made() -> None:
    table = names()
    assert len(table) >= 150
    wrong = [
        (one["written"], got, one["code"])
        for one in table
        if (got := proposed(one["column"], one["written"])) not in {one["code"], ""}
    ]
    assert wrong == []
    coded = [one for one in table if one["code"]]
    right = [one for one in coded if proposed(one["column"], one["written"]) == one["code"]]
    assert len(right) >= RIGHT_SHARE * len(coded)


@pytest.mark.parametrize("case", [str.upper, str.lower, str.title], ids=["upper", "lower", "title"])
def test_capitals_make_no_proposal_wrong(case: object) -> None:
    wrong = [
        (one["written"], got)
        for one in names()
        if one["column"] != "header"
        and (got := proposed(one["column"], case(one["written"]))) not in {one["code"], ""}  # type: ignore[operator]
    ]
    assert wrong == []


def test_a_proposal_says_why_and_how_sure() -> None:
    said = meaning("referral_source", "Coastal Police", codes_of("referral_source"))
    assert said is not None
    assert (said.code, said.why, said.sure) == ("6", "the words police", 0.5)


def test_a_name_that_is_mostly_not_understood_is_left() -> None:
    assert meaning("referral_source", "North Coastal Police", codes_of("referral_source")) is None


@pytest.mark.parametrize("written", ["Police / School", "Health and Housing", "Parent or Police"])
def test_words_of_two_agencies_are_left(written: str) -> None:
    assert meaning("referral_source", written, codes_of("referral_source")) is None
