"""On which days of a curve a share may be shown: where children enough came back since the last.

A share is the share of one cohort, so two of them give, with its size, the number who came back
between. That number, and the number lost sight of (known from a range's ends), is therefore zero or
too large to be suppressed between any two days that are shown; so are both of the others' children,
those not closed at once, who are all children less those that were.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from referral_analysis.disclosure.policy import Policy
from referral_analysis.periods import DAYS_A_MONTH
from referral_analysis.questions.came_back.cohorts import LEAST_AT_RISK
from referral_analysis.questions.came_back.tables import EVERYBODY, MONTHS, NFA
from referral_analysis.statistics.survival import LifeTable

LAST_DAY, STEP_DAYS = 182, 7
ENDS = tuple(round(month * DAYS_A_MONTH) for month in MONTHS)
"""The days by which shares are compared: chosen first, in whichever report they stand."""
Who: TypeAlias = tuple[str, str]  # cohort, whose return
Days: TypeAlias = Mapping[Who, Sequence[int]]
Then: TypeAlias = Mapping[Who, Sequence[Mapping[int, int]]]
"""How many had come back by each day, as earlier releases showed it of part of a cohort."""
_Allows: TypeAlias = Callable[[int, int], bool]


def shown_days(tables: Mapping[Who, LifeTable], policy: Policy, then: Then) -> Days:
    """Return the days of each cohort's curve that may be shown, in order; day 0 says nothing."""
    days: dict[Who, list[int]] = {}
    for cohort in dict.fromkeys(name for name, _ in tables):
        everybody, nfa = tables[cohort, EVERYBODY], tables.get((cohort, NFA))
        known = _known_days(everybody)
        allows = _all_of(_steps_of(everybody, policy), _since(everybody, then, cohort, policy))
        days[cohort, EVERYBODY] = _chosen(known, allows)
        if nfa is None:
            continue
        others = _others(everybody, nfa)
        within = set(days[cohort, EVERYBODY]) & set(_known_days(nfa))
        is_told = _is_none_or_enough(int(others.at_risk[0]), policy)
        allows = _all_of(
            _steps_of(nfa, policy),
            _steps_of(others, policy, may_be_none=True),
            _since(nfa, then, cohort, policy, NFA),
        )
        days[cohort, NFA] = _chosen(sorted(within), allows) if is_told else []
    return days


def returned_by(table: LifeTable, day: int) -> int:
    """Return how many had come back by a day."""
    return int(table.events[: day + 1].sum())


def lost_by(table: LifeTable, day: int) -> int:
    """Return how many had been lost sight of by a day."""
    return int(table.censored[: day + 1].sum())


def protected(table: LifeTable, days: Sequence[int], policy: Policy) -> LifeTable:
    """Return the life table of rounded counts at the days shown, and nothing in between.

    Whoever is left is lost sight of after the last of them.
    """
    length = max(days, default=0) + 2
    events, censored = np.zeros((2, length), dtype=np.int64)
    for before, day in pairwise((-1, *days)):
        for counts, by in ((events, returned_by), (censored, lost_by)):
            then = policy.rounded(by(table, before)) if before >= 0 else 0
            counts[day] = policy.rounded(by(table, day)) - then
    everybody = policy.rounded(int(table.at_risk[0]))
    censored[-1] = max(0, everybody - int(events.sum() + censored.sum()))
    return LifeTable(events=events, censored=censored)


def _known_days(table: LifeTable) -> list[int]:
    """List the days that could be shown: each week's end and each day compared, while enough."""
    known = int((table.at_risk >= LEAST_AT_RISK).sum())
    return [day for day in sorted({*range(0, LAST_DAY + 1, STEP_DAYS), *ENDS}) if day < known]


def _chosen(known: Sequence[int], allows: _Allows) -> list[int]:
    """Take the days compared first, then as many others between them as fit; -1: the beginning."""
    ends = list(_walk([day for day in known if day in ENDS], allows))
    days: list[int] = [day for day in known[:1] if day == 0]
    last = -1
    for day in known[len(days) :]:
        end = next((end for end in ends if end >= day), None)
        if day == end or (allows(last, day) and (end is None or allows(day, end))):
            days.append(day)
            last = day
    return days


def _walk(days: Sequence[int], allows: _Allows) -> Iterator[int]:
    last = -1
    for day in days:
        if allows(last, day):
            yield day
            last = day


def _steps_of(table: LifeTable, policy: Policy, *, may_be_none: bool = False) -> _Allows:
    """Allow a step from one day to a later one by the children in it."""

    def allows(first: int, last: int) -> bool:
        came = returned_by(table, last) - returned_by(table, first)
        lost = lost_by(table, last) - lost_by(table, first)
        is_enough = came >= policy.smallest_shown or (
            may_be_none and _is_none_or_enough(came, policy)
        )
        nobody_yet = lost_by(table, last) == 0  # follow-up could not have ended so soon
        return is_enough and (nobody_yet or _is_none_or_enough(lost, policy))

    return allows


def _since(
    table: LifeTable, then: Then, cohort: str, policy: Policy, whom: str = EVERYBODY
) -> _Allows:
    """Allow a day by who came back of the children that an earlier release's cohort lacked."""
    releases = then.get((cohort, whom), ()) if policy.rounded_to == 1 else ()

    def allows(first: int, last: int) -> bool:
        return all(
            _is_none_or_enough(
                abs(_further(table, one, last) - _further(table, one, first)), policy
            )
            for one in releases
            if last in one
        )

    return allows


def _further(table: LifeTable, then: Mapping[int, int], day: int) -> int:
    """Return how many more had come back by the last day up to this that both show."""
    at = max((one for one in then if one <= day), default=None)
    return 0 if at is None else returned_by(table, at) - then[at]


def _others(everybody: LifeTable, some: LifeTable) -> LifeTable:
    """Return the life table of the children that are not of these."""
    length = len(everybody.events)
    events, censored = (
        whole - np.pad(part, (0, length - len(part)))
        for whole, part in (
            (everybody.events, some.events),
            (everybody.censored, some.censored),
        )
    )
    return LifeTable(events=events, censored=censored)


def _all_of(*rules: _Allows) -> _Allows:
    return lambda first, last: all(allows(first, last) for allows in rules)


def _is_none_or_enough(count: int, policy: Policy) -> bool:
    return count >= policy.smallest_shown or (count == 0 and policy.shows_zero)
