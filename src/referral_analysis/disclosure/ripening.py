"""Every measure after the launch, and how outcomes ripen, released: figures without their counts.

No count is printed here. A figure goes where a count that it rests on is too small, leaves too few
of what it is a part of, or is hidden in another table of the report.
"""

import datetime as dt
from collections.abc import Callable, Sequence

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import TableRule, is_given_away, is_small

_HIDDEN = "hidden"


def release_measured(
    table: pl.DataFrame, is_shown: Callable[[str], bool], policy: Policy
) -> Released:
    """Release each measure's change; is_shown says whether no count of a measure is hidden."""
    hidden = [not is_shown(measure) for measure in table["measure"]]
    small = is_small(pl.col("total"), policy) | is_given_away(
        pl.col("total"), pl.col("out_of"), policy
    )
    return _release("measured", table.drop("total", "out_of"), ("ratio", "low", "high"),
                    _either(hidden, table, small), policy)  # fmt: skip


def release_outcomes(table: pl.DataFrame, policy: Policy) -> Released:
    """Release how long each outcome takes, where it was learned from cases enough."""
    small = is_small(pl.col("seen"), policy)
    figures = ("days_to_half", "days_to_ripe", "share_known", "low", "high", "is_ripe")
    return _release("outcomes", table.drop("seen"), figures,
                    _either([], table, small), policy)  # fmt: skip


def release_recent(
    table: pl.DataFrame, is_shown: Callable[[dt.date], bool], policy: Policy
) -> Released:
    """Release recent months set right, as a hundred of those counted so far.

    is_shown says whether no count of a month is hidden. Columns: measure, label, period, is_used,
    share_known, per_100, per_100_low, per_100_high.
    """
    hidden = [not is_shown(period) for period in table["period"]]
    small = is_small(pl.col("counted"), policy) | is_given_away(
        pl.col("counted"), pl.col("referrals"), policy
    )
    shown = table.select(
        "measure",
        "label",
        "period",
        "is_used",
        "share_known",
        *(
            (100 * pl.col(name) / pl.col("counted")).alias(as_shown)
            for name, as_shown in (
                ("estimate", "per_100"),
                ("low", "per_100_low"),
                ("high", "per_100_high"),
            )
        ),
    )
    figures = ("share_known", "per_100", "per_100_low", "per_100_high")
    return _release("recent", shown, figures, _either(hidden, table, small), policy)


def _either(hidden: Sequence[bool], table: pl.DataFrame, small: pl.Expr) -> pl.Series:
    """Return which rows are hidden, or rest on a count that is too small."""
    is_small_row = table.select(small.fill_null(value=False).alias(_HIDDEN)).to_series()
    return is_small_row | pl.Series(hidden, dtype=pl.Boolean) if hidden else is_small_row


def _release(
    name: str, table: pl.DataFrame, figures: Sequence[str], hidden: pl.Series, policy: Policy
) -> Released:
    rule = TableRule(counts=(), dependent=dict.fromkeys(figures, (_HIDDEN,)))
    return release(name, table, rule, policy, hidden=hidden.alias(_HIDDEN).to_frame())
