"""A run that is refused leaves nothing: no folder of its own, and none of those above it."""

from pathlib import Path

import pytest

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.making import run
from referral_analysis.runs.making.job import Job
from referral_analysis.runs.parameters import check, parameter_file

ROOT = Path(__file__).resolve().parents[4]
PARAMETERS = ROOT / "notebooks" / "parameters"
TARGET = Path("reports") / "february" / "board_report"


@pytest.fixture(autouse=True)
def _in_a_councils_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data_samples").symlink_to(ROOT / "data_samples")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (("fourier_pairs=9",), "fourier_pairs is 9"),
        (("forier_pairs=1",), "the unknown name forier_pairs"),
        (("fourier_pairs",), "a setting without an equals sign"),
        (("launch_month=2012-05",), "phase_in_ends"),
        (("events=gone.csv",), "gone.csv: no such file"),
        (("events=data_samples",), "data_samples"),
        (("earlier_runs=[gone]",), "earlier run gone: no such folder"),
    ],
)
def test_by_parameters_or_a_missing_input(settings: tuple[str, ...], message: str) -> None:
    board = PARAMETERS / "executive_december_2011.yaml"
    with pytest.raises(ReferralAnalysisError, match=message):
        run.run(Path("board_report"), board, settings=settings, output=TARGET)
    assert not Path("reports").exists()


def test_by_a_cell_of_the_notebook() -> None:
    """A district that the extract does not have is known only where the extract is read."""
    values = parameter_file.load(PARAMETERS / "segments_february_2012.yaml")
    parameters = check("segment_report", values | {"district": "Swael", "earlier_runs": []})
    asked = Job(
        notebook=ROOT / "notebooks" / "segment_report.ipynb",
        parameters=parameters,
        parameters_file=PARAMETERS / "segments_february_2012.yaml",
        base=Path.cwd(),
        inputs_in=Path.cwd(),
        engine="process",
    )
    with pytest.raises(ReferralAnalysisError, match="district: 'Swael'"):
        run.make(asked, TARGET)
    assert not Path("reports").exists()


def test_what_was_there_before_stays() -> None:
    (TARGET.parent / "other").mkdir(parents=True)
    with pytest.raises(ReferralAnalysisError, match=r"gone\.csv"):
        run.run(
            Path("board_report"),
            PARAMETERS / "executive_december_2011.yaml",
            settings=("events=gone.csv",),
            output=TARGET,
        )
    assert [path.name for path in TARGET.parent.iterdir()] == ["other"]
