"""Counties drawn month by month, fitted as the appropriateness report fits its own."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import Population
from referral_analysis.periods import month_range
from referral_analysis.runs.parameters import Appropriateness, checked_by, parameter_file
from referral_analysis.series.exposure import exposure_of_county
from referral_analysis.simulate import Scenario
from referral_analysis.simulate.companions import population
from referral_analysis.simulate.counts import draw_counts
from referral_analysis.simulate.kent import SOURCES
from referral_analysis.simulate.rates import months_of
from referral_analysis.statistics.expected import HALF

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 50_000  # not those of other benchmarks
DOSE = [(dt.date(2011, 5, 1), 0.08), (dt.date(2011, 6, 1), 0.45), (dt.date(2011, 7, 1), 0.95)]
"""What the workshops had reached of the sample's county, by `findings.dose`."""
SECTION_47 = 0.28  # of referrals in need: 14% of all
Floats = NDArray[np.float64]


def planned() -> Plan:
    """Return the plan of the February report."""
    folder = ROOT / "notebooks" / "parameters"
    return checked_by(
        Appropriateness, parameter_file.load(folder / "appropriateness_february_2012.yaml")
    ).plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Level changes of S counties on the log scale, with residuals (S, n)."""

    log_ratio: Floats
    low: Floats
    high: Floats
    residuals: Floats


def fitted(counts: Floats, scenario: Scenario, plan: Plan) -> Effects:
    """Fit the report's model to counts (S, months of the plan), all counties at once."""
    months, days = month_range(plan.series_starts, plan.last_month), exposure(scenario, plan)
    counts = counts[:, : len(months)]
    size = len(counts)
    names = numbered(size)
    series = pl.DataFrame(
        {
            "segment": np.repeat(np.array(names, dtype=object), len(months)).tolist(),
            "period": months * size,
            "value": ((counts + HALF) / days).ravel(),
        }
    )
    fit = its.fit(series, spec_alone(plan, series, PLANNED))
    found = its.effects(fit, at=LAUNCH, interval="test_inversion", level=plan.level).filter(
        pl.col("estimand") == "level_change", pl.col("scale") == "ratio"
    )
    residuals = np.empty((size, int(fit.batches[0].design.is_kept.sum())))
    for batch in fit.batches:
        residuals[batch.places] = batch.kernel.residuals
    ratio, low, high = (found[name].log().to_numpy() for name in ("estimate", "low", "high"))
    return Effects(log_ratio=ratio, low=low, high=high, residuals=residuals)


def exposure(scenario: Scenario, plan: Plan) -> Floats:
    """Return the child working days of the county in each month of the plan."""
    children = Population(estimates=population(scenario).select("area", "year", "children_0_17"))
    months = month_range(plan.series_starts, plan.last_month)
    return exposure_of_county(children, months)["child_working_days"].to_numpy()


def numbered(size: int) -> list[str]:
    """Name counties so that they stay in order."""
    return [f"{i:05d}" for i in range(size)]


def drawn(
    scenario: Scenario, counties: int, plan: Plan, *, with_agencies: bool
) -> tuple[dict[str, Floats], NDArray[np.int64]]:
    """Draw counties: counts (S, months of the plan) by measure, and agencies' cells."""
    months = np.array([m <= plan.last_month for m in months_of(scenario)])
    outcomes, cells = [], []
    for number in range(counties):
        counts = draw_counts(FIRST_SEED + number, scenario)
        outcomes.append(counts.sum(axis=(1, 2)))
        if with_agencies:
            cells.append(by_agency(counts[None])[0])
    table = np.stack(outcomes)[:, months].astype(np.float64)
    rng = np.random.default_rng(FIRST_SEED)
    found = {name: table[..., i] for i, name in enumerate(("nfa", "not_in_need", "in_need"))}
    found["others"] = np.asarray(found["not_in_need"] + found["in_need"], dtype=np.float64)
    found["section_47"] = rng.binomial(found["in_need"].astype(np.int64), SECTION_47).astype(
        np.float64
    )
    return found, np.array(cells)


def agencies() -> list[str]:
    """List agencies in the order of the cells: source codes' first figure, or 10."""
    return sorted({_agency(source.code) for source in SOURCES})


def _agency(code: str) -> str:
    return code if code == "10" else code[0]


def by_agency(cells: NDArray[Any]) -> NDArray[Any]:
    """Sum (S, months, districts, sources, outcomes) to (S, months, agencies, NFA and others)."""
    groups = [_agency(source.code) for source in SOURCES]
    summed = cells.sum(axis=2)
    by_group = np.stack(
        [
            summed[:, :, [i for i, name in enumerate(groups) if name == group]].sum(axis=2)
            for group in agencies()
        ],
        axis=2,
    )
    return np.stack([by_group[..., 0], by_group[..., 1:].sum(axis=-1)], axis=-1)


def share(held_truth: NDArray[np.bool_]) -> dict[str, float]:
    """Return a share in per cent, with its Monte-Carlo error in points."""
    rate = float(held_truth.mean())
    error = 100 * (max(rate * (1 - rate), 1e-9) / held_truth.size) ** 0.5
    return {"percent": round(100 * rate, 2), "monte_carlo_error": round(error, 2)}
