"""One run: check the parameters, make the report, record; all or nothing on disk."""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from referral_analysis.its.intervals.critical_values import DRAWS, SEED
from referral_analysis.report.charts.drawing import Drawing
from referral_analysis.runs.analyst import private, rhythm
from referral_analysis.runs.disk import folder
from referral_analysis.runs.disk.places import place_of
from referral_analysis.runs.inputs.beside import of_the_release
from referral_analysis.runs.inputs.missing import require_nothing_missing
from referral_analysis.runs.making import index, job, log, notebooks, pdf, replaced
from referral_analysis.runs.making.execute import Engine
from referral_analysis.runs.making.job import Job
from referral_analysis.runs.making.pages import made_on
from referral_analysis.runs.parameters import BOARD, check, contract_of, parameter_file, values_of
from referral_analysis.runs.parameters.contract import REGISTER, REPORTS
from referral_analysis.runs.record import crate, manifest, provenance
from referral_analysis.runs.record.manifest import FileRecord, Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Where a run landed and how long it took, and the list that names it, if one does."""

    folder: Path
    seconds: float
    index: Path | None = None


def run(
    notebook: Path,
    parameters_path: Path,
    *,
    settings: tuple[str, ...] = (),
    output: Path | None = None,
    as_pdf: bool = False,
    as_word: bool = False,
    engine: Engine = "kernel",
    drawing: Drawing | None = None,
    on_step: Callable[[str], None] = lambda _: None,
    on_entry: Callable[[log.Entry], None] = lambda _: None,
) -> Made:
    """Make one report into its run folder; ReferralAnalysisError before anything is replaced.

    engine: how the notebook is run (`execute`); "process" only where numpy has one thread.
    drawing: the process that draws the charts; this one else.
    A run below the folder of reports is put in its list: RunError when only that fails. on_step is
    told the name of each step as it begins, on_entry what is logged of it as it ends.
    """
    notebook = notebooks.find(notebook)
    notebooks.require_notebook(notebook)
    written = values_of(parameters_path, notebook.stem)
    values = parameter_file.override(written, settings)
    where = f"parameters {parameters_path.name}"
    require_nothing_missing(contract_of(notebook.stem), values, where=where)
    parameters = check(notebook.stem, values, where=where)
    target = output or REPORTS / place_of(parameters_path.stem, notebook.stem, parameters)
    beside = of_the_release(target, notebook.stem, parameters)
    held_to = [*parameters.earlier_runs, *beside]
    asked = Job(
        notebook=notebook,
        parameters=parameters.model_copy(update={"earlier_runs": held_to}),
        parameters_file=parameters_path,
        base=Path.cwd(),
        inputs_in=Path.cwd(),
        browser=pdf.find_browser() if as_pdf else None,
        as_word=as_word,
        engine=engine,
        drawing=drawing,
        changed=parameter_file.changed(written, values | {"earlier_runs": held_to})
        if beside
        else parameter_file.changed(written, values),
    )
    made = make(asked, target, on_step=on_step, on_entry=on_entry)
    return replace(made, index=listed([target]))


def listed(targets: Iterable[Path]) -> Path | None:
    """Write the list of runs anew if any of these folders is below it; None if none is."""
    reports = REPORTS.resolve()
    is_ours = any(target.resolve().is_relative_to(reports) for target in targets)
    return index.write(REPORTS) if is_ours and reports.is_dir() else None


def make(
    asked: Job,
    target: Path,
    *,
    on_step: Callable[[str], None] = lambda _: None,
    on_entry: Callable[[log.Entry], None] = lambda _: None,
) -> Made:
    """Make a job's report into its run folder, which is replaced when all of it is there."""
    began, started = time.perf_counter(), _now()
    with folder.staged(target) as stage:
        written = log.Log(file=stage / manifest.LOG, on_step=on_step, on_entry=on_entry)
        _fill(stage, asked, started, written, replaces=target)
    return Made(folder=target, seconds=time.perf_counter() - began)


def _fill(stage: Path, asked: Job, started: str, written: log.Log, *, replaces: Path) -> None:
    """Make everything of a run in its folder, the manifest last: it answers for the log too."""
    with log.step(written, "read inputs") as counts:
        sources = (
            manifest.record(asked.base / asked.notebook, name=manifest.named(asked.notebook)),
            manifest.record(
                asked.base / asked.parameters_file, name=manifest.named(asked.parameters_file)
            ),
        )
        given = job.inputs(asked)
        counts |= {f"{name}_rows": file.rows for name, file in given.items() if file.rows}
    decisions = job.make(asked, stage, written)
    if asked.browser:
        with log.step(written, "print"):
            paper = pdf.Paper(browser=asked.browser, made_on=made_on(asked.parameters))
            pdf.print_page(stage / manifest.REPORT, stage / manifest.PDF, paper)
    if asked.parameters.private_files:
        with log.step(written, "private files"):
            private.write(asked.parameters, stage)
    with log.step(written, "record") as counts:
        made = _manifest(asked, stage, sources, given, decisions=decisions, started=started)
        counts["files"] = len(made.outputs)
        counts["bytes"] = sum(file.bytes for file in made.outputs)
    _warn(written, made)
    if asked.notebook.stem == BOARD and (
        advice := rhythm.told(stage / REGISTER, asked.parameters.policy)
    ):
        log.warn(written, advice)
    if replaced.EXTRACT in given:
        held_to = [asked.inputs_in / run for run in asked.parameters.earlier_runs]
        if advice := replaced.told(replaces, given[replaced.EXTRACT], job.recorded(asked), held_to):
            log.warn(written, advice)
    crate.write(replace(made, kept=private.list_contents(stage)), stage)


def _manifest(
    asked: Job,
    stage: Path,
    sources: tuple[FileRecord, FileRecord],
    given: dict[str, FileRecord],
    *,
    decisions: dict[str, Any],
    started: str,
) -> Manifest:
    return Manifest(
        notebook=sources[0],
        parameters_file=sources[1],
        parameters=job.recorded(asked),
        changed=asked.changed,
        inputs=given,
        outputs=manifest.outputs(stage),
        code=provenance.code(),
        python=provenance.python_version(),
        packages=provenance.packages(),
        lock_sha256=provenance.lock_sha256(),
        platform=provenance.describe_platform(),
        simulation={"seed": SEED, "draws": DRAWS},
        decisions=decisions,
        started=started,
        ended=_now(),
        register=_register(stage),
    )


def _register(stage: Path) -> FileRecord | None:
    """Describe the register, so that whoever holds the folder to it later knows it unchanged."""
    place = stage / REGISTER
    return manifest.record(place, name=REGISTER) if place.is_file() else None


def _warn(written: log.Log, made: Manifest) -> None:
    """Log what makes a run harder to make again."""
    if made.code.clean is False:
        log.warn(written, "the source was changed since the commit that the manifest names")
    if made.code.commit is None:
        log.warn(written, "the package does not run from a git checkout: no commit is recorded")
    unlocked = [name for name, package in made.packages.items() if not package.sha256]
    if len(unlocked) > 1:  # the package itself is in no lock
        log.warn(written, "packages are not those of the lock", {"packages": len(unlocked) - 1})


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
