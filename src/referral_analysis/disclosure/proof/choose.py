"""Which further counts to suppress, so that nothing can be worked out and least is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from referral_analysis.arrays import Flags, Floats
from referral_analysis.disclosure.proof.bounds import Cut, Intruder, asked_about, exposed
from referral_analysis.disclosure.proof.programme import TOLERANCE, cheapest
from referral_analysis.disclosure.proof.system import System, parts
from referral_analysis.errors import DisclosureError

FREE_ROUNDS = 25
"""Rounds in which every choice is open; from then on what was suppressed once stays so."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """Which cells are suppressed, shape (n,), and which nothing in this release can protect.

    `beyond` are sensitive cells that would be known too well even with everything suppressed: what
    is published elsewhere gives them away.
    """

    hidden: Flags = field(repr=False)
    beyond: Flags = field(repr=False)


def choose(system: System) -> Choice:
    """Suppress what must be, and at the least cost whatever would give it away; proved.

    Each part of the system is solved to the optimum by cutting planes (the attacker's linear
    programmes give the conditions, a mixed-integer programme the cheapest choice that meets them),
    then checked in whole numbers. The same system gives the same choice.

    Source: Fischetti & Salazar-Gonzalez (2001), J. Am. Stat. Assoc. 96, 1008-1018.
    """
    hidden, beyond = np.zeros((2, system.values.size), dtype=bool)
    for cells in parts(system):
        if not (system.must_hide[cells] | system.is_sensitive[cells]).any():
            continue
        chosen = _choose(system.take(cells))
        hidden[cells], beyond[cells] = chosen.hidden, chosen.beyond
    return Choice(hidden=hidden, beyond=beyond)


def never_safe(system: System) -> Flags:
    """Mark the sensitive cells, shape (n,), that are known too well whatever is suppressed."""
    beyond = np.zeros(system.values.size, dtype=bool)
    for cells in parts(system):
        part = system.take(cells)
        limits, asked = _Limits(part), np.flatnonzero(part.is_sensitive).tolist()
        limits.look_at(asked)
        beyond[cells[[cell for cell in asked if not limits.allow(cell)]]] = True
    return beyond


def _choose(system: System) -> Choice:
    limits = _Limits(system)
    hidden, cuts = _with_followers(system, system.must_hide), list[Cut]()
    for tried in range(FREE_ROUNDS + 2 * system.values.size):
        found = _cuts(system, hidden, limits)
        if not found:
            return Choice(hidden=hidden, beyond=limits.beyond & system.is_sensitive)
        cuts += found
        hidden = _cheapest(system, hidden if tried >= FREE_ROUNDS else system.must_hide, cuts)
    raise DisclosureError(
        "the release",
        found="no choice of suppressed counts that could be proved safe",
        needed="tables in which small counts can be hidden",
        do="Merge districts, agencies or months.",
    )


class _Limits:
    """Which cells can be protected at all, asked only of those found wanting.

    `beyond`, shape (n,), marks those known too well even when everything is suppressed.
    """

    def __init__(self, system: System) -> None:
        all_hidden = system.must_hide | system.may_hide
        self._intruder = Intruder(system, all_hidden, whole_numbers=True)
        self._asked: set[int] = set()
        self.beyond = np.zeros(system.values.size, dtype=bool)

    def look_at(self, cells: Sequence[int]) -> None:
        """See at once what can be seen of cells that will be asked about."""
        new = [cell for cell in cells if cell not in self._asked]
        self._intruder.look_around(np.array(new, dtype=np.int64))

    def allow(self, cell: int) -> bool:
        """Claim that suppressing more can protect a cell."""
        if cell not in self._asked:
            self._asked.add(cell)
            if not self._intruder.is_safe(cell):
                self._intruder.widest(cell)
            self.beyond[cell] = not self._intruder.is_safe(cell)
        return not self.beyond[cell]


def _with_followers(system: System, hidden: Flags) -> Flags:
    """Suppress the parts of suppressed wholes, and theirs."""
    now = hidden.copy()
    while True:
        before = now.sum()
        for whole, part in system.follows:
            now[part] |= now[whole]
        if now.sum() == before:
            return now


def _cuts(system: System, hidden: Flags, limits: _Limits) -> list[Cut]:
    """Return what is wrong with a choice, as conditions on the next one; none when it is safe."""
    intruder = Intruder(system, hidden, whole_numbers=False)
    asked = asked_about(system, hidden)
    intruder.look_around(asked)
    wanting = dict[int, Floats]()
    for cell in asked.tolist():
        if intruder.is_safe(cell):
            continue
        prices = intruder.widest(cell)
        if not intruder.is_safe(cell):
            wanting[cell] = prices
    limits.look_at(list(wanting))
    cuts = [
        _cut(system, hidden, cell, prices) for cell, prices in wanting.items() if limits.allow(cell)
    ]
    if cuts:
        return cuts
    left = list(exposed(system, hidden))
    limits.look_at(left)
    return [_something_more(system, hidden, cell) for cell in left if limits.allow(cell)][:1]


def _cut(system: System, hidden: Flags, cell: int, prices: Floats) -> Cut:
    """Turn dual prices into a condition: the range that a choice leaves is at most this sum."""
    upper, lower = prices
    needed = float(system.values_left[cell] - 1)

    def range_from(low: Floats, high: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            above = np.where(upper > TOLERANCE, upper * (high - system.values), 0.0)
            below = np.where(lower > TOLERANCE, lower * (system.values - low), 0.0)
        reached: Floats = np.clip(above + below, 0.0, needed)
        return reached

    nothing, everything = np.zeros_like(hidden), np.ones_like(hidden)
    shown, gone = range_from(*system.limits(nothing)), range_from(*system.limits(everything))
    gains = np.maximum(gone - shown, 0.0)
    if not (gains[~hidden & system.may_hide] > TOLERANCE).any():
        return _something_more(system, hidden, cell)
    return Cut(
        gains=gains,
        given=float(shown.sum()),
        needed=needed,
        only_if=None if _is_asked_always(system, cell) else cell,
    )


def _something_more(system: System, hidden: Flags, cell: int) -> Cut:
    """Ask for any cell beside those suppressed: whatever suppresses no more is not safe either."""
    gains = (~hidden & system.may_hide).astype(np.float64)
    return Cut(
        gains=gains,
        given=0.0,
        needed=1.0,
        only_if=None if _is_asked_always(system, cell) else cell,
    )


def _is_asked_always(system: System, cell: int) -> bool:
    return bool(system.is_sensitive[cell] or system.must_hide[cell])


def _cheapest(system: System, kept: Flags, cuts: list[Cut]) -> Flags:
    """Return the cheapest choice that meets every condition so far."""
    from scipy.sparse import csc_array  # noqa: PLC0415 - slow, seldom needed

    n = system.values.size
    rows, least = [], []
    for cut in cuts:
        row = cut.gains.copy()
        if cut.only_if is not None:
            row[cut.only_if] -= cut.needed
        rows.append(row)
        least.append((0.0 if cut.only_if is not None else cut.needed) - cut.given)
    for whole, part in system.follows:
        row = np.zeros(n)
        row[part], row[whole] = 1.0, -1.0
        rows.append(row)
        least.append(0.0)
    follower = np.zeros(n, dtype=bool)
    follower[system.follows[:, 1]] = True
    # a zero goes with its whole alone: its mark says that it is not one, and would hide nothing
    for part in np.flatnonzero(follower & ~(kept | system.may_hide)).tolist():
        row = np.zeros(n)
        row[system.follows[system.follows[:, 1] == part, 0]], row[part] = 1.0, -1.0
        rows.append(row)
        least.append(0.0)
    found = cheapest(
        system.cost,
        (kept.astype(float), (kept | system.may_hide | follower).astype(float)),
        csc_array(np.array(rows)),
        (np.array(least) - TOLERANCE, np.full(len(least), np.inf)),
    )
    return kept | system.may_hide if found is None else _with_followers(system, found > 0.5)
