"""Files for the analyst alone: records of children, beside the report and never in it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from referral_analysis import extract
from referral_analysis.quality import failed_rows
from referral_analysis.runs import inputs
from referral_analysis.runs.parameters import ExtractReport, Parameters, PrivateFile

FOLDER = "private"
"""Ignored by git, left out of the manifest's outputs, and open to its owner only."""


def write(parameters: Parameters, folder: Path) -> None:
    """Write the private files that a notebook's contract names into a run folder.

    They are made here and not in the notebook, whose outputs are published.
    """
    if not isinstance(parameters, ExtractReport):
        raise TypeError(type(parameters).__name__)
    place = folder / FOLDER
    place.mkdir(mode=0o700)
    for name in parameters.private_files:
        WRITERS[name](parameters, place / f"{name}.csv")


def _failed_rows(parameters: ExtractReport, path: Path) -> None:
    """Write the rows that failed a check; marked as UTF-8, or Excel takes it for another."""
    population = extract.read_population(inputs.located(parameters.population))
    place = inputs.located(parameters.extract)
    checked = inputs.check_referrals(place, parameters, population)
    failed_rows(checked).collect().write_csv(path, include_bom=True)


WRITERS: Mapping[PrivateFile, Callable[[ExtractReport, Path], None]] = {"failed_rows": _failed_rows}
