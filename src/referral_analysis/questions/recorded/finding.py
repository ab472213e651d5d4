"""Could recording alone have changed? The wider count against the appropriate referrals.

A case that used to be closed at once, and is now assessed first and closed then, leaves the
headline and stays in the wider count. Set against the appropriate referrals of the same months, as
the headline is set against the others, that count loses the shocks that move both.
"""

import polars as pl

from referral_analysis.analysis import county, primary
from referral_analysis.analysis.effect import at_launch, mild_ends
from referral_analysis.analysis.model import Choices, is_long_enough
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Form
from referral_analysis.questions.recorded.tables import Wider
from referral_analysis.series.measures import APPROPRIATE, WIDER


def of_wider(monthly: pl.DataFrame, plan: Plan, choices: Choices, form: Form) -> pl.DataFrame:
    """Return the row of `Wider`; monthly: as `county.analysed`."""
    if not {WIDER, APPROPRIATE} <= set(monthly["measure"]):
        return nothing_settled()
    pair = county.pair(monthly, WIDER, APPROPRIATE)
    months = pair.filter(pl.col("period") > plan.phase_in_ends).height * plan.step
    row: dict[str, object] = {"months": months}
    if is_long_enough(pair, plan, choices):
        fitted = primary.fit(pair, plan, choices, form)
        row |= at_launch(fitted, plan) | mild_ends(fitted, plan)
    return Wider.frame([row])


def nothing_settled() -> pl.DataFrame:
    """Return the row of a report none of whose closures have settled, or are known."""
    return Wider.frame([{Wider.months: 0}])
