"""A notebook and its parameters, run by papermill to the end.

Both engines are papermill's, named in its registry. The kernel engine is the reference: a process
of its own for each notebook. The process engine is for notebooks of the package, whose own imports
the process has or will need; both give the same bytes, tags and marks.
"""

import contextlib
import keyword
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator

from referral_analysis.errors import (
    FileUnreadableError,
    ParametersError,
    ReferralAnalysisError,
    RunError,
)
from referral_analysis.runs.making import in_process
from referral_analysis.runs.making.kernel import OwnKernel

Engine: TypeAlias = Literal["kernel", "process"]
ENGINE_NAMES: Mapping[Engine, str] = {"kernel": "nbclient", "process": in_process.NAME}
"""The name of each in papermill's registry."""

TAG = "parameters"
INJECTED = "injected-parameters"
MESSAGE = re.compile(r"(.+?): (.+?); need (.+?)\. (.+)", re.DOTALL)


def execute(
    path: Path,
    parameters: Mapping[str, Any],
    *,
    cwd: Path,
    shown: Mapping[str, Any] | None = None,
    engine: Engine = "kernel",
    on_outputs: Callable[[list[NotebookNode]], None] | None = None,
) -> NotebookNode:
    """Run a notebook with parameters in a working directory; return it executed and normalised.

    shown: what the executed notebook shows as its parameters, where that is not what it was given:
    a path of the machine is not for everybody. Nothing is written. A cell that raises one of our
    own errors raises it here, as itself; any other failure is a RunError that names the cell and
    the kind of error, never its message, which may quote a record.
    on_outputs: told the outputs of each cell as it ends, by the process engine alone.
    """
    notebook = _read(path)
    _require_names(parameters)
    is_here = engine == "process"
    alone = in_process.ONE_AT_A_TIME if is_here else contextlib.nullcontext()
    more: dict[str, Any] = {"on_outputs": on_outputs} if is_here and on_outputs else {}
    with alone:
        executed = _by_papermill(
            notebook, parameters, path.name, cwd=str(cwd), engine=engine, **more
        )
    return normalise(executed if shown is None else _showing(executed, shown))


def _by_papermill(
    notebook: NotebookNode,
    parameters: Mapping[str, Any],
    name: str,
    *,
    engine: Engine,
    cwd: str,
    **more: Any,  # noqa: ANN401 - what the engine itself takes
) -> NotebookNode:
    try:
        executed = papermill.execute_notebook(
            notebook,
            None,
            dict(parameters),
            engine_name=ENGINE_NAMES[engine],
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=cwd,
            kernel_manager_class=OwnKernel,
            shutdown_kernel="immediate",  # asked politely it answers on standard error
            record_timing=False,
            **more,
        )
    except PapermillExecutionError as error:
        raise _error_of(name, error.cell_index, error.ename, error.evalue) from None
    except (DeadKernelError, CellTimeoutError, RuntimeError) as error:
        raise _stopped(name, type(error).__name__) from None
    _require_whole(executed, name)
    return executed


def _require_whole(executed: NotebookNode, name: str) -> None:
    """Refuse half a report: papermill takes `sys.exit()` for an end, and later cells never ran."""
    for index, cell in enumerate(executed.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise _stopped(f"{name}, cell {index + 1}", output.ename)


def _showing(executed: NotebookNode, shown: Mapping[str, Any]) -> NotebookNode:
    """Write other parameters into the cell that papermill added, in papermill's own form."""
    for cell in executed.cells:
        if INJECTED in cell.metadata.get("tags", []):
            cell["source"] = PythonTranslator.codify(dict(shown), "Parameters")
    return executed


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy that is the same for the same inputs, whenever and wherever it was run.

    Cells are numbered; timings, run metadata, warnings on standard error and the kernel's version
    are dropped. Outputs and sources stay.
    """
    made = nbformat.from_dict(notebook)
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number:03d}"
        tags = list(cell.metadata.get("tags", []))
        cell["metadata"] = NotebookNode({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell["outputs"] = [
                output
                for output in cell.outputs
                if output.output_type != "stream" or output.name != "stderr"
            ]
    made["metadata"] = NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    made["nbformat"], made["nbformat_minor"] = 4, 5
    return made


def _read(path: Path) -> NotebookNode:
    """Read a notebook; FileUnreadableError unless it is one, with one cell tagged parameters."""
    try:
        notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
    except (OSError, ValueError, AttributeError, nbformat.reader.NotJSONError) as error:
        raise FileUnreadableError(
            path.name,
            found=f"it cannot be read as a notebook ({type(error).__name__})",
            needed="a Jupyter notebook, version 4",
            do="Check the path.",
        ) from None
    tagged = [cell for cell in notebook.cells if TAG in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise RunError(
            path.name,
            found=f"{len(tagged)} cells tagged {TAG}",
            needed="one",
            do="Tag the cell that holds the parameters and their defaults.",
        )
    return notebook


def _require_names(parameters: Mapping[str, Any]) -> None:
    """Refuse names that are not Python's: papermill writes them into the notebook as they are."""
    for name in parameters:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ParametersError(
                "parameters",
                found="a name that is not a name in Python",
                needed="letters, digits and underscores, no reserved word",
                do="Correct it in the parameters file.",
            )


def _error_of(notebook: str, index: int, kind: str, text: str) -> ReferralAnalysisError:
    """Return our own error as the cell raised it, or a RunError that quotes nothing."""
    own = {leaf.__name__: leaf for leaf in _leaves(ReferralAnalysisError)}.get(kind)
    parts = MESSAGE.fullmatch(text)
    if own and parts:
        where, found, needed, do = parts.groups()
        return own(where, found=found, needed=needed, do=do)
    return _stopped(f"{notebook}, cell {index + 1}", kind)


def _stopped(where: str, kind: str) -> RunError:
    return RunError(
        where,
        found=f"it stopped with {kind}",
        needed="a notebook that runs to its end",
        do="Run it in JupyterLab with the same parameters to see why.",
    )


def _leaves(kind: type[ReferralAnalysisError]) -> Iterator[type[ReferralAnalysisError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _leaves(below)
