"""Flags that were left blank: what they could do to the answer, were they one thing or the other.

A blank is neither "closed at once" nor "taken on". Referrals fell only if they also fell where
every blank since the launch was an inappropriate referral and none before it was; they rose only if
they also rose the other way round. In between lies whatever the truth is.

The ends are printed, so they rest on no number of blanks that may not be: too few in all count as
the most that are too few, and those of months with too few are spread over these months.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.arrays import Integers
from referral_analysis.disclosure.policy import POLICIES
from referral_analysis.series.measures import UNFLAGGED

Filled = Literal["since the launch", "before the launch"]
"""Of which months every blank is taken for an inappropriate referral, those of the others not."""

_TOO_FEW = max(policy.smallest_shown for policy in POLICIES.values()) - 1
"""The largest number that some preset of disclosure control does not show."""


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
    is_filled = (
        pl.col("period") > plan.phase_in_ends
        if how == "since the launch"
        else pl.col("period") < plan.launch_month
    )
    months = _by_month(monthly).filter(is_filled)
    moved = months.select("period", pl.Series("moved", _as_may_be_printed(months), dtype=pl.Int64))
    moves = pl.col("moved").fill_null(0)
    return pair.join(moved, on="period", how="left", maintain_order="left").select(
        "period",
        "child_working_days",
        pl.col("inappropriate") + moves,
        # a blank row that was closed as not in need is not among the others
        (pl.col("others") - moves).clip(lower_bound=0),
    )


def _as_may_be_printed(months: pl.DataFrame) -> Integers:
    """Return blanks a month, from those that may be printed alone: sums, and months of many.

    months: as `_by_month`, of one stretch; shape (months,).
    """
    blank, weight = (months[name].fill_null(0).to_numpy() for name in (UNFLAGGED, "referrals"))
    total = int(blank.sum())
    if 0 < total <= _TOO_FEW:
        total = _TOO_FEW
    is_few = blank <= _TOO_FEW
    rest = total - int(blank[~is_few].sum())
    shared = np.cumsum(np.where(is_few, weight, 0))
    if not rest or not shared[-1]:
        return np.where(is_few, 0, blank)
    # each month gets what the running sum, rounded, grows by: whole numbers that add up to the rest
    spread = np.diff(np.floor(shared / shared[-1] * rest + 0.5), prepend=0).astype(np.int64)
    return np.where(is_few, spread, blank)


def _by_month(monthly: pl.DataFrame) -> pl.DataFrame:
    """Return period, blank flags and all referrals: a row a month, in order."""
    return (
        monthly.filter(pl.col("measure").is_in([UNFLAGGED, "referrals"]))
        .pivot(on="measure", index="period", values="count")
        .sort("period")
    )


def shares(monthly: pl.DataFrame, plan: Plan) -> tuple[BlanksShare, BlanksShare]:
    """Count the blanks before the launch and after the phase-in."""
    wide = _by_month(monthly)
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
