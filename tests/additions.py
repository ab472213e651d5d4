"""What the pages that say how to add something do, done on a copy of the package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.documentation import blocks

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "docs/how-to/add-a-measure.md",
    "docs/how-to/add-a-question.md",
    "docs/how-to/add-a-report.md",
)
"""Pages that change the package itself; each is followed on a copy of it."""


def copied(folder: Path) -> Path:
    """Copy what a change of the package touches, and return the copy."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("src", "notebooks", "data_samples"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def follow(page: str, folder: Path) -> None:
    """Apply the changes of a page to a copy, then run its Python there, all in one process."""
    for block in blocks(page):
        if block.language == "diff":
            done = run(["git", "apply", "-C1", "-"], folder, given=block.text + "\n")
            assert done.returncode == 0, f"{block.place}: {done.stderr}"
    python = "\n".join(block.text for block in blocks(page) if block.language == "python")
    done = run([sys.executable, "-W", "error", "-c", python], folder)
    assert done.returncode == 0, f"{page}: {done.stderr}"


def run(
    words: list[str], folder: Path, *, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in a copy, whose package goes before the checkout's."""
    return subprocess.run(
        words,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src"), "GIT_CEILING_DIRECTORIES": "/"},
        input=given,
        text=True,
        capture_output=True,
        check=False,
    )
