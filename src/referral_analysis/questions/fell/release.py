"""What fell, released: the changes, the months with their paths, other choices, the rule."""

from dataclasses import replace

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    SERIES,
    PrintedCounts,
    ShownCounts,
    of_blanks,
    resting,
    rule_of,
)
from referral_analysis.analysis.rule import Decision
from referral_analysis.analysis.tables import (
    AVERTED,
    EFFECT,
    MILD,
    SAFE,
    Alternative,
    Changes,
    Paths,
)
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.questions.fell.tables import Alarms, Blanks, Tolerated
from referral_analysis.schema import Schema
from referral_analysis.series.exposure import referrals_per_10k_year
from referral_analysis.series.measures import APPROPRIATE, INAPPROPRIATE, OTHERS
from referral_analysis.statistics.expected import halves_of

_PATH = (Paths.fitted, Paths.expected_without, Paths.low, Paths.high)
_PAIR = frozenset({INAPPROPRIATE, OTHERS})
"""The measures whose months the headline rests on."""
_SET_AGAINST = _PAIR | {"referrals", APPROPRIATE}
"""The measures whose months other choices of model rest on: `alternatives.of_headline`."""


def release_changes(
    table: pl.DataFrame, names: PrintedCounts, shown: ShownCounts, *, step: int
) -> Released:
    """Release each measure's change; a total goes where it, or rounded a month of it, is hidden.

    step: of how many months each count is that was fitted.
    """
    rule = TableRule(
        declared=Changes,
        counts=(CountRule(column=Changes.observed_total),),
        dependent=resting(
            table, (*EFFECT, *MILD, *SAFE, *AVERTED), on=(Changes.observed_total, SERIES)
        ),
    )
    totals = [None if c is None else shown.total(c) for c in names.totals]
    gaps, policy = names.with_gaps(shown.hidden), shown.policy
    marks = pl.DataFrame(
        {
            "observed_total": [
                count is not None and total is None
                for count, total in zip(names.totals, totals, strict=True)
            ],
            SERIES: [
                bool(gaps & (_PAIR if measure == HEADLINE else {measure}))
                for measure in table["measure"]
            ],
        }
    )
    built = pl.Series("observed_total", totals, dtype=pl.Int64)
    if policy.rounded_to > 1:
        # they are multiples of the count, of few with a half more a month, or a quarter
        counted = pl.col("observed_total")
        halves = halves_of(counted, pl.col("months") / step)
        of_shown = (built.cast(pl.Float64) + halves) / (counted + halves)
        table = table.with_columns(built, *(pl.col(name) * of_shown for name in AVERTED))
    return release("changes", table, rule, policy, hidden=marks)


def release_months(table: pl.DataFrame, names: PrintedCounts, shown: ShownCounts) -> Released:
    """Release the months of each measure; its path only where all its months are shown."""
    hidden = shown.hidden
    rule = TableRule(
        declared=Paths,
        counts=(CountRule(column=Paths.count),),
        derived={Paths.observed: referrals_per_10k_year().alias(Paths.observed)},
        dependent=resting(table, _PATH, on=(SERIES,)),
    )
    marks = pl.DataFrame(
        {
            "count": [count in hidden.counts for count in names.months],
            SERIES: table["measure"].is_in(list(_without_path(names, hidden))),
        },
        schema={"count": pl.Boolean, SERIES: pl.Boolean},
    )
    figures = shown.told_or(table[Paths.count], names.months)
    return release("monthly", table.with_columns(figures), rule, shown.policy, hidden=marks)


def release_alternatives(
    table: pl.DataFrame, names: PrintedCounts, hidden: Hidden, policy: Policy
) -> Released:
    """Release the headline under other choices, where no month that any of them fits is hidden."""
    rule = TableRule(
        declared=Alternative, counts=(), dependent=resting(table, EFFECT, on=(SERIES,))
    )
    hides = bool(names.with_gaps(hidden) & _SET_AGAINST)
    marks = pl.DataFrame({SERIES: pl.repeat(hides, table.height, dtype=pl.Boolean, eager=True)})
    return release("alternatives", table, rule, policy, hidden=marks)


def release_decision(decision: Decision, names: PrintedCounts, hidden: Hidden) -> Decision:
    """Release what the rule decided; its figure only where all that it rests on is shown."""
    if names.with_gaps(hidden) & _PAIR:
        return replace(decision, residual_correlation=None)
    correlation = decision.residual_correlation
    shown = None if correlation is None else round(correlation, 2)
    return replace(decision, residual_correlation=shown)


def _without_path(names: PrintedCounts, hidden: Hidden) -> set[str]:
    """Name the measures whose path rests on a month that is suppressed."""
    gaps = names.with_gaps(hidden)
    return gaps | {INAPPROPRIATE} if gaps & _PAIR else gaps


def release_rests(
    declared: tuple[str, type[Schema]],
    table: pl.DataFrame,
    names: PrintedCounts,
    hidden: Hidden,
    policy: Policy,
) -> Released:
    """Release what was examined of the headline, where every month that it rests on is shown.

    declared: the table's name, and its columns.
    """
    figures = [
        column for column in table.columns if column not in (Tolerated.tolerance, Alarms.name)
    ]
    hides = has_gap(names, hidden)
    marks = pl.DataFrame({SERIES: pl.repeat(hides, table.height, dtype=pl.Boolean, eager=True)})
    rule = rule_of(declared[1], dict.fromkeys(figures, (SERIES,)))
    return release(declared[0], table, rule, policy, hidden=marks)


def has_gap(names: PrintedCounts, hidden: Hidden) -> bool:
    """Claim that a month which the headline rests on is suppressed."""
    return bool(names.with_gaps(hidden) & _PAIR)


def release_blanks(
    table: pl.DataFrame, plan: Plan, hidden: Hidden, policy: Policy, *, has_ends: bool
) -> Released:
    """Release how many flags are blank, and the headline's ends were they all one thing.

    has_ends: the ends may be shown, as far as the months of the headline go.
    """
    blank, of = of_blanks(plan)
    rule = TableRule(
        declared=Blanks,
        counts=(
            CountRule(column=Blanks.referrals),
            CountRule(column=Blanks.unflagged, whole=Blanks.referrals),
        ),
        derived={"share": (pl.col(Blanks.unflagged) / pl.col(Blanks.referrals)).alias("share")},
        dependent=dict.fromkeys((Blanks.low, Blanks.high, *MILD), (Blanks.unflagged, SERIES)),
    )
    marks = pl.DataFrame(
        {
            "referrals": [count in hidden.counts for count in of],
            "unflagged": [count in hidden.counts for count in blank],
            SERIES: [not has_ends] * table.height,
        }
    )
    return release("blanks", table, rule, policy, hidden=marks)
