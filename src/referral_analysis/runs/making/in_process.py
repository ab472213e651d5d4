"""A notebook's cells run in this process, without a kernel: as warm workers and `run` do it.

The cells share this process's modules, its working folder and its standard output while they run;
all of it is put back afterwards. One notebook at a time: others in this process wait.
"""

import atexit
import contextlib
import io
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output

from referral_analysis.runs.making.kernel import SETTINGS

_ONE_AT_A_TIME = threading.Lock()


class CellStoppedError(Exception):
    """A cell raised: its place from 0, and the error's kind and text, which may quote a record."""

    def __init__(self, index: int, kind: str, text: str) -> None:
        self.index, self.kind, self.text = index, kind, text
        super().__init__(kind)


def run_cells(notebook: NotebookNode, *, cwd: Path) -> None:
    """Run each code cell and put its outputs into it; CellStoppedError at the first that raises.

    The notebook sees what it would see in a kernel: UTC, a namespace of its own, `display`. Whoever
    interrupts a cell interrupts the run.
    """
    with _ONE_AT_A_TIME, _settings(), contextlib.chdir(cwd), _shell() as shell:
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            outputs = shell.began()
            done = shell.run_cell(cell.source, store_history=True)
            cell["outputs"], cell["execution_count"] = outputs, done.execution_count
            stopped = done.error_before_exec or done.error_in_exec
            if isinstance(stopped, KeyboardInterrupt):
                raise stopped
            if stopped is not None:
                raise CellStoppedError(index, type(stopped).__name__, str(stopped))


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
