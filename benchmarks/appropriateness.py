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
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from benchmarks.appropriateness_counties import (
    FIRST_SEED,
    ROOT,
    Floats,
    agencies,
    by_agency,
    drawn,
    exposure,
    fitted,
    numbered,
    planned,
    share,
)
from benchmarks.appropriateness_returns import of_returns
from numpy.typing import NDArray

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import LEAST_A_MONTH, level_changes
from referral_analysis.periods import add_months, month_range, months_between
from referral_analysis.simulate import THRESHOLDS_WORKED, Ratios, Scenario, expected_referrals
from referral_analysis.simulate.kent import SOURCES
from referral_analysis.simulate.rates import months_of
from referral_analysis.statistics.decomposition import (
    Parts,
    error_correlation,
    part_changes,
    total_change,
)
from referral_analysis.statistics.mix import Mix, SegmentCounts, intervals, kitagawa, strayed
from referral_analysis.statistics.non_inferiority import held

RESULTS = ROOT / "benchmarks" / "results" / "appropriateness.json"


def settled(plan: Plan) -> Plan:
    """Return the plan of what rests on closures: it ends with the last settled month."""
    return replace(plan, last_month=plan.last_settled_month)


def of_parts(
    counts: dict[str, Floats], names: Sequence[str], scenario: Scenario, plan: Plan
) -> Any:  # noqa: ANN401 - JSON
    """Return the coverage of each part's change and of the whole's, and were the parts apart."""
    effects = [fitted(counts[name], scenario, plan) for name in names]
    end = plan.months_before + months_between(plan.launch_month, plan.last_month) + 1
    after = {name: of[:, end - plan.months_after : end].sum(axis=1) for name, of in counts.items()}
    observed = np.stack([after[name] for name in names], axis=1)
    true = {
        outcome: after[outcome] * (1 - 1 / getattr(scenario.launch, outcome))
        for outcome in ("nfa", "not_in_need", "in_need")
    }
    true["others"] = true["not_in_need"] + true["in_need"]
    parts = Parts(
        observed=observed,
        log_ratio=np.stack([one.log_ratio for one in effects], axis=1),
        low=np.stack([one.low for one in effects], axis=1),
        high=np.stack([one.high for one in effects], axis=1),
        correlation=error_correlation(np.stack([one.residuals for one in effects], axis=1)),
    )
    each, whole = part_changes(parts), total_change(parts)
    apart = total_change(
        replace(parts, correlation=np.broadcast_to(np.eye(len(names)), parts.correlation.shape))
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
        "median_correlation": round(float(np.median(parts.correlation[:, 0, -1])), 2),
    }


def of_guardrail(counts: dict[str, Floats], scenario: Scenario, plan: Plan) -> Any:  # noqa: ANN401 - JSON
    """Return coverage and how often each verdict is given, for both guardrail measures."""
    plan = settled(plan)
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


def of_both(counts: dict[str, Floats], scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """Return what holds for the parts, two or three of them, and for the guardrail."""
    three = ("nfa", "not_in_need", "in_need")
    return {
        "decomposition": of_parts(counts, ("nfa", "others"), scenario, plan),
        "decomposition, three parts": of_parts(counts, three, scenario, settled(plan)),
        "guardrail": of_guardrail(counts, scenario, plan),
    }


def of_agencies(cells: NDArray[np.int64], scenario: Scenario, plan: Plan) -> Any:  # noqa: ANN401 - JSON
    """Return, by agency, coverage of its own effect on NFA, and the median error of its log ratio.

    cells (S, months, agencies, 2), as the scenario's months. Agencies too small to model are left
    out.
    """
    months, days = month_range(plan.series_starts, plan.last_month), exposure(scenario, plan)
    begins, size = months_of(scenario).index(months[0]), len(cells)
    true = np.log(scenario.launch.nfa)
    found = {}
    for place, name in enumerate(agencies()):
        counts = cells[:, begins : begins + len(months), place, 0]
        if counts.mean() < LEAST_A_MONTH:
            continue
        series = pl.DataFrame(
            {
                "segment": np.repeat(numbered(size), len(months)),
                "period": months * size,
                "count": counts.ravel(),
                "child_working_days": days.tolist() * size,
            }
        )
        effects = level_changes(series, plan)
        estimate, low, high = (effects[x].log().to_numpy() for x in ("estimate", "low", "high"))
        found[name] = {
            "coverage": share((low <= true) & (true <= high)),
            "median_error": round(float(np.median(estimate - true)), 3),
            "median_width": round(float(np.median(high - low)), 3),
            "a_month": round(float(counts.mean())),
        }
    return found


def of_mix(cells: NDArray[np.int64], scenario: Scenario, plan: Plan) -> Any:  # noqa: ANN401 - JSON
    """Return coverage of change, mix and within by agency; cells (S, months, agencies, 2)."""
    months, length = months_of(scenario), plan.months_after

    def window(of: NDArray[Any], first: dt.date) -> SegmentCounts:
        at = months.index(first)
        return _counted(of[:, at : at + length].astype(np.float64))

    def change(of: NDArray[Any], first: dt.date, then: dt.date) -> Mix:
        return kitagawa(window(of, first), window(of, then))

    compared = (plan.same_months_before[0], plan.first_after)
    truth = change(by_agency(expected_referrals(scenario)[None]), *compared)
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


def _counted(cells: Floats) -> SegmentCounts:
    summed = cells.sum(axis=1)
    return SegmentCounts(of=summed.sum(axis=-1), some=summed[..., 0])


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
    counts, cells = drawn(worked, counties, plan, with_agencies=True)
    found: dict[str, Any] = {
        "counties": counties,
        "first_seed": FIRST_SEED,
        "nominal_percent": 100 * plan.level,
        "thresholds worked": {
            **of_both(counts, worked, plan),
            "mix": of_mix(cells, worked, plan),
            "agencies by themselves": of_agencies(cells, worked, plan),
        },
    }
    margin = replace(
        worked,
        sources=(replace(SOURCES[0], share=1.0, nfa_share=0.306, not_in_need_share=0.188),),
        launch=Ratios(nfa=0.78, not_in_need=0.78, in_need=1 - plan.guardrail_margin),
    )
    counts, _ = drawn(margin, counties, plan, with_agencies=False)
    found["at the margin"] = of_both(counts, margin, plan)
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
