"""How often the ranges by staff reached hold what was planted, over many simulated counties.

Agencies' months are drawn with the county's shocks, a shock of each agency's own and over-dispersed
counts; the launch lowers what an agency refers by a common effect and by one for each tenth more of
its staff reached by then, day by day. The model's dose knows the middle of each month only.
python -m benchmarks.staff_reached [--counties 1000]
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.primary_coverage import CHILDREN, plan

from referral_analysis.analysis.model import by_dose
from referral_analysis.analysis.plan import Plan
from referral_analysis.extract.attendance import ATTENDED, STAFF
from referral_analysis.extract.codes import AGENCY_GROUPS, REFERRAL_SOURCES
from referral_analysis.its.intervals.shipped import DOSES
from referral_analysis.periods import month_range, working_days
from referral_analysis.questions.where import staff
from referral_analysis.questions.where.tables import ALIKE, MORE, TIMED
from referral_analysis.simulate import THRESHOLDS_WORKED
from referral_analysis.simulate.calendar import days_of
from referral_analysis.simulate.companions import attendance, workshops
from referral_analysis.simulate.counts import ar1_paths
from referral_analysis.simulate.kent import SEASONS

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 70_000  # far from the sample's
REFERRALS_A_MONTH = 1_450
OWN_SHOCK_SD = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What the launch does: a common ratio, and one for each tenth more of an agency's staff."""

    name: str
    common: float
    a_tenth: float


PLANTED = (
    Planted(name="the same for all agencies", common=0.78, a_tenth=1.0),
    Planted(name="by staff reached alone", common=1.0, a_tenth=0.93),
    Planted(name="both", common=0.85, a_tenth=0.96),
    Planted(name="nothing", common=1.0, a_tenth=1.0),
)


def monthly_means() -> dict[str, float]:
    """Return what each group of agencies refers a month that is closed with no further action."""
    groups = {source.code: source.group for source in REFERRAL_SOURCES}
    means: dict[str, float] = dict.fromkeys(AGENCY_GROUPS, 0.0)
    for source in THRESHOLDS_WORKED.sources:
        means[groups[source.code]] += REFERRALS_A_MONTH * source.share * source.nfa_share
    return means


def reached_by_day(came: pl.DataFrame, fixed: Plan) -> pl.DataFrame:
    """Return segment, period and share: of its staff reached, averaged over the month's days."""
    share = pl.col(ATTENDED) / pl.col(STAFF)
    rows = []
    for month in month_range(fixed.series_starts, fixed.last_month):
        days = pl.Series(days_of(month))
        before = pl.lit(days.len()) - (pl.col("date") - month).dt.total_days() - 1
        part = before.clip(0, days.len()) / days.len()
        found = came.group_by("agency").agg((share * part).sum().alias("share"))
        rows.append(found.select(pl.col("agency").alias("segment"), pl.lit(month).alias("period"),
                                 "share"))  # fmt: skip
    return pl.concat(rows).sort("segment", "period")


def agencies(seed: int, what: Planted, share: pl.DataFrame, fixed: Plan) -> pl.DataFrame:
    """Draw a county's agencies: segment, period, count and child_working_days."""
    rng, shocks = np.random.default_rng(seed), THRESHOLDS_WORKED.shocks
    months = month_range(fixed.series_starts, fixed.last_month)
    days = np.array(working_days(months), dtype=np.float64)
    season = np.array([SEASONS["other"][month.month - 1] for month in months])
    mean_days = days.mean()
    county = shocks.county_sd * ar1_paths(rng, len(months), 1, shocks.rho)[:, 0]
    over = THRESHOLDS_WORKED.dispersion - 1
    parts = []
    for (name,), rows in share.group_by("segment", maintain_order=True):
        own = OWN_SHOCK_SD * ar1_paths(rng, len(months), 1, shocks.rho)[:, 0]
        done = rows["share"].to_numpy()
        effect = what.common ** (done / done[-1]) * what.a_tenth ** (done * 10)
        mean = (
            monthly_means()[str(name)] * days / mean_days * season * np.exp(county + own) * effect
        )
        parts.append(
            rows.select("segment", "period").with_columns(
                pl.Series("count", rng.poisson(rng.gamma(mean / over, over))),
                pl.Series("child_working_days", days * CHILDREN),
            )
        )
    return pl.concat(parts)


def measured(what: Planted, counties: int, fixed: Plan) -> Iterator[dict[str, Any]]:
    """Yield how the models did in the counties."""
    came = attendance(workshops(2012, THRESHOLDS_WORKED))
    shares, by_day = staff.reached(came, fixed), reached_by_day(came, fixed)
    months = pl.Series(list(DOSES)).str.to_date("%Y-%m")
    choices = by_dose(pl.DataFrame({"period": months, "dose": list(DOSES.values())}))
    found = pl.concat(
        staff.models(agencies(FIRST_SEED + number, what, by_day, fixed), shares, fixed, choices)
        for number in range(counties)
    )
    weights = {name: monthly_means()[name] for name in shares["segment"].unique()}
    in_the_end = dict(shares.select("segment", "reached").unique().rows())
    whole = sum(
        weight * what.common * what.a_tenth ** (10 * in_the_end[name])
        for name, weight in weights.items()
    ) / sum(weights.values())
    truths = {ALIKE: whole, TIMED: whole, MORE: what.a_tenth}
    for model, truth in truths.items():
        rows = found.filter(pl.col("model") == model)
        held = rows.filter(pl.col("low") <= truth, pl.col("high") >= truth).height / counties
        yield {
            "planted": what.name,
            "model": model,
            "truth": round(float(truth), 3),
            "counties": counties,
            "covered_percent": round(100 * held, 1),
            "monte_carlo_error_points": round(100 * (held * (1 - held) / counties) ** 0.5, 1),
            "median_ratio": round(float(rows.select(pl.col("ratio").median()).item()), 3),
            "fell_percent": round(100 * rows.filter(pl.col("high") < 1).height / counties, 1),
            "rose_percent": round(100 * rows.filter(pl.col("low") > 1).height / counties, 1),
        }


def main() -> None:
    """Simulate, fit, and write the table beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=1000, help="of each kind")
    counties = arguments.parse_args().counties
    fixed = plan()
    found = [row for what in PLANTED for row in measured(what, counties, fixed)]
    text = json.dumps({"first_seed": FIRST_SEED, "measured": found}, indent=2)
    (ROOT / "benchmarks" / "results" / "staff_reached.json").write_text(text + "\n", "utf-8")
    for row in found:
        print(row)


if __name__ == "__main__":
    main()
