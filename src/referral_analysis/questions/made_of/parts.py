"""What the change in referrals is made of: inappropriate and other ones, adding up exactly."""

import math
from collections.abc import Collection, Sequence

import numpy as np
import polars as pl

from referral_analysis.analysis.effect import Effect, effect
from referral_analysis.analysis.model import Choices, is_long_enough
from referral_analysis.analysis.plan import Plan
from referral_analysis.questions.made_of.tables import (
    CHANGES,
    LABELS,
    NFA,
    OTHERS,
    SPLITS,
    TOTAL,
    ChangeParts,
)
from referral_analysis.series.exposure import WORKING_DAYS_A_YEAR
from referral_analysis.series.outcome import in_brackets
from referral_analysis.statistics.decomposition import (
    Parts,
    error_correlation,
    part_changes,
    total_change,
)


def decomposed(
    monthly: pl.DataFrame,
    plan: Plan,
    choices: Choices,
    splits: Collection[str] = tuple(SPLITS),
) -> pl.DataFrame:
    """Return `ChangeParts`: a row a part of each split, and one of the whole.

    monthly: as `series.monthly_counts`, with the measures of both splits and referrals. A split of
    which a part was not counted has no rows.
    """
    counted = pl.concat([monthly, _others(monthly)])
    held = set(counted["measure"])
    each = (_split(name, counted, plan, choices) for name in splits if held >= set(SPLITS[name]))
    return pl.concat([ChangeParts.frame(), *each])


def _others(monthly: pl.DataFrame) -> pl.DataFrame:
    """Return the referrals that were not closed at once, in the form of `monthly`."""
    nfa = monthly.filter(pl.col("measure") == NFA).select("period", pl.col("count").alias("nfa"))
    return (
        monthly.filter(pl.col("measure") == TOTAL)
        .join(nfa, on="period", maintain_order="left")
        .sort("period")
        .with_columns(
            pl.lit(OTHERS).alias("measure"),
            pl.col("count") - pl.col("nfa"),
            pl.lit(None, pl.Float64).alias("referrals_per_10k_year"),
        )
        .select(monthly.columns)
    )


def _split(name: str, counted: pl.DataFrame, plan: Plan, choices: Choices) -> pl.DataFrame:
    last = plan.last_month if name == "two" else plan.last_settled_month
    months = counted.filter(pl.col("period") <= last)
    parts = [months.filter(pl.col("measure") == part) for part in SPLITS[name]]
    after = [one.filter(pl.col("period") > plan.phase_in_ends) for one in parts]
    observed = [int(one["count"].sum()) for one in after]
    size = after[0].height * plan.step
    frame = pl.DataFrame(
        {
            "split": name,
            "part": [*SPLITS[name], TOTAL],
            "label": [_label(part, plan) for part in (*SPLITS[name], TOTAL)],
            "months": pl.repeat(size, len(observed) + 1, dtype=pl.Int64, eager=True),
            "observed_total": [*observed, sum(observed)],
        }
    )
    if not all(is_long_enough(one, plan, choices) for one in parts):
        return frame.with_columns(pl.lit(None, pl.Float64).alias(column) for column in CHANGES)
    changes, correlation = _changes([effect(one, plan, choices) for one in parts], observed)
    as_rate = 10_000 * WORKING_DAYS_A_YEAR / math.fsum(after[0]["child_working_days"])
    ends = zip(("change", "low", "high"), changes, strict=True)
    return frame.with_columns(
        *(
            column
            for end, values in ends
            for column in (
                pl.Series(end, values / size),
                pl.Series(f"rate_{end}", values * as_rate),
            )
        ),
        pl.lit(correlation).alias("correlation"),
    ).select(*frame.columns, *CHANGES)


def _label(part: str, plan: Plan) -> str:
    return f"Inappropriate ({in_brackets(plan.outcome)})" if part == NFA else LABELS[part]


def _changes(
    effects: Sequence[Effect], observed: Sequence[int]
) -> tuple[list[np.typing.NDArray[np.float64]], float]:
    """Return estimate, low and high of each part and then of the whole; and the correlation."""
    residuals = np.stack([one.fitted.batches[0].kernel.residuals for one in effects], axis=1)
    parts = Parts(
        observed=np.array([observed], dtype=np.float64),
        log_ratio=np.log([[one.ratio for one in effects]]),
        low=np.log([[one.low for one in effects]]),
        high=np.log([[one.high for one in effects]]),
        correlation=error_correlation(residuals),
    )
    each, total = part_changes(parts), total_change(parts)
    joined = [
        np.append(part[0], whole[0])
        for part, whole in (
            (each.estimate, total.estimate),
            (each.low, total.low),
            (each.high, total.high),
        )
    ]
    return joined, float(parts.correlation[0, 0, -1])
