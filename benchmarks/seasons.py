"""Seasonal waves or calendar months: how often ranges of the launch's effect hold the truth.

Counties of the sample's kind, drawn month by month; how much months resemble each other (rho) runs
from none to strongly. Counts by themselves, the headline's ratio of two counts, and each agency's
inappropriate referrals.
python -m benchmarks.seasons [--counties 1000]
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from benchmarks.appropriateness_counties import (
    DOSE,
    FIRST_SEED,
    ROOT,
    Floats,
    agencies,
    drawn,
    exposure,
    numbered,
    planned,
    share,
)

from referral_analysis import its
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import Choices, by_dose, spec
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import LEAST_A_MONTH
from referral_analysis.its.model.models import IntervalMethod
from referral_analysis.its.model.spec import Seasonality
from referral_analysis.periods import month_range
from referral_analysis.simulate import THRESHOLDS_WORKED, Scenario
from referral_analysis.statistics.expected import HALF

RESULTS = ROOT / "benchmarks" / "results" / "seasons.json"
RESEMBLANCE = (0.0, 0.4, 0.8)
SEASONS: Mapping[str, Seasonality] = {
    "2 waves": its.fourier(2),
    "3 waves": its.fourier(3),
    "calendar": its.calendar(),
}
INTERVALS: tuple[IntervalMethod, ...] = ("test_inversion", "satterthwaite")


def effects(
    values: Floats, asked: its.ItsSpec, plan: Plan, interval: IntervalMethod
) -> pl.DataFrame:
    """Fit values (S, months of the plan); return estimate, low and high of each county's ratio."""
    months, size = month_range(plan.series_starts, plan.last_month), len(values)
    series = pl.DataFrame(
        {
            "segment": np.repeat(numbered(size), len(months)),
            "period": months * size,
            "value": values.ravel(),
        }
    )
    fitted = its.fit(series, asked)
    return its.effects(fitted, at=LAUNCH, interval=interval, level=plan.level).filter(
        pl.col("estimand") == "level_change", pl.col("scale") == "ratio"
    )


def judged(found: pl.DataFrame, true: float) -> dict[str, Any]:
    """Return coverage, with the medians of the error of the log ratio and of the range's width."""
    estimate, low, high = (found[name].log().to_numpy() for name in ("estimate", "low", "high"))
    truth = np.log(true)
    return {
        "coverage": share((low <= truth) & (truth <= high)),
        "median_error": round(float(np.median(estimate - truth)), 3),
        "median_width": round(float(np.median(high - low)), 3),
    }


def of_county(scenario: Scenario, counties: int, plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield how counts by themselves, and the ratio of the two, do with each kind of seasons."""
    counts, _ = drawn(scenario, counties, plan, with_agencies=False)
    days = exposure(scenario, plan)
    series = {
        "inappropriate by themselves": ((counts["nfa"] + HALF) / days, scenario.launch.nfa),
        "in need by themselves": ((counts["in_need"] + HALF) / days, scenario.launch.in_need),
        "inappropriate, against in need": (
            (counts["nfa"] + HALF) / (counts["in_need"] + HALF),
            scenario.launch.nfa / scenario.launch.in_need,
        ),
    }
    reached = pl.DataFrame(DOSE, {"period": pl.Date, "dose": pl.Float64}, orient="row")
    for name, (values, true) in series.items():
        for (seasons, seasonality), interval in product(SEASONS.items(), INTERVALS):
            asked = replace(spec(plan, by_dose(reached)), seasonality=seasonality)
            found = judged(effects(values, asked, plan, interval), true)
            how = {"series": name, "seasons": seasons, "interval": interval}
            yield {"rho": scenario.shocks.rho, **how, **found}


def of_agencies(scenario: Scenario, counties: int, plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield how each agency's inappropriate referrals do, workshop months left out."""
    _, cells = drawn(scenario, counties, plan, with_agencies=True)
    days = exposure(scenario, plan)
    for place, agency in enumerate(agencies()):
        counts = cells[:, -len(days) :, place, 0].astype(np.float64)
        if counts.mean() < LEAST_A_MONTH:
            continue
        for seasons, seasonality in SEASONS.items():
            asked = replace(spec(plan, Choices()), seasonality=seasonality)
            found = effects((counts + HALF) / days, asked, plan, "satterthwaite")
            yield {"agency": agency, "seasons": seasons, **judged(found, scenario.launch.nfa)}


def main() -> None:
    """Simulate, fit, judge, and write the results beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=1000)
    counties, plan = arguments.parse_args().counties, planned()
    began = time.process_time()
    worked = replace(THRESHOLDS_WORKED, first_month=plan.series_starts, last_month=plan.last_month)
    found: dict[str, Any] = {"counties": counties, "first_seed": FIRST_SEED, "county": []}
    for rho in RESEMBLANCE:
        shaken = replace(worked, shocks=replace(worked.shocks, rho=rho))
        found["county"] += of_county(shaken, counties, plan)
    found["agencies"] = list(of_agencies(worked, counties, plan))
    found["cpu_seconds"] = round(time.process_time() - began)
    text = json.dumps(found, indent=1)
    RESULTS.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
