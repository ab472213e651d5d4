"""How often the report's ranges hold the planted truth, over simulated counties, end to end.

Each county is simulated, drawn as the extract of 13 January 2012, checked, counted, put through the
rule and fitted by the same code as the Board report, once with the launch's effect and once with
none. The headline is counted under each choice of what inappropriate referrals might be set
against, too. The counties begin in 2008, as the report's series does: years before are not in it.
python -m benchmarks.headline_coverage [--counties 200] [--without 100] [--workers 2]
"""

import argparse
import datetime as dt
import json
import multiprocessing
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from referral_analysis import extract, its
from referral_analysis.analysis import county, dose, primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, by_dose, series_of, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision, before_launch, decide
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS
from referral_analysis.simulate import NOTHING_HAPPENED, THRESHOLDS_WORKED, Scenario, snapshot
from referral_analysis.simulate import county as simulate_county
from referral_analysis.simulate.companions import population as simulated_population
from referral_analysis.simulate.counts import shocked_months

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 10_000  # far from the sample's
BEGINS = dt.date(2008, 1, 1)
DRAWN_ON = dt.date(2012, 1, 13)
SCENARIOS = tuple(
    replace(scenario, first_month=BEGINS) for scenario in (THRESHOLDS_WORKED, NOTHING_HAPPENED)
)
ALONE = (INAPPROPRIATE, OTHERS)
AVERTED, OF_ALL = "averted", "averted, all referrals as they came"
LEFT_OUT = "inappropriate by themselves, workshop months left out"
ANY_OTHER = "headline against all without NFA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How a figure's ranges did: share that held the truth, its Monte-Carlo error, and words."""

    scenario: str
    figure: str
    counties: int
    covered_percent: float
    monte_carlo_error_points: float
    median_bias: float
    median_width: float
    fell: int
    rose: int


def of_county(seed: int, scenario: Scenario) -> tuple[list[dict[str, Any]], Decision]:
    """Return a row a figure of one county (figure, truth, estimate, low, high), and its rule's."""
    plan = checked_by(
        BoardReport,
        parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"),
    ).plan()
    population = extract.Population(
        estimates=simulated_population(scenario).select("area", "year", "children_0_17")
    )
    drawn = snapshot(simulate_county(seed, scenario), DRAWN_ON).referrals
    checked = extract.check(drawn.lazy(), extract_date=DRAWN_ON, areas=population.areas)
    held = pl.DataFrame([(one.held_on, one.district) for one in scenario.workshops],
                        schema=["date", "district"], orient="row")  # fmt: skip
    monthly = county.analysed(county.counts(checked.kept, population, plan), plan)
    pair = county.pair(monthly)
    decision = decide(before_launch(pair, plan), plan)
    reached = dose.of_launch(checked.kept, population, held, plan)
    choices = PLANNED if reached is None else by_dose(reached)
    headline = primary.fit(pair, plan, choices, decision.form)
    alone = {
        name: primary.fit_alone(monthly.filter(pl.col("measure") == name), plan, choices)
        for name in ALONE
    }
    fitted = {county.HEADLINE: headline, **alone}
    rows = {row["measure"]: row for row in
            county.changes(fitted, monthly, plan).iter_rows(named=True)}  # fmt: skip
    truth = scenario.launch.nfa
    figures = [
        _row(name, truth if name in {county.HEADLINE, INAPPROPRIATE} else None, row)
        for name, row in rows.items()
        if name in {county.HEADLINE, *ALONE}
    ]
    any_other = county.pair(monthly, others="referrals").with_columns(
        pl.col("others") - pl.col("inappropriate")
    )
    figures += [
        *_averted(seed, scenario, plan, pair, rows[county.HEADLINE]),
        _inverted(ANY_OTHER, truth, primary.fit(any_other, plan, choices, decision.form), plan),
        _inverted(LEFT_OUT, truth, _left_out(monthly, plan), plan),
    ]
    return figures, decision


def _left_out(monthly: pl.DataFrame, plan: Plan) -> its.ItsFit:
    alone = monthly.filter(pl.col("measure") == INAPPROPRIATE)
    return its.fit(series_of(alone, "measure"), spec_alone(plan, alone))


