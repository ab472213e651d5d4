"""Whether recording could explain it, released: the wider count, and shares month by month."""

import polars as pl

from referral_analysis.analysis.printed_counts import SERIES, PrintedCounts, resting, rule_of
from referral_analysis.analysis.tables import EFFECT, MILD
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.questions.recorded.bands import told
from referral_analysis.questions.recorded.tables import ToldBands, Wider
from referral_analysis.series.measures import APPROPRIATE, CLOSED_AT_ONCE, INAPPROPRIATE, WIDER

_PARTS = (INAPPROPRIATE, WIDER, CLOSED_AT_ONCE)


def release_wider(
    table: pl.DataFrame, names: PrintedCounts, hidden: Hidden, policy: Policy
) -> Released:
    """Release the change of the wider count; it rests on months of it and of the appropriate."""
    rule = TableRule(
        declared=Wider, counts=(), dependent=resting(table, (*EFFECT, *MILD), on=(SERIES,))
    )
    has_gap = bool(names.with_gaps(hidden) & {WIDER, APPROPRIATE})
    marks = pl.DataFrame({SERIES: [has_gap]}, schema={SERIES: pl.Boolean})
    return release("recording", table, rule, policy, hidden=marks)


def release_gaps(table: pl.DataFrame, policy: Policy) -> Released:
    """Release which gaps in the record changed or are large, by bands that are no counts."""
    return release("gaps", told(table, policy), rule_of(ToldBands, {}), policy)


def release_shares(
    monthly: pl.DataFrame, names: PrintedCounts, hidden: Hidden, policy: Policy
) -> Released:
    """Release the share closed at once, and the wider share, in months whose counts are shown."""
    marked = monthly.select(
        "measure",
        "period",
        "count",
        pl.Series("hidden", [c in hidden.counts for c in names.months], dtype=pl.Boolean),
    )
    parts = [part for part in _PARTS if part in set(monthly["measure"])]
    columns = ["referrals", *parts]
    wide, marks = (
        marked.pivot(on="measure", index="period", values=values).sort("period")
        for values in ("count", "hidden")
    )
    rule = TableRule(
        counts=tuple(CountRule(column=column) for column in columns),
        derived={f"{part}_share": pl.col(part) / pl.col("referrals") for part in parts},
    )
    return release(
        "shares",
        wide.select("period", *columns),
        rule,
        policy,
        hidden=marks.select(pl.col(columns).fill_null(value=False)),
    )
