"""The values that a file has for one notebook: a parameters file of its own, or a release."""

from pathlib import Path
from typing import Any

from referral_analysis.runs.parameters import release
from referral_analysis.runs.parameters.checking import BOARD, check
from referral_analysis.runs.parameters.contract import REPORTS, ExtractReport
from referral_analysis.runs.parameters.events import as_written_now


def values_of(path: Path, notebook: str) -> dict[str, Any]:
    """Read what a file gives a notebook: all of a parameters file, its own part of a release."""
    from referral_analysis.runs.parameters import parameter_file  # noqa: PLC0415 - PyYAML, 0.01 s

    values = as_written_now(parameter_file.load(path))
    if not release.is_release(values):
        return values
    where = f"release {path.name}"
    return release.of_notebook(
        values, notebook, folder=REPORTS / path.stem, where=where, is_alone=True
    )


def read_parameters(path: Path, *, notebook: str | None = None) -> ExtractReport:
    """Read a file and check what it gives a notebook against the notebook's contract.

    notebook: its name; the one that the file is for (`notebook_for`) unless given.
    """
    name = notebook or notebook_for(path)
    return check(name, values_of(path, name), where=f"parameters {path.name}")


def notebook_for(path: Path) -> str:
    """Return the notebook that a file's schema line names; the Board report's where it has none."""
    from referral_analysis.runs.parameters import parameter_file  # noqa: PLC0415 - PyYAML, 0.01 s

    named = parameter_file.notebook_of(path)
    return BOARD if named is None or named == release.SCHEMA else named
