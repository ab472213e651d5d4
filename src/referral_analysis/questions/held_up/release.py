"""Every measure after the launch, released: figures without their counts."""

from collections.abc import Callable

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    REST,
    ShownCounts,
    marks_of,
    rule_of,
    series_of,
    settled,
)
from referral_analysis.analysis.tables import EFFECT
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import is_given_away, is_small
from referral_analysis.disclosure.without_counts import hidden_rows, release_without_counts
from referral_analysis.questions.held_up.tables import Guardrail, Measured


def release_measured(
    table: pl.DataFrame, is_shown: Callable[[str], bool], policy: Policy
) -> Released:
    """Release each measure's change; is_shown says whether no count of a measure is hidden."""
    hidden = [not is_shown(measure) for measure in table["measure"]]
    small = is_small(pl.col(Measured.total), policy) | is_given_away(
        pl.col(Measured.total), pl.col(Measured.out_of), policy
    )
    return release_without_counts(
        ("measured", Measured),
        table.drop(Measured.counts()),
        EFFECT,
        hidden_rows(hidden, table, small),
        policy,
    )


def release_guardrail(guardrail: pl.DataFrame, plan: Plan, shown: ShownCounts) -> Released:
    """Release each guardrail measure's total, change and verdict, where its months are shown."""
    counts = [settled(measure, plan) for measure in guardrail["measure"]]
    rests = [shown.all_of(series_of(count, plan)) for count in counts]
    return release(
        "guardrail",
        guardrail,
        rule_of(
            Guardrail,
            dict.fromkeys(
                (*EFFECT, Guardrail.safe_low, Guardrail.verdict), ("observed_total", REST)
            ),
        ),
        shown.policy,
        hidden=marks_of(
            observed_total=[count in shown.hidden.counts for count in counts],
            rest=[not one for one in rests],
        ),
    )
