"""Papermill's engine without a kernel: a notebook's cells run in this process.

Warm workers and `run` use it. The cells share this process's modules, its working folder and its
standard output while they run; all of it is put back afterwards. One notebook at a time:
`ONE_AT_A_TIME` is held by whoever asks papermill, which changes the working folder before it asks
the engine.
"""

import atexit
import builtins
import contextlib
import gc
import io
import os
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

from referral_analysis.runs.making.kernel import SETTINGS

NAME = "referral-analysis-in-process"
"""What papermill knows the engine by: `engine_name`."""
ONE_AT_A_TIME = threading.Lock()


class InProcessEngine(Engine):  # type: ignore[misc] # papermill ships no types
    """Runs cells as papermill's own engine does, with the same marks, and stops at the first error.

    The notebook sees what it would see in a kernel: UTC, a namespace of its own, `display`. Whoever
    interrupts a cell interrupts the run. Options that are a kernel's have no meaning here.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003 - papermill's signature
        on_outputs: Callable[[list[NotebookNode]], None] = lambda _: None,
        **_: object,
    ) -> None:
        """Run each code cell and put its outputs into it; an error is an output, as a kernel's.

        on_outputs: told the outputs of each code cell as it ends.
        """
        with _settings(), _own_last_value(), warnings.catch_warnings(), _shell() as shell:
            warnings.filterwarnings("ignore", "To exit:")  # IPython's advice to who types exit
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    stopped = cell.cell_type == "code" and _stops(shell, cell)
                    if stopped:
                        nb_man.cell_exception(cell, cell_index=index)
                finally:
                    nb_man.cell_complete(cell, cell_index=index)
                if stopped:
                    break
                on_outputs(cell.get("outputs", []))


papermill_engines.register(NAME, InProcessEngine)


def _stops(shell: "_Shell", cell: NotebookNode) -> bool:
    """Run one cell; say whether it raised. What it raised has no traceback: that quotes records."""
    outputs = shell.began()
    done = shell.run_cell(cell.source, store_history=True)
    cell["outputs"], cell["execution_count"] = outputs, done.execution_count
    error = done.error_before_exec or done.error_in_exec
    if isinstance(error, KeyboardInterrupt):
        raise error
    if error is None:
        return False
    outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[]))
    return True


class _Publisher(DisplayPublisher):  # type: ignore[misc] # IPython ships no types
    """Keep what a cell displays."""

    outputs: list[NotebookNode]

    def publish(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        **_: object,
    ) -> None:
        shown = new_output("display_data", data=dict(data), metadata=dict(metadata or {}))
        self.outputs.append(shown)


class _Hook(DisplayHook):  # type: ignore[misc] # IPython ships no types
    """Keep the value of a cell's last line."""

    outputs: list[NotebookNode]

    def write_output_prompt(self) -> None:
        """Print no prompt."""

    def write_format_data(
        self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None
    ) -> None:
        """Keep the value, in every form that it shows itself in."""
        shown = new_output(
            "execute_result",
            data=dict(format_dict),
            metadata=dict(md_dict or {}),
            execution_count=self.prompt_count,
        )
        self.outputs.append(shown)

    def finish_displayhook(self) -> None:
        """Print no line end."""


class _Stream(io.TextIOBase):
    """Keep what a cell prints; pieces that follow each other are one output, as a kernel's are."""

    def __init__(self, name: str, outputs: Callable[[], list[NotebookNode]]) -> None:
        self._name, self._outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        outputs = self._outputs()
        last = outputs[-1] if outputs else None
        if text and last and last.output_type == "stream" and last.name == self._name:
            last["text"] += text
        elif text:
            outputs.append(new_output("stream", name=self._name, text=text))
        return len(text)


class _Shell(InteractiveShell):  # type: ignore[misc] # IPython ships no types
    """IPython without a terminal, a history on disk, or a profile of anybody's."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def began(self) -> list[NotebookNode]:
        """Return the list that the outputs of the next cell go into."""
        outputs: list[NotebookNode] = []
        self.displayhook.outputs = self.display_pub.outputs = outputs
        return outputs

    def init_history(self) -> None:
        """Keep the history in memory."""
        self.history_manager = HistoryManager(shell=self, parent=self, hist_file=":memory:")

    def _showtraceback(self, *_: object) -> None:
        """Print no traceback: it may quote a record."""


@contextlib.contextmanager
def _shell() -> Iterator[_Shell]:
    """Yield a new shell that takes what is printed; put back what IPython puts its own for."""
    before = sys.displayhook, sys.modules["__main__"]
    gc.freeze()  # IPython looks for rings as it ends: among what the cells made, not all modules
    _Shell.clear_instance()
    with tempfile.TemporaryDirectory(prefix="ra-") as own:
        shell = _Shell.instance(ipython_dir=own)
        shell.began()
        out, err = (
            _Stream(name, lambda: shell.display_pub.outputs) for name in ("stdout", "stderr")
        )
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                yield shell
        finally:
            # IPython does this as the process ends, and until then keeps all that the cells made
            shell.atexit_operations()
            atexit.unregister(shell.atexit_operations)
            shell.restore_sys_module_state()
            _Shell.clear_instance()
            sys.displayhook, sys.modules["__main__"] = before
            gc.unfreeze()


@contextlib.contextmanager
def _own_last_value() -> Iterator[None]:
    """Hide the `_` that Python's own prompt left: beside it IPython keeps no last value of its own.

    `doctest` and an interactive session leave one in `builtins`.
    """
    missing = object()
    left = builtins.__dict__.pop("_", missing)
    try:
        yield
    finally:
        if left is not missing:
            builtins.__dict__["_"] = left


@contextlib.contextmanager
def _settings() -> Iterator[None]:
    """Let the process have a kernel's settings for the while."""
    before = {name: os.environ.get(name) for name in SETTINGS}
    os.environ.update(SETTINGS)
    _read_time_zone()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        _read_time_zone()


def _read_time_zone() -> None:
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()
