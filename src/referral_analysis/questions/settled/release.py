"""How outcomes ripen, released: figures without their counts.

No count is printed here, yet a share known tells how many outcomes took longer: 99.8% of 540 is one
child. So a share is shown only where none, or enough, took longer than the month's last referral is
old, and where as many lie between it and the older months that are shown. A figure goes too where a
count that it rests on is too small, leaves too few of what it is a part of, or is hidden in another
table of the report.

Where counts are rounded, months are set right from the rounded counts, and shares are given in
steps of as many outcomes as counts are rounded to: finer ones would undo the rounding.
"""

import datetime as dt
from collections.abc import Callable, Sequence

import polars as pl

from referral_analysis.analysis.printed_counts import rule_without_counts
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release, rounded
from referral_analysis.disclosure.suppress import is_given_away, is_small
from referral_analysis.disclosure.without_counts import hidden_rows, release_without_counts
from referral_analysis.questions.settled.finding import set_right
from referral_analysis.questions.settled.tables import Outcomes, Recent, RecentShown
from referral_analysis.series.delays import ShareKnown

_SEEN, _HALF, _RIPE, _TAIL = "seen", "half", "ripe", "tail"
_SHARES = (Outcomes.share_known, Outcomes.low, Outcomes.high)


def release_outcomes(table: pl.DataFrame, recent: pl.DataFrame, policy: Policy) -> Released:
    """Release how long each outcome takes, where it was learned from cases enough.

    recent: `Recent`, whose months and the last in use are told apart together.
    """
    few = table.select(
        **{_SEEN: is_small(pl.col(Outcomes.seen), policy)},
        **{_HALF: is_small(pl.col(Outcomes.after_half), policy)},
        **{_RIPE: is_small(pl.col(Outcomes.after_ripe), policy)},
    )
    gone = _giving_away(table, recent, policy)
    is_gone = [month in gone for month in table.select("measure", Outcomes.last_month).rows()]
    rule = rule_without_counts(
        Outcomes,
        {
            Outcomes.days_to_half: (_SEEN, _HALF),
            Outcomes.days_to_ripe: (_SEEN, _RIPE),
            **dict.fromkeys((*_SHARES, Outcomes.is_ripe), (_SEEN, _TAIL)),
        },
    )
    shown = _in_steps(table, _SHARES, policy).drop(Outcomes.counts())
    marks = few.with_columns(pl.Series(_TAIL, is_gone, dtype=pl.Boolean))
    return release("outcomes", shown, rule, policy, hidden=marks)


def release_recent(
    table: pl.DataFrame,
    outcomes: pl.DataFrame,
    is_shown: Callable[[dt.date], bool],
    policy: Policy,
    *,
    level: float,
) -> Released:
    """Release recent months set right, as a hundred of those counted so far.

    outcomes: `Outcomes`, whose last months in use are told apart from these together. is_shown says
    whether no count of a month is hidden. level: of the ranges. Returns `RecentShown`: of none
    counted there is no figure.
    """
    gone = _giving_away(outcomes, table, policy)
    hidden = [
        not is_shown(period) or (measure, period) in gone
        for measure, period in table.select("measure", Recent.period).rows()
    ]
    counted = pl.col(Recent.counted)
    small = is_small(counted, policy) | is_given_away(counted, pl.col(Recent.referrals), policy)
    per_100 = {
        RecentShown.per_100: Recent.estimate,
        RecentShown.per_100_low: Recent.low,
        RecentShown.per_100_high: Recent.high,
    }
    if policy.rounded_to > 1:
        small |= is_small(pl.col(Recent.known), policy)
    seen = _as_rounded(table, policy, level) if policy.rounded_to > 1 else table
    shown = seen.with_columns(
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


def _giving_away(
    outcomes: pl.DataFrame, recent: pl.DataFrame, policy: Policy
) -> set[tuple[str, dt.date]]:
    """Return the months, by outcome, whose share known would tell a few outcomes that took longer.

    From the oldest month on, of which the fewest took longer: what lies between two that are shown
    is none or enough. Zero is enough where zeros are not shown, as it then says nothing of a count.
    """
    months = pl.concat(
        [
            recent.select("measure", "period", "later"),
            outcomes.select("measure", pl.col(Outcomes.last_month).alias("period"), "later"),
        ]
    ).unique()
    gone: set[tuple[str, dt.date]] = set()
    before: dict[str, int] = {}
    for measure, period, later in months.drop_nulls().sort("measure", "period").rows():
        between = later - before.get(measure, 0)
        if 0 < between < policy.smallest_shown:
            gone.add((measure, period))
        else:
            before[measure] = later
    return gone


def _in_steps(table: pl.DataFrame, columns: Sequence[str], policy: Policy) -> pl.DataFrame:
    """Give shares in whole per cents, and no finer than so many outcomes as counts are rounded to.

    Steps are counted from all being known downwards.
    """
    if policy.rounded_to == 1:
        return table
    step = (100 * policy.rounded_to / rounded("seen", policy)).ceil() / 100
    return table.with_columns(
        (1 - ((1 - pl.col(name)) / step).round() * step).clip(0, 1).alias(name) for name in columns
    )


def _as_rounded(table: pl.DataFrame, policy: Policy, level: float) -> pl.DataFrame:
    """Set months right again from their rounded counts, with shares in steps."""
    counts = [Recent.counted, Recent.known, Recent.referrals]
    rounds = _in_steps(table, [Recent.share_known], policy).with_columns(
        rounded(name, policy) for name in counts
    )
    unknown = dict.fromkeys((Recent.estimate, Recent.low, Recent.high))
    rows = []
    for row in rounds.iter_rows(named=True):
        numbers = {name: row[name] for name in counts}
        share = row[Recent.share_known]
        if share is None:
            rows.append(row | unknown)
            continue
        error = row[Recent.share_error] if share < 1 else 0.0  # none are still to come
        known = ShareKnown(known=share, error=error)
        rows.append(row | unknown | set_right(known, **numbers, level=level))
    return Recent.frame(rows)
