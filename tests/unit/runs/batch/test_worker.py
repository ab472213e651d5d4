"""A warm process that dies is replaced once; a batch that is stopped starts none again."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from referral_analysis.runs.batch import Task, read_plan, tasks_of, worker

ROOT = Path(__file__).resolve().parents[4]
PLAN = """
notebook: notebooks/board_report.ipynb
releases: {december: notebooks/parameters/executive_december_2011.yaml}
"""
COUNTS_AND_WAITS = """
import pathlib, sys
with pathlib.Path("started").open("a") as file:
    file.write("x")
sys.stdin.buffer.read()
"""


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    monkeypatch.chdir(ROOT)
    (planned,) = tasks_of(read_plan(tmp_path / "plan.yaml"), output=str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return planned


def test_a_batch_that_is_stopped_starts_no_process_again(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "COMMAND", (sys.executable, "-c", COUNTS_AND_WAITS))
    started = tmp_path / "started"
    asked = worker.Worker()
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(asked.do, task)
        while not (started.exists() and started.read_text()):
            time.sleep(0.01)
        asked.close()
        assert waiting.result(timeout=30).state == "failed"
    assert started.read_text() == "x"


def test_a_process_that_dies_is_replaced_once(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = COUNTS_AND_WAITS.replace("sys.stdin.buffer.read()", "sys.exit(9)")
    monkeypatch.setattr(worker, "COMMAND", (sys.executable, "-c", dies))
    outcome = worker.Worker().do(task)
    assert outcome.message.startswith("its process died 2 times (exit code 9)")
    assert (tmp_path / "started").read_text() == "xx"


STOPPED = """
import sys
from pathlib import Path
from referral_analysis.runs.batch import local, read_plan, tasks_of, worker
worker.COMMAND = (sys.executable, "-c", sys.argv[1])
tasks = tasks_of(read_plan(Path("plan.yaml")))
try:
    list(local.outcomes(tasks, workers=1))
except KeyboardInterrupt:
    print("stopped")
"""


def test_an_interrupt_ends_a_batch_at_once(tmp_path: Path) -> None:
    parameters = f"{ROOT}/notebooks/parameters"
    (tmp_path / "plan.yaml").write_text(PLAN.replace("notebooks/parameters", parameters), "utf-8")
    command = [sys.executable, "-c", STOPPED, COUNTS_AND_WAITS]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as batch:
        started = tmp_path / "started"
        while not (started.exists() and started.read_text()):
            time.sleep(0.05)
        batch.send_signal(signal.SIGINT)
        said, _ = batch.communicate(timeout=30)
    assert (batch.returncode, said) == (0, "stopped\n")
    assert started.read_text() == "x"
