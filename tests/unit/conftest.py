"""What several rooms' tests share: the appropriateness findings of the sample, worked out once."""

from pathlib import Path

import pytest

from referral_analysis import findings
from referral_analysis.findings import AppropriatenessFindings
from referral_analysis.runs import inputs, parameter_file
from referral_analysis.runs.parameters import appropriateness

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def february() -> AppropriatenessFindings:
    """Return the findings of the February sample."""
    values = parameter_file.load(
        ROOT / "notebooks" / "parameters" / "appropriateness_february_2012.yaml"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        parameters = appropriateness({**values, "earlier_runs": []})
        files = inputs.read(parameters)
    return findings.appropriateness(
        files.checked, files.population, files.workshops, parameters.plan()
    )
