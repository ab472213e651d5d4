"""What a page says of itself: whose report it is, and the command that makes it again."""

import shlex
from pathlib import Path

import pytest

from referral_analysis.runs import parameter_file
from referral_analysis.runs.pages import page_of, title_of
from referral_analysis.runs.parameters import board_report, segment_report

FOLDER = Path(__file__).resolve().parents[3] / "notebooks" / "parameters"
FILE = FOLDER / "segments_february_2012.yaml"


@pytest.mark.parametrize(
    ("kind", "name", "title"),
    [
        ("district", "Tonbridge and Malling", "Tonbridge and Malling: Did inappropriate referrals"),
        ("agency", "police", "The police: Did inappropriate referrals"),
        ("agency", "individual", "Individuals: Did inappropriate referrals"),
        ("district", "<b>$(rm -rf) 'x'", "<b>$(rm -rf) 'x': Did inappropriate referrals"),
    ],
)
def test_a_segments_page_is_named_after_it_and_says_how_to_make_it(
    kind: str, name: str, title: str
) -> None:
    values = {**parameter_file.load(FILE), "district": None, "agency": None, kind: name}
    parameters = segment_report(values)
    page = page_of(parameters, notebook=Path("segment_report.ipynb"), parameters_path=FILE)
    assert page.title.startswith(title)
    settings = [word for word in shlex.split(page.colophon) if "=" in word]
    again = parameter_file.override(parameter_file.load(FILE), tuple(settings))
    assert segment_report(again) == parameters


def test_a_report_on_the_county_has_its_question_for_a_title() -> None:
    path = FOLDER / "board_february_2012.yaml"
    parameters = board_report(parameter_file.load(path))
    page = page_of(parameters, notebook=Path("board_report.ipynb"), parameters_path=path)
    assert page.title == parameters.question == title_of(parameters.model_dump())
    assert "--set" not in page.colophon
