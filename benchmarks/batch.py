"""What many reports cost: warm workers against single runs, and on a Dask cluster with a loss.

python -m benchmarks.batch [--runs 36] [--singles 6] [--workers 2]

The same plan three ways: by `referral-analysis batch` on warm workers; a few of its runs one after
another by `referral-analysis run`, each in new processes, of which the mean is taken; and on a Dask
cluster of two workers, one of which is killed when a third of the runs are done. Every folder is
then held to its manifest. Memory is the peak of each warm process.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from referral_analysis.runs.batch import BatchPlan, Task, cluster, local, tasks_of
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import outputs

ROOT = Path(__file__).resolve().parents[1]
RELEASES = {
    "first": "notebooks/parameters/executive_december_2011.yaml",
    "second": "notebooks/parameters/executive_december_2011.yaml",
}
LEVELS = 20  # per cents of confidence from 80 to 99
SERVING = "referral_analysis.runs.batch.serving"


def planned(runs: int, output: Path) -> list[Task]:
    """Return so many runs of December's paper: scenarios of another confidence, each twice.

    From the twentieth scenario on of another margin too.
    """
    scenarios = {
        f"s{number}": {
            "confidence_percent": 80 + number % LEVELS,
            "guardrail_margin_percent": 10 + number // LEVELS,
        }
        for number in range((runs + 1) // 2)
    }
    plan = BatchPlan(
        notebook="notebooks/board_report.ipynb", releases=RELEASES, scenarios=scenarios
    )
    return tasks_of(plan, output=str(output))[:runs]


def peaks() -> list[int]:
    """Return the peak memory, in MB, of each warm process that there is."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if SERVING in (status.parent / "cmdline").read_text():
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
                found.append(int(lines["VmHWM"].split()[0]) // 1000)
        except (OSError, KeyError):
            continue
    return found


@contextmanager
def measured(what: str, runs: int) -> Iterator[None]:
    """Print the wall and CPU seconds of what is done, and those a run."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    yield
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    row = f"| {what} | {runs} | {wall:.0f} | {wall / runs:.1f} | {cpu:.0f} | {cpu / runs:.1f} |"
    print(row, flush=True)


def here(tasks: Sequence[Task], workers: int) -> list[int]:
    """Make the runs on warm workers; return the peak memory of each, in MB."""
    memory: list[int] = []
    for number, outcome in enumerate(local.outcomes(tasks, workers=workers), start=1):
        require(outcome.state == "made", f"{outcome.name}: {outcome.message}")
        memory = peaks() if number >= len(tasks) - workers else memory
    return memory


def singly(tasks: Sequence[Task]) -> None:
    """Make runs one after another, each by a command of its own."""
    for task in tasks:
        confidence = task.job.parameters.model_dump()["confidence_percent"]
        words = (
            *("run", str(task.job.notebook), "-p", str(task.job.parameters_file), "--quiet"),
            *("--set", f"confidence_percent={confidence}"),
        )
        subprocess.run(
            [sys.executable, "-m", "referral_analysis", *words, "--output", str(task.target)],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def on_a_cluster(tasks: Sequence[Task], folder: Path) -> None:
    """Make the runs on two Dask workers of which one is killed when a third are done."""
    file = folder / "scheduler.json"
    started = [dask("scheduler", "--port", "0", "--scheduler-file", str(file), folder=folder)]
    while not (file.exists() and file.read_text("utf-8").endswith("}")):
        time.sleep(0.1)
    address = json.loads(file.read_text("utf-8"))["address"]
    one = ("worker", address, "--nthreads", "1", "--no-nanny")
    started += [dask(*one, folder=folder) for _ in range(2)]
    done: list[str] = []
    try:
        for outcome in cluster.outcomes(tasks, scheduler=address):
            require(outcome.state == "made", f"{outcome.name}: {outcome.message}")
            done.append(outcome.name)
            if len(done) == max(len(tasks) // 3, 1):
                started[1].send_signal(signal.SIGKILL)
    finally:
        for process in started:
            process.kill()
            process.wait()
    require(sorted(done) == sorted(task.name for task in tasks), "runs were lost or made twice")


def dask(kind: str, *words: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start a part of a Dask cluster, in silence."""
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *words],
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )


def require(held: bool, message: str) -> None:  # noqa: FBT001 - reads as an assertion
    """Stop when something is not so."""
    if not held:
        raise SystemExit(message)


def require_whole(tasks: Sequence[Task]) -> None:
    """Hold each run's folder to its manifest, and to one making."""
    for task in tasks:
        require(outputs(task.target) == crate.read(task.target).outputs, f"{task.name} is broken")
        log = (task.target / "run.log").read_text("utf-8")
        require(log.count('"step": "execute"') == 1, f"{task.name} was made twice in one folder")


def main() -> None:
    """Measure the three ways and print a row of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=36)
    parser.add_argument("--singles", type=int, default=6)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        tasks = planned(given.runs, place / "here")
        print("| way | runs | wall s | a run | CPU s | a run |\n|---|---|---|---|---|---|")
        with measured(f"batch, {given.workers} warm workers", len(tasks)):
            memory = here(tasks, given.workers)
        require_whole(tasks)
        some = tasks[:: max(len(tasks) // given.singles, 1)][: given.singles]
        alone = [replace(task, target=place / "alone" / task.name) for task in some]
        with measured("single runs, one after another", len(alone)):
            singly(alone)
        far = [replace(task, target=place / "far" / task.name) for task in tasks]
        with measured("Dask, two workers, one killed", len(far)):
            on_a_cluster(far, place)
        require_whole(far)
        for task, other in zip(tasks, far, strict=True):
            same = crate.read(task.target).outputs == crate.read(other.target).outputs
            require(same, f"{task.name}: other bytes on the cluster")
    print(f"\nPeak memory of each warm worker: {', '.join(f'{mb} MB' for mb in memory)}.")
    print("Every folder was whole, was made once, and had the same bytes both ways.")


if __name__ == "__main__":
    main()
