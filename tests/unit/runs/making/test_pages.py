"""What a page says of itself: whose report it is, and the command that makes it."""

from pathlib import Path

import pytest

from referral_analysis.runs.making.pages import page_of, title_of
from referral_analysis.runs.parameters import BoardReport, SegmentReport, checked_by, parameter_file

FOLDER = Path(__file__).resolve().parents[4] / "notebooks" / "parameters"


@pytest.mark.parametrize(
    ("kind", "name", "title"),
    [
        ("district", "Tonbridge and Malling", "Tonbridge and Malling: Did inappropriate referrals"),
        ("agency", "police", "The police: Did inappropriate referrals"),
        ("agency", "individual", "Individuals: Did inappropriate referrals"),
        ("district", "<b>$(rm -rf) 'x'", "<b>$(rm -rf) 'x': Did inappropriate referrals"),
    ],
)
def test_a_segments_page_is_named_after_it(kind: str, name: str, title: str) -> None:
    values = parameter_file.load(FOLDER / "segments_february_2012.yaml")
    parameters = checked_by(SegmentReport, {**values, "district": None, "agency": None, kind: name})
    assert page_of(parameters, made_by="make").title.startswith(title)


def test_a_report_on_the_county_has_its_question_for_a_title() -> None:
    parameters = checked_by(BoardReport, parameter_file.load(FOLDER / "board_february_2012.yaml"))
    page = page_of(parameters, made_by="make it")
    assert page.title == parameters.question == title_of(parameters.model_dump())
    assert page.colophon == "Made by: make it"
