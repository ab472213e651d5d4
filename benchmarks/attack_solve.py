"""What an intruder works out of counts read: by subtraction, and by linear programming.

Written apart from the package's own proof, from the meaning of the tables alone.
"""

from collections.abc import Container, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from referral_analysis.disclosure.counted import Count

Floats = NDArray[np.float64]
Read = Mapping[Count, int | None]
Key = tuple[str, Count]
Terms = dict[Key | int, float]
"""A sum that is nothing: coefficients of counts, by release, or of slacks, by number."""
SEGMENT_KINDS = ("district", "agency")


class Equations:
    """Sums that hold among the counts of one release or two; slacks are never below zero."""

    def __init__(self) -> None:
        self.rows: list[Terms] = []
        self.slacks = 0

    def add(self, terms: Terms) -> None:
        """Add a sum that is nothing."""
        self.rows.append(terms)

    def slack(self) -> int:
        """Return a new count that no table prints."""
        self.slacks += 1
        return self.slacks


def equations_of(release: str, read: Read, into: Equations) -> None:
    """Write down how the counts of one release add up."""
    spans = {(c.kind, c.measure, c.first, c.last) for c in read if c.kind in SEGMENT_KINDS}
    for kind, measure, first, last in sorted(spans):
        parts = [
            c for c in read if (c.kind, c.measure, c.first, c.last) == (kind, measure, first, last)
        ]
        months = parts[0].county.months
        if all(month in read for month in months):
            terms: Terms = {(release, c): 1.0 for c in parts}
            into.add(terms | {(release, month): -1.0 for month in months})
    for whole in [c for c in read if c.measure == "referrals"]:
        wide, rest, nfa, others = (
            whole.of(n) for n in ("inappropriate_wide", "appropriate", "nfa", "others")
        )
        if nfa in read and others in read:
            early: Terms = {(release, nfa): 1.0, (release, others): 1.0, into.slack(): 1.0}
            into.add(early | {(release, whole): -1.0})
        if wide in read and rest in read:
            into.add({(release, wide): 1.0, (release, rest): 1.0, (release, whole): -1.0})
        for part, of in ((nfa, whole), (nfa, wide), (wide, whole), (rest, others)):
            if part in read and of in read:
                into.add({(release, part): 1.0, into.slack(): 1.0, (release, of): -1.0})


def equations_between(then: Read, now: Read, into: Equations, unchanged: frozenset[Count]) -> None:
    """Write down what links two releases: counts that did not change, and those that only grew."""
    for count in now:
        if count in then and count in unchanged:
            into.add({("now", count): 1.0, ("then", count): -1.0})
        if count.kind in SEGMENT_KINDS:
            for before in then:
                if (
                    (before.measure, before.kind, before.segment, before.first)
                    == (count.measure, count.kind, count.segment, count.first)
                    and before.last < count.last
                ):  # fmt: skip
                    into.add({("now", count): 1.0, ("then", before): -1.0, into.slack(): -1.0})


def by_subtraction(shown: Mapping[Key, int | None], equations: Equations) -> dict[Key, int]:
    """Solve every sum with one unknown in it, until none is left."""
    known = {key: value for key, value in shown.items() if value is not None}
    found: dict[Key, int] = {}
    while True:
        before = len(found)
        for row in equations.rows:
            unknown = [key for key in row if key not in known]
            if len(unknown) == 1 and not isinstance(unknown[0], int):
                rest = sum(
                    factor * known[key] for key, factor in row.items()
                    if not isinstance(key, int) and key in known
                )  # fmt: skip
                found[unknown[0]] = known[unknown[0]] = round(-rest / row[unknown[0]])
        if len(found) == before:
            return found


def by_programming(
    shown: Mapping[Key, int | None],
    equations: Equations,
    least: Mapping[Key, int],
    enough: int,
    asked: Container[Key] | None = None,
) -> dict[Key, tuple[int, int]]:
    """Return the least and the most that each suppressed count can be; of those asked, if any are.

    Counts seen to range over `enough` are left out. Ends that cannot be solved for are, too.
    """
    hidden = [key for key, value in shown.items() if value is None]
    columns: dict[Key | int, int] = {key: i for i, key in enumerate(hidden)}
    columns |= {slack: len(hidden) + slack - 1 for slack in range(1, equations.slacks + 1)}
    dense, totals = _as_arrays(shown, equations, columns)
    matrix = csr_array(dense)
    bounds = [(least[key], 10**6) for key in hidden] + [(0, 10**6)] * equations.slacks
    ranges = {}
    low, high = np.full(len(columns), np.inf), np.full(len(columns), -np.inf)
    for place, key in enumerate(hidden):
        if asked is not None and key not in asked:
            continue
        ends = []
        for sign in (1, -1):
            if high[place] - low[place] < enough:
                objective = sign * np.eye(1, len(columns), place)[0]
                end = linprog(objective, A_eq=matrix, b_eq=totals, bounds=bounds, method="highs")
                if end.status == 0:
                    ends.append(end.x[place])
                    low, high = np.minimum(low, end.x), np.maximum(high, end.x)
        if len(ends) == 2:
            ranges[key] = (int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6)))
    return ranges


def _as_arrays(
    shown: Mapping[Key, int | None], equations: Equations, columns: Mapping[Key | int, int]
) -> tuple[Floats, Floats]:
    """Return the sums that hold unknowns: coefficients of these, and what they add up to."""
    matrix, totals = np.zeros((len(equations.rows), len(columns))), np.zeros(len(equations.rows))
    for row, terms in enumerate(equations.rows):
        for key, factor in terms.items():
            if key in columns:
                matrix[row, columns[key]] += factor
            elif not isinstance(key, int):
                totals[row] -= factor * (shown[key] or 0)
    used = matrix.any(axis=1)
    return matrix[used], totals[used]
