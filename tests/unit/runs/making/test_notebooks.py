"""The rule by which a notebook is found, from a path or from its name."""

from pathlib import Path

import pytest

from referral_analysis.runs.making import notebooks
from referral_analysis.runs.parameters import CONTRACTS

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "asked", ["board_report", "board_report.ipynb", "notebooks/board_report.ipynb"]
)
def test_a_name_finds_the_notebook_that_came_with_the_package(asked: str) -> None:
    assert notebooks.find(Path(asked)) == ROOT / "notebooks" / "board_report.ipynb"


def test_a_copy_in_the_working_folder_goes_first_and_stays_relative(elsewhere: Path) -> None:
    own = elsewhere / "notebooks" / "board_report.ipynb"
    own.parent.mkdir()
    own.touch()
    assert notebooks.find(Path("board_report")) == Path("notebooks/board_report.ipynb")
    found = notebooks.find(Path("board_report"), base=elsewhere / "gone")
    assert found == ROOT / "notebooks" / "board_report.ipynb"


def test_a_path_is_taken_as_it_stands(elsewhere: Path) -> None:
    (elsewhere / "board_report.ipynb").touch()
    assert notebooks.find(Path("board_report.ipynb")) == Path("board_report.ipynb")
    assert notebooks.find(Path("other/board_report.ipynb")) == Path("other/board_report.ipynb")


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_notebook_has_a_title(name: str) -> None:
    title = notebooks.title(name)
    assert title
    assert "#" not in title


def test_a_name_that_no_file_can_have_is_none() -> None:
    name = Path("x" * 300 + ".ipynb")
    assert notebooks.find(name) == name
    notebooks.require_known(name)  # it is not there to be run
