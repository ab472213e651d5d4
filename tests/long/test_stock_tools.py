"""The notebooks run by the tools that others know, from a folder that is nowhere near them."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = "threshold_audit.ipynb"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """Return a notebook beside the sample, held to no report before it: none is made here."""
    text = (ROOT / "notebooks" / NAME).read_text("utf-8")
    changed, times = re.subn(r"earlier_runs = \[[^]]*\]", "earlier_runs = []", text)
    assert times == 1
    place = tmp_path / "a checkout" / "notebooks" / NAME
    place.parent.mkdir(parents=True)
    place.write_text(changed, "utf-8")
    (place.parents[1] / "data_samples").symlink_to(ROOT / "data_samples")
    return place


@pytest.mark.parametrize("tool", ["papermill", "nbconvert"])
def test_a_notebook_as_it_stands_finds_the_sample(
    tmp_path: Path, notebook: Path, tool: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    beside, path = str(notebook.parent), str(notebook)
    output = ["--output-dir", ".", "--output", "made.ipynb"]
    words = {
        "papermill": ["papermill", "--no-progress-bar", "--cwd", beside, path, "made.ipynb"],
        "nbconvert": ["nbconvert", "--execute", "--to", "notebook", path, *output],
    }[tool]
    done = subprocess.run(
        [sys.executable, "-m", *words],
        check=False,
        cwd=elsewhere,
        capture_output=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    made = nbformat.read(elsewhere / "made.ipynb", as_version=4)
    cells = [cell for cell in made.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    assert sum(bool(cell.outputs) for cell in cells) > 5
