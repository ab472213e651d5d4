"""The words of a place: the defaults of its year, and what a council says instead."""

from pathlib import Path
from typing import Any

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.report.words.vocabulary import WRITTEN_IN, Vocabulary
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.runs.parameters.words import vocabulary_of

ROOT = Path(__file__).resolve().parents[4]
FEBRUARY = ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"


def given(**values: object) -> Vocabulary:
    began: dict[str, Any] = {
        "launch_month": "2011-05",
        "made_on": "2012-01-20",
        "workshops": "workshops.csv",
        "words": {},
    }
    return vocabulary_of(began | values)


def test_kents_reports_are_in_the_words_that_sentences_are_written_in() -> None:
    parameters = checked_by(BoardReport, parameter_file.load(FEBRUARY))
    assert parameters.vocabulary == WRITTEN_IN == given()


@pytest.mark.parametrize(
    ("launch_month", "early_help", "area"),
    [("2013-12", "CAF", "district"), ("2014-01", "early help", "area")],
)
def test_early_help_took_the_cafs_place(launch_month: str, early_help: str, area: str) -> None:
    words = given(launch_month=launch_month)
    assert (words.early_help, words.area) == (early_help, area)


@pytest.mark.parametrize(
    ("made_on", "board"), [("2019-09-30", "Board"), ("2019-10-01", "partnership")]
)
def test_partnerships_took_the_boards_place(made_on: str, board: str) -> None:
    assert given(made_on=made_on).board == board


def test_workshops_are_spoken_of_only_where_there_were_some() -> None:
    assert (given().workshops, given(workshops=None).workshops) == ("workshops", "")
    assert given(workshops=None, words={"workshops": "briefings"}).workshops == "briefings"


def test_a_councils_own_words_come_before_those_of_the_year() -> None:
    words = given(launch_month="2023-04", words={"area": "locality", "front_door": "MASH"})
    assert (words.area, words.front_door, words.place) == ("locality", "MASH", "council")


def test_a_run_that_recorded_no_words_was_in_kents() -> None:
    assert vocabulary_of({"workshops": "workshops.csv"}) == WRITTEN_IN


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ("{aera: locality}", "names of board, .*; did you mean area"),
        ("[area]", "a mapping of board, place, area"),
        ("{area: 3}", "text for area"),
        ('{area: "<i>"}', "for area, a word or two in letters, 40 at most"),
        ("{workshops: training}", "for workshops, a plural, such as briefings"),
    ],
)
def test_what_is_no_word_is_refused_in_one_line(words: str, needed: str) -> None:
    values = parameter_file.override(parameter_file.load(FEBRUARY), (f"words={words}",))
    with pytest.raises(ParametersError, match=f"words.*{needed}"):
        checked_by(BoardReport, values)
