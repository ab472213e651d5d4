"""Attack what a report says changed since the last one, by the months that both show."""

from collections.abc import Mapping

from benchmarks.attack_solve import Equations, Key, Read, Terms, by_programming, by_subtraction

from referral_analysis.disclosure.counted import Count
from referral_analysis.questions.changed.figures import CAUSES
from referral_analysis.questions.changed.finding import Since

Moved = Mapping[tuple[str, str], int | None]
"""Figures by column and cause, as read; None for c."""
MEASURES = {"Referrals": "referrals", "NFA": "nfa"}
SHARED = [CAUSES[cause] for cause in ("checks", "recorded", "changed")]
"""The causes that work on the months of both; the others are sums of months, attacked as such."""


def attack_since(moved: Moved, since: Since, then: Read, now: Read, enough: int) -> set[Key]:
    """Return what is recovered: found to be one of fewer values than c stands for, and rightly."""
    equations = Equations()
    shown: dict[Key, int | None] = {
        _cell(column, cause, since): value
        for (column, cause), value in moved.items()
        if cause in SHARED
    }
    truth = _truth(since)
    shown[_one(since)] = 1
    _write_down(since, then, now, equations)
    is_all = all(value is None for key, value in shown.items() if key != _one(since))
    least = {key: 0 if is_all else min(truth[key], 1) for key, v in shown.items() if v is None}
    found = {key for key, value in by_subtraction(shown, equations).items() if truth[key] == value}
    for key, (low, high) in by_programming(shown, equations, least, enough).items():
        if high - low + 1 < enough and low <= truth[key] <= high:
            found.add(key)
    return found


def _write_down(since: Since, then: Read, now: Read, into: Equations) -> None:
    """Link the figures to the months of both.

    What is more, less what is fewer, is what these months changed by in all; a month that grew took
    some, one that shrank lost some; of referrals recorded since, those with NFA are a part.
    """
    first, last = since.windows[0]
    one = _one(since)
    for what, measure in MEASURES.items():
        months = [c for c in then if (c.kind, c.measure) == ("county", measure)
                  and c.first == c.last and first <= c.first <= last]  # fmt: skip
        pairs = [(now.get(c), then[c]) for c in months]
        changes = [a - b for a, b in pairs if a is not None and b is not None]
        if len(changes) < len(months):
            continue
        more, fewer = ([_cell(f"{what} ({way})", cause, since) for cause in SHARED]
                       for way in ("more", "fewer"))  # fmt: skip
        net: Terms = {one: -float(sum(changes))}
        into.add(net | dict.fromkeys(more, 1.0) | dict.fromkeys(fewer, -1.0))
        for keys, sign in ((more, 1), (fewer, -1)):
            least = sum(max(0, sign * change) for change in changes)
            over: Terms = {one: -float(least), into.slack(): -1.0}
            into.add(over | dict.fromkeys(keys, 1.0))
    for way in ("more", "fewer"):
        part, whole = (_cell(f"{what} ({way})", SHARED[1], since) for what in ("NFA", "Referrals"))
        into.add({part: 1.0, into.slack(): 1.0, whole: -1.0})


def _truth(since: Since) -> dict[Key, int]:
    return {
        _cell(f"{what} ({way})", CAUSES[row["cause"]], since): row[f"{measure}_{way}"]
        for row in since.moves.head(len(SHARED)).rows(named=True)
        for what, measure in MEASURES.items()
        for way in ("more", "fewer")
    }


def _cell(column: str, cause: str, since: Since) -> Key:
    first, last = since.windows[0]
    return "since", Count(measure=column, kind="since", segment=cause, first=first, last=last)


def _one(since: Since) -> Key:
    return _cell("one", "one", since)
