"""Whether children were referred again sooner, released: shares on days that give nobody away."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import marks_of, rule_without_counts
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.register import Earlier
from referral_analysis.disclosure.released import Released, release
from referral_analysis.periods import month_of
from referral_analysis.questions.came_back.cohorts import cohorts
from referral_analysis.questions.came_back.days import (
    Days,
    Then,
    protected,
    returned_by,
    shown_days,
)
from referral_analysis.questions.came_back.finding import Returns, curves, differences
from referral_analysis.questions.came_back.tables import (
    AFTER,
    BEFORE,
    EARLIER,
    EVERYBODY,
    NFA,
    Curves,
    Differences,
)

_REST, _TEST = "rest", "test"
_SHARES = (
    Differences.after,
    Differences.before,
    Differences.change,
    Differences.low,
    Differences.high,
)
_FORMER = {AFTER: BEFORE, BEFORE: EARLIER}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShownReturns:
    """On which days shares may be shown, and the counts that they give away, for the register.

    returns: the life tables that shares are worked out from: where counts are rounded, of the
    rounded counts on these days alone.
    """

    days: Days
    returns: Returns
    counts: Mapping[Count, int] = field(repr=False)


def shown_returns(
    known: Returns, plan: Plan, policy: Policy, earlier: Earlier | None = None
) -> ShownReturns:
    """Choose the days, given those that earlier releases showed."""
    days = shown_days(known.tables, policy, _shown_then(plan, earlier))
    counts = {
        _named(plan, cohort, whom, day): policy.rounded(
            returned_by(known.tables[cohort, whom], day)
        )
        for (cohort, whom), some in days.items()
        for day in some
        if day > 0
    }
    if policy.rounded_to == 1:
        return ShownReturns(days=days, returns=known, counts=counts)
    tables = {who: protected(table, days[who], policy) for who, table in known.tables.items()}
    returns = Returns(tables=tables, shocks=known.shocks)
    return ShownReturns(days=days, returns=returns, counts=counts)


def release_differences(
    found: pl.DataFrame, shown: ShownReturns, plan: Plan, policy: Policy
) -> Released:
    """Release shares of children who came back by days on which both cohorts may be shown."""
    table = found if policy.rounded_to == 1 else differences(shown.returns, plan)
    hidden = [
        change is not None
        and not all(day in shown.days.get((name, whom), ()) for name in (cohort, _FORMER[cohort]))
        for whom, cohort, day, change in table.select("whom", "cohort", "day", "change").rows()
    ]
    marked = table.with_columns(pl.Series(_REST, hidden, dtype=pl.Boolean))
    # one test for all rows of two cohorts: it goes with a row of its own, or else with any; and
    # where nothing of a cohort may be shown, as it rests on all who came back
    is_bare = [
        not all(any(shown.days.get((name, whom), ())) for name in (cohort, _FORMER[cohort]))
        for whom, cohort in table.select("whom", "cohort").rows()
    ]
    tests = marked.select(
        pl.when(pl.col("change").is_null())
        .then(pl.col(_REST).any().over("whom", "cohort"))
        .otherwise(_REST)
        | pl.Series(is_bare, dtype=pl.Boolean)
    ).to_series()
    rule = rule_without_counts(
        Differences, dict.fromkeys(_SHARES, (_REST,)) | {Differences.p_value: (_TEST,)}
    )
    marks = marks_of(**{_REST: hidden, _TEST: tests.to_list()})
    return release("differences", table.drop(Differences.counts()), rule, policy, hidden=marks)


def release_curves(
    found: pl.DataFrame, shown: ShownReturns, plan: Plan, policy: Policy
) -> Released:
    """Release a curve on the days that may be shown; no other day has a row."""
    table = found if policy.rounded_to == 1 else curves(shown.returns, plan)
    is_shown = [
        day in shown.days.get((cohort, whom), ())
        for whom, cohort, day in table.select("whom", "cohort", "day").rows()
    ]
    kept = table.filter(pl.Series(is_shown, dtype=pl.Boolean)).drop(Curves.counts())
    rule = rule_without_counts(
        Curves, dict.fromkeys((Curves.rereferred, Curves.low, Curves.high), (_REST,))
    )
    return release("curves", kept, rule, policy, hidden=marks_of(rest=[False] * kept.height))


def _named(plan: Plan, cohort: str, whom: str, day: int) -> Count:
    months = cohorts(plan)[cohort]
    return county_count(_measure(whom, day), months.first, month_of(months.last))


def _measure(whom: str, day: int) -> str:
    return f"{whom} returned by day {day}"


def _shown_then(plan: Plan, earlier: Earlier | None) -> Then:
    """Read from earlier releases who had come back, of cohorts that these have more children than.

    A cohort of the same months differs by corrections alone, which say nothing of a child.
    """
    then: dict[tuple[str, str], list[dict[int, int]]] = {}
    names = {_measure(whom, day): (whom, day) for whom in (EVERYBODY, NFA) for day in range(1, 366)}
    for one in earlier.releases if earlier else ():
        for cohort, months in cohorts(plan).items():
            last = month_of(months.last)
            for whom in (EVERYBODY, NFA):
                days = {
                    names[count.measure][1]: value
                    for count, value in one.counts.items()
                    if value is not None
                    and names.get(count.measure, ("", 0))[0] == whom
                    and count.first == months.first
                    and count.last != last
                }
                if days:
                    then.setdefault((cohort, whom), []).append(days)
    return then
