"""Flags that were left blank: what they could do to the answer, were they one thing or the other.

A blank is neither "closed at once" nor "taken on". Referrals fell only if they also fell where
every blank since the launch was an inappropriate referral and none before it was; they rose only if
they also rose the other way round. In between lies whatever the truth is.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.series.measures import UNFLAGGED

Filled = Literal["since the launch", "before the launch"]
"""Of which months every blank is taken for an inappropriate referral, those of the others not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlanksShare:
    """How many referrals of a stretch have no flag, of how many."""

    unflagged: int
    referrals: int

    @property
    def share(self) -> float:
        """0 to 1; 0 where there were no referrals."""
        return self.unflagged / self.referrals if self.referrals else 0.0


def filled(pair: pl.DataFrame, monthly: pl.DataFrame, plan: Plan, how: Filled) -> pl.DataFrame:
    """Return the pair with every blank of those months moved from the others to inappropriate.

    pair: as `county.pair`; monthly: as `county.analysed`, with `UNFLAGGED` among its measures.
    """
    blank = monthly.filter(pl.col("measure") == UNFLAGGED).select(
        "period", pl.col("count").alias("blank")
    )
    is_filled = (
        pl.col("period") > plan.phase_in_ends
        if how == "since the launch"
        else pl.col("period") < plan.launch_month
    )
    moved = pl.when(is_filled).then(pl.col("blank").fill_null(0)).otherwise(0)
    return pair.join(blank, on="period", how="left", maintain_order="left").select(
        "period",
        "child_working_days",
        pl.col("inappropriate") + moved,
        # a blank row that was closed as not in need is not among the others
        (pl.col("others") - moved).clip(lower_bound=0),
    )


def shares(monthly: pl.DataFrame, plan: Plan) -> tuple[BlanksShare, BlanksShare]:
    """Count the blanks before the launch and after the phase-in."""
    wide = monthly.filter(pl.col("measure").is_in([UNFLAGGED, "referrals"])).pivot(
        on="measure", index="period", values="count"
    )
    before, after = (
        wide.filter(where).select(pl.col(UNFLAGGED, "referrals").sum()).row(0)
        for where in (
            pl.col("period") < plan.launch_month,
            pl.col("period") > plan.phase_in_ends,
        )
    )
    return (
        BlanksShare(unflagged=before[0], referrals=before[1]),
        BlanksShare(unflagged=after[0], referrals=after[1]),
    )
