"""The rule that fixes the form of the primary analysis, from the months before the launch alone.

Set against the other referrals of the same months, inappropriate referrals lose the shocks that
move both; where the two have little in common, that adds noise instead. Which of the two it is is
judged before the months after the launch are seen: nothing here is handed any of them.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from referral_analysis import its
from referral_analysis.analysis.model import INSPECTION
from referral_analysis.analysis.plan import Plan
from referral_analysis.periods import add_months

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


def _before_launch(plan: Plan) -> its.Interruption:
    """Return the inspection; where there was none, what takes the second month out and no other.

    A timeline has an interruption with a month before it, and the rule may not see the launch.
    """
    if plan.inspection_month is not None:
        return its.Interruption(INSPECTION, starts=f"{plan.inspection_month:%Y-%m}")
    second = f"{add_months(plan.series_starts, 1):%Y-%m}"
    return its.Interruption("second month", starts=second, shape="pulse", ends=second)


def decide(before: pl.DataFrame, plan: Plan) -> Decision:
    """Choose the form by the months before the launch; ValueError if handed any other.

    before: period, inappropriate, others, child_working_days. Residuals are of log rates on a
    trend, the seasons and the inspection, by least squares.
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
        timeline=its.Timeline(_before_launch(plan)),
        model="ols_hac",
        seasonality=its.fourier(plan.fourier_pairs) if plan.fourier_pairs else None,
        least_before=1,
        least_after=1,
    )
    correlation = its.residual_correlation(its.fit(rates, spec), *names)
    return Decision(
        form="ratio" if correlation >= LEAST_CORRELATION else "adjusted",
        residual_correlation=correlation,
        months=before.height,
    )
