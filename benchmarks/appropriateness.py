"""How often the appropriateness report's ranges hold the truth, and its guardrail errs.

Counties are drawn month by month, with the shocks and dispersion of the sample, and not row by row:
rows add nothing but time. Fits, ranges and verdicts are those of the report. Children who come back
are simulated apart, each at the risk of the day times the shock of the month.
python -m benchmarks.appropriateness [--counties 2000]
"""

import argparse
import datetime as dt
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.appropriateness.decomposition import (
    Parts,
    error_correlation,
    part_changes,
    total_change,
)
from referral_analysis.appropriateness.guardrail import held
from referral_analysis.appropriateness.mix import Counted, Mix, intervals, kitagawa, strayed
from referral_analysis.appropriateness.rereferral import compared, shocks_between, tabled
from referral_analysis.appropriateness.survival import CHANCE_ALONE
from referral_analysis.extract import Population
from referral_analysis.extract import columns as c
from referral_analysis.findings import Plan
from referral_analysis.findings.model import LAUNCH, spec
from referral_analysis.findings.model import planned as planned_choices
from referral_analysis.findings.primary import HALF
from referral_analysis.periods import add_months, month_range
from referral_analysis.runs import parameter_file
from referral_analysis.runs.parameters import appropriateness
from referral_analysis.series.exposure import exposure_of_county
from referral_analysis.simulate import THRESHOLDS_WORKED, Ratios, Scenario, expected_referrals
from referral_analysis.simulate.companions import population
from referral_analysis.simulate.counts import ar1_paths, draw_counts
from referral_analysis.simulate.kent import SOURCES
from referral_analysis.simulate.rates import months_of

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "appropriateness.json"
FIRST_SEED = 50_000  # not those of other benchmarks
DOSE = [(dt.date(2011, 5, 1), 0.08), (dt.date(2011, 6, 1), 0.45), (dt.date(2011, 7, 1), 0.95)]
"""What the workshops had reached of the sample's county, by `findings.dose`."""
SECTION_47 = 0.28  # of referrals in need: 14% of all
Floats = NDArray[np.float64]


