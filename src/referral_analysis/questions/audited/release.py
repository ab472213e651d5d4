"""The audit's findings, released: cases are children, so their small counts are protected too.

A share is shown only where the judgements that it rests on are: the cases of its cell judged
inappropriate, and those judged otherwise, are each none or enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import county_period, rule_of
from referral_analysis.analysis.tables import EFFECT
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import hide, since_earlier
from referral_analysis.disclosure.register import Earlier, register_of
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.questions.audited.finding import AuditFindings, AuditSummary
from referral_analysis.questions.audited.sample import Unrated
from referral_analysis.questions.audited.steps import agreement_in_steps, shares_in_steps
from referral_analysis.questions.audited.tables import (
    AgreementFound,
    AsBefore,
    AuditedCells,
    AuditedEffects,
    AuditedMonths,
    JudgedShares,
    RatedCases,
)
from referral_analysis.schema import Schema
from referral_analysis.series.outcome import NFA, Outcome

AUDIT = "threshold_audit"
_GAP = "gap"
_OF_NFA, _OF_OTHERS = "ppv", "false_omission"
_CHANGE = "change"
_CELL = (AuditedCells.period, AuditedCells.is_nfa, AuditedCells.judged)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedSummary:
    """What the judgements say by themselves, protected; tables as in `findings.AuditSummary`."""

    level: float
    policy: Policy
    outcome: Outcome = NFA
    ratings: Released
    agreement: Released
    cells: Released
    shares: Released
    unrated: Unrated | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedAudit:
    """Everything the audit report may show. protections and register are as in `ReleasedBoard`."""

    plan: Plan
    policy: Policy
    summary: ReleasedSummary
    monthly: Released
    effects: Released
    as_before: Released
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)


def release_summary(summary: AuditSummary | None, policy: Policy) -> ReleasedSummary | None:
    """Protect what the judgements say; None where a council has no audit."""
    return None if summary is None else _summary(summary, policy)


def release_audit(
    findings: AuditFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedAudit:
    """Protect every table of the audit report, its months with what earlier releases showed."""
    summary = _summary(findings.summary, policy)
    values = _counts(findings.monthly, findings.plan)
    hidden = hide(values, policy, earlier, drawn_on=findings.plan.extract_drawn_on)
    marks = pl.DataFrame(
        {
            measure: [
                county_period(measure, period, findings.plan) in hidden.counts
                for period in findings.monthly["period"]
            ]
            for measure in ("referrals", "nfa")
        }
    )
    has_gap = bool(hidden.counts) or bool(_any_hidden(summary.cells))
    monthly = _monthly(findings.monthly, marks, has_gap=has_gap, policy=policy)
    tables = (summary.ratings, summary.cells, monthly)
    return ReleasedAudit(
        plan=findings.plan,
        policy=policy,
        summary=summary,
        monthly=monthly,
        effects=_resting(
            ("effects", AuditedEffects), findings.effects, EFFECT, [has_gap] * 3, policy
        ),
        as_before=_resting(
            ("as before", AsBefore),
            findings.as_before,
            AsBefore.names(),
            [bool(_any_hidden(summary.cells))],
            policy,
        ),
        protections=pl.concat([*(t.protections for t in tables), since_earlier(hidden)]),
        register=register_of(
            _counts(monthly.table, findings.plan),
            (AUDIT, findings.plan.extract_drawn_on),
            policy.rounded_to,
            earlier,
        ),
    )


def _counts(monthly: pl.DataFrame, plan: Plan) -> dict[Count, int]:
    """Name the counts of a table of months; null where one is suppressed."""
    return {
        county_period(measure, period, plan): count
        for measure in ("referrals", "nfa")
        for period, count in monthly.select("period", measure).rows()
    }


def _summary(summary: AuditSummary, policy: Policy) -> ReleasedSummary:
    ratings = release(
        "ratings",
        summary.ratings,
        TableRule(
            declared=RatedCases,
            counts=(CountRule(column=RatedCases.cases, adds_up_within=()),),
        ),
        policy,
    )
    cells = _cells(summary.cells, policy)
    rated_gap = bool(ratings.suppressed["cases"].any())
    return ReleasedSummary(
        level=summary.level,
        policy=policy,
        outcome=summary.outcome,
        ratings=ratings,
        agreement=_resting(
            ("agreement", AgreementFound),
            agreement_in_steps(summary.agreement, int(summary.ratings["cases"].sum()), policy),
            AsBefore.names(),
            [rated_gap] * summary.agreement.height,
            policy,
        ),
        cells=cells,
        shares=_resting(
            ("shares", JudgedShares),
            shares_in_steps(summary.shares, _judged(summary), policy),
            AsBefore.names(),
            _gaps(summary.shares, cells),
            policy,
        ),
        unrated=summary.unrated,
    )


def _cells(cells: pl.DataFrame, policy: Policy) -> Released:
    """Release how many cases of each cell were drawn, judged, and judged inappropriate.

    What is left over of those drawn could not be judged; of those judged, is appropriate.
    """
    rule = TableRule(
        declared=AuditedCells,
        counts=(
            CountRule(column=AuditedCells.drawn),
            CountRule(column=AuditedCells.judged),
            CountRule(column=AuditedCells.inappropriate, whole=AuditedCells.judged),
        ),
    )
    return release("cells", cells, rule, policy)


def _any_hidden(cells: Released) -> bool:
    hidden = cells.suppressed.select(pl.any_horizontal("judged", "inappropriate").any())
    return bool(hidden.item())


def _gaps(shares: pl.DataFrame, cells: Released) -> list[bool]:
    """Say of each share whether a cell that it rests on is suppressed."""
    hidden = {
        (period, is_nfa): gap
        for period, is_nfa, gap in cells.table.select(
            "period",
            "is_nfa",
            cells.suppressed.select(pl.any_horizontal("judged", "inappropriate").alias("gap"))[
                "gap"
            ],
        ).rows()
    }

    return [
        any(hidden[cell] for cell in hidden if _rests_on(period, what, cell))
        for period, what in shares.select("period", "what").rows()
    ]


def _rests_on(period: str, what: str, cell: tuple[str, bool]) -> bool:
    wanted = {_OF_NFA: (True,), _OF_OTHERS: (False,)}.get(what, (True, False))
    return cell[1] in wanted and period in (cell[0], _CHANGE)


def _judged(summary: AuditSummary) -> dict[tuple[str, str], int]:
    """Return the fewest cases judged of a cell that each share rests on."""
    cells = {(of, is_nfa): n for of, is_nfa, n in summary.cells.select(_CELL).rows()}
    return {
        (period, what): min(n for cell, n in cells.items() if _rests_on(period, what, cell))
        for period, what in summary.shares.select("period", "what").rows()
    }


def _monthly(
    monthly: pl.DataFrame, marks: pl.DataFrame, *, has_gap: bool, policy: Policy
) -> Released:
    """Release the months: the share with NFA, and the share judged inappropriate if nothing hides.

    Whoever had it of every month but the hidden one could work that one's NFA out.
    """
    rule = TableRule(
        declared=AuditedMonths,
        counts=(
            CountRule(column=AuditedMonths.referrals),
            CountRule(column=AuditedMonths.nfa, whole=AuditedMonths.referrals),
        ),
        derived={"nfa_share": pl.col(AuditedMonths.nfa) / pl.col(AuditedMonths.referrals)},
        dependent=dict.fromkeys(
            (AuditedMonths.share, AuditedMonths.low, AuditedMonths.high), (_GAP,)
        ),
    )
    gaps = marks.with_columns(pl.lit(has_gap).alias(_GAP))
    if policy.rounded_to > 1:  # a finer share would undo the rounding of the month's NFA
        monthly = monthly.with_columns(pl.col("share", "low", "high").round(2))
    return release("monthly", monthly, rule, policy, hidden=gaps)


def _resting(
    declared: tuple[str, type[Schema]],
    table: pl.DataFrame,
    columns: Sequence[str],
    gaps: Sequence[bool],
    policy: Policy,
) -> Released:
    """Release estimates, blank where what they rest on is suppressed; declared: name, columns."""
    rule = rule_of(declared[1], dict.fromkeys(columns, (_GAP,)))
    hidden = pl.DataFrame({_GAP: pl.Series(list(gaps), dtype=pl.Boolean)})
    return release(declared[0], table, rule, policy, hidden=hidden)
