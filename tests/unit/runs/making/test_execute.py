"""Running a notebook: the same bytes twice, and failures that quote nothing."""

import json
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from referral_analysis.errors import (
    FileUnreadableError,
    ParametersError,
    RunError,
    SeriesTooShortError,
)
from referral_analysis.runs.making.execute import execute, normalise

PARAMETERS = 'month = "2011-05"  # first month of the launch\nlags = 1  # months'


def notebook(folder: Path, *sources: str, parameters: str | None = PARAMETERS) -> Path:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    if parameters is not None:
        first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
        cells = [first, *cells]
    path = folder / "a {notebook}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


LOOK = """
import os, sys, time
from pathlib import Path
print(month, lags, Path.cwd().name, time.tzname[0], sys.executable, sep="|")
print("a", "warning", file=sys.stderr)
Path.home()
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[NotebookNode]:
    folder = tmp_path_factory.mktemp("run")
    path = notebook(folder, LOOK)
    given = {"month": "2011-06", "lags": 3}
    return [execute(path, given, cwd=folder) for _ in range(2)]


def test_the_kernel_is_this_python_in_utc_in_the_folder_asked_for(
    runs: list[NotebookNode],
) -> None:
    (stream, _) = runs[0].cells[-1].outputs
    month, lags, folder, zone, python = stream.text.strip().split("|")
    assert (month, lags, zone) == ("2011-06", "3", "UTC")
    assert folder.startswith("run")
    assert Path(python) == Path(sys.executable)


def test_two_runs_give_the_same_bytes(runs: list[NotebookNode]) -> None:
    first, second = (nbformat.writes(run) for run in runs)
    assert first == second


def test_nothing_of_the_run_itself_is_kept(runs: list[NotebookNode]) -> None:
    text = nbformat.writes(runs[0])
    for word in ("papermill", "iopub", "a warning", "start_time"):
        assert word not in text
    assert [cell.id for cell in runs[0].cells] == ["cell-000", "cell-001", "cell-002"]
    nbformat.validate(runs[0])


def test_the_notebook_on_disk_is_untouched(tmp_path: Path) -> None:
    path = notebook(tmp_path, "1")
    before = path.read_bytes()
    execute(path, {}, cwd=tmp_path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("depth", [1, 12])
def test_no_registered_kernel_is_used_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    registered = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    registered.parent.mkdir(parents=True)
    registered.write_text('{"argv": ["false"], "display_name": "x", "language": "python"}')
    temporary = tmp_path.joinpath(*["temporary"] * depth)
    temporary.mkdir(parents=True)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    executed = execute(notebook(tmp_path, "print(6 * 7)"), {}, cwd=tmp_path)
    assert executed.cells[-1].outputs[0].text == "42\n"
    assert list(temporary.iterdir()) == []


def test_what_is_shown_as_parameters_need_not_be_what_was_given(tmp_path: Path) -> None:
    path = notebook(tmp_path, "print(len(month))")
    given, shown = {"month": "/home/me/2011-05"}, {"month": "2011-05"}
    made = execute(path, given, cwd=tmp_path, shown=shown)
    assert made.cells[1].source == execute(path, shown, cwd=tmp_path).cells[1].source
    assert made.cells[-1].outputs[0].text == "16\n"


def test_normalising_twice_changes_nothing(runs: list[NotebookNode]) -> None:
    assert normalise(runs[0]) == runs[0]


def test_our_own_error_comes_out_as_itself(tmp_path: Path) -> None:
    path = notebook(
        tmp_path,
        "from referral_analysis.errors import SeriesTooShortError\n"
        'raise SeriesTooShortError("Schools", found="7 months; need", needed="24", do="More.")',
    )
    with pytest.raises(SeriesTooShortError) as caught:
        execute(path, {}, cwd=tmp_path)
    assert str(caught.value) == "Schools: 7 months; need; need 24. More."
    assert caught.value.exit_code == 5
    assert caught.value.__cause__ is None


def test_any_other_error_is_named_but_never_quoted(tmp_path: Path) -> None:
    path = notebook(tmp_path, "x = 1", 'raise KeyError("Jo Bloggs, born 2003")')
    with pytest.raises(
        RunError, match=r"cell 3: it stopped with KeyError; need a notebook that"
    ) as caught:
        execute(path, {}, cwd=tmp_path)
    assert "Bloggs" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_foreign_error_that_borrows_our_name_is_not_quoted(tmp_path: Path) -> None:
    path = notebook(tmp_path, "class RunError(Exception): ...", 'raise RunError("Jo Bloggs")')
    with pytest.raises(RunError, match="it stopped with RunError"):
        execute(path, {}, cwd=tmp_path)


def test_a_kernel_that_dies_is_one_line(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import os; os._exit(9)")
    with pytest.raises(RunError, match="it stopped with DeadKernelError"):
        execute(path, {}, cwd=tmp_path)


@pytest.mark.parametrize("name", ["a b", "class", "x = 1\nimport os", ""])
def test_a_name_that_is_not_pythons_is_refused_before_anything_runs(
    tmp_path: Path, name: str
) -> None:
    path = notebook(tmp_path)
    with pytest.raises(ParametersError, match="a name that is not a name in Python"):
        execute(path, {name: 1}, cwd=tmp_path)


HOSTILE = (
    'x"\n__import__("os").mkdir("pwned")\n"',
    "x'); __import__('os').mkdir('pwned') #",
    "{__import__('os').mkdir('pwned')}",
    "x\\",
    "\r\n__import__('os').mkdir('pwned')\u2028",
)


def test_a_parameter_is_text_whatever_it_says(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import json\nprint(json.dumps(month))")
    given = {"month": {value: [value] for value in HOSTILE}}
    made = execute(path, given, cwd=tmp_path)
    assert json.loads(made.cells[-1].outputs[0].text) == given["month"]
    assert not (tmp_path / "pwned").exists()


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path: Path) -> None:
    path = notebook(tmp_path, "1", parameters=None)
    with pytest.raises(RunError, match=r"0 cells tagged parameters; need one"):
        execute(path, {}, cwd=tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"not json", b"\xff\xfe", json.dumps([]).encode()])
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "report.ipynb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileUnreadableError, match=r"report\.ipynb: it cannot be read as a note"):
        execute(path, {}, cwd=tmp_path)