def planned() -> Plan:
    """Return the plan of the February report."""
    folder = ROOT / "notebooks" / "parameters"
    return appropriateness(
        parameter_file.load(folder / "appropriateness_february_2012.yaml")
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
    reached = pl.DataFrame(DOSE, {"period": pl.Date, "dose": pl.Float64}, orient="row")
    months = [m for m in months_of(scenario) if plan.series_starts <= m <= plan.last_month]
    children = Population(estimates=population(scenario).select("area", "year", "children_0_17"))
    exposure = exposure_of_county(children, months)["child_working_days"]
    size = len(counts)
    names = [f"{i:05d}" for i in range(size)]
    series = pl.DataFrame(
        {
            "segment": np.repeat(np.array(names, dtype=object), len(months)).tolist(),
            "period": months * size,
            "value": (counts / exposure.to_numpy() + HALF / exposure.to_numpy()).ravel(),
        }
    )
    fit = its.fit(series, spec(plan, planned_choices(reached)))
    found = its.effects(fit, at=LAUNCH, interval="test_inversion", level=plan.level).filter(
        pl.col("estimand") == "level_change", pl.col("scale") == "ratio"
    )
    residuals = np.empty((size, int(fit.batches[0].design.is_kept.sum())))
    for batch in fit.batches:
        residuals[batch.places] = batch.kernel.residuals
    ratio, low, high = (found[name].log().to_numpy() for name in ("estimate", "low", "high"))
    return Effects(log_ratio=ratio, low=low, high=high, residuals=residuals)


def share(held_truth: NDArray[np.bool_]) -> dict[str, float]:
    """Return a share in per cent, with its Monte-Carlo error in points."""
    rate = float(held_truth.mean())
    error = 100 * (max(rate * (1 - rate), 1e-9) / held_truth.size) ** 0.5
    return {"percent": round(100 * rate, 2), "monte_carlo_error": round(error, 2)}


def of_parts(counts: dict[str, Floats], scenario: Scenario, plan: Plan, after: int) -> Any:  # noqa: ANN401 - JSON
    """Return the coverage of each part's change and of the whole's, and were the parts apart."""
    names, true = ("nfa", "others"), {}
    launch = scenario.launch
    effects = [fitted(counts[name], scenario, plan) for name in names]
    observed = np.stack([counts[name][:, -after:].sum(axis=1) for name in names], axis=1)
    inside = {
        outcome: counts[outcome][:, -after:].sum(axis=1) for outcome in ("not_in_need", "in_need")
    }
    true["nfa"] = observed[:, 0] * (1 - 1 / launch.nfa)
    true["others"] = inside["not_in_need"] * (1 - 1 / launch.not_in_need) + inside["in_need"] * (
        1 - 1 / launch.in_need
    )
    parts = Parts(
        observed=observed,
        log_ratio=np.stack([one.log_ratio for one in effects], axis=1),
        low=np.stack([one.low for one in effects], axis=1),
        high=np.stack([one.high for one in effects], axis=1),
        correlation=error_correlation(np.stack([one.residuals for one in effects], axis=1)),
    )
    each, whole = part_changes(parts), total_change(parts)
    apart = total_change(
        replace(parts, correlation=np.broadcast_to(np.eye(2), (len(observed), 2, 2)))
    )
    total = true["nfa"] + true["others"]
    return {
        **{
            name: share((each.low[:, i] <= true[name]) & (true[name] <= each.high[:, i]))
            for i, name in enumerate(names)
        },
        "all_referrals": share((whole.low <= total) & (total <= whole.high)),
        "all_referrals_were_parts_taken_as_independent": share(
            (apart.low <= total) & (total <= apart.high)
        ),
        "median_correlation": round(float(np.median(parts.correlation[:, 0, 1])), 2),
    }


def of_guardrail(counts: dict[str, Floats], scenario: Scenario, plan: Plan) -> Any:  # noqa: ANN401 - JSON
    """Return coverage and how often each verdict is given, for both guardrail measures."""
    true = np.log(scenario.launch.in_need)
    found = {}
    both = np.ones(len(counts["in_need"]), dtype=np.bool_)
    for name in ("in_need", "section_47"):
        one = fitted(counts[name], scenario, plan)
        verdicts = np.array(
            [
                held(low, high, plan.guardrail_margin)
                for low, high in zip(np.exp(one.low), np.exp(one.high), strict=True)
            ]
        )
        both &= verdicts == "held up"
        found[name] = {
            "coverage": share((one.low <= true) & (true <= one.high)),
            **{word: share(verdicts == word) for word in ("held up", "fell", "cannot tell")},
        }
    return {**found, "both held up": share(both)}


def of_mix(cells: NDArray[np.int64], scenario: Scenario, plan: Plan) -> Any:  # noqa: ANN401 - JSON
    """Return coverage of change, mix and within by agency; cells (S, months, agencies, 2)."""
    months, length = months_of(scenario), plan.months_after

    def window(of: NDArray[Any], first: dt.date) -> Counted:
        at = months.index(first)
        return _counted(of[:, at : at + length].astype(np.float64))

    def change(of: NDArray[Any], first: dt.date, then: dt.date) -> Mix:
        return kitagawa(window(of, first), window(of, then))

    compared = (plan.same_months_before[0], plan.first_after)
    truth = change(_of_agencies(expected_referrals(scenario)[None]), *compared)
    found = change(cells, *compared)
    last = add_months(plan.launch_month, -length)
    starts = month_range(add_months(plan.series_starts, 12), last)
    by = strayed([change(cells, add_months(one, -12), one) for one in starts], months=length)
    result: dict[str, Any] = {}
    for name, (low, high) in intervals(found, by, level=plan.level).items():
        true = float(getattr(truth, name)[0])
        result[name] = share((low <= true) & (true <= high))
        result[f"{name}_variance_in_chance"] = round(float(np.median(getattr(by, name))), 2)
    return result


def _of_agencies(cells: NDArray[Any]) -> NDArray[Any]:
    """Sum (S, months, districts, sources, outcomes) to (S, months, agencies, NFA and others)."""
    groups = [source.code[0] if source.code != "10" else "10" for source in SOURCES]
    summed = cells.sum(axis=2)
    by_group = np.stack(
        [
            summed[:, :, [i for i, name in enumerate(groups) if name == group]].sum(axis=2)
            for group in sorted(set(groups))
        ],
        axis=2,
    )
    return np.stack([by_group[..., 0], by_group[..., 1:].sum(axis=-1)], axis=-1)


def _counted(cells: Floats) -> Counted:
    summed = cells.sum(axis=1)
    return Counted(of=summed.sum(axis=-1), some=summed[..., 0])


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
            cells.append(_of_agencies(counts[None])[0])
    table = np.stack(outcomes)[:, months].astype(np.float64)
    rng = np.random.default_rng(FIRST_SEED)
    found = {name: table[..., i] for i, name in enumerate(("nfa", "not_in_need", "in_need"))}
    found["others"] = np.asarray(found["not_in_need"] + found["in_need"], dtype=np.float64)
    found["section_47"] = rng.binomial(found["in_need"].astype(np.int64), SECTION_47).astype(
        np.float64
    )
    return found, np.array(cells)


def of_returns(replicates: int) -> Any:  # noqa: ANN401 - JSON
    """Return coverage of the difference at three months, and how often the log-rank test cries.

    Five years of six-month cohorts of 7,000 children, then two of five months, referred from August
    2010 and from August 2011 and followed for 272 and 164 days; one in 900 comes back a day, times
    the month's shock. No change: both errors are of the claim of one.
    """
    rng = np.random.default_rng(FIRST_SEED)
    held_truth = {"allowing for half years": [], "by chance alone": []}  # type: dict[str, list[bool]]
    cried = {name: list[bool]() for name in held_truth}
    for _ in range(replicates):
        risk = daily_risk(rng)
        yardstick = [returning(rng, risk, 184 * number, (184, 366)) for number in range(10)]
        launch = 184 * 10
        before = returning(rng, risk, launch - 273, (153, 272))
        after = returning(rng, risk, launch + 92, (153, 164))
        shocks = shocks_between(yardstick)
        tables = [tabled(one) for one in (after, before)]
        for name, by in (("allowing for half years", shocks), ("by chance alone", CHANCE_ALONE)):
            row = compared(*tables, months=(3,), level=0.95, shocks=by).row(0, named=True)
            held_truth[name].append(row["low"] <= 0 <= row["high"])
            cried[name].append(row["p_value"] < 0.05)
    return {
        name: {
            "difference_at_3_months": share(np.array(held_truth[name])),
            "log_rank_below_0.05": share(np.array(cried[name])),
        }
        for name in held_truth
    }


def daily_risk(rng: np.random.Generator) -> Floats:
    """Return the chance of coming back each day for some six and a half years, months shaken."""
    shocks = THRESHOLDS_WORKED.shocks
    path = shocks.county_sd * ar1_paths(rng, 80, 1, shocks.rho)[:, 0]
    return np.asarray(np.repeat(np.exp(path - shocks.county_sd**2 / 2), 31) / 900)


def returning(
    rng: np.random.Generator, daily: Floats, first: int, days: tuple[int, int], children: int = 7000
) -> pl.DataFrame:
    """Return a cohort as `followed` does, from the day numbered `first` of the daily risks on.

    days: how many days children are referred in, and the day until which they are followed.
    """
    referred, until = days
    risk = daily[first:]
    began = rng.integers(0, referred, children)
    # the day on which the summed risk since the referral passes an exponential draw
    summed = np.concatenate([[0.0], np.cumsum(risk[:until])])
    back = np.searchsorted(summed, summed[began + 1] + rng.exponential(size=children))
    is_back = back <= until
    return pl.DataFrame(
        {
            c.REFERRED_ON: np.datetime64("2006-05-01") + first + began,
            "days": np.where(is_back, np.minimum(back, until), until) - began,
            "is_rereferred": is_back,
        }
    )


def main() -> None:
    """Simulate, fit, judge, and write the results beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=2000)
    arguments.add_argument("--returns-only", action="store_true", help="the rest as it was")
    given = arguments.parse_args()
    counties = given.counties
    if given.returns_only:
        kept = json.loads(RESULTS.read_text("utf-8"))
        write(kept | {"children who come back": of_returns(counties)})
        return
    began, plan = time.process_time(), planned()
    worked = replace(THRESHOLDS_WORKED, first_month=plan.series_starts)
    after = plan.months_after
    counts, cells = drawn(worked, counties, plan, with_agencies=True)
    found: dict[str, Any] = {
        "counties": counties,
        "first_seed": FIRST_SEED,
        "nominal_percent": 100 * plan.level,
        "thresholds worked": {
            "decomposition": of_parts(counts, worked, plan, after),
            "guardrail": of_guardrail(counts, worked, plan),
            "mix": of_mix(cells, worked, plan),
        },
    }
    margin = replace(
        worked,
        sources=(replace(SOURCES[0], share=1.0, nfa_share=0.306, not_in_need_share=0.188),),
        launch=Ratios(nfa=0.78, not_in_need=0.78, in_need=1 - plan.guardrail_margin),
    )
    counts, _ = drawn(margin, counties, plan, with_agencies=False)
    found["at the margin"] = {
        "decomposition": of_parts(counts, margin, plan, after),
        "guardrail": of_guardrail(counts, margin, plan),
    }
    found["children who come back"] = of_returns(counties)
    found["cpu_seconds"] = round(time.process_time() - began)
    write(found)


def write(found: dict[str, Any]) -> None:
    """Write the results beside this script, and print them."""
    text = json.dumps(found, indent=2)
    RESULTS.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
