"""Districts and agencies, released: counts, effects, funnels, doses, staff reached."""

from collections.abc import Mapping, Sequence

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    REST,
    Segments,
    ShownCounts,
    after_launch,
    as_told,
    marks_of,
    resting,
    rule_of,
    series_of,
)
from referral_analysis.analysis.tables import EFFECT, Adjusted, PooledEffects
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release, rounded
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.questions.where.tables import (
    LIMITS,
    DoseDistricts,
    Doses,
    Funnel,
    Reached,
    Staff,
)
from referral_analysis.statistics.funnel import funnel, verdict

_WHOLE_PER_CENT = 2  # decimals of a share


def release_segments(
    segments: pl.DataFrame,
    kind: str,
    columns: Mapping[str, Sequence[Count]],
    shown: ShownCounts,
) -> Released:
    """Release the counts of each segment of a kind; its effect where those behind it are shown.

    columns: the `Count` that stands in each row of each count column.
    """
    rule = TableRule(
        declared=PooledEffects,
        counts=tuple(CountRule(column=column) for column in columns),
        derived={
            f"share_{when}": pl.col(f"nfa_{when}") / pl.col(f"referrals_{when}")
            for when in ("before", "after")
        },
        dependent=resting(
            segments,
            (*EFFECT, Adjusted.p_adjusted),
            on=(PooledEffects.nfa_before, PooledEffects.nfa_after, REST),
        ),
    )
    of_kind = segments.filter(pl.col("kind") == kind).drop("kind")
    table, marks = as_told(of_kind, columns, shown)
    return release(kind, table, rule, shown.policy, hidden=marks_of(**marks))


def release_funnel(
    funnels: pl.DataFrame, kind: str, segments: Segments, shown: ShownCounts
) -> Released:
    """Release a funnel: shares whose counts are shown, and limits where the county's are too.

    Limits, spread and verdicts are worked out from the counts as they are shown, rounded where they
    are: worked out from the true ones they would say what those are. Limits of rounded counts are
    whole per cents, so that nobody takes them for limits of one count among those that round alike.
    """
    of_kind = funnels.filter(pl.col("kind") == kind).drop("kind")
    parts = segments.hidden(shown, ("nfa_after",))
    wholes = segments.hidden(shown, ("referrals_after",))
    total, nfa = (shown.total(after_launch(n, segments.plan)) for n in ("referrals", "nfa"))
    table, is_unknown = of_kind, not total or nfa is None
    if total and nfa is not None:
        table = _as_shown(of_kind, parts, wholes, nfa / total, shown)
    rule = TableRule(
        declared=Funnel,
        counts=tuple(CountRule(column=column) for column in Funnel.counts()),
        derived={Funnel.share: pl.col(Funnel.part) / pl.col(Funnel.whole)},
        dependent={
            **dict.fromkeys((Funnel.target, Funnel.between_sd), (REST,)),
            **dict.fromkeys(LIMITS, (Funnel.whole, REST)),
            Funnel.verdict: (*Funnel.counts(), REST),
        },
    )
    counted = {
        column: [named[segment] for segment in table["segment"]]
        for column, named in (
            (Funnel.part, segments.by_segment("nfa_after")),
            (Funnel.whole, segments.by_segment("referrals_after")),
        )
    }
    table, marks = as_told(table, counted, shown)
    marks[REST] = [is_unknown or is_left_out for is_left_out in marks[REST]]
    return release(f"funnel {kind}", table, rule, shown.policy, hidden=marks_of(**marks))


def _as_shown(
    of_kind: pl.DataFrame,
    parts: Mapping[str, bool],
    wholes: Mapping[str, bool],
    target: float,
    shown: ShownCounts,
) -> pl.DataFrame:
    """Work the funnel out again from the counts that may be shown; hidden ones have no limits."""
    seen = of_kind.select("segment", "part", "whole").with_columns(
        pl.when(pl.Series([not is_hidden[name] for name in of_kind["segment"]], dtype=pl.Boolean))
        .then(rounded(column, shown.policy))
        .alias(column)
        for column, is_hidden in (("part", parts), ("whole", wholes))
    )
    limits = funnel(seen, target).drop("part", "whole")
    if shown.policy.rounded_to > 1:
        limits = limits.with_columns(pl.col(*LIMITS).round(_WHOLE_PER_CENT))
        limits = limits.with_columns(verdict())
    return (
        of_kind.select("segment", "part", "whole")
        .join(limits, on="segment", how="left", maintain_order="left")
        .select(of_kind.columns)
    )


def release_doses(doses: pl.DataFrame, plan: Plan, shown: ShownCounts) -> Released:
    """Release the effects by dose where every month that they rest on is shown."""
    rests = not shown.all_of(series_of(after_launch("nfa", plan), plan))
    rule = rule_of(Doses, dict.fromkeys(EFFECT, (REST,)))
    marks = marks_of(rest=[rests] * doses.height)
    return release("doses", doses, rule, shown.policy, hidden=marks)


def release_dose_districts(
    districts: pl.DataFrame, segments: Segments, shown: ShownCounts
) -> Released:
    """Release each district's effect by its own workshops, where its counts are shown."""
    hidden = segments.hidden(shown, ("nfa_before", "nfa_after"))
    marks = marks_of(rest=[hidden.get(name, True) for name in districts["segment"]])
    rule = rule_of(DoseDistricts, dict.fromkeys(EFFECT, (REST,)))
    return release("dose districts", districts, rule, shown.policy, hidden=marks)


def release_staff(
    staff: pl.DataFrame, reached: pl.DataFrame, segments: Segments, shown: ShownCounts
) -> Released:
    """Release the models by staff reached where every agency's counts are shown they rest on."""
    hidden = segments.hidden(shown, ("nfa_before", "nfa_after"))
    is_hidden = any(hidden.get(name, True) for name in reached["segment"].unique())
    rule = rule_of(Staff, dict.fromkeys(EFFECT, (REST,)))
    marks = marks_of(rest=[is_hidden] * staff.height)
    return release("staff", staff, rule, shown.policy, hidden=marks)


def release_staff_reached(reached: pl.DataFrame, policy: Policy) -> Released:
    """Release what share of each agency's staff came in the end: it says nothing of a child."""
    shares = reached.select(Reached.segment, Reached.reached).unique(maintain_order=True)
    return release("staff reached", shares, rule_of(Reached, {}), policy)
