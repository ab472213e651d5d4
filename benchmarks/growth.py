"""How the cost of reports grows: with rows, with areas, with releases in a row, with councils.

python -m benchmarks.growth [--only rows areas releases councils] [--quick]

Rows: the sample's children so many times over, each under ids of its own, and as many times the
children of the county; the Board report of December by a command of its own. Areas: the Board
report of a made-up council of so many, twenty referrals a month in each. Releases: what choosing
takes in the last of so many monthly releases, from results/monthly_releases.json. Councils: the
Board reports of so many by one `batch` on two warm workers. Writes benchmarks/results/growth.json
and docs/images/growth.svg.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import altair as alt
import polars as pl
import vl_convert
import yaml
from benchmarks.batch import here, planned, require
from benchmarks.threads import council

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "growth.json"
MONTHLY = ROOT / "benchmarks" / "results" / "monthly_releases.json"
FIGURE = ROOT / "docs" / "images" / "growth.svg"
TIMES_OVER, AREAS, RELEASES, COUNCILS = (1, 10, 100), (1, 12, 60, 150), (1, 6, 12), (1, 36, 152)
A_MONTH = 20
WORKERS = 2
DECEMBER = "notebooks/parameters/executive_december_2011.yaml"
TITLES = {
    "rows": "Rows of the extract",
    "areas": "Areas of a council",
    "releases": "Monthly releases before and with it",
    "councils": "Councils, by one batch",
}

Row: TypeAlias = dict[str, Any]


def rows(sizes: Sequence[int]) -> Iterator[Row]:
    """Yield what December's Board report costs on the sample so many times over."""
    with tempfile.TemporaryDirectory() as made:
        for times in sizes:
            file, count = _times_over(times, Path(made))
            yield {"size": count, **_report(file, ROOT)}


def _times_over(times: int, folder: Path) -> tuple[Path, int]:
    """Write the sample so many times over, and December's parameters for it."""
    given: dict[str, Any] = yaml.safe_load((ROOT / DECEMBER).read_text("utf-8"))
    sample = pl.read_csv(ROOT / given["extract"], infer_schema=False)
    extract = folder / "referrals.csv"
    with extract.open("wb") as file:
        for number in range(times):
            ids = pl.col("referral_id", "child_id").str.replace("^", f"{number}-")
            sample.with_columns(ids).write_csv(file, include_header=number == 0)
    children = pl.read_csv(ROOT / given["population"], infer_schema=False)
    more = (pl.col("children_0_17").cast(pl.Int64) * times).cast(pl.String)
    children.with_columns(more).write_csv(folder / "population.csv")
    given |= {"extract": str(extract), "population": str(folder / "population.csv")}
    given |= {"audit_key": None, "audit_judgements": None}
    file_of = folder / "december.yaml"
    file_of.write_text(yaml.safe_dump(given), "utf-8")
    return file_of, sample.height * times


def areas(sizes: Sequence[int]) -> Iterator[Row]:
    """Yield what the Board report of a council of so many areas costs."""
    for number in sizes:
        with tempfile.TemporaryDirectory() as made:
            council(Path(made), number, A_MONTH)
            yield {"size": number, **_report(Path(made) / "board_report.yaml", Path(made))}


def _report(parameters: Path, folder: Path) -> Row:
    """Make a Board report by a command of its own; return its seconds and its peak memory."""
    with tempfile.TemporaryDirectory() as place:
        words = ("run", "board_report", "-p", str(parameters), "--quiet")
        command = [sys.executable, "-m", "referral_analysis", *words, "--output", f"{place}/report"]
        began = time.perf_counter()
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        require(process.returncode == 0, f"no report by {parameters}")
        return {
            "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
            "seconds": round(time.perf_counter() - began, 2),
            "most_mb": round(used.ru_maxrss / 1000),
        }


def releases(sizes: Sequence[int]) -> Iterator[Row]:
    """Yield what choosing what to hide takes in the last of so many releases, as measured."""
    years = json.loads(MONTHLY.read_text("utf-8"))
    year = next(
        one["releases"]
        for one in years
        if (one["rates_divided_by"], one["policy"], one["a_release_every_months"])
        == (1.0, "dfe", 1)
        and not one["is_board_alone"]
    )
    for number in sizes:
        if number <= len(year):
            yield {"size": number, "cpu_seconds": year[number - 1]["seconds"]}


def councils(sizes: Sequence[int]) -> Iterator[Row]:
    """Yield what the Board reports of so many councils cost, by two warm workers."""
    for number in sizes:
        with tempfile.TemporaryDirectory() as made:
            tasks = planned(number, Path(made))
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            here(tasks, WORKERS)
            wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            yield {"size": number, "cpu_seconds": round(cpu, 2), "seconds": round(wall, 2)}


MEASURES: Mapping[str, tuple[Callable[[Sequence[int]], Iterator[Row]], Sequence[int]]] = {
    "rows": (rows, TIMES_OVER),
    "areas": (areas, AREAS),
    "releases": (releases, RELEASES),
    "councils": (councils, COUNCILS),
}


def drawn(found: Mapping[str, Sequence[Row]]) -> str:
    """Draw each on logarithmic scales, where cost that grows as size does is a line of slope 1."""
    charts = [
        alt.Chart({"values": list(of)}, title=TITLES[what], width=230, height=170)
        .mark_line(point=True)
        .encode(
            x=alt.X("size:Q", scale=alt.Scale(type="log"), title=None),
            y=alt.Y("cpu_seconds:Q", scale=alt.Scale(type="log"), title="CPU seconds"),
        )
        for what, of in found.items()
    ]
    grid = alt.concat(*charts, columns=2).configure_axis(grid=False)
    svg: str = vl_convert.vegalite_to_svg(grid.to_dict())
    return svg


def main(only: Sequence[str], *, is_quick: bool) -> None:
    """Measure what was asked for, keep each row as it is found, and draw all that there is."""
    os.chdir(ROOT)
    found: dict[str, list[Row]] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for what in only:
        measure, sizes = MEASURES[what]
        found[what] = []
        for row in measure(sizes[:-1] if is_quick else sizes):
            found[what].append(row)
            print(what, row, flush=True)
            if not is_quick:
                RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if not is_quick:
        FIGURE.write_text(drawn({what: found[what] for what in MEASURES if what in found}), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), default=list(MEASURES))
    parser.add_argument("--quick", action="store_true", help="the largest left out; nothing kept")
    given = parser.parse_args()
    main(given.only, is_quick=given.quick)
