"""What it costs to read, check and count an extract, beside bare polars, DuckDB and pandas.

python -m benchmarks.ingest [--rows 10000000] [--rounds 3] [--census-mb 500] [--quoted]
[--paths NAME ...]. Every path, or those named, runs in a process of its own, in turn with the
others, imports included; medians are compared. The bare ones trust the file and read the five
columns they need; ours reads them all, converts and checks them. --quoted: of a CSV file with
quotation marks round every field too. The data are made once in a folder of the system's temporary
files.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.ingest_data import make, make_census, make_quoted
from benchmarks.ingest_paths import PATHS

FLOOR = "polars_rereferrals"
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians over the rounds of one path on one file."""

    seconds: float
    cpu: float
    peak_mb: float
    referrals: int
    rereferrals: int | None


def measured(name: str, file: Path) -> Cost:
    """Run a path once in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ingest_paths", name, str(file)],
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    return Cost(**json.loads(done.stdout))


def medians(costs: list[Cost]) -> Cost:
    """Take the median of each figure; the totals must agree in every round."""
    totals = {(cost.referrals, cost.rereferrals) for cost in costs}
    if len(totals) != 1:
        raise ValueError(totals)
    referrals, rereferrals = totals.pop()
    return Cost(
        seconds=median(cost.seconds for cost in costs),
        cpu=median(cost.cpu for cost in costs),
        peak_mb=median(cost.peak_mb for cost in costs),
        referrals=referrals,
        rereferrals=rereferrals,
    )


def compare(file: Path, names: list[str], rounds: int) -> dict[str, Cost]:
    """Run every path on a file, in turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            costs[name].append(measured(name, file))
    return {name: medians(of_name) for name, of_name in costs.items()}


def table(file: Path, costs: dict[str, Cost]) -> str:
    """Write the costs, and the ratio of each to bare polars with the re-referral flag."""
    floor = costs[FLOOR]
    lines = [
        f"{file.name}, {file.stat().st_size / 1e6:,.0f} MB",
        "",
        f"| path | seconds | CPU s | peak MB | x {FLOOR}: seconds | CPU |",
        "|---|---|---|---|---|---|",
    ]
    for name, cost in costs.items():
        lines.append(
            f"| {name} | {cost.seconds:.1f} | {cost.cpu:.1f} | {cost.peak_mb:,.0f} "
            f"| {cost.seconds / floor.seconds:.2f} | {cost.cpu / floor.cpu:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Make the data, measure every path, and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--census-mb", type=int, default=500)
    arguments.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "referral-analysis-ingest"
    )
    arguments.add_argument("--quoted", action="store_true")
    every = [name for name in PATHS if name != "ours_census"]
    arguments.add_argument("--paths", nargs="+", choices=every, default=every)
    given = arguments.parse_args()
    names = [name for name in every if name in {FLOOR, *given.paths}]
    files = [*make(given.rows, given.folder)]
    if given.quoted:
        files.append(make_quoted(files[0]))
    for file in files:
        print(table(file, compare(file, names, given.rounds)), "\n", flush=True)
    if given.census_mb:
        census = make_census(given.census_mb, given.folder)
        cost = measured("ours_census", census)
        print(
            f"{census.name}, {census.stat().st_size / 1e6:,.0f} MB, {cost.referrals:,} referrals "
            f"kept: {cost.seconds:.1f} s, peak {cost.peak_mb:,.0f} MB"
        )


if __name__ == "__main__":
    main()
