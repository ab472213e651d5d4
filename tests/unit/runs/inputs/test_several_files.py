"""Parameters may name one file or several; each is an input of its own in the manifest."""

from pathlib import Path

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

ROOT = Path(__file__).resolve().parents[4]


def with_extract(given: object) -> BoardReport:
    values = parameter_file.load(ROOT / "notebooks/parameters/board_february_2012.yaml")
    return checked_by(BoardReport, {**values, "extract": given})


def test_each_of_several_files_is_an_input() -> None:
    files = with_extract(["a.xml", "b.xml"]).input_files()
    held = {name: path for name, path in files.items() if name.startswith("extract")}
    assert held == {"extract_1": "a.xml", "extract_2": "b.xml"}
    assert with_extract("a.xml").input_files()["extract"] == "a.xml"


def test_places_are_changed_of_one_and_of_several() -> None:
    moved = with_extract(["in/a.xml", "in/b.xml"]).with_places(lambda path: Path(path).name)
    assert moved["extract"] == ["a.xml", "b.xml"]
    assert moved["population"] == "population.csv"


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ([], "a path, or a list of up to 100 paths"),
        (["a.xml"] * 101, "a path, or a list of up to 100 paths"),
        ([1], "a path, or a list of up to 100 paths"),
        (None, "a path, or a list of up to 100 paths"),
        ("", "paths of 1 to 200 characters"),
        (["a.xml", "b" * 201], "paths of 1 to 200 characters"),
        (["a.xml", "b\x00"], "text without control characters"),
    ],
)
def test_what_is_no_list_of_files_is_one_line(given: object, needed: str) -> None:
    with pytest.raises(ParametersError, match=rf"extract is .*; need {needed} \(path of the ext"):
        with_extract(given)


@pytest.mark.parametrize("count", [1, 100])
def test_one_to_a_hundred_files_may_be_named(count: int) -> None:
    assert len(with_extract(["a.xml"] * count).input_files()) > count
