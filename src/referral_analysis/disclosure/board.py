"""The Board report's findings, released: one protected table a section."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.quality import release_rows, release_rules
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.findings import BoardFindings, Plan
from referral_analysis.series.exposure import referrals_per_10k_year

_EFFECT = ("ratio", "low", "high")
_SEGMENT_COUNTS = tuple(
    CountRule(
        column=f"{measure}_{when}",
        whole=f"referrals_{when}" if measure == "nfa" else None,
        adds_up_within=(),
    )
    for when in ("before", "after")
    for measure in ("referrals", "nfa")
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedBoard:
    """Everything the report may show; each table as its findings, protected.

    `shares` has a row a month: nfa_share and inappropriate_wide_share of all referrals. Plan and
    flags hold nothing about a child.
    """

    plan: Plan
    policy: Policy
    changes: Released
    monthly: Released
    shares: Released
    alternatives: Released
    districts: Released
    agencies: Released
    rules: Released
    rows: Released
    flags: Sequence[str]


def release_board(found: BoardFindings, policy: Policy) -> ReleasedBoard:
    """Protect every table of the report under one policy."""
    return ReleasedBoard(
        plan=found.plan,
        policy=policy,
        changes=_changes(found.changes, policy),
        monthly=_monthly(found.monthly, policy),
        shares=_shares(found.monthly, policy),
        alternatives=release("alternatives", found.alternatives, TableRule(counts=()), policy),
        districts=_segments(found.segments, "district", policy),
        agencies=_segments(found.segments, "agency", policy),
        rules=release_rules(found.rules, policy),
        rows=release_rows(found.rows, policy),
        flags=found.flags,
    )


def _changes(changes: pl.DataFrame, policy: Policy) -> Released:
    totals = ("observed_total",)
    estimates = (*_EFFECT, "averted", "averted_low", "averted_high")
    rule = TableRule(
        counts=(CountRule(column="observed_total"),),
        dependent=dict.fromkeys(estimates, totals),
    )
    return release("changes", changes, rule, policy)


def _monthly(monthly: pl.DataFrame, policy: Policy) -> Released:
    """Release the months of each measure; a measure's rest of all referrals is protected too."""
    every = monthly.filter(pl.col("measure") == "referrals").select(
        "period", pl.col("count").alias("of_all")
    )
    is_all = pl.col("measure") == "referrals"
    table = monthly.join(every, on="period", how="left", maintain_order="left").with_columns(
        pl.when(~is_all).then(pl.col("of_all")).alias("of_all")
    )
    rule = TableRule(
        counts=(CountRule(column="of_all"), CountRule(column="count", whole="of_all")),
        derived={"observed": referrals_per_10k_year().alias("observed")},
    )
    return release("monthly", table, rule, policy)


def _shares(monthly: pl.DataFrame, policy: Policy) -> Released:
    wide = monthly.pivot(on="measure", index="period", values="count").sort("period")
    parts = ("nfa", "inappropriate_wide")
    rule = TableRule(
        counts=(
            CountRule(column="referrals"),
            *(CountRule(column=part, whole="referrals") for part in parts),
        ),
        derived={f"{part}_share": pl.col(part) / pl.col("referrals") for part in parts},
    )
    return release("shares", wide.select("period", "referrals", *parts), rule, policy)


def _segments(segments: pl.DataFrame, kind: str, policy: Policy) -> Released:
    rule = TableRule(
        counts=_SEGMENT_COUNTS,
        derived={
            f"share_{when}": pl.col(f"nfa_{when}") / pl.col(f"referrals_{when}")
            for when in ("before", "after")
        },
        dependent=dict.fromkeys(_EFFECT, ("nfa_before", "nfa_after")),
    )
    return release(kind, segments.filter(pl.col("kind") == kind).drop("kind"), rule, policy)
