"""What the Board report's notebook imports, and what a run of it has before its cells are run."""

import json
import subprocess
import sys

import pytest

NOTEBOOK = (
    "from referral_analysis.papers.board import display, finding, release\n"
    "from referral_analysis.runs.inputs import files\n"
)
RUN = "from referral_analysis.runs.making import notebooks, run\n"
TOLD = "import json, sys\nprint(json.dumps(sorted(sys.modules)))\n"
OF_OTHER_FILES = {"fastexcel", "sqlite3", "xml.parsers.expat"}
"""What reads a workbook, a database or XML: the sample's extract is CSV."""
OF_OTHER_QUESTIONS = {
    "referral_analysis.its.structural.forecast",
    "referral_analysis.questions.data.release",
    "referral_analysis.series.delays",
}
"""What no cell of the Board report asks."""


def loaded(imports: str) -> set[str]:
    """Return the modules that a new Python has after these imports."""
    done = subprocess.run(
        [sys.executable, "-c", imports + TOLD], check=True, capture_output=True, text=True
    )
    return set(json.loads(done.stdout))


@pytest.fixture(scope="module")
def of_notebook() -> set[str]:
    return loaded(NOTEBOOK)


@pytest.mark.parametrize("late", ["scipy", "numpy.f2py", "yaml", "platformdirs", "nbconvert"])
def test_a_large_library_is_imported_when_it_is_needed(late: str, of_notebook: set[str]) -> None:
    assert {"polars", "numpy", "pydantic"} <= of_notebook
    assert late not in of_notebook


def test_readers_of_other_files_and_other_questions_are_left_out(of_notebook: set[str]) -> None:
    assert not (OF_OTHER_FILES | OF_OTHER_QUESTIONS) & of_notebook


def test_what_lays_out_the_page_is_imported_while_its_charts_are_drawn() -> None:
    assert not {"jinja2", "nbconvert", "scipy", "xlsxwriter"} & loaded(RUN)
