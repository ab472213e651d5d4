"""Sixty areas, made again and again on 1, 2 and 8 threads of polars: the same bytes each time.

    python -m benchmarks.threads [--rounds 10]

A made-up council of sixty areas, five referrals a month in each. A round makes its Board report
once on each number of threads, each in a process of its own, and hashes the page, the tables, the
charts and the workbook. Results are written after each round, so that it may be stopped. Writes
benchmarks/results/threads.md, and exits 1 where two runs differ.
"""

import argparse
import datetime as dt
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from referral_analysis.periods import month_range

THREADS = (1, 2, 8)
AREAS, A_MONTH = 60, 5
FIRST, LAST, LAUNCH = dt.date(2015, 4, 1), dt.date(2020, 1, 1), dt.date(2018, 9, 1)
SEED = 60
AGENCIES = ("6", "2A", "3E", "1A", "5B")
RESULTS = Path(__file__).parent / "results" / "threads.md"
PUBLISHED = ("report.html", "tables.xlsx", "tables/*.csv", "charts/*.svg")
"""What of a run folder a reader gets; the rest says when and where it was made."""


def names(areas: int) -> tuple[str, ...]:
    """Name so many areas."""
    return tuple(f"Area {number:02}" for number in range(areas))


def referrals(areas: int, a_month: int) -> pl.DataFrame:
    """Draw the council's referrals, fewer of them without further action since the launch."""
    rng = np.random.default_rng(SEED)
    months = month_range(FIRST, LAST)
    cells = pl.DataFrame(
        {
            "month": [month for month in months for _ in range(areas)],
            "district": list(names(areas)) * len(months),
        }
    )
    each = rng.poisson(a_month, cells.height)
    number = int(each.sum())
    rows = cells.select(pl.all().gather(np.repeat(np.arange(cells.height), each).tolist()))
    is_since = pl.col("month") >= LAUNCH
    share = pl.when(is_since).then(0.22).otherwise(0.3)
    return rows.with_columns(
        referral_id=pl.format("R{}", pl.int_range(pl.len()) + 100_000),
        child_id=pl.Series([f"C{child}" for child in rng.integers(0, number, number)]),
        days=pl.Series(rng.integers(0, 28, number)),
        referral_source=pl.Series(rng.choice(AGENCIES, number)),
        is_nfa=pl.Series(rng.random(number)) < share,
    ).select(
        pl.exclude("month", "days"),
        referred_on=pl.col("month") + pl.duration(days="days"),
    )


def council(folder: Path, areas: int = AREAS, a_month: int = A_MONTH) -> None:
    """Write the council's extract, population, workshops and parameters.

    a_month: referrals in each area.
    """
    referrals(areas, a_month).write_csv(folder / "referrals.csv")
    rng = np.random.default_rng(SEED + 1)
    children = {area: int(rng.integers(3_001, 12_000)) for area in names(areas)}
    people = [
        f"{a},{y},{n + 7 * (y - 2014)}" for a, n in children.items() for y in range(2014, 2022)
    ]
    (folder / "population.csv").write_text("\n".join(["area,year,children_0_17", *people]), "utf-8")
    held = [f"2018-{9 + number % 3:02}-10,{area}" for number, area in enumerate(names(areas))]
    (folder / "workshops.csv").write_text("\n".join(["date,district", *held]), "utf-8")
    named = {
        "question": "Did the new thresholds lead to fewer inappropriate referrals?",
        "meeting": "A made-up partnership", "made_on": "2020-03-10", "is_interim": False,
        "extract": "referrals.csv", "extract_drawn_on": "2020-02-20", "is_synthetic": True,
        "population": "population.csv", "workshops": "workshops.csv", "timeline": None,
        "series_starts": "2015-04", "last_month": "2020-01", "events": [],
        "launch_month": "2018-09", "phase_in_ends": "2018-11", "nfa_ripens_in_days": 10,
        "closure_ripens_in_days": 70, "fourier_pairs": 2, "confidence_percent": 95,
        "guardrail_margin_percent": 10, "disclosure_preset": "dfe", "contacts": None,
        "cafs": None, "earlier_extract": None, "audit_key": None, "audit_judgements": None,
    }  # fmt: skip
    (folder / "board_report.yaml").write_text(yaml.safe_dump(named), "utf-8")


def made(folder: Path, threads: int) -> str:
    """Make the report on so many threads; return the hash of all that a reader gets."""
    command = [sys.executable, "-m", "referral_analysis", "run", "board_report"]
    environment = os.environ | {"POLARS_MAX_THREADS": str(threads)}
    with tempfile.TemporaryDirectory(dir=folder) as place:
        run = Path(place) / "report"
        subprocess.run(
            [*command, "-p", "board_report.yaml", "--output", str(run)],
            cwd=folder, env=environment, check=True, capture_output=True,
        )  # fmt: skip
        found = hashlib.sha256()
        for path in sorted(path for kind in PUBLISHED for path in run.glob(kind)):
            found.update(path.relative_to(run).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def page(hashes: Mapping[int, list[str]]) -> str:
    """Write what was found: a row a number of threads."""
    rows = [f"| {n} | {len(all_)} | {', '.join(h[:12] for h in sorted(set(all_)))} |"
            for n, all_ in hashes.items()]  # fmt: skip
    one = len({h for all_ in hashes.values() for h in all_}) == 1
    return "\n".join(
        [
            "# Sixty areas on 1, 2 and 8 threads",
            "",
            "`python -m benchmarks.threads`: the Board report of a made-up council of sixty areas, "
            "each run in a process of its own; the hash is of page, tables, charts and workbook.",
            "",
            "| threads of polars | runs | SHA-256, first twelve digits |",
            "|---|---|---|",
            *rows,
            "",
            "All runs gave the same bytes." if one else "**Runs differ.**",
            "",
        ]
    )


def main() -> int:
    """Make rounds of reports, and write the results after each."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=10)
    hashes: dict[int, list[str]] = {threads: [] for threads in THREADS}
    with tempfile.TemporaryDirectory() as folder:
        council(Path(folder))
        for number in range(asked.parse_args().rounds):
            for threads in THREADS:
                hashes[threads].append(made(Path(folder), threads))
                sys.stdout.write(f"{number + 1}: {threads} threads, {hashes[threads][-1][:12]}\n")
                sys.stdout.flush()
            RESULTS.write_text(page(hashes), "utf-8")
    return 0 if len({h for all_ in hashes.values() for h in all_}) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
