"""The page of parameters has every name that a file may give, with what it means."""

import importlib.util
from pathlib import Path

import pytest

from referral_analysis.runs.parameters.checking import CONTRACTS
from referral_analysis.runs.parameters.describing import describe
from referral_analysis.runs.parameters.release import SCHEMA

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def page() -> str:
    place = ROOT / "docs" / "extensions" / "parameters_page.py"
    found = importlib.util.spec_from_file_location("parameters_page", place)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    text: str = module.page()
    return text


@pytest.mark.parametrize("notebook", [SCHEMA, *CONTRACTS])
def test_every_parameter_stands_on_it_with_its_meaning(page: str, notebook: str) -> None:
    for one in describe(notebook):
        rows = [line for line in page.splitlines() if line.startswith(f"| `{one.name}` |")]
        assert len(rows) >= 1, one.name
        assert any(one.meaning in row for row in rows), one.name


def test_a_name_of_a_release_stands_once(page: str) -> None:
    for one in describe(SCHEMA):
        assert page.count(f"| `{one.name}` |") == 1, one.name


def test_no_cell_breaks_its_row(page: str) -> None:
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert {row.count("|") for row in rows} == {5}
