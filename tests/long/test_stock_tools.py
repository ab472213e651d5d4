"""The notebooks run by the tools that others know, from a folder that is nowhere near them."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "threshold_audit.ipynb"
COMMANDS = {
    "papermill": ["-m", "papermill", "--no-progress-bar", "--cwd", str(NOTEBOOK.parent),
                  str(NOTEBOOK), "made.ipynb"],
    "nbconvert": ["-m", "nbconvert", "--execute", "--to", "notebook", str(NOTEBOOK),
                  "--output-dir", ".", "--output", "made.ipynb"],
}  # fmt: skip


@pytest.mark.parametrize("tool", COMMANDS)
def test_a_notebook_as_it_stands_finds_the_sample(tmp_path: Path, tool: str) -> None:
    words = [sys.executable, *COMMANDS[tool]]
    done = subprocess.run(words, check=False, cwd=tmp_path, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    made = nbformat.read(tmp_path / "made.ipynb", as_version=4)
    cells = [cell for cell in made.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    assert sum(bool(cell.outputs) for cell in cells) > 5
