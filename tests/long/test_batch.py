"""A batch makes every run it can, says which it could not, and resumes by what is there."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.batch import local, read_plan, tasks_of, worker
from referral_analysis.runs.batch.making import is_unchanged, make
from referral_analysis.runs.making.run import run
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import outputs

pytestmark = pytest.mark.xdist_group("batch")

PLAN = """
notebook: notebooks/board_report.ipynb
releases:
  first: notebooks/parameters/executive_december_2011.yaml
  second: notebooks/parameters/executive_december_2011.yaml
scenarios:
  as_planned: {}
  too_soon: {nfa_ripens_in_days: 60}
output: made
"""
DONE = ("first/as_planned", "second/as_planned")


def batch(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", "batch", "plan.yaml", "--workers", "2", *words],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip


def steps(folder: Path) -> list[str]:
    entries = map(json.loads, (folder / "run.log").read_text("utf-8").splitlines())
    return [entry["step"] for entry in entries if "step" in entry]


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    (place / "plan.yaml").write_text(PLAN, "utf-8")
    return place


@pytest.fixture(scope="module")
def first(council: Path) -> subprocess.CompletedProcess[str]:
    """Make the batch once, in whichever worker asks: each test leaves its folders whole."""
    return batch(council)


@pytest.fixture
def made(
    council: Path, first: subprocess.CompletedProcess[str], monkeypatch: pytest.MonkeyPatch
) -> Path:
    assert first.returncode == 7, first.stderr
    monkeypatch.chdir(council)
    return council / "made"


def test_every_run_is_made_but_those_that_cannot_be_and_these_are_named_last(
    made: Path, first: subprocess.CompletedProcess[str]
) -> None:
    assert first.stdout == "2 made, 0 unchanged, 2 failed\n"
    lines = [one for one in first.stderr.splitlines() if not one.startswith("warning: ")]
    assert len(lines) == 6
    assert {line.split()[0] for line in lines[:4]} == {f"{number}/4" for number in range(1, 5)}
    assert [line.partition(": ")[0] for line in lines[4:]] == [
        "first/too_soon",
        "second/too_soon",
    ]
    assert "October 2011, whose decisions have not settled" in lines[5]
    for name in DONE:
        folder = made / name
        assert outputs(folder) == crate.read(folder).outputs
        assert steps(folder) == ["read inputs", "execute", "export", "record"]
    assert not list(made.rglob("*.part-*"))


def test_a_run_of_a_batch_has_the_bytes_of_a_run_in_a_kernel(made: Path) -> None:
    run(
        Path("notebooks/board_report.ipynb"),
        Path("notebooks/parameters/executive_december_2011.yaml"),
        output=Path("alone"),
    )
    assert outputs(Path("alone")) == crate.read(made / "second/as_planned").outputs


def test_resuming_makes_only_what_is_missing_or_changed(made: Path) -> None:
    page = made / "second" / "as_planned" / "report.html"
    page.write_bytes(page.read_bytes() + b" ")
    tasks = tasks_of(read_plan(Path("plan.yaml")), resume=True)
    found = {task.name: make(task).state for task in tasks}
    assert found == {
        "first/as_planned": "unchanged",
        "first/too_soon": "failed",
        "second/as_planned": "made",
        "second/too_soon": "failed",
    }
    assert outputs(page.parent) == crate.read(page.parent).outputs


@pytest.mark.parametrize(
    "name", ["run.log", "private/protections.csv", "private/contents.json", "private/register.csv"]
)
def test_resuming_holds_what_is_beside_the_report(made: Path, tmp_path: Path, name: str) -> None:
    tasks = {task.name: task for task in tasks_of(read_plan(Path("plan.yaml")), resume=True)}
    folder = tmp_path / "run"
    shutil.copytree(made / "first/as_planned", folder)
    task = replace(tasks["first/as_planned"], target=folder)
    assert is_unchanged(task)
    (folder / name).write_text((folder / name).read_text("utf-8") + " ", "utf-8")
    assert not is_unchanged(task)
    (folder / name).unlink()
    assert not is_unchanged(task)


def test_a_script_is_told_what_became_of_each_run(made: Path) -> None:
    done = batch(made.parent, "--resume", "--json")
    assert done.returncode == 7, done.stderr
    found = {one.pop("name"): one for one in json.loads(done.stdout)}
    assert {name: one["state"] for name, one in found.items()} == {
        "first/as_planned": "unchanged",
        "first/too_soon": "failed",
        "second/as_planned": "unchanged",
        "second/too_soon": "failed",
    }
    assert found["first/as_planned"]["message"] == ""
    assert "whose decisions have not settled" in found["second/too_soon"]["message"]


@pytest.mark.usefixtures("made")
def test_resuming_looks_at_inputs_and_notebook_too() -> None:
    tasks = {task.name: task for task in tasks_of(read_plan(Path("plan.yaml")))}
    task = tasks["second/as_planned"]
    assert is_unchanged(task)
    assert not is_unchanged(tasks["second/too_soon"])
    for path in (task.job.notebook, Path("data_samples/workshops.csv")):
        held = path.read_bytes()
        path.write_bytes(held + b"\n")
        assert not is_unchanged(task)
        path.write_bytes(held)
    assert is_unchanged(task)


DIES_FIRST = """
import os, pathlib, runpy
died = pathlib.Path("died")
if not died.exists():
    died.touch()
    os.kill(os.getpid(), 9)
runpy.run_module("referral_analysis.runs.batch.serving", run_name="__main__")
"""


@pytest.mark.usefixtures("made")
def test_a_run_whose_worker_was_killed_is_made_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "COMMAND", (sys.executable, "-c", DIES_FIRST))
    (task,) = tasks_of(read_plan(Path("plan.yaml")), resume=True)[2:3]
    (outcome,) = local.outcomes([task], workers=2)
    assert (outcome.name, outcome.state) == ("second/as_planned", "unchanged"), outcome.message
    assert Path("died").exists()


def test_a_run_that_kills_its_workers_is_given_up_and_the_others_go_on(
    council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(council)
    monkeypatch.setattr(worker, "COMMAND", (sys.executable, "-c", "import os; os._exit(9)"))
    found = list(local.outcomes(tasks_of(read_plan(Path("plan.yaml"))), workers=1))
    assert len(found) == 4
    for outcome in found:
        assert outcome.state == "failed"
        assert outcome.message.startswith("its process died 2 times (exit code 9); need memory")


def test_a_worker_ends_when_nobody_is_left_to_answer(council: Path) -> None:
    """So a batch that is killed leaves no run going on behind it."""
    started = subprocess.Popen(
        [sys.executable, "-m", "referral_analysis.runs.batch.serving"],
        cwd=council, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    said, _ = started.communicate(timeout=60)
    assert (started.returncode, said) == (0, b"")


def test_a_batch_that_is_told_to_stop_leaves_nothing_half_made(
    council: Path, tmp_path: Path
) -> None:
    """Its workers take away what they were making before they end."""
    words = [sys.executable, "-m", "referral_analysis", "batch", "plan.yaml", "--workers", "2"]
    started = subprocess.Popen(
        [*words, "--output", str(tmp_path / "made")],
        cwd=council, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not list(tmp_path.rglob("*.part-*")):
        assert started.poll() is None
        time.sleep(0.05)
    started.terminate()
    _, told = started.communicate(timeout=60)
    assert started.returncode == 143, told
    assert not list(tmp_path.rglob("*.part-*"))
