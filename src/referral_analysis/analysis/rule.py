"""The rule that fixes the form of the primary analysis, from the months before the launch alone.

Set against the other referrals of the same months, inappropriate referrals lose the shocks that
move both; where the two have little in common, that adds noise instead. Which of the two it is is
judged before the months after the launch are seen: nothing here is handed any of them.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from referral_analysis import its
from referral_analysis.analysis.events import left_out
from referral_analysis.analysis.model import (
    between_counts,
    interruption,
    is_analysed,
    placed,
    windows,
)
from referral_analysis.analysis.plan import Plan
from referral_analysis.periods import month_range

Form = Literal["ratio", "adjusted"]
"""The logarithm of inappropriate referrals over others; or that of inappropriate referrals, with
the logarithm of the others among what explains it."""
LEAST_CORRELATION = 0.5
"""Below it the ratio is no gain: it pays where the correlation is above half the ratio of the two
series' standard deviations (docs/method.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The form, and what decided it: the correlation of two series' residuals over these months.

    The correlation is null where it may not be shown.
    """

    form: Form
    residual_correlation: float | None
    months: int


def before_launch(pair: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Keep the months of the analysis that the rule may see."""
    return pair.filter(pl.col("period").is_between(plan.series_starts, plan.launch_month, "left"))


def timeline_before(plan: Plan, before: pl.DataFrame | None = None) -> its.Timeline:
    """Return the events before the launch; where none has a term, one of the second month alone.

    A timeline has an interruption with a month before it, and the rule may not see the launch.
    before: the `period` of what is fitted.
    """
    events = [one for one in placed(plan.events, plan) if one.starts < plan.launch_month]
    terms = [interruption(one) for one in events if one.has_term]
    if not terms:
        kept = [
            month
            for month in month_range(plan.series_starts, plan.launch_month)
            if plan.first_of(month) == month and not left_out(events, month)
        ]
        second = f"{kept[1]:%Y-%m}"
        terms = [its.Interruption("second month", starts=second, shape="pulse", ends=second)]
    terms.sort(key=lambda one: one.start.number)
    return its.Timeline(*terms, left_out=[*windows(events), *between_counts(plan, before)])


def decide(before: pl.DataFrame, plan: Plan) -> Decision:
    """Choose the form by the months before the launch; ValueError if handed any other.

    before: period, inappropriate, others, child_working_days. Residuals are of log rates on a
    trend, the seasons and the events before the launch, by least squares.
    """
    if not before["period"].is_between(plan.series_starts, plan.launch_month, "left").all():
        raise ValueError("the rule may see only months of the analysis before the launch")
    names = ("inappropriate", "others")
    rates = pl.concat(
        before.select(
            "period",
            ((pl.col(name) + 0.5) / pl.col("child_working_days")).alias("value"),
            pl.lit(name).alias("segment"),
        )
        for name in names
    )
    spec = its.ItsSpec(
        timeline=timeline_before(plan, before),
        model="ols_hac",
        seasonality=its.fourier(plan.fourier_pairs) if plan.fourier_pairs else None,
        least_before=1,
        least_after=1,
    )
    correlation = its.residual_correlation(its.fit(rates, spec), *names)
    return Decision(
        form="ratio" if correlation >= LEAST_CORRELATION else "adjusted",
        residual_correlation=correlation,
        months=before.filter(is_analysed(plan)).height * plan.step,
    )
