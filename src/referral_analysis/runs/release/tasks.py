"""The runs of a release, from its one file: the parameters of each checked before any begins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from referral_analysis.errors import ParametersError
from referral_analysis.runs.batch.segments import changes_for
from referral_analysis.runs.batch.task import Task
from referral_analysis.runs.disk.places import place_of
from referral_analysis.runs.inputs.beside import with_reports_beside
from referral_analysis.runs.inputs.missing import require_nothing_missing
from referral_analysis.runs.making import notebooks
from referral_analysis.runs.making.job import Job
from referral_analysis.runs.parameters import BOARD, check, contract_of, parameter_file
from referral_analysis.runs.parameters.contract import REPORTS
from referral_analysis.runs.parameters.events import as_written_now
from referral_analysis.runs.parameters.release import (
    OF_SEGMENTS,
    Made,
    choices_of,
    is_release,
    notebook_of,
    of_notebook,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Release:
    """A release's file: what it has, and what it has with the settings of the command."""

    path: Path
    where: str
    folder: Path
    written: Mapping[str, Any]
    values: Mapping[str, Any]
    browser: Path | None
    as_word: bool

    def parameters(self, values: Mapping[str, Any], notebook: str, folder: Path) -> dict[str, Any]:
        """Return what some values of the file give a notebook."""
        return of_notebook(values, notebook, folder=folder, where=self.where)


def tasks_of(
    path: Path,
    settings: tuple[str, ...] = (),
    *,
    output: Path | None = None,
    browser: Path | None = None,
    as_word: bool = False,
) -> list[Task]:
    """Return the run of every report that a release lists, in its order.

    output: the release's folder; reports/RELEASE else. browser: what prints each page, if it is to
    be printed. as_word: whether each is a Word document too. ParametersError for the first fault of
    any report's parameters.
    """
    written = as_written_now(parameter_file.load(path, what="release"))
    if not is_release(written):
        raise _not_one(path)
    release = _Release(
        path=path,
        where=f"release {path.name}",
        folder=output or REPORTS / path.stem,
        written=written,
        values=parameter_file.override(written, settings),
        browser=browser,
        as_word=as_word,
    )
    choices = choices_of(release.values, where=release.where)
    return [
        task
        for made in choices.reports
        for task in _of_report(release, made, getattr(choices, made, None))
    ]


def _of_report(release: _Release, made: Made, names: Any) -> Iterator[Task]:  # noqa: ANN401 - `all`, or names
    """Yield a report's run, or those of each district or agency."""
    notebook = notebooks.find(Path(notebook_of(made)))
    notebooks.require_known(notebook)
    name = notebook.stem
    # what the file itself gives, wherever this release lands: the rest is a setting, and recorded
    given = release.parameters(release.written, name, REPORTS / release.path.stem)
    values = release.parameters(release.values, name, release.folder)
    require_nothing_missing(contract_of(name), values, where=release.where)
    kind = OF_SEGMENTS.get(made)
    changes = [{}] if kind is None else changes_for(kind, names, name, values, release.where)
    for change in changes:
        asked = {**values, **change}
        parameters = check(name, asked, where=f"{release.where}, {made}")
        parameters.plan()
        held_to = with_reports_beside(parameters.earlier_runs) if name == BOARD else None
        if held_to:
            parameters = parameters.model_copy(update={"earlier_runs": held_to})
        job = Job(
            notebook=notebook,
            parameters=parameters,
            parameters_file=release.path,
            base=Path.cwd(),
            inputs_in=Path.cwd(),
            browser=release.browser,
            as_word=release.as_word,
            engine="process",
            changed=parameter_file.changed(
                given, asked | ({"earlier_runs": held_to} if held_to else {})
            ),
        )
        place = place_of("", name, parameters)
        yield Task(name=place.as_posix(), job=job, target=Path.cwd() / release.folder / place)


def _not_one(path: Path) -> ParametersError:
    """Say of a file of one report how to run it, and how it becomes a release."""
    name = path.name
    return ParametersError(
        f"release {name}",
        found="no list of `reports`: these are the parameters of one report",
        needed="the reports to make, such as reports: [board_report, data_quality]",
        do=f"For one report say referral-analysis run NOTEBOOK -p {name}; to make it a release "
        "take `question` out and add the list.",
    )
