"""Every measure after the launch, released: figures without their counts."""

from collections.abc import Callable

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    EFFECT,
    REST,
    ShownCounts,
    marks_of,
    rule_of,
    series_of,
    settled,
)
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import is_given_away, is_small
from referral_analysis.disclosure.without_counts import hidden_rows, release_without_counts


def release_measured(
    table: pl.DataFrame, is_shown: Callable[[str], bool], policy: Policy
) -> Released:
    """Release each measure's change; is_shown says whether no count of a measure is hidden."""
    hidden = [not is_shown(measure) for measure in table["measure"]]
    small = is_small(pl.col("total"), policy) | is_given_away(
        pl.col("total"), pl.col("out_of"), policy
    )
    return release_without_counts(
        "measured", table.drop("total", "out_of"), EFFECT, hidden_rows(hidden, table, small), policy
    )


def release_guardrail(guardrail: pl.DataFrame, plan: Plan, shown: ShownCounts) -> Released:
    """Release each guardrail measure's total, change and verdict, where its months are shown."""
    counts = [settled(measure, plan) for measure in guardrail["measure"]]
    rests = [shown.all_of(series_of(count, plan)) for count in counts]
    return release(
        "guardrail",
        guardrail,
        rule_of(
            ["observed_total"],
            dict.fromkeys((*EFFECT, "verdict"), ("observed_total", REST)),
        ),
        shown.policy,
        hidden=marks_of(
            observed_total=[count in shown.hidden.counts for count in counts],
            rest=[not one for one in rests],
        ),
    )
