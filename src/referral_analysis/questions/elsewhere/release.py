"""Contacts and CAFs beside the referrals, released: their totals, and what was modelled of them."""

import polars as pl

from referral_analysis.analysis.printed_counts import PrintedCounts, resting
from referral_analysis.analysis.tables import EFFECT, MILD
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.questions.elsewhere.tables import Elsewhere


def release_elsewhere(
    table: pl.DataFrame, names: PrintedCounts, hidden: Hidden, policy: Policy
) -> Released:
    """Release a row each; its change only where its total is shown. No month is printed."""
    rule = TableRule(
        declared=Elsewhere,
        counts=(CountRule(column=Elsewhere.observed_total),),
        dependent=resting(table, (*EFFECT, *MILD), on=(Elsewhere.observed_total,)),
    )
    marks = [count in hidden.counts for count in names.elsewhere]
    return release(
        "elsewhere", table, rule, policy, hidden=pl.DataFrame({Elsewhere.observed_total: marks})
    )
