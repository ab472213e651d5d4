"""The judge of shapes finds a number that is off, silence where a word is due, and a fault."""

from pathlib import Path

import polars as pl
import pytest
from benchmarks.shapes import judge
from benchmarks.shapes.__main__ import row
from benchmarks.shapes.council import again, council, numbers, typed
from benchmarks.shapes.judge import judged
from benchmarks.shapes.shape import Shape, csv


def one_lost(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.slice(1)


def test_the_council_comes_out_as_it_was_made() -> None:
    found = judged(csv("plain", "read", lambda rows: rows))
    assert (found.verdict, found.said) == ("right", "")


def test_one_row_too_few_is_wrong_and_the_number_is_named() -> None:
    found = judged(csv("one lost", "read", one_lost))
    assert found.verdict == "wrong"
    assert "truly" in found.said


def test_silence_where_a_sentence_is_due_is_wrong() -> None:
    found = judged(csv("silent", "said", lambda rows: rows, says="newer file"))
    assert (found.verdict, found.said) == ("wrong", "nothing said of newer file")


def test_a_line_that_does_not_name_the_fault_is_wrong() -> None:
    shape = csv("no flag", "refused", lambda rows: rows.drop("is_nfa"), says="month-first")
    assert judged(shape).verdict == "wrong"


def test_a_refusal_of_what_can_be_read_is_needless() -> None:
    found = judged(csv("no flag", "read", lambda rows: rows.drop("is_nfa")))
    assert found.verdict == "refused, needlessly"
    assert row(found).startswith("| no flag | refused, needlessly | ")


def test_a_fault_of_the_program_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(judge, "_read", fault)
    found = judged(Shape(name="any", due="refused", write=lambda folder: [Path(folder)]))
    assert (found.verdict, found.said) == ("wrong", "a fault: ZeroDivisionError")


def test_numbers_are_those_of_a_count_by_hand() -> None:
    rows = pl.DataFrame(
        [
            ("C1", "2014-05-01", "Alder", "6", "true"),
            ("C1", "2015-05-01", "Alder", "2A", "false"),  # a year to the day
            ("C1", "2016-05-02", "Birch Vale", "6", "false"),  # a day more
            ("C2", "2016-05-02", "Alder", "6", "true"),
        ],
        ["child_id", "referred_on", "district", "referral_source", "is_nfa"],
        orient="row",
    ).with_columns(pl.col("referred_on").str.to_date(), pl.col("is_nfa") == "true")
    found = numbers(rows)
    assert again(rows) == found["children referred again"] == 1
    assert found["month 2016-05: referrals"] == 2
    assert found["month 2016-05: NFA"] == 1
    assert found["district Alder: referrals"] == 3
    assert found["agency 6: NFA"] == 2
    assert again(typed(council())) > 500
