"""A batch on a real Dask cluster: a scheduler and two workers, one of which is killed halfway.

Workers that share no disk are tried with fsspec's `file` addresses (its local implementation):
nothing of the planner's folder is read but what is sent.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_analysis.errors import RunError
from referral_analysis.runs import crate
from referral_analysis.runs.batch import cluster, read_plan, tasks_of
from referral_analysis.runs.manifest import outputs
from referral_analysis.runs.reproduce import from_archive

ROOT = Path(__file__).resolve().parents[3]
PLAN = """
notebook: notebooks/board_report.ipynb
releases:
  first: notebooks/parameters/executive_december_2011.yaml
  second: notebooks/parameters/executive_december_2011.yaml
scenarios:
  as_planned: {}
  one_wave: {fourier_pairs: 1}
  two_waves: {fourier_pairs: 2}
  ninety_percent: {confidence_percent: 90}
output: made
"""
SECONDS = 240


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "council"
    for name in ("notebooks", "data_samples"):
        shutil.copytree(ROOT / name, place / name)
    (place / "plan.yaml").write_text(PLAN, "utf-8")
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "scheduler.json"
    words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with subprocess.Popen(dask(*words, "--scheduler-file", str(file)), cwd=tmp_path) as started:
        try:
            yield json.loads(waited_for(file))["address"]
        finally:
            started.terminate()


def dask(*words: str) -> list[str]:
    return [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]


def waited_for(file: Path) -> str:
    for _ in range(SECONDS * 10):
        if file.exists() and (text := file.read_text("utf-8")).endswith("}"):
            return text
        time.sleep(0.1)
    raise TimeoutError(file.name)


def worker(scheduler: str, folder: Path, name: str) -> subprocess.Popen[bytes]:
    """Start a worker of one thread, in a folder of its own: a relative path would lead nowhere."""
    place = folder / name
    place.mkdir()
    words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name)
    return subprocess.Popen(dask("worker", scheduler, *words), cwd=place)


@pytest.fixture
def workers(scheduler: str, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    started = [worker(scheduler, tmp_path, name) for name in ("one", "two")]
    yield started
    for process in started:
        process.kill()
        process.wait()


def steps(folder: Path) -> list[str]:
    entries = map(json.loads, (folder / "run.log").read_text("utf-8").splitlines())
    return [entry["step"] for entry in entries if "step" in entry]


def test_a_worker_killed_halfway_loses_nothing_and_no_folder_is_made_twice(
    council: Path, scheduler: str, workers: list[subprocess.Popen[bytes]]
) -> None:
    tasks = tasks_of(read_plan(Path("plan.yaml")))
    done: dict[str, str] = {}
    before: dict[Path, int] = {}
    for outcome in cluster.outcomes(tasks, scheduler=scheduler):
        assert outcome.name not in done
        done[outcome.name] = outcome.state
        if len(done) == 2:
            before = {
                path: path.stat().st_mtime_ns
                for path in (council / "made").glob("*/*/ro-crate-metadata.json")
            }
            os.kill(workers[0].pid, signal.SIGKILL)
    assert done == {task.name: "made" for task in tasks}
    for task in tasks:
        assert outputs(task.target) == crate.read(task.target).outputs
        assert steps(task.target) == ["read inputs", "execute", "export", "record"]
    assert len(before) >= 2
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_where_no_disk_is_shared_inputs_are_fetched_and_archives_sent(
    council: Path, scheduler: str, workers: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    assert len(workers) == 2
    store = tmp_path / "store"
    (council / "data_samples").rename(store)
    text = (council / "notebooks/parameters/executive_december_2011.yaml").read_text("utf-8")
    parameters = council / "december.yaml"
    parameters.write_text(text.replace("data_samples/", f"file://{store}/"), "utf-8")
    plan = PLAN.partition("releases")[0] + "releases: {december: december.yaml}\n"
    (council / "plan.yaml").write_text(plan + f"output: file://{tmp_path}/sent\n", "utf-8")
    (task,) = tasks_of(read_plan(Path("plan.yaml")))
    (made,) = cluster.outcomes([task], scheduler=scheduler)
    assert (made.name, made.state) == ("december", "made"), made.message
    archive = tmp_path / "sent" / "december" / "board_report.zip"
    assert [path.name for path in archive.parent.iterdir()] == ["board_report.zip"]
    judged = from_archive(archive, base=council, inputs_in=store)
    assert judged.verdict == "identical", judged
    (again,) = cluster.outcomes(
        tasks_of(read_plan(Path("plan.yaml")), resume=True), scheduler=scheduler
    )
    assert again.state == "unchanged"


def test_no_scheduler_is_one_line(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 1)
    assert council.is_dir()
    with pytest.raises(RunError, match=r"^--scheduler: no cluster with a worker answers there"):
        list(
            cluster.outcomes(tasks_of(read_plan(Path("plan.yaml"))), scheduler="tcp://127.0.0.1:9")
        )
