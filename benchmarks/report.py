"""What a report costs, against the bare floor of the same steps, and where the time goes.

python -m benchmarks.report [--repeats 5]

Floor: start a kernel, import in it the libraries that the report uses, run an empty notebook, and
export it with nbconvert's own template. Ours: `referral-analysis run` on the December sample. They
run in turn, each in a process of its own; CPU seconds are those of a process and its kernel.
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
LIBRARIES = "holidays, numpy, polars, pydantic, scipy.linalg, scipy.optimize, scipy.special"
OUR_IMPORTS = (
    "from referral_analysis import disclosure, findings\n"
    "from referral_analysis.report import display\n"
    "from referral_analysis.runs import inputs\n"
)
FLOOR = f"""
import nbformat, papermill
from nbconvert import HTMLExporter
from referral_analysis.runs.kernel import OwnKernel
cells = [nbformat.v4.new_code_cell({"import " + LIBRARIES!r})]
made = papermill.execute_notebook(
    nbformat.v4.new_notebook(cells=cells), None, kernel_name="python3", language="python",
    progress_bar=False, kernel_manager_class=OwnKernel, shutdown_kernel="immediate",
)
HTMLExporter().from_notebook_node(nbformat.v4.new_notebook())
"""
PARTS = f"""
import functools, json, os, time
from pathlib import Path
os.environ["REFERRAL_ANALYSIS_EXPORTS"] = "1"
spent, last = {{}}, time.process_time()
def mark(name):
    global last
    now = time.process_time()
    spent[name], last = now - last, now
def timed(module, function, name):
    real = getattr(module, function)
    @functools.wraps(real)
    def wrapped(*words, **more):
        began = time.process_time()
        try:
            return real(*words, **more)
        finally:
            spent[name] = spent.get(name, 0) + time.process_time() - began
    setattr(module, function, wrapped)
{OUR_IMPORTS}
mark("imports in the kernel")
from referral_analysis.runs import execute, export, pages, parameter_file, private, tables
from referral_analysis.runs.parameters import board_report
mark("imports of the run")
path = Path("notebooks/parameters/executive_december_2011.yaml")
parameters = board_report(parameter_file.load(path))
timed(inputs, "read", "ingest")
timed(findings, "board", "fits")
timed(disclosure, "release_board", "disclosure control")
notebook = Path("notebooks/board_report.ipynb")
executed = execute.execute(notebook, parameters.model_dump(), cwd=Path.cwd(), engine="process")
mark("charts, tables and words")
spent["charts, tables and words"] -= sum(
    spent[name] for name in ("ingest", "fits", "disclosure control"))
private.take(executed)
export.export(executed, pages.page_of(parameters, notebook=notebook, parameters_path=path))
tables.tables_of(executed)
mark("export")
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
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, check=False
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


def parts() -> list[tuple[str, float]]:
    """Return the CPU seconds of each part of a report, in one process, in order."""
    done = subprocess.run(
        [sys.executable, "-c", PARTS],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [(name, seconds) for name, seconds in json.loads(done.stdout.splitlines()[-1])]


def main() -> None:
    """Print the two against each other, the imports against polars', and the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as place:
        report, floor, ours, bare, kernel = in_turn(
            repeats,
            lambda: cost(*RUN, "--output", f"{place}/run"),
            lambda: cost("-c", FLOOR),
            lambda: cost("-c", OUR_IMPORTS),
            lambda: cost("-c", "import polars"),
            lambda: cost("-c", FLOOR.replace("import " + LIBRARIES, "pass")),
        )
    print("| | wall s | CPU s |\n|---|---|---|")
    for name, one in (
        ("the Board report", report),
        ("the floor", floor),
        ("the floor without its libraries (a kernel's start, an empty export)", kernel),
        ("the imports of its notebook", ours),
        ("`import polars`", bare),
    ):
        print(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} |")
    for what, above, below in (
        ("report / floor", report, floor),
        ("imports / polars", ours, bare),
    ):
        ratio = above.cpu / below.cpu
        verdict = "met" if ratio <= 2 else "missed"
        walls = f"{above.wall / below.wall:.2f} in wall time"
        print(f"\n{what}: {ratio:.2f} in CPU time, {walls}; target 2: {verdict}.")
    print("\n| part, in one process | CPU s |\n|---|---|")
    for name, seconds in parts():
        print(f"| {name} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
