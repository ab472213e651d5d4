"""One run: check the parameters, execute, export, record; all or nothing on disk."""

import datetime as dt
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from referral_analysis.its.critical_values import DRAWS, SEED
from referral_analysis.runs import execute, export, folder, manifest, parameter_file, private
from referral_analysis.runs.pages import page_of
from referral_analysis.runs.parameters import Parameters, check
from referral_analysis.runs.tables import tables_of

LOG = logging.getLogger("referral_analysis.run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Where a run landed and how long it took."""

    folder: Path
    seconds: float


def run(
    notebook: Path,
    parameters_path: Path,
    *,
    settings: tuple[str, ...] = (),
    output: Path | None = None,
) -> Made:
    """Make one report into its run folder; ReferralAnalysisError before anything is replaced."""
    began, started = time.perf_counter(), _now()
    values = parameter_file.override(parameter_file.load(parameters_path), settings)
    parameters = check(notebook.stem, values, where=f"parameters {parameters_path.name}")
    page = page_of(parameters, notebook=notebook, parameters_path=parameters_path)
    plain = parameters.model_dump()
    source = manifest.record(notebook)
    given = manifest.inputs(plain, parameters.inputs)
    target = output or Path("reports") / parameters_path.stem / notebook.stem
    with folder.staged(target) as stage, _log_into(stage):
        with _step("execute"):
            executed = execute.execute(notebook, plain, cwd=Path.cwd())
        with _step("export"):
            _write(stage, executed, export.export(executed, page))
        if parameters.private_files:
            with _step("private files"):
                private.write(parameters, stage)
        manifest.write(_manifest(stage, parameters, source, given, started), stage)
    return Made(folder=target, seconds=time.perf_counter() - began)


def _write(stage: Path, executed: NotebookNode, exported: export.Exported) -> None:
    (stage / "report.html").write_text(exported.html, "utf-8", newline="\n")
    (stage / "report.ipynb").write_text(nbformat.writes(executed) + "\n", "utf-8", newline="\n")
    for kind, files in (
        ("charts", {f"{still.name}.svg": still.svg for still in exported.figures}),
        ("tables", {f"{name}.csv": text for name, text in tables_of(executed).items()}),
    ):
        (stage / kind).mkdir()
        for name, text in files.items():
            (stage / kind / name).write_text(text, "utf-8", newline="\n")


def _manifest(
    stage: Path,
    parameters: Parameters,
    source: manifest.FileRecord,
    given: dict[str, manifest.FileRecord],
    started: str,
) -> manifest.Manifest:
    python, packages = manifest.python_and_packages()
    return manifest.Manifest(
        notebook=source,
        parameters=parameters.model_dump(),
        inputs=given,
        outputs=manifest.outputs(stage),
        code=manifest.code(),
        python=python,
        packages=packages,
        platform=manifest.describe_platform(),
        simulation={"seed": SEED, "draws": DRAWS},
        started=started,
        ended=_now(),
    )


@contextmanager
def _log_into(stage: Path) -> Iterator[None]:
    """Log the steps of the run into its folder, and nowhere else."""
    handler = logging.FileHandler(stage / "run.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    try:
        yield
    finally:
        LOG.removeHandler(handler)
        handler.close()


@contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    LOG.info("%s: %.2f s", name, time.perf_counter() - began)


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
