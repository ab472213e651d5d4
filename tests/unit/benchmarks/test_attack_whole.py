"""The attack on a whole release finds what is there to be found, and reads tables as they are."""

import datetime as dt
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
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


Truth: TypeAlias = Mapping[Any, int]


def found(puzzle: Puzzle, truth: Truth) -> list[tuple[str, int, int]]:
    return [
        (hidden.place, least, most)
        for hidden, least, most in attack(puzzle, puzzle.hidden, puzzle.policy.values_left, truth)
    ]


def parts(
    policy: Policy, shown: tuple[str, str, str], true: tuple[int, int]
) -> tuple[Puzzle, Truth]:
    """Print two parts and their sum."""
    puzzle = Puzzle(policy=policy)
    one, other = ("a", "", "", MONTHS[0]), ("b", "", "", MONTHS[0])
    for terms, text in zip(({one: 1.0}, {other: 1.0}, {one: 1.0, other: 1.0}), shown, strict=True):
        puzzle.count("report", text, terms, text)
    return puzzle, {one: true[0], other: true[1]}


def test_what_is_left_of_a_whole_is_found_and_what_is_wide_is_not() -> None:
    assert found(*parts(DFE, ("c", "20", "24"), (4, 20))) == [("c", 4, 4)]
    assert found(*parts(DFE, ("c", "c", "4"), (1, 3))) == [("c", 1, 3), ("c", 1, 3)]
    assert found(*parts(DFE, ("c", "c", "6"), (1, 5))) == []
    # 18 to 22 of 23 to 27: 1 to 9
    assert found(*parts(OPENSAFELY, ("c", "20", "25"), (5, 20))) == []
    assert found(*parts(OPENSAFELY, ("c", "c", "10"), (5, 5))) == []


def test_rounded_parts_of_a_rounded_whole_narrow_each_other() -> None:
    """10 and 10 are at most 12 each, and 25 at least 23: 11 or 12."""
    puzzle, truth = parts(OPENSAFELY, ("10", "10", "25"), (11, 12))
    ends = [(least, most) for _, least, most in attack(puzzle, puzzle.rounded, 5, truth)]
    assert ends == [(11, 12), (11, 12), (23, 24)]


def test_what_only_whole_numbers_tell_is_found() -> None:
    """2a + 3b = 12 with a at most 5 and b at least 1: a is 3, though 4.5 would do too."""
    puzzle = Puzzle(policy=DFE)
    a, b = (("a", "", "", MONTHS[0]), ("b", "", "", MONTHS[0]))
    puzzle.add({a: 2.0, b: 3.0}, 12, 12, "both")
    puzzle.add({a: 1.0}, 1, 5, "a")
    puzzle.count("report", "a", {a: 1.0}, "c")
    puzzle.count("report", "b", {b: 1.0}, "c")
    assert found(puzzle, {a: 3, b: 2}) == [("a", 3, 3), ("b", 2, 2)]


def test_points_seen_never_lie_outside_what_is_known() -> None:
    """Against counting them out, on drawn tables of three parts and their sums in pairs."""
    drawn = np.random.default_rng(5)
    cells = [(name, "", "", MONTHS[0]) for name in "abc"]
    pairs = [(0, 1), (1, 2), (0, 2)]
    for _ in range(40):
        true = drawn.integers(1, 8, 3)
        puzzle = Puzzle(policy=DFE)
        shown = drawn.permutation(3)[:2]
        for cell in cells:
            puzzle.count("report", cell[0], {cell: 1.0}, "c")
        for at in shown:
            i, j = pairs[at]
            puzzle.count("report", f"{at}", {cells[i]: 1.0, cells[j]: 1.0}, str(true[i] + true[j]))
        every = [
            p for p in product(range(1, 15), repeat=3)
            if all(p[pairs[at][0]] + p[pairs[at][1]] == true[list(pairs[at])].sum() for at in shown)
        ]  # fmt: skip
        ends = {
            cell[0]: (min(p[at] for p in every), max(p[at] for p in every))
            for at, cell in enumerate(cells)
        }
        truth = dict(zip(cells, true.tolist(), strict=True))
        assert found(puzzle, truth) == [
            (name, *ends[name]) for name in "abc" if ends[name][1] - ends[name][0] + 1 < 5
        ]


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
    truth = {
        ("only", f"{kind} {what}", whose, MONTHS[0]): count
        for kind, whose in (("county", ""), ("district", "North"))
        for what, count in (("referrals", 40), ("nfa", 3))
    } | {("only", "need missing", "", MONTHS[0]): 8, ("only", "county wide", "", MONTHS[0]): 3}
    assert found(puzzle, truth) == []
    quality(puzzle, COUNCIL, tmp_path)
    assert list(untrue(puzzle, truth)) == []
    assert (f"nfa {MONTHS[0]}", 3, 3) in found(puzzle, truth)


def test_a_condition_that_the_truth_does_not_meet_is_told() -> None:
    puzzle = Puzzle(policy=DFE)
    puzzle.count("report", "month", {("only", "county referrals", "", MONTHS[0]): 1.0}, "9")
    assert list(untrue(puzzle, COUNCIL.truth)) == []
    puzzle.count("report", "month", {("only", "county nfa", "", MONTHS[0]): 1.0}, "4")
    assert list(untrue(puzzle, COUNCIL.truth)) == ["report month: 3.0 not in 4.0 to 4.0"]
