"""Every measure after the launch, and how outcomes ripen, released: figures without their counts.

No count is printed here. A figure goes where a count that it rests on is too small, leaves too few
of what it is a part of, or is hidden in another table of the report.
"""

import datetime as dt
from collections.abc import Callable

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released
from referral_analysis.disclosure.suppress import is_given_away, is_small
from referral_analysis.disclosure.without_counts import hidden_rows, release_without_counts


def release_outcomes(table: pl.DataFrame, policy: Policy) -> Released:
    """Release how long each outcome takes, where it was learned from cases enough."""
    small = is_small(pl.col("seen"), policy)
    figures = ("days_to_half", "days_to_ripe", "share_known", "low", "high", "is_ripe")
    return release_without_counts("outcomes", table.drop("seen"), figures,
                    hidden_rows([], table, small), policy)  # fmt: skip


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
    return release_without_counts(
        "recent", shown, figures, hidden_rows(hidden, table, small), policy
    )
