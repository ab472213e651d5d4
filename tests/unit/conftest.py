"""What several rooms' tests share: findings of the sample, worked out once."""

from pathlib import Path

import pytest

from referral_analysis.analysis.segments import Segment
from referral_analysis.papers.appropriateness import finding as of_appropriateness
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.questions.one_place import finding as of_place
from referral_analysis.questions.one_place.finding import SegmentFindings
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.inputs.files import Inputs
from referral_analysis.runs.parameters import (
    Appropriateness,
    BoardReport,
    checked_by,
    parameter_file,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def february() -> AppropriatenessFindings:
    """Return the findings of the February sample."""
    values = parameter_file.load(
        ROOT / "notebooks" / "parameters" / "appropriateness_february_2012.yaml"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        parameters = checked_by(Appropriateness, {**values, "earlier_runs": []})
        files = inputs.read(parameters)
    return of_appropriateness.appropriateness(
        files.checked, files.population, files.workshops, parameters.plan()
    )


@pytest.fixture(scope="session")
def checkout_inputs() -> Inputs:
    """Read the files of the February sample."""
    values = parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return inputs.read(checked_by(BoardReport, {**values, "earlier_runs": []}))


@pytest.fixture(scope="session")
def swale(february: AppropriatenessFindings, checkout_inputs: Inputs) -> SegmentFindings:
    """Return the findings of one district's report on the February sample."""
    files = checkout_inputs
    asked = Segment(kind="district", name="Swale")
    return of_place.segment(files.checked, files.population, files.workshops, february.plan, asked)