def _inverted(figure: str, truth: float, fitted: its.ItsFit, plan: Plan) -> dict[str, Any]:
    found = its.effects(fitted, at=LAUNCH, interval="test_inversion", level=plan.level)
    is_ratio = (pl.col("estimand") == "level_change") & (pl.col("scale") == "ratio")
    row = found.row(by_predicate=is_ratio, named=True)
    return _row(figure, truth, {**row, "ratio": row["estimate"]})


def _row(figure: str, truth: float | None, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "figure": figure,
        "truth": 1.0 if truth is None else truth,
        "estimate": row["ratio"],
        "low": row["low"],
        "high": row["high"],
        "none": 1.0,
    }


def _averted(
    seed: int, scenario: Scenario, plan: Plan, pair: pl.DataFrame, row: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return averted a month, as the report has it and with the month's total held as it came."""
    is_after = pl.col("period") > plan.phase_in_ends
    shocked = shocked_months(seed, scenario).filter(
        pl.col("month").is_between(plan.first_after, plan.last_month), pl.col("outcome") == "nfa"
    )
    launched = pl.col("given_shocks")
    less = shocked.select((pl.col("given_shocks_without_launch") - launched).sum()).item()
    ours, others = pair.filter(is_after).select("inappropriate", "others").to_numpy().T
    ends = {"estimate": row["ratio"], "low": row["high"], "high": row["low"]}

    def of_all(ratio: float) -> float:
        odds = ours / others / ratio
        return float(((ours + others) * odds / (1 + odds) - ours).sum())

    return [
        {"figure": name, "truth": less / len(ours), "none": 0.0}
        | {end: of(ratio) / len(ours) for end, ratio in ends.items()}
        for name, of in (
            (AVERTED, lambda ratio: primary.averted(float(ours.sum()), len(ours), ratio)),
            (OF_ALL, of_all),
        )
    ]


def coverage(rows: pl.DataFrame, scenario: str, figure: str) -> Coverage:
    """Count how often a figure's range holds the truth."""
    some = rows.filter(pl.col("figure") == figure)
    is_held = (pl.col("low") <= pl.col("truth")) & (pl.col("high") >= pl.col("truth"))
    held = some.select(is_held.mean()).item()
    below = some.filter(pl.col("high") < pl.col("none")).height
    above = some.filter(pl.col("low") > pl.col("none")).height
    is_averted = figure in {AVERTED, OF_ALL}
    return Coverage(
        scenario=scenario,
        figure=figure,
        counties=some.height,
        covered_percent=round(100 * held, 1),
        monte_carlo_error_points=round(100 * (held * (1 - held) / some.height) ** 0.5, 1),
        median_bias=round(some.select((pl.col("estimate") - pl.col("truth")).median()).item(), 3),
        median_width=round(some.select((pl.col("high") - pl.col("low")).median()).item(), 3),
        fell=above if is_averted else below,
        rose=below if is_averted else above,
    )


def main() -> None:
    """Simulate, fit, and write the table beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=200)
    arguments.add_argument("--without", type=int, default=100, help="counties without an effect")
    arguments.add_argument("--workers", type=int, default=2)
    given = arguments.parse_args()
    found, rules = [], []
    for scenario, counties in zip(SCENARIOS, (given.counties, given.without), strict=True):
        seeds = range(FIRST_SEED, FIRST_SEED + counties)
        with multiprocessing.get_context("spawn").Pool(given.workers) as pool:
            made = pool.map(partial(of_county, scenario=scenario), seeds, chunksize=5)
        rows = pl.DataFrame([row for figures, _ in made for row in figures])
        figures = rows["figure"].unique(maintain_order=True).to_list()
        found += [asdict(coverage(rows, scenario.name, figure)) for figure in figures]
        correlations = [decision.residual_correlation or 0.0 for _, decision in made]
        rules.append({
            "scenario": scenario.name,
            "as_ratio": sum(decision.form == "ratio" for _, decision in made),
            "correlation_5_50_95": np.quantile(correlations, [0.05, 0.5, 0.95]).round(2).tolist(),
        })  # fmt: skip
    text = json.dumps({"first_seed": FIRST_SEED, "rule": rules, "coverage": found}, indent=2)
    (ROOT / "benchmarks" / "results" / "headline_coverage.json").write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
