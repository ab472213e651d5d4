"""The outcome of making a run again, in words and as values."""

import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest

from referral_analysis.runs.again.reproduce import from_archive, reproduce
from referral_analysis.runs.again.reproduction import SHOWN, Reproduction, to_dict, to_lines
from referral_analysis.runs.differences import Difference

CELL = Difference(file="tables/a.csv", place="row 2 (2011-08), column NFA", old="356", new="357")


def test_an_identical_run_is_one_line() -> None:
    outcome = Reproduction(verdict="identical", run="board", files=18, same_bytes=18)
    assert to_lines(outcome) == ["board: identical (18 files made again, the same to the byte)"]
    assert outcome.exit_code == 0


def test_a_difference_says_where_and_why() -> None:
    outcome = Reproduction(
        verdict="differs",
        run="board",
        files=18,
        same_bytes=17,
        differences=(CELL,),
        causes=("input extract was changed",),
    )
    assert to_lines(outcome) == [
        "board: differs (17 of 18 files are the same to the byte)",
        "  tables/a.csv, row 2 (2011-08), column NFA: 356 in the run, 357 made again",
        "  likely cause: input extract was changed",
    ]
    assert outcome.exit_code == 1


def test_many_differences_of_one_file_are_counted() -> None:
    other = Difference(file="report.html", place="section", old="a", new="b")
    outcome = Reproduction(
        verdict="differs", run="board", differences=(*[CELL] * (SHOWN + 5), other)
    )
    lines = to_lines(outcome)
    assert len(lines) == 1 + SHOWN + 1 + 1
    assert lines[SHOWN + 1] == "  tables/a.csv: and 5 more places"


def test_what_cannot_be_judged_says_why() -> None:
    outcome = Reproduction(verdict="cannot be judged", run="board", reason="a.csv: no such file")
    assert to_lines(outcome) == ["board: cannot be judged. a.csv: no such file"]
    assert outcome.exit_code == 2
    assert (outcome.files, outcome.same_bytes) == (0, 0)


def test_the_outcome_is_plain_values() -> None:
    outcome = Reproduction(verdict="differs", run="board", differences=(CELL,), notes=("a",))
    held = json.loads(json.dumps(to_dict(outcome)))
    assert held["verdict"] == "differs"
    assert held["differences"] == [
        {"file": CELL.file, "place": CELL.place, "old": "356", "new": "357"}
    ]


@pytest.mark.parametrize("make_again", [reproduce, from_archive])
def test_a_strangers_notebook_is_not_run_unless_it_is_allowed(
    make_again: Callable[..., Any],
) -> None:
    assert inspect.signature(make_again).parameters["allow"].default is False
