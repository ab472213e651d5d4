"""What an intruder can work out: the least and the most that each suppressed count can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from referral_analysis.arrays import Flags, Floats, Integers
from referral_analysis.disclosure.proof.system import System, matrix

TOLERANCE = 1e-6  # HiGHS keeps equations to 1e-7; counts are whole numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """A condition that every safe choice meets: given + gains @ hidden >= needed.

    Where the cell at fault is suppressed for another's sake alone, `only_if` names it: the
    condition holds if it is suppressed at all.
    """

    gains: Floats = field(repr=False)
    given: float
    needed: float
    only_if: int | None = None


class Intruder:
    """Linear programmes over what a choice of suppressed cells leaves open.

    Each answer is a point that the published figures allow; the widest range seen of every cell is
    kept, so that most cells are found safe without being asked about.
    """

    def __init__(self, system: System, hidden: Flags, *, whole_numbers: bool) -> None:
        low, high = system.limits(hidden)
        self._system, self._hidden = system, hidden
        self._open = np.flatnonzero(high - low > TOLERANCE)
        self._low, self._high = low[self._open], high[self._open]
        self._all = matrix(system)
        used = self._all[:, self._open]
        self._rows = np.flatnonzero(abs(used).sum(axis=1))
        self._used = used[self._rows]
        self._total = self._used @ system.values[self._open]
        self._whole_numbers = whole_numbers
        self.least, self.most = system.values.copy(), system.values.copy()

    def is_safe(self, cell: int) -> bool:
        """Claim that the points seen so far leave the cell as many values as it must have."""
        return bool(
            self.most[cell] - self.least[cell] > self._system.values_left[cell] - 1 - TOLERANCE
        )

    def look_around(self) -> None:
        """See the points where everything open is as large, and as small, as it can be."""
        ones = np.ones(self._open.size)
        for direction in (ones, -ones):
            self._solve(direction)

    def widest(self, cell: int) -> Floats:
        """Ask for the cell's largest and least; return the sum of their dual prices, (n,) each way.

        Shape (2, n): how much the range grows with each cell's upper limit, and with its lower.
        """
        prices = np.zeros((2, self._system.values.size))
        if cell not in self._open:
            return prices
        for sign in (1.0, -1.0):
            objective = sign * (self._open == cell)
            dual = np.zeros(self._all.shape[0])
            dual[self._rows] = self._solve(objective)
            wanted = np.zeros(self._system.values.size)
            wanted[cell] = sign
            left = wanted - self._all.T @ dual
            prices += np.maximum([left, -left], 0.0)
        return prices

    def _solve(self, objective: Floats) -> Floats:
        """Go as far as the objective leads; keep the point; return the relations' dual prices."""
        prices = np.zeros(self._rows.size)
        if not self._rows.size:
            self._see(self._farthest(objective))
            return prices
        from scipy.optimize import LinearConstraint, linprog, milp  # noqa: PLC0415 - slow, seldom needed

        optimum: Any
        if self._whole_numbers:
            optimum = milp(
                -objective,
                integrality=np.ones(objective.size),
                bounds=(self._low, self._high),
                constraints=LinearConstraint(self._used, self._total, self._total),
            )
        else:
            optimum = linprog(
                -objective,
                A_eq=self._used,
                b_eq=self._total,
                bounds=np.column_stack([self._low, self._high]),
                method="highs",
            )
        if optimum.x is None:  # numbers at the limit of what HiGHS can carry: nothing new is seen
            return prices
        self._see(np.round(optimum.x) if self._whole_numbers else optimum.x)
        return prices if self._whole_numbers else -np.asarray(optimum.eqlin.marginals)

    def _farthest(self, objective: Floats) -> Floats:
        """Return the objective's farthest point where no relation binds: each cell by itself."""
        low, high = self._low, self._high
        if self._whole_numbers:
            low, high = np.ceil(low - TOLERANCE), np.floor(high + TOLERANCE)
        return np.where(objective > 0, high, low)

    def _see(self, point: Floats) -> None:
        self.least[self._open] = np.minimum(self.least[self._open], point)
        self.most[self._open] = np.maximum(self.most[self._open], point)


def asked_about(system: System, hidden: Flags) -> Integers:
    """List the cells that must be protected: the sensitive ones, and all that are suppressed."""
    return np.flatnonzero(system.is_sensitive | (hidden & system.is_printed))


def exposed(system: System, hidden: Flags) -> Mapping[int, tuple[int, int]]:
    """Return each cell that is known too well, with the least and the most that it can be.

    By whole numbers, so that what is not here is proved.
    """
    intruder = Intruder(system, hidden, whole_numbers=True)
    intruder.look_around()
    ranges = {}
    for cell in asked_about(system, hidden).tolist():
        if not intruder.is_safe(cell):
            intruder.widest(cell)
        if not intruder.is_safe(cell):
            ranges[cell] = (round(intruder.least[cell]), round(intruder.most[cell]))
    return ranges
