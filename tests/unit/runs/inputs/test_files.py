"""Inputs are found from the command's folder, and from a notebook's."""

from pathlib import Path

import pytest

from referral_analysis.errors import ParametersError, ValueUnreadableError
from referral_analysis.runs.inputs.files import judged, located
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file


@pytest.mark.parametrize("folder", [".", "notebooks"])
def test_an_input_is_found_from_the_command_and_from_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data.csv").write_text("x")
    monkeypatch.chdir(tmp_path / folder)
    assert located("data.csv").read_text() == "x"


def test_the_working_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data.csv").write_text("above")
    (tmp_path / "notebooks" / "data.csv").write_text("here")
    monkeypatch.chdir(tmp_path / "notebooks")
    assert located("data.csv").read_text() == "here"


def test_a_missing_input_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert located("gone.csv") == Path("gone.csv")


ROOT = Path(__file__).resolve().parents[4]
AUDIT = ("audit_key", "audit_judgements")


def board_with(**changed: str | None) -> BoardReport:
    values = parameter_file.load(ROOT / "notebooks/parameters/board_february_2012.yaml")
    return checked_by(BoardReport, {**values, **changed})


def test_a_report_reads_the_audit_that_its_parameters_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = judged(board_with())
    assert found is not None
    assert found.key.height == 400


def test_a_report_without_an_audit_has_none() -> None:
    assert judged(board_with(audit_key=None, audit_judgements=None)) is None


@pytest.mark.parametrize("name", AUDIT)
def test_half_an_audit_is_one_line(name: str) -> None:
    with pytest.raises(ParametersError, match="one of the two; need both, or neither"):
        judged(board_with(**{name: None}))


def test_judgements_of_another_sample_are_one_line_without_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "strange.csv").write_text("referral_id,auditor,judgement\nR1,A,appropriate\n")
    with pytest.raises(ValueUnreadableError, match="sample's key does not have") as caught:
        judged(board_with(audit_judgements=str(tmp_path / "strange.csv")))
    assert "R1" not in str(caught.value)
