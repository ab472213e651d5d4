"""Released rows of the audit as the values that sentences are made of; None where suppressed."""

import polars as pl

from referral_analysis.questions.audited.release import ReleasedAudit, ReleasedSummary
from referral_analysis.questions.audited.words import Proxy, Range

NOT_SHOWN = "The audit judged too few cases for this to be shown."


def share_of(summary: ReleasedSummary, period: str, what: str) -> Range | None:
    """Return a share of a period (before, after), or its change between the two."""
    row = summary.shares.table.row(
        by_predicate=(pl.col("period") == period) & (pl.col("what") == what), named=True
    )
    return _range(row)


def coefficient_of(summary: ReleasedSummary, name: str) -> Range | None:
    """Return a coefficient of agreement; None too where no case has two judgements."""
    rows = summary.agreement.table.filter(pl.col("coefficient") == name)
    return None if rows.is_empty() else _range(rows.row(0, named=True))


def proxy_of(summary: ReleasedSummary) -> Proxy | None:
    """Return how NFA stands to the judgement."""
    after = [share_of(summary, "after", what) for what in ("ppv", "false_omission", "sensitivity")]
    moved = [share_of(summary, "change", what) for what in ("ppv", "false_omission")]
    shares = [one for one in (*after, *moved) if one is not None]
    if len(shares) < 5:
        return None
    ppv, omission, sensitivity, ppv_change, omission_change = shares
    return Proxy(
        ppv=ppv,
        omission=omission,
        sensitivity=sensitivity,
        ppv_change=ppv_change,
        omission_change=omission_change,
    )


def effect_of(released: ReleasedAudit, series: str) -> Range | None:
    """Return the launch's effect on a series, as a ratio."""
    row = released.effects.table.row(by_predicate=pl.col("series") == series, named=True)
    return _range({"estimate": row["ratio"], "low": row["low"], "high": row["high"]})


def _range(row: dict[str, float | None]) -> Range | None:
    estimate, low, high = row["estimate"], row["low"], row["high"]
    if estimate is None or low is None or high is None:
        return None
    return Range(estimate=estimate, low=low, high=high)
