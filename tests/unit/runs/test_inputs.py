"""Inputs are found from the command's folder, and from a notebook's."""

from pathlib import Path

import pytest

from referral_analysis.runs.inputs import located


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
