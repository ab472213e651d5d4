"""What one run is made of, and the making of it: execute, lay out, write into a folder."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from referral_analysis.errors import ParametersError, RunError
from referral_analysis.report.charts.drawing import Drawing
from referral_analysis.report.charts.stills import drawn
from referral_analysis.report.page.workbook import Download, workbook
from referral_analysis.report.words.vocabulary import WRITTEN_IN
from referral_analysis.runs.analyst import private
from referral_analysis.runs.inputs import earlier_runs as earlier
from referral_analysis.runs.making import execute, export
from referral_analysis.runs.making.command import command
from referral_analysis.runs.making.log import Log, step
from referral_analysis.runs.making.pages import cover_of, made_on, page_of
from referral_analysis.runs.making.spoken import in_words_of
from referral_analysis.runs.making.tables import decisions_of, tables_of
from referral_analysis.runs.parameters import ExtractReport
from referral_analysis.runs.record.manifest import REPORT, WORD, FileRecord, named, record, table

WORKBOOK = "tables.xlsx"
NOT_OF_CHILDREN = ("population", "workshops", "timeline", "comparators")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A notebook, its checked parameters, and the folders that relative paths are taken from.

    base: for the notebook and the parameters file. inputs_in: for the inputs that the parameters
    name, and the folder that the notebook runs in. browser: what prints the page, if it is to be
    printed. as_word: whether it is written as a Word document too. engine: how the notebook is run
    (`execute`). changed: the parameters whose values are not the file's own. drawing: the process
    that draws the charts; this one else.
    """

    notebook: Path
    parameters: ExtractReport
    parameters_file: Path
    base: Path
    inputs_in: Path
    browser: Path | None = None
    as_word: bool = False
    engine: execute.Engine = "kernel"
    changed: tuple[str, ...] = ()
    drawing: Drawing | None = None


def recorded(job: Job) -> dict[str, Any]:
    """Return the parameters as they are recorded: no path of the machine is in them."""
    plain = job.parameters.model_dump()
    shown: dict[str, Any] = dict(job.parameters.with_places(lambda path: named(Path(path))))
    shown["earlier_runs"] = [named(Path(folder)) for folder in job.parameters.earlier_runs]
    return plain | shown


def made_by(job: Job) -> str:
    """Return the command that makes the report again; no path of the machine is in it."""
    values = recorded(job)
    settings = {name: values[name] for name in job.changed}
    return command(named(job.notebook), named(job.parameters_file), settings)


def inputs(job: Job) -> dict[str, FileRecord]:
    """Hash the job's inputs; FileUnreadableError for the first that cannot be read.

    Rows are counted of what holds no children. The manifest and the log are handed on too, and of
    a file that ends with the last month of a report its rows less its months are those left out.
    """
    plain = recorded(job)
    names = job.parameters.model_copy(update=plain).input_files()
    for folder in job.parameters.earlier_runs:
        earlier.read(job.inputs_in / folder, name=named(Path(folder)))
    files = {
        name: (table if name in NOT_OF_CHILDREN else record)(job.inputs_in / path, name=names[name])
        for name, path in job.parameters.input_files().items()
    }
    _require_one_name_each(files)
    return files


def make(job: Job, folder: Path, log: Log) -> dict[str, Any]:
    """Make the report, the executed notebook, the tables, the charts and the private part.

    Returns what rules fixed beforehand decided, for the manifest.
    """
    page = page_of(job.parameters, made_by=made_by(job))
    with step(log, "execute") as counts:
        executed = execute.execute(
            job.base / job.notebook,
            job.parameters.model_dump(),
            cwd=job.inputs_in,
            shown=recorded(job),
            engine=job.engine,
            on_outputs=_ahead(job),
        )
        kept = private.take(executed)
        private.put(kept, folder)
        executed = in_words_of(executed, job.parameters, kept)
        counts["cells"] = len(executed.cells)
    with step(log, "export") as counts:
        tables = tables_of(executed)
        cover = cover_of(page, job.parameters)
        # before the page, which waits for its charts
        (folder / WORKBOOK).write_bytes(workbook(cover, list(tables.values())))
        exported = export.export(executed, page, job.drawing.drawn if job.drawing else drawn)
        _write(folder, executed, exported, tables)
        if job.as_word:
            _write_word(folder, exported, made_on(job.parameters))
        counts["figures"], counts["tables"] = len(exported.figures), len(tables)
    return decisions_of(executed)


def _ahead(job: Job) -> Callable[[list[NotebookNode]], None] | None:
    """Return what has charts drawn while the cells run; None where they will be in other words."""
    drawing = job.drawing
    if drawing is None or job.parameters.vocabulary != WRITTEN_IN:
        return None
    return lambda outputs: drawing.begin(list(export.charts_in(outputs)))


def _write(
    folder: Path, executed: NotebookNode, exported: export.Exported, tables: Mapping[str, Download]
) -> None:
    (folder / REPORT).write_text(exported.html, "utf-8", newline="\n")
    (folder / "report.ipynb").write_text(nbformat.writes(executed) + "\n", "utf-8", newline="\n")
    for kind, files in (
        ("charts", {f"{still.name}.svg": still.svg for still in exported.figures}),
        ("tables", {f"{name}.csv": released.csv for name, released in tables.items()}),
    ):
        (folder / kind).mkdir()
        for name, text in files.items():
            _require_plain(kind, name)
            (folder / kind / name).write_text(text, "utf-8", newline="\n")


def _write_word(folder: Path, exported: export.Exported, on: dt.date) -> None:
    from referral_analysis.runs.making import word  # noqa: PLC0415 - only where it is asked for

    pictures = {still.name: still.svg for still in exported.figures}
    (folder / WORD).write_bytes(word.document(exported.html, pictures, on))


def _require_plain(kind: str, name: str) -> None:
    """Refuse a name that could lead out of the folder: names come from the notebook."""
    if not FILE_NAME.fullmatch(Path(name).stem) or Path(name).name != name:
        raise RunError(
            kind,
            found="a name that cannot be a file's",
            needed="letters, digits, hyphens and underscores",
            do="Rename the figure or table in the notebook.",
        )


def _require_one_name_each(records: Mapping[str, FileRecord]) -> None:
    """Refuse two inputs of one recorded name: whoever makes the run again could not tell them."""
    seen: dict[str, str] = {}
    for name, file in records.items():
        first = seen.setdefault(file.path, file.sha256)
        if first != file.sha256:
            raise ParametersError(
                f"parameter {name}",
                found="a file of the same name as another input, from another folder",
                needed="a name of its own for each input",
                do="Rename one, or run where both have relative paths.",
            )
