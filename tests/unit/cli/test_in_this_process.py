"""What commands hand on and give back: options, exit codes and the form that they print in."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from referral_analysis.cli import listing
from referral_analysis.cli.commands import commands
from referral_analysis.cli.progress import watched
from referral_analysis.runs import batch
from referral_analysis.runs.batch import TaskOutcome, local
from referral_analysis.runs.compare import figures_moved, two_runs
from referral_analysis.runs.making import notebooks
from referral_analysis.runs.making import run as runner
from referral_analysis.runs.parameters import CONTRACTS

OUTCOME = TaskOutcome(name="a/b", state="made", seconds=1.0)


class Seen(dict[str, Any]):
    """What the commands handed on."""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Stand in for what makes runs; the notebook that is asked for is not one of the package's."""
    found = Seen(required=[], outcome=OUTCOME)

    def outcomes(turn: list[object], workers: int) -> list[TaskOutcome]:
        found["workers"] = workers
        return [found["outcome"]] * len(turn)

    def run(*_: object, engine: str, **__: object) -> runner.Made:
        found["engine"] = engine
        return runner.Made(folder=Path("x"), seconds=1.0, index=None)

    task = SimpleNamespace(target="x", address=None)
    monkeypatch.setattr(batch, "read_plan", lambda _: SimpleNamespace(notebook="n.ipynb"))
    monkeypatch.setattr(batch, "tasks_of", lambda *_, **__: [task])
    monkeypatch.setattr(batch, "in_turns", lambda tasks: [tasks])
    monkeypatch.setattr(local, "outcomes", outcomes)
    monkeypatch.setattr(notebooks, "require_known", found["required"].append)
    monkeypatch.setattr(runner, "listed", lambda _: None)
    monkeypatch.setattr(runner, "run", run)
    return found


def code(*words: str) -> int:
    return CliRunner().invoke(commands, words).exit_code


@pytest.mark.parametrize(
    ("words", "processors", "workers"),
    [(["--workers", "3"], 5, 3), ([], 5, 5), ([], None, 1), (["--workers", "1"], 5, 1)],
)
def test_a_batch_has_as_many_workers_as_asked_or_one_a_processor(
    seen: Seen,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    processors: int | None,
    workers: int,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert code("batch", "plan.yaml", *words) == 0
    assert seen["workers"] == workers


@pytest.mark.parametrize(
    ("state", "ends"), [("made", 0), ("unchanged", 0), ("failed", 7)]
)  # fmt: skip
def test_a_batch_ends_in_seven_where_a_run_failed(seen: Seen, state: str, ends: int) -> None:
    seen["outcome"] = TaskOutcome(name="a", state=state, seconds=0.0, message="m")  # type: ignore[arg-type] # one of them
    assert code("batch", "plan.yaml") == ends


@pytest.mark.parametrize(
    "words", [["batch", "plan.yaml"], ["run", "-q", "n.ipynb", "-p", "x.yaml"]]
)
def test_a_notebook_of_somebody_else_needs_to_be_allowed(seen: Seen, words: list[str]) -> None:
    assert code(*words) == 0
    assert seen["required"] == [Path("n.ipynb")]
    assert code(*words, "--allow") == 0
    assert seen["required"] == [Path("n.ipynb")]


def test_a_notebook_of_somebody_else_runs_in_a_process_of_its_own(seen: Seen) -> None:
    assert code("run", "-q", "n.ipynb", "-p", "x.yaml") == 0
    assert seen["engine"] == "process"
    assert code("run", "-q", "n.ipynb", "-p", "x.yaml", "--allow") == 0
    assert seen["engine"] == "kernel"


def test_a_cluster_has_workers_of_its_own(seen: Seen) -> None:
    assert code("batch", "plan.yaml", "--workers", "2", "--scheduler", "tcp://h:1") == 2
    assert "workers" not in seen


@pytest.mark.parametrize(("is_same", "ends"), [(True, 0), (False, 1)])
def test_a_comparison_ends_in_one_where_a_figure_moved(
    monkeypatch: pytest.MonkeyPatch, ends: int, *, is_same: bool
) -> None:
    monkeypatch.setattr(two_runs, "compare", lambda *_: SimpleNamespace(is_same=is_same))
    monkeypatch.setattr(figures_moved, "to_lines", lambda _: ["one", "two"])
    done = CliRunner().invoke(commands, ["compare", "a", "b"])
    assert (done.exit_code, done.output) == (ends, "one\ntwo\n")


def test_notebooks_are_listed_as_a_table_or_as_json() -> None:
    told = json.loads(CliRunner().invoke(commands, ["list", "--json"]).output)
    assert list(told) == list(CONTRACTS)
    lines = CliRunner().invoke(commands, ["list"]).output.splitlines()
    # every title begins in one column, two blanks after the longest name
    column = max(map(len, CONTRACTS)) + 2
    assert [line[column:] for line in lines] == list(told.values())
    assert [line[:column].rstrip() for line in lines] == list(told)


def test_a_schema_is_of_one_notebook() -> None:
    whole = CliRunner().invoke(commands, ["list", "--schema"])
    assert whole.exit_code == 2
    assert "--schema needs the name of a notebook" in whole.output
    one = CliRunner().invoke(commands, ["list", "board_report", "--schema"])
    assert json.loads(one.output)["$schema"].startswith("http://json-schema.org/")


@pytest.mark.parametrize(("columns", "width"), [(72, 72), (100, 100), (101, 100), (240, 100)])
def test_lines_are_no_wider_than_a_hundred(
    monkeypatch: pytest.MonkeyPatch, columns: int, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert listing._width() == width


def test_what_is_told_of_a_step_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = TaskOutcome(name="[b]/[red]x", state="made", seconds=0.0)
    watched([outcome], total=1)
    assert capsys.readouterr().err == "1/1 [b]/[red]x: made (0.0 s)\n"
