"""How often the headline's range holds the truth, over many simulated counties, by the month.

Each county's months are drawn as `simulate` draws them, without its rows, some fifty times quicker;
they go through the rule, the fit and the inversion of the report. Of those not in need a share is
taken out of the other referrals, as closed in time. `headline_coverage.py` does it row by row.
python -m benchmarks.primary_coverage [--counties 300] [--others 100]
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import Choices, by_dose, spec, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Form, before_launch, decide
from referral_analysis.its.intervals.shipped import DOSES
from referral_analysis.periods import month_range, working_days
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.simulate import SCENARIOS, Scenario
from referral_analysis.simulate.counts import month_counts
from referral_analysis.statistics.expected import HALF

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 50_000  # far from the sample's
CHILDREN = 323_000.0
EXPOSURE = pl.col("child_working_days")
CLOSED_IN_TIME = 0.65
"""Of those not in need, the share closed within ten days of the month's end: the sample's months
before the launch."""
MAIN = ("thresholds_worked", "nothing_happened")


def plan() -> Plan:
    """Return the plan of February's report."""
    values = parameter_file.load(ROOT / "notebooks/parameters/board_february_2012.yaml")
    return checked_by(BoardReport, {**values, "earlier_runs": []}).plan()


def pairs(seed: int, scenario: Scenario, fixed: Plan) -> pl.DataFrame:
    """Return a county's months: exposure, inappropriate, others, any_other and settled."""
    months = month_range(fixed.series_starts, fixed.last_month)
    drawn = month_counts(seed, scenario).filter(pl.col("month").is_in(months))
    wide = drawn.pivot(on="outcome", index="month", values="referrals").sort("month")
    early = np.random.default_rng(seed).binomial(wide["not_in_need"], CLOSED_IN_TIME)
    not_nfa = pl.col("not_in_need") + pl.col("in_need")
    return wide.select(
        pl.col("month").alias("period"),
        (pl.Series(working_days(months)) * CHILDREN).alias("child_working_days"),
        pl.col("nfa").alias("inappropriate"),
        (not_nfa - pl.Series(early)).alias("others"),
        not_nfa.alias("any_other"),
        pl.col("in_need").alias("settled"),
        segment=pl.lit(str(seed)),
    )


def ratios(months: pl.DataFrame, fixed: Plan, choices: Choices, over: pl.Expr) -> pl.DataFrame:
    """Return estimate, low and high of every county's ratio, inappropriate over `over`."""
    series = months.select(
        "period",
        "segment",
        ((pl.col("inappropriate") + HALF) / over).alias("value"),
    )
    # over exposure it is a series by itself
    is_alone = over.meta.eq(EXPOSURE)
    asked = spec_alone(fixed, months, choices) if is_alone else spec(fixed, choices)
    return _effects(its.fit(series, asked), fixed)


def _effects(fitted: its.ItsFit, fixed: Plan) -> pl.DataFrame:
    found = its.effects(fitted, at=LAUNCH, interval="test_inversion", level=fixed.level)
    is_ratio = (pl.col("estimand") == "level_change") & (pl.col("scale") == "ratio")
    return found.filter(is_ratio).select("estimate", "low", "high")


def headline(counties: list[pl.DataFrame], fixed: Plan, choices: Choices) -> tuple[Any, list[Form]]:
    """Return the headline's estimate, low and high of every county by the form its rule chose."""
    forms = [decide(before_launch(months, fixed), fixed).form for months in counties]
    as_ratio = [months for months, form in zip(counties, forms, strict=True) if form == "ratio"]
    parts = [ratios(pl.concat(as_ratio), fixed, choices, pl.col("others") + HALF)]
    for months, form in zip(counties, forms, strict=True):
        if form == "adjusted":
            parts.append(_effects(primary.fit(months, fixed, choices, form), fixed))
    return pl.concat(parts), forms


def measured(scenario: Scenario, counties: int, fixed: Plan) -> Iterator[dict[str, Any]]:
    """Yield what the headline, and its parts and alternatives, found in the counties."""
    choices = by_dose(
        pl.DataFrame({"period": DOSES.keys(), "dose": DOSES.values()}).with_columns(
            pl.col("period").str.to_date("%Y-%m")
        )
    )
    drawn = [pairs(FIRST_SEED + number, scenario, fixed) for number in range(counties)]
    months = pl.concat(drawn)
    found, forms = headline(drawn, fixed, choices)
    swapped = months.with_columns(inappropriate="others")
    each = {
        "headline": found,
        "against all without NFA": ratios(months, fixed, choices, pl.col("any_other") + 0.5),
        "against the settled remainder": ratios(months, fixed, choices, pl.col("settled") + 0.5),
        "inappropriate by themselves": ratios(months, fixed, choices, EXPOSURE),
        "inappropriate, workshop months left out": ratios(months, fixed, Choices(), EXPOSURE),
        "others by themselves": ratios(swapped, fixed, choices, EXPOSURE),
    }
    truth = scenario.launch.nfa * np.prod([
        step.ratios.nfa for step in scenario.steps if step.starts >= fixed.launch_month
    ])  # fmt: skip
    for name, rows in each.items():
        yield {
            "scenario": scenario.name,
            "figure": name,
            "planted": None if name == "others by themselves" else round(float(truth), 3),
            **_summary(rows, None if name == "others by themselves" else float(truth)),
            **({"as_ratio": forms.count("ratio")} if name == "headline" else {}),
        }


def _summary(rows: pl.DataFrame, truth: float | None) -> dict[str, Any]:
    low, high = pl.col("low"), pl.col("high")
    held = None if truth is None else rows.filter(low <= truth, high >= truth).height / rows.height
    error = None if held is None else (held * (1 - held) / rows.height) ** 0.5
    return {
        "counties": rows.height,
        "covered_percent": None if held is None else round(100 * held, 1),
        "monte_carlo_error_points": None if error is None else round(100 * error, 1),
        "median_ratio": round(rows.select(pl.col("estimate").median()).item(), 3),
        "median_high_over_low": round(rows.select((high / low).median()).item(), 2),
        "fell_percent": round(100 * rows.filter(high < 1).height / rows.height, 1),
        "rose_percent": round(100 * rows.filter(low > 1).height / rows.height, 1),
    }


def main() -> None:
    """Simulate, fit, and write the table beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=300, help="of the two main scenarios")
    arguments.add_argument("--others", type=int, default=100, help="of each other scenario")
    given = arguments.parse_args()
    fixed = plan()
    found = [
        row
        for name, scenario in SCENARIOS.items()
        for row in measured(scenario, given.counties if name in MAIN else given.others, fixed)
    ]
    text = json.dumps({"first_seed": FIRST_SEED, "measured": found}, indent=2)
    (ROOT / "benchmarks" / "results" / "primary_coverage.json").write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
