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
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.errors import RunError
from referral_analysis.runs.again.reproduce import from_archive
from referral_analysis.runs.batch import Task, cluster, read_plan, tasks_of
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import outputs

pytestmark = pytest.mark.xdist_group("cluster")

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
BOARD = """
notebook: board_report
releases: {december: december.yaml}
"""
DISTRICTS = """
notebook: segment_report
releases: {december: districts.yaml}
districts: [Swale, Thanet]
"""
AS_DECEMBER = {
    "referrals_2012-01-13": "referrals_2011-11-14",
    "extract_drawn_on: 2012-01-13": "extract_drawn_on: 2011-11-14",
    "last_month: 2011-12": "last_month: 2011-10",
    "board_february_2012": "december",
}
SECONDS = 240


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "council"
    as_a_user_has_it(place)
    parameters = place / "notebooks" / "parameters"
    shutil.copy(parameters / "executive_december_2011.yaml", place / "december.yaml")
    text = (parameters / "segments_february_2012.yaml").read_text("utf-8")
    for february, december in AS_DECEMBER.items():
        text = text.replace(february, december)
    (place / "districts.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def scheduling(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    file = ("--scheduler-file", str(tmp_path / "scheduler.json"))
    with subprocess.Popen(dask(*words, *file), cwd=tmp_path) as started:
        try:
            yield started
        finally:
            started.terminate()


@pytest.fixture
def scheduler(scheduling: subprocess.Popen[bytes], tmp_path: Path) -> str:
    assert scheduling.pid
    return address_of(tmp_path)


def address_of(folder: Path) -> str:
    return str(json.loads(waited_for(folder / "scheduler.json"))["address"])


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
    tasks = planned(PLAN)
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


def to_addresses(council: Path, store: Path) -> None:
    """Let the parameters files name the inputs by their addresses."""
    for path in council.glob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("data_samples/", f"file://{store}/"), "utf-8")


def planned(text: str, *, resume: bool = False) -> list[Task]:
    Path("plan.yaml").write_text(text, "utf-8")
    return tasks_of(read_plan(Path("plan.yaml")), resume=resume)


def made_by(scheduler: str, tasks: list[Task]) -> dict[str, str]:
    found = list(cluster.outcomes(tasks, scheduler=scheduler))
    assert all(outcome.state != "failed" for outcome in found), found
    return {outcome.name: outcome.state for outcome in found}


def pages(folder: Path) -> dict[str, bytes]:
    """Read the page of each district from its run folder, or from its archive."""
    found = {path.parent.name: path.read_bytes() for path in folder.rglob("report.html")}
    for path in folder.rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            assert not [name for name in archive.namelist() if name.startswith("private")]
            found[path.stem] = archive.read("report.html")
    return found


@pytest.mark.usefixtures("workers")
def test_districts_have_one_page_whether_or_not_the_workers_share_a_disk(
    council: Path, scheduler: str, tmp_path: Path
) -> None:
    """First on one disk; then the inputs and the runs at addresses, and the registers carried."""
    assert made_by(scheduler, planned(BOARD)) == {"december": "made"}
    made = made_by(scheduler, planned(DISTRICTS))
    assert made == {"december/swale": "made", "december/thanet": "made"}
    here = pages(council / "reports")
    assert here.keys() == {"board_report", "swale", "thanet"}

    store, sent = tmp_path / "store", tmp_path / "sent"
    (council / "data_samples").rename(store)
    to_addresses(council, store)
    output = f"output: file://{sent}\n"
    assert made_by(scheduler, planned(BOARD + output)) == {"december": "made"}
    home = council / "reports/_registers/december/board_report"
    assert sorted(path.name for path in home.iterdir()) == ["private", "ro-crate-metadata.json"]
    archive = sent / "december" / "board_report.zip"
    assert [path.name for path in archive.parent.iterdir()] == ["board_report.zip"]
    judged = from_archive(archive, base=council, inputs_in=store)
    assert judged.verdict == "identical", judged

    parameters = council / "districts.yaml"
    text = parameters.read_text("utf-8")
    parameters.write_text(text.replace("[reports/", "[reports/_registers/"), "utf-8")
    assert made_by(scheduler, planned(DISTRICTS + output)) == made
    assert pages(sent) == here
    again = made_by(scheduler, planned(DISTRICTS + output, resume=True))
    assert set(again.values()) == {"unchanged"}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_scheduler_that_dies_ends_the_batch_in_one_line_and_leaves_nothing(
    council: Path,
    scheduling: subprocess.Popen[bytes],
    workers: list[subprocess.Popen[bytes]],
    how: signal.Signals,
    capfd: pytest.CaptureFixture[str],
) -> None:
    outcomes = cluster.outcomes(planned(PLAN), scheduler=address_of(council.parent))
    assert next(outcomes).state == "made"
    capfd.readouterr()
    scheduling.send_signal(how)
    with pytest.raises(RunError, match=r"^--scheduler: it went away after 1 of 8 runs had ended"):
        list(outcomes)
    for process in workers:  # what they were making is whole, or is not there
        process.wait(SECONDS)
    for _ in range(SECONDS):
        if not list((council / "made").rglob("*.part-*")):
            break
        time.sleep(1)
    told = capfd.readouterr()
    assert "referral_analysis" not in told.err + told.out
    assert not list((council / "made").rglob("*.part-*"))
    for folder in (council / "made").glob("*/*"):
        assert outputs(folder) == crate.read(folder).outputs


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "nope://here:1"])
def test_no_scheduler_is_one_line(
    council: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 1)
    assert council.is_dir()
    with pytest.raises(RunError, match=r"^--scheduler: no cluster with a worker answers there"):
        list(cluster.outcomes(planned(PLAN), scheduler=address))
