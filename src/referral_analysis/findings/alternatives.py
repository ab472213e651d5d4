"""The headline under other defensible choices: how far the answer rests on the model."""

from dataclasses import replace

import polars as pl

from referral_analysis import its
from referral_analysis.findings.model import LAUNCH, Choices, series_of, spec
from referral_analysis.findings.plan import Plan
from referral_analysis.periods import month_name

PLANNED = "The model of this report, with plainer intervals"


def of_headline(monthly: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return a row a choice: the launch's effect on one measure, all else as planned.

    monthly: one measure's months, from the first of the extract. Columns: choice, ratio, low, high,
    level, method, measured_coverage. Each model's own intervals; the plan's series starts where
    the plan says in all but the row that says otherwise.
    """
    planned = monthly.filter(pl.col("period") >= plan.series_starts)
    rows = [_effect(label, planned, plan, choices) for label, choices in _choices(plan)]
    first = min(monthly["period"].to_list())
    if first != plan.series_starts:
        label = f"All months of the extract, from {month_name(first)}"
        rows.insert(1, _effect(label, monthly, plan, Choices()))
    return pl.concat(rows)


def _choices(plan: Plan) -> list[tuple[str, Choices]]:
    as_planned = Choices()
    other = 1 if plan.fourier_pairs != 1 else 2
    pairs = f"{other} seasonal wave{'s' if other > 1 else ''} a year, not {plan.fourier_pairs}"
    return [
        (PLANNED, as_planned),
        ("The workshop months as a ramp, not left out", replace(as_planned, phase_in="ramp")),
        (pairs, replace(as_planned, fourier_pairs=other)),
        ("The inspection's rise fading away", replace(as_planned, inspection="decay")),
        ("The inspection's rise ending at the launch", replace(as_planned, inspection="pulse")),
        ("No rise at the inspection", replace(as_planned, inspection="absent")),
        ("Newey-West intervals, as many studies use", replace(as_planned, model="ols_hac")),
    ]


def _effect(label: str, monthly: pl.DataFrame, plan: Plan, choices: Choices) -> pl.DataFrame:
    fitted = its.fit(series_of(monthly, "measure"), spec(plan, choices))
    return (
        its.effects(fitted, at=LAUNCH, level=plan.level)
        .filter(pl.col("estimand") == "level_change", pl.col("scale") == "ratio")
        .select(
            pl.lit(label).alias("choice"),
            pl.col("estimate").alias("ratio"),
            "low",
            "high",
            "level",
            "method",
            "measured_coverage",
        )
    )
