"""Did children come back? Time from a child's referral to the child's next one, by cohort.

A cohort is the children referred in some months. Each child is in it once, by the first of the
child's referrals in those months, so that those followed are independent of each other; a child who
was also referred in another cohort's months is in that one too. Followed from that referral, as in
the national definition, time with an open case included, to the next referral on a later day, or to
the cohort's last day of follow-up. A child who moves away or turns 18 cannot be told from one who
did not come back.

Children do not come back independently of each other: what moves the county's referrals in a month
moves all its children. How much the risk varies between half years, beyond chance, is estimated
from the years before the launch, and every variance has it in it.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.lib.stride_tricks import sliding_window_view

from referral_analysis.analysis.events import Event
from referral_analysis.analysis.plan import Plan
from referral_analysis.arrays import Floats
from referral_analysis.errors import ParametersError
from referral_analysis.extract import columns as c
from referral_analysis.periods import DAYS_A_MONTH, add_months, month_of
from referral_analysis.questions.came_back.tables import AFTER, BEFORE, EARLIER, Compared
from referral_analysis.statistics.survival import (
    CHANCE_ALONE,
    Incidence,
    LifeTable,
    Shocks,
    difference,
    incidence,
    life_table,
    log_rank,
)

LEAST_AT_RISK = 30
"""Children still followed below which a share is not given: the end of a curve is the luck of a
few."""
LEAST_EXPECTED = 5
BLOCK_MONTHS, BLOCK_DAYS, BLOCKS = 6, 182, 10
"""Months' shocks with a correlation of .4 are all but forgotten after six (.4 ** 6 is .004), and
five years still hold ten blocks to tell their spread from."""
_CHILD = "child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Children referred from `first` to `last`, both included, and followed to `followed_until`."""

    name: str
    first: dt.date
    last: dt.date
    followed_until: dt.date

    def __post_init__(self) -> None:
        if not self.first <= self.last <= self.followed_until:
            raise ParametersError(
                f"cohort {self.name}",
                found="days out of order",
                needed="its first day, its last, then the last day of follow-up",
                do="Correct the months of the analysis.",
            )


def crosses(cohort: Cohort, day: dt.date | None) -> bool:
    """Say whether children of a cohort would have to be followed from before a day to after it."""
    return day is not None and cohort.first < day <= cohort.followed_until


def followed(rows: pl.LazyFrame, cohort: Cohort) -> pl.DataFrame:
    """Return a row a child: referred_on (the first), days from it, is_rereferred, is_nfa of it.

    Rows without a child or a date are left out.
    """
    seen = (
        rows.filter(
            pl.col(c.REFERRED_ON).is_between(cohort.first, cohort.followed_until),
            pl.col(c.CHILD_ID).is_not_null(),
        )
        .group_by(pl.col(c.CHILD_ID).hash().alias(_CHILD), c.REFERRED_ON)
        .agg(pl.col(c.IS_NFA).fill_null(value=False).all())
        .sort(_CHILD, c.REFERRED_ON)
    )
    is_first = pl.col(_CHILD).ne_missing(pl.col(_CHILD).shift(1))
    comes_back = pl.col(_CHILD).eq_missing(pl.col(_CHILD).shift(-1))
    until = pl.when(comes_back).then(pl.col(c.REFERRED_ON).shift(-1))
    return (
        seen.select(
            c.REFERRED_ON,
            is_first.alias("is_first"),
            (until.fill_null(cohort.followed_until) - pl.col(c.REFERRED_ON))
            .dt.total_days()
            .alias("days"),
            comes_back.alias("is_rereferred"),
            pl.col(c.IS_NFA).alias("is_nfa"),
        )
        .filter("is_first", pl.col(c.REFERRED_ON) <= cohort.last)
        .select(c.REFERRED_ON, "days", "is_rereferred", "is_nfa")
        .collect(engine="streaming")
    )


def tabled(children: pl.DataFrame) -> LifeTable:
    """Count the children of `followed` by day."""
    return life_table(children["days"].to_numpy(), children["is_rereferred"].to_numpy())


def blocks(last: dt.date, earliest: dt.date) -> list[Cohort]:
    """Return cohorts of six months back from a day, five years at most, each followed six months.

    None is followed beyond that day, and none begins before `earliest`.
    """
    halves, after = [], last + dt.timedelta(days=1)
    for number in range(1, BLOCKS + 1):
        first = add_months(month_of(after), -number * BLOCK_MONTHS)
        if first < earliest:
            break
        ends = add_months(first, BLOCK_MONTHS) - dt.timedelta(days=1)
        until = min(last, ends + dt.timedelta(days=BLOCK_DAYS))
        halves.append(Cohort(name=f"block {number}", first=first, last=ends, followed_until=until))
    return halves[::-1]


def shocks_between(cohorts: Sequence[pl.DataFrame]) -> Shocks:
    """Return how much more than by chance the risk of coming back varies between half years.

    cohorts: frames of `followed` for `blocks`. The returns in each six months, back from the last,
    are held against those expected of the children then followed, had each been at the risk of any
    child referred as long ago; what they vary beyond a Poisson, over the squares of the expected,
    by the method of moments. Six months, because what shakes a cohort lasts longer than a month;
    NaN with fewer than two.
    """
    some = [frame for frame in cohorts if frame.height]
    unknown = Shocks(variance=math.nan, freedom=1.0)
    if not some:
        return unknown
    observed, expected = (_in_blocks(months) for months in _by_month(pl.concat(some)))
    used = expected >= LEAST_EXPECTED
    freedom = int(used.sum()) - 1
    if freedom < 1:
        return unknown
    squares = float(((observed - expected)[used] ** 2).sum()) * (freedom + 1) / freedom
    excess = squares - float(expected[used].sum())
    return Shocks(
        variance=max(0.0, excess) / float((expected[used] ** 2).sum()), freedom=float(freedom)
    )


