"""The primary analysis: inappropriate referrals against the other referrals of the same months.

Its ratio is observed over expected inappropriate referrals had the launch not come and the others
been as they were; averted referrals and the monthly path follow from it and cannot contradict it.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from referral_analysis import its
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import Choices, spec, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Form
from referral_analysis.statistics.expected import HALF, expected

OTHERS_RATE = "others_rate"
EXPECTED = ("fitted", "expected_without", "low", "high")


def fit(pair: pl.DataFrame, plan: Plan, choices: Choices, form: Form) -> its.ItsFit:
    """Fit log((inappropriate + 1/2) / base) month by month; `base` says what that is.

    pair: period, inappropriate, others, child_working_days. In the form "adjusted" the logarithm
    of the others' rate is a column of the design.
    """
    return fit_as(pair, spec(plan, choices, pair), form)


def fit_as(pair: pl.DataFrame, asked: its.ItsSpec, form: Form) -> its.ItsFit:
    """Fit the months of a pair as `fit` does, by a spec of one's own."""
    if form == "adjusted":
        asked = replace(asked, control=OTHERS_RATE)
    months = pair.select(
        "period",
        ((pl.col("inappropriate") + HALF) / base(form)).alias("value"),
        pl.col("inappropriate").alias("events"),
        ((pl.col("others") + HALF) / pl.col("child_working_days")).alias(OTHERS_RATE),
    )
    return its.fit(months, asked)


def fit_alone(rows: pl.DataFrame, plan: Plan, choices: Choices) -> its.ItsFit:
    """Fit log((count + 1/2) / exposure) by `spec_alone`: period, count, child_working_days."""
    rate = (pl.col("count") + HALF) / pl.col("child_working_days")
    months = rows.select("period", rate.alias("value"), pl.col("count").alias("events"))
    return its.fit(months, spec_alone(plan, rows, choices))


def base(form: Form) -> pl.Expr:
    """Return what inappropriate referrals are set against: the others + 1/2, or the exposure."""
    return pl.col("others") + HALF if form == "ratio" else pl.col("child_working_days")


def averted(observed: float, periods: float, ratio: float) -> float:
    """Return expected less observed of so many periods; a fall is positive, and no change is 0."""
    return expected(observed, ratio, periods) - observed


def path(
    fitted: its.ItsFit,
    months: pl.DataFrame,
    against: pl.Expr,
    plan: Plan,
    effect: Mapping[str, float] | None,
) -> pl.DataFrame:
    """Return period, and in referrals of that month fitted, expected_without, low and high.

    months: period, and the columns of `against`: what each month's referrals are set against.
    effect: the ratio that is printed, with its low and high; after the phase-in what was expected
    is what was fitted over that ratio, so that a figure cannot contradict the number beside it.
    """
    found = its.counterfactual(fitted, at=LAUNCH, level=plan.level).select("period", *EXPECTED)
    if effect is not None:
        ends = {"expected_without": "ratio", "low": "high", "high": "low"}
        found = found.with_columns(
            pl.when(pl.col("period") > plan.phase_in_ends)
            .then(pl.col("fitted") / effect[end])
            .otherwise(pl.col(name))
            .alias(name)
            for name, end in ends.items()
        )
    return (
        months.with_columns(against.alias("base"))
        .join(found, on="period", how="left", maintain_order="left")
        .select(
            "period",
            *((pl.col(name) * pl.col("base") - HALF).clip(lower_bound=0) for name in EXPECTED),
        )
    )
