"""How often the report's ranges hold the planted truth, over simulated counties, end to end.

Each county is simulated, drawn as the extract of 13 January 2012, checked, counted and fitted by
the same code as the Board report. python benchmarks/headline_coverage.py [--counties 200]
"""

import argparse
import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from referral_analysis import extract
from referral_analysis.findings import county
from referral_analysis.runs import parameter_file
from referral_analysis.runs.parameters import board_report
from referral_analysis.simulate import THRESHOLDS_WORKED, snapshot
from referral_analysis.simulate import county as simulate_county
from referral_analysis.simulate.companions import population as simulated_population

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 10_000  # far from the sample's
DRAWN_ON = dt.date(2012, 1, 13)
TRUTH = {"nfa": 0.78, "inappropriate_wide": 0.78, "appropriate": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How a measure's ranges did: share that held the truth, its Monte-Carlo error, and words."""

    measure: str
    counties: int
    covered_percent: float
    monte_carlo_error_points: float
    median_high_over_low: float
    fell: int
    rose: int


def changes_of(seed: int) -> pl.DataFrame:
    """Return the report's changes for one simulated county."""
    parameters = board_report(
        parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
    )
    plan = parameters.plan()
    population = extract.Population(
        estimates=simulated_population(THRESHOLDS_WORKED).select("area", "year", "children_0_17")
    )
    drawn = snapshot(simulate_county(seed, THRESHOLDS_WORKED), DRAWN_ON).referrals
    checked = extract.check(drawn.lazy(), extract_date=DRAWN_ON, areas=population.areas)
    monthly = county.counts(checked.kept, population, plan)
    return county.changes(county.fit(monthly, plan), monthly, plan)


def coverage(changes: pl.DataFrame, measure: str, truth: float) -> Coverage:
    """Count how often a measure's range holds the truth."""
    rows = changes.filter(pl.col("measure") == measure)
    held = rows.select(((pl.col("low") <= truth) & (pl.col("high") >= truth)).mean()).item()
    return Coverage(
        measure=measure,
        counties=rows.height,
        covered_percent=round(100 * held, 1),
        monte_carlo_error_points=round(100 * (held * (1 - held) / rows.height) ** 0.5, 1),
        median_high_over_low=round(
            rows.select((pl.col("high") / pl.col("low")).median()).item(), 2
        ),
        fell=rows.filter(pl.col("high") < 1).height,
        rose=rows.filter(pl.col("low") > 1).height,
    )


def main() -> None:
    """Simulate, fit, and write the table beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=200)
    counties = arguments.parse_args().counties
    changes = pl.concat(changes_of(FIRST_SEED + number) for number in range(counties))
    found = [asdict(coverage(changes, measure, truth)) for measure, truth in TRUTH.items()]
    text = json.dumps({"first_seed": FIRST_SEED, "coverage": found}, indent=2)
    (ROOT / "benchmarks" / "results" / "headline_coverage.json").write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
