"""What a report costs, against the bare floor of the same steps, and where the time goes.

python -m benchmarks.report [--repeats 5]

Floor: start a kernel, import in it the libraries that the report uses, run an empty notebook, and
export it with nbconvert's own template. Ours: `referral-analysis run` on the December sample. They
run in turn, each in a process of its own; CPU seconds are those of a process and its kernel. What
is above the floor, and why: docs/scale.md.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = "numpy, polars, pydantic, scipy.special"
OUR_IMPORTS = (
    "from referral_analysis.papers.board import display, finding, release\n"
    "from referral_analysis.runs.inputs import files\n"
)
FLOOR = f"""
import nbformat, papermill
from nbconvert import HTMLExporter
from referral_analysis.runs.making.kernel import OwnKernel
cells = [nbformat.v4.new_code_cell({"import " + LIBRARIES!r})]
made = papermill.execute_notebook(
    nbformat.v4.new_notebook(cells=cells), None, kernel_name="python3", language="python",
    progress_bar=False, kernel_manager_class=OwnKernel, shutdown_kernel="immediate",
)
HTMLExporter().from_notebook_node(nbformat.v4.new_notebook())
"""
PARTS = """
import functools, json, os, sys, tempfile, time
from pathlib import Path
spent, inside = {}, []
def timed(module, function, name):
    real = getattr(module, function)
    @functools.wraps(real)
    def wrapped(*words, **more):
        began = time.process_time()
        inside.append(0.0)
        try:
            return real(*words, **more)
        finally:
            took = time.process_time() - began
            spent[name] = spent.get(name, 0) + took - inside.pop()
            if inside:
                inside[-1] += took
    setattr(module, function, wrapped)
spent["start of Python"] = time.process_time()
from referral_analysis.cli import main
from referral_analysis.cli import progress
from referral_analysis.runs.making import run
spent["imports"] = time.process_time() - spent["start of Python"]
from referral_analysis.papers.board import finding, release
from referral_analysis.runs.inputs import files
from referral_analysis.runs.making import execute, export, job
from referral_analysis.runs.record import crate
timed(job, "inputs", "hashes of the inputs and their rows")
timed(execute, "execute", "the notebook: charts, tables and words")
timed(files, "read", "of the notebook: reading and checking")
timed(finding, "board", "of the notebook: fits")
timed(release, "release_board", "of the notebook: disclosure control")
timed(job, "make", "writing notebook, tables, charts, workbook")
timed(export, "export", "the page, and the import of nbconvert")
timed(export, "still", "the charts, drawn beside: asking and tidying")
timed(run, "_manifest", "what the run was made by, hashes of the outputs")
timed(crate, "write", "the manifest")
timed(run, "run", "the rest")
sys.argv[1:] = json.loads(sys.argv[1])
try:
    main()
finally:
    beside = os.times()
    spent["processes beside: drawing (vl-convert), git"] = (
        beside.children_user + beside.children_system
    )
    print(json.dumps(list(spent.items())))
"""
RUN = (
    *("-m", "referral_analysis", "run", "notebooks/board_report.ipynb", "--quiet"),
    *("-p", "notebooks/parameters/executive_december_2011.yaml"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of one process and those that it waited for."""

    wall: float
    cpu: float


def cost(*words: str) -> Cost:
    """Run Python with these words in the checkout; SystemExit when it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=_environment(), capture_output=True, check=False
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr.decode().strip())
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(wall=wall, cpu=cpu)


def in_turn(repeats: int, *runs: Callable[[], Cost]) -> list[Cost]:
    """Return the medians of each run, A B A B, after one of each to warm the disk."""
    found: list[list[Cost]] = [[] for _ in runs]
    for number in range(repeats + 1):
        for costs, run in zip(found, runs, strict=True):
            costs.append(run())
            if number == 0:
                costs.clear()
    return [_median(costs) for costs in found]


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        wall=statistics.median(one.wall for one in costs),
        cpu=statistics.median(one.cpu for one in costs),
    )


def parts(output: str) -> list[tuple[str, float]]:
    """Return the CPU seconds of each part of a report, each without the parts within it."""
    done = subprocess.run(
        [sys.executable, "-c", PARTS, json.dumps([*RUN[2:], "--output", output])],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return [(name, seconds) for name, seconds in json.loads(done.stdout.splitlines()[-1])]


def _environment() -> dict[str, str]:
    """Return a user's environment: one BLAS thread, and modules compiled once, not at each run."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"OPENBLAS_NUM_THREADS": "1"}


def main() -> None:
    """Print the two against each other, the imports against polars', and the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as place:
        output = f"{place}/run"
        report, floor, ours, bare, kernel = in_turn(
            repeats,
            lambda: cost(*RUN, "--output", output),
            lambda: cost("-c", FLOOR),
            lambda: cost("-c", OUR_IMPORTS),
            lambda: cost("-c", "import polars"),
            lambda: cost("-c", FLOOR.replace("import " + LIBRARIES, "pass")),
        )
        found = parts(output)
    print("| | wall s | CPU s |\n|---|---|---|")
    for name, one in (
        ("the Board report", report),
        ("the floor", floor),
        ("the floor without its libraries (a kernel's start, an empty export)", kernel),
        ("the imports of its notebook", ours),
        ("`import polars`", bare),
    ):
        print(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} |")
    for what, above, below, target in (
        ("report / floor", report, floor, 2),
        ("imports / polars", ours, bare, 3),
    ):
        ratio = above.cpu / below.cpu
        verdict = "met" if ratio <= target else "missed"
        walls = f"{above.wall / below.wall:.2f} in wall time"
        print(f"\n{what}: {ratio:.2f} in CPU time, {walls}; target {target}: {verdict}.")
    print('\nWhy it is not less: [docs/scale.md](../docs/scale.md), "One report".')
    print("\n| part of the report | CPU s |\n|---|---|")
    for name, seconds in found:
        print(f"| {name} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