def _in_blocks(months: Floats) -> Floats:
    """Add months (M,) up in sixes, back from the last; what is left over at the start goes."""
    whole = months[len(months) % BLOCK_MONTHS :]
    return np.asarray(whole.reshape(-1, BLOCK_MONTHS).sum(axis=1))


def _by_month(children: pl.DataFrame) -> tuple[Floats, Floats]:
    """Return the returns observed and expected in each calendar month of follow-up (M,)."""
    days = children["days"].to_numpy()
    began = children[c.REFERRED_ON].to_physical().to_numpy()
    first = int(began.min())
    shape = (int(began.max()) - first + 1, int(days.max()) + 1)
    cells = (began - first) * shape[1] + days
    all_ends, returned = (
        np.bincount(cells, weights, shape[0] * shape[1]).astype(np.float64).reshape(shape)
        for weights in (None, children["is_rereferred"].to_numpy())
    )
    at_risk = all_ends[:, ::-1].cumsum(axis=1)[:, ::-1]
    hazard = returned.sum(axis=0) / at_risk.sum(axis=0)
    day = (first + np.arange(sum(shape) - 1)).astype("datetime64[D]")
    month = day.astype("datetime64[M]").astype(np.int64)
    place = sliding_window_view(month - month[0], shape[1]).ravel()
    observed = np.bincount(place, returned.ravel()).astype(np.float64)
    expected = np.bincount(place, (at_risk * hazard).ravel()).astype(np.float64)
    return observed, expected


def curve(
    table: LifeTable, *, level: float, last_day: int, shocks: Shocks = CHANCE_ALONE
) -> pl.DataFrame:
    """Return a row a day to `last_day`, as far as children enough were followed.

    Columns: day, rereferred (share who came back by then), low, high, at_risk, returned (how many
    came back on that day).
    """
    shares = incidence(table, level, shocks=shocks)
    days = min(last_day + 1, _days_known(shares))
    return pl.DataFrame(
        {
            "day": np.arange(days),
            "rereferred": shares.share[:days],
            "low": shares.low[:days],
            "high": shares.high[:days],
            "at_risk": shares.at_risk[:days],
            "returned": table.events[:days],
        }
    ).with_columns(pl.col("low", "high").fill_nan(None))


def compared(
    after: LifeTable,
    before: LifeTable,
    *,
    months: Sequence[int],
    level: float,
    shocks: Shocks = CHANCE_ALONE,
) -> pl.DataFrame:
    """Return `Compared`: a row a number of months."""
    one, other = (incidence(table, level, shocks=shocks) for table in (after, before))
    _, p_value = log_rank(after, before, shocks=shocks)
    known = min(_days_known(one), _days_known(other))
    rows = []
    for month in months:
        day = round(month * DAYS_A_MONTH)
        row: dict[str, float] = {"months": month, "day": day, "p_value": p_value}
        if day < known:
            change, low, high = difference(one, other, day)
            row |= {"change": change, "low": low, "high": high}
            row |= {"after": one.share[day], "before": other.share[day]}
            row |= {"at_risk_after": int(one.at_risk[day])}
            row |= {"returned_after": int(after.events[: day + 1].sum())}
            row |= {"returned_before": int(before.events[: day + 1].sum())}
        rows.append(row)
    return Compared.frame(rows).with_columns(
        pl.col("change", "low", "high", "p_value").fill_nan(None)
    )


def _days_known(shares: Incidence) -> int:
    """Count the days by which the share is known: those with children enough still followed."""
    return int((shares.at_risk >= LEAST_AT_RISK).sum())


def events_between(plan: Plan) -> list[Event]:
    """List the events before the launch that began after the earliest of the cohorts did."""
    first = add_months(plan.first_after, -12 * (_years_back(plan) + 1))
    return [one for one in plan.events if first < one.starts < plan.launch_month]


def _years_back(plan: Plan) -> int:
    """Count the years back to the latest of the same months that end before the launch."""
    years = 1
    while add_months(plan.last_month, -12 * years) >= plan.launch_month:
        years += 1
    return years


def cohorts(plan: Plan) -> dict[str, Cohort]:
    """Return the cohort after the launch, and those before it as far as the series reaches.

    The earliest is followed to the day before an event moved referrals.
    """
    years = _years_back(plan)
    day = dt.timedelta(days=1)
    happened = [one.starts for one in events_between(plan)]
    changed = min(happened, default=add_months(plan.launch_month, -12))
    ends = {
        AFTER: (0, plan.extract_drawn_on - day),
        BEFORE: (years, plan.launch_month - day),
        EARLIER: (years + 1, changed - day),
    }
    named = {}
    for name, (back, until) in ends.items():
        first = add_months(plan.first_after, -12 * back)
        last = add_months(plan.last_month, 1 - 12 * back) - day
        if first >= plan.series_starts and last <= until:
            named[name] = Cohort(name=name, first=first, last=last, followed_until=until)
    return named
