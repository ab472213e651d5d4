"""A notebook run in this process gives what a kernel gives, and leaves the process as it was."""

import builtins
import gc
import os
import sys
import time
from pathlib import Path
from types import ModuleType

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from referral_analysis.errors import RunError, SeriesTooShortError
from referral_analysis.runs.making.execute import ENGINE_NAMES, Engine, execute
from referral_analysis.runs.making.kernel import OwnKernel

CELLS = (
    """
import os, sys, time
from pathlib import Path
from IPython.display import display
print(month, Path.cwd().name, time.tzname[0], os.environ["REFERRAL_ANALYSIS_EXPORTS"], __name__)
print("and", end=" ")
print("more")
print("a warning", file=sys.stderr)
display({"a": 1}, metadata={"our": "mark"})
[1, 2]""",
    """
class Marked:
    def _repr_mimebundle_(self, **_):
        return {"text/plain": "x", "text/html": "<b>x</b>"}, {"text/html": {"kind": "table"}}
Marked()""",
    "1;",
    "[1, 2]",
    "_ + [3]",
    "None",
)


def notebook(folder: Path, *sources: str) -> Path:
    first = nbformat.v4.new_code_cell('month = "2011-05"', metadata={"tags": ["parameters"]})
    prose = nbformat.v4.new_markdown_cell("# Prose")
    cells = [first, prose, *(nbformat.v4.new_code_cell(source) for source in sources)]
    path = folder / "report.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_the_same_bytes_as_from_a_kernel(tmp_path: Path) -> None:
    path = notebook(tmp_path, *CELLS)
    given = {"month": '2011-06"\n{x}'}
    made = [execute(path, given, cwd=tmp_path, engine=engine) for engine in ("kernel", "process")]
    assert nbformat.writes(made[0]) == nbformat.writes(made[1])
    assert "UTC 1 __main__" in nbformat.writes(made[1])


def test_a_value_left_by_python_s_own_prompt_is_not_the_notebook_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtins, "_", "left by a prompt", raising=False)
    made = execute(notebook(tmp_path, "[1, 2]", "_ + [3]"), {}, cwd=tmp_path, engine="process")
    assert made.cells[-1].outputs[0].data["text/plain"] == "[1, 2, 3]"
    assert builtins._ == "left by a prompt"  # type: ignore[attr-defined]


def test_what_a_notebook_read_is_gone_when_it_has_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = ModuleType("probe")
    monkeypatch.setitem(sys.modules, "probe", probe)
    cell = """
import probe, weakref
class Frame:
    pass
read = Frame()
probe.seen = weakref.ref(read)
read"""
    execute(notebook(tmp_path, cell), {}, cwd=tmp_path, engine="process")
    gc.collect()
    assert probe.seen() is None


def test_nothing_of_one_notebook_is_in_the_next_or_in_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    before = (
        *(os.environ.copy(), Path.cwd(), time.tzname),
        *(sys.stdout, sys.stderr, sys.displayhook, sys.modules["__main__"]),
    )
    execute(notebook(tmp_path, "left = 1"), {}, cwd=tmp_path, engine="process")
    after = (
        *(os.environ.copy(), Path.cwd(), time.tzname),
        *(sys.stdout, sys.stderr, sys.displayhook, sys.modules["__main__"]),
    )
    assert after == before
    with pytest.raises(RunError, match=r"report\.ipynb, cell 3: it stopped with NameError"):
        execute(notebook(tmp_path, "left"), {}, cwd=tmp_path, engine="process")
    assert list(tmp_path.iterdir()) == [tmp_path / "report.ipynb"]
    monkeypatch.undo()
    time.tzset()


def test_who_asks_is_told_the_outputs_of_each_cell_as_it_ends(tmp_path: Path) -> None:
    told: list[list[nbformat.NotebookNode]] = []
    path = notebook(tmp_path, "[1]", "1;", "[2]; undefined", "[3]")
    with pytest.raises(RunError, match="cell 5: it stopped with NameError"):
        execute(path, {}, cwd=tmp_path, engine="process", on_outputs=told.append)
    texts = [[output.data["text/plain"] for output in outputs] for outputs in told]
    assert texts == [[], [], ["[1]"], []]  # parameters, prose, two cells before the one that fails
    execute(
        notebook(tmp_path, "[1]"), {}, cwd=tmp_path, on_outputs=told.append
    )  # a kernel tells none
    assert len(told) == 4


def test_our_own_error_comes_out_as_itself_and_no_other_is_quoted(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ours = (
        "from referral_analysis.errors import SeriesTooShortError\n"
        'raise SeriesTooShortError("Schools", found="7 months", needed="24", do="Wait.")'
    )
    with pytest.raises(SeriesTooShortError, match=r"^Schools: 7 months; need 24\. Wait\.$"):
        execute(notebook(tmp_path, ours), {}, cwd=tmp_path, engine="process")
    for source in ('raise KeyError("Jo Bloggs")', "Jo Bloggs", 'import sys; sys.exit("Bloggs")'):
        with pytest.raises(RunError, match="cell 3: it stopped with") as caught:
            execute(notebook(tmp_path, source), {}, cwd=tmp_path, engine="process")
        assert "Bloggs" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_who_interrupts_a_cell_interrupts_the_run(tmp_path: Path) -> None:
    path = notebook(tmp_path, "raise KeyboardInterrupt", 'raise KeyError("not reached")')
    with pytest.raises(KeyboardInterrupt):
        execute(path, {}, cwd=tmp_path, engine="process")


def saved_by_papermill(folder: Path, engine: Engine, *sources: str) -> nbformat.NotebookNode:
    """Ask papermill itself, as any other program would; return what it saved, without the times."""
    out = folder / f"{engine}.ipynb"
    with pytest.raises(PapermillExecutionError):
        papermill.execute_notebook(
            notebook(folder, *sources),
            out,
            {"month": "2011-06"},
            engine_name=ENGINE_NAMES[engine],
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=folder,
            kernel_manager_class=OwnKernel,
            record_timing=False,
        )
    saved = nbformat.read(out, as_version=4)
    for marked in (saved, *saved.cells):
        for name in ("start_time", "end_time", "duration", "output_path"):
            marked.metadata.get("papermill", {}).pop(name, None)
    return saved


def test_papermills_own_marks_mean_the_same_with_and_without_a_kernel(tmp_path: Path) -> None:
    sources = ("month", "1 / 0", "'never reached'")
    kernel, process = (
        saved_by_papermill(tmp_path, engine, *sources) for engine in ("kernel", "process")
    )
    marks = [
        [(cell.source, cell.metadata, cell.get("execution_count")) for cell in saved.cells]
        for saved in (kernel, process)
    ]
    assert marks[0] == marks[1]
    assert [
        cell.metadata.papermill.status for cell in process.cells if "papermill" in cell.metadata
    ] == [
        *["completed"] * 4,
        "failed",
        "pending",
    ]
    assert kernel.metadata.papermill == process.metadata.papermill
    assert process.metadata.papermill.exception is True


@pytest.mark.parametrize("engine", ["kernel", "process"])
def test_a_notebook_that_leaves_early_is_half_a_report_and_refused(
    tmp_path: Path, engine: Engine
) -> None:
    path = notebook(tmp_path, "import sys; sys.exit(0)", "'never reached'")
    with pytest.raises(RunError, match=r"cell 3: it stopped with SystemExit"):
        execute(path, {}, cwd=tmp_path, engine=engine)
