"""The attack on a whole release finds what is there to be found, and reads tables as they are."""

import datetime as dt
from pathlib import Path

import pytest
from benchmarks.attack_whole import (
    Council,
    Puzzle,
    attack,
    beneath,
    board,
    number,
    quality,
    span_of,
    untrue,
)

from referral_analysis.disclosure import DFE, OPENSAFELY, Policy

MONTHS = [dt.date(2015, month, 1) for month in (4, 5, 6)]
COUNCIL = Council(
    name="only",
    months=MONTHS,
    before=(MONTHS[0], MONTHS[0]),
    after=(MONTHS[0], MONTHS[-1]),
    whose={"district": ["North", "South"]},
    truth={
        ("only", "county referrals", "", MONTHS[0]): 9,
        ("only", "county nfa", "", MONTHS[0]): 3,
    },
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,204", 1204),
        ("c", None),
        ("", None),
        ("'+2", 2),
        ("\N{MINUS SIGN}5", -5),
        ("33.3%", 33.3),
    ],
)
def test_a_figure_is_read_as_it_is_written(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Apr 2008", (2008, 4), (2008, 4)),
        ("Apr to Jun 2008", (2008, 4), (2008, 6)),
        ("Nov 2010 to Jan 2011", (2010, 11), (2011, 1)),
    ],
)
def test_a_stretch_is_read_as_it_is_written(
    text: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    assert span_of(text) == (dt.date(*first, 1), dt.date(*last, 1))


def found(puzzle: Puzzle) -> list[tuple[str, int, int]]:
    return [
        (hidden.place, least, most)
        for hidden, least, most in attack(puzzle, puzzle.hidden, puzzle.policy.values_left)
    ]


def parts(policy: Policy, shown: tuple[str, str, str]) -> Puzzle:
    """Print two parts and their sum."""
    puzzle = Puzzle(policy=policy)
    one, other = ("a", "", "", MONTHS[0]), ("b", "", "", MONTHS[0])
    for terms, text in zip(({one: 1.0}, {other: 1.0}, {one: 1.0, other: 1.0}), shown, strict=True):
        puzzle.count("report", text, terms, text)
    return puzzle


def test_what_is_left_of_a_whole_is_found_and_what_is_wide_is_not() -> None:
    assert found(parts(DFE, ("c", "20", "24"))) == [("c", 4, 4)]
    assert found(parts(DFE, ("c", "c", "4"))) == [("c", 1, 3), ("c", 1, 3)]
    assert found(parts(DFE, ("c", "c", "6"))) == []
    # 18 to 22 of 23 to 27: 1 to 9
    assert found(parts(OPENSAFELY, ("c", "20", "25"))) == []
    assert found(parts(OPENSAFELY, ("c", "c", "10"))) == []


def test_rounded_parts_of_a_rounded_whole_narrow_each_other() -> None:
    """10 and 10 are at most 12 each, and 25 at least 23: 11 or 12."""
    puzzle = parts(OPENSAFELY, ("10", "10", "25"))
    ends = [(least, most) for _, least, most in attack(puzzle, puzzle.rounded, 5)]
    assert ends == [(11, 12), (11, 12), (23, 24)]


def test_a_share_of_needs_tells_a_hidden_month(tmp_path: Path) -> None:
    """8 of 37: of 40 referrals 3 had no further action."""
    tables = {
        "shares.csv": "Month,Referrals,No further action\n2015-04,40,c\n",
        "missing-by-month.csv": "Month,Primary need (%)\n2015-04,21.6\n",
    }
    for name, text in tables.items():
        (tmp_path / name).write_text(text)
    puzzle = Puzzle(policy=DFE)
    beneath(puzzle, COUNCIL)
    board(puzzle, COUNCIL, tmp_path)
    assert found(puzzle) == []
    quality(puzzle, COUNCIL, tmp_path)
    assert (f"nfa {MONTHS[0]}", 3, 3) in found(puzzle)


def test_a_condition_that_the_truth_does_not_meet_is_told() -> None:
    puzzle = Puzzle(policy=DFE)
    puzzle.count("report", "month", {("only", "county referrals", "", MONTHS[0]): 1.0}, "9")
    assert list(untrue(puzzle, COUNCIL.truth)) == []
    puzzle.count("report", "month", {("only", "county nfa", "", MONTHS[0]): 1.0}, "4")
    assert list(untrue(puzzle, COUNCIL.truth)) == ["report month: 3.0 not in 4.0 to 4.0"]
