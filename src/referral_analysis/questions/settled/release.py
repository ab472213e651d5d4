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
from referral_analysis.questions.settled.tables import Outcomes, Recent, RecentShown


def release_outcomes(table: pl.DataFrame, policy: Policy) -> Released:
    """Release how long each outcome takes, where it was learned from cases enough."""
    small = is_small(pl.col(Outcomes.seen), policy)
    figures = (
        Outcomes.days_to_half,
        Outcomes.days_to_ripe,
        Outcomes.share_known,
        Outcomes.low,
        Outcomes.high,
        Outcomes.is_ripe,
    )
    hidden = hidden_rows([], table, small)
    shown = table.drop(Outcomes.counts())
    return release_without_counts(("outcomes", Outcomes), shown, figures, hidden, policy)


def release_recent(
    table: pl.DataFrame, is_shown: Callable[[dt.date], bool], policy: Policy
) -> Released:
    """Release recent months set right, as a hundred of those counted so far.

    is_shown says whether no count of a month is hidden. Returns `RecentShown`: of none counted
    there is no figure.
    """
    hidden = [not is_shown(period) for period in table["period"]]
    counted = pl.col(Recent.counted)
    small = is_small(counted, policy) | is_given_away(counted, pl.col(Recent.referrals), policy)
    per_100 = {
        RecentShown.per_100: Recent.estimate,
        RecentShown.per_100_low: Recent.low,
        RecentShown.per_100_high: Recent.high,
    }
    shown = table.with_columns(
        pl.when(counted > 0).then(100 * pl.col(name) / counted).alias(as_shown)
        for as_shown, name in per_100.items()
    ).select(RecentShown.names())
    return release_without_counts(
        ("recent", RecentShown),
        RecentShown.checked(shown),
        (RecentShown.share_known, *per_100),
        hidden_rows(hidden, table, small),
        policy,
    )
