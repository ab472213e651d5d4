"""What is for the analyst alone: written beside the report and never in it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from nbformat import NotebookNode

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import names_apart
from referral_analysis.questions.data.failed_rows import failed_rows
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.report.page.mime import EXPORTS, PRIVATE
from referral_analysis.runs.analyst import protections
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.parameters import ExtractReport, PrivateFile
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record import manifest
from referral_analysis.runs.record.manifest import contents_text

FOLDER = manifest.PRIVATE
"""Ignored by git, left out of the manifest's outputs, and open to its owner only."""

ELSEWHERE = "Only a run by `referral-analysis run` keeps the register and what was protected."


class ForTheAnalyst(Protocol):
    """A released report: what it protected and why, and the register for the next one."""

    @property
    def plan(self) -> Plan | QualityPlan: ...  # noqa: D102
    @property
    def protections(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def register(self) -> pl.DataFrame: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptFiles:
    """Files on their way from a notebook to the run's private folder, by name.

    Shown in a run they are an output that `take` takes out of the notebook; in JupyterLab, whose
    notebooks are saved with their outputs, they are not shown at all.
    """

    files: Mapping[str, str] = field(repr=False)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        del include, exclude
        return {PRIVATE: self.files} if os.environ.get(EXPORTS) else {"text/plain": ELSEWHERE}


def keep(released: ForTheAnalyst) -> KeptFiles:
    """Hand the register, and what was protected and why, to the run's private folder."""
    listed = released.protections
    register = names_apart.written(
        released.register, is_of_contacts=released.plan.outcome.is_of_contacts
    )
    return KeptFiles(
        files={
            Path(REGISTER).name: register.write_csv(),
            "protections.csv": listed.write_csv(),
            "protections.md": protections.described(listed),
        }
    )


def take(executed: NotebookNode) -> dict[str, str]:
    """Take what was kept out of an executed notebook, and return it."""
    kept: dict[str, str] = {}
    for cell in executed.cells:
        outputs: list[Any] = cell.get("outputs", [])
        for output in [output for output in outputs if PRIVATE in output.get("data", {})]:
            kept |= output["data"][PRIVATE]
            outputs.remove(output)
    return kept


def put(kept: Mapping[str, str], folder: Path) -> None:
    """Write what was kept into a run folder's private part."""
    for name, text in kept.items():
        (_place(folder) / Path(name).name).write_text(text, "utf-8", newline="\n")


def list_contents(folder: Path) -> tuple[str, ...]:
    """List the log and what was protected by SHA-256, in a folder's private part if it has one.

    Returns the names of the log and of the list, which are all that the manifest says: why a figure
    is hidden could be guessed, and a guess held to a hash that is handed on.
    """
    files = {name: folder / name for name in (manifest.LOG, *manifest.PROTECTIONS)}
    hashes = {name: manifest.sha256_of(path) for name, path in files.items() if path.is_file()}
    if not (folder / FOLDER).is_dir():
        return (manifest.LOG,)
    (folder / manifest.CONTENTS).write_text(contents_text(hashes), "utf-8", newline="\n")
    return manifest.LOG, manifest.CONTENTS


def write(parameters: ExtractReport, folder: Path) -> None:
    """Write the private files that a notebook's contract names into a run folder.

    They hold records of children, so they are made here and never in a notebook.
    """
    for name in parameters.private_files:
        WRITERS[name](parameters, _place(folder) / f"{name}.csv")


def _place(folder: Path) -> Path:
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def _failed_rows(parameters: ExtractReport, path: Path) -> None:
    """Write the rows that failed a check; marked as UTF-8, or Excel takes it for another."""
    checked, _ = inputs.read_extract(parameters)
    failed_rows(checked).collect().write_csv(path, include_bom=True)


WRITERS: Mapping[PrivateFile, Callable[[ExtractReport, Path], None]] = {"failed_rows": _failed_rows}
