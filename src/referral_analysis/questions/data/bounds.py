"""What rows left out, or without a decision, could do to the change in inappropriate referrals."""

import datetime as dt

import polars as pl

from referral_analysis.extract import Checked, columns
from referral_analysis.extract.check import FAILED_RULES
from referral_analysis.periods import add_months
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.tables import Bounds
from referral_analysis.series.outcome import recoded

COPY = "exact duplicate"
"""The rule whose rows cannot be referrals of their own: they are in the analysis once."""


def of_headline(checked: Checked, plan: QualityPlan) -> pl.DataFrame:
    """Return `Bounds`: inappropriate referrals counted, and how many more there could be.

    Could be: rows left out that are no copies, dated in these months or not datable at all, but for
    those that are marked as having had further action where it is no further action that counts;
    and rows kept of which it is not known, which are not counted.
    """
    kept = recoded(checked.kept, plan.outcome, plan.closure_ripens_in_days)
    last_day = add_months(plan.last_month, 1) - dt.timedelta(days=1)
    before = (plan.series_starts, plan.launch_month - dt.timedelta(days=1))
    after = (plan.first_after, last_day)
    return Bounds.frame(
        {Bounds.part: part, **_of_part(kept, checked.excluded, within, plan)}
        for part, within in (("before", before), ("after", after))
    )


def _of_part(
    kept: pl.LazyFrame,
    excluded: pl.LazyFrame,
    within: tuple[dt.date, dt.date],
    plan: QualityPlan,
) -> dict[str, int]:
    day, is_nfa = pl.col(columns.REFERRED_ON), pl.col(columns.IS_NFA)
    could_be = is_nfa.fill_null(value=True) if plan.outcome.is_nfa else pl.lit(value=True)
    cannot_be_dated = day.is_null() | (day > plan.extract_drawn_on)
    is_copy = pl.col(FAILED_RULES).str.split("; ").list.contains(COPY)
    left_out = excluded.filter(~is_copy, could_be, cannot_be_dated | day.is_between(*within))
    counts = (
        kept.filter(day.is_between(*within))
        .select(nfa=is_nfa.sum(), unknown=is_nfa.is_null().sum())
        .collect()
        .row(0)
    )
    return {
        Bounds.nfa: int(counts[0]),
        Bounds.could_be_nfa: int(counts[1]) + int(left_out.select(pl.len()).collect().item()),
    }
