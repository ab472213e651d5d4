"""What an intruder can work out: the least and the most that each suppressed count can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from referral_analysis.arrays import Flags, Floats, Integers
from referral_analysis.disclosure.proof.pieces import ALONE, Piece, pieces_of
from referral_analysis.disclosure.proof.programme import TOLERANCE, Programme
from referral_analysis.disclosure.proof.system import System, matrix

PATIENCE = 3
"""A look takes as long as asking about one cell; after so many in a row that found none safe no
further one is worth it."""


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
    kept, so that most cells are found safe without being asked about. A question is asked of the
    piece that its cell is in: the others have no say in it.
    """

    def __init__(self, system: System, hidden: Flags, *, whole_numbers: bool) -> None:
        self._low, self._high = system.limits(hidden)
        self._system = system
        self._sums = matrix(system)
        self._is_open = self._high - self._low > TOLERANCE
        self._pieces = pieces_of(self._sums, self._is_open)
        self._programmes = dict[int, Programme]()
        self._whole_numbers = whole_numbers
        self.least, self.most = system.values.copy(), system.values.copy()

    def is_safe(self, cell: int) -> bool:
        """Claim that the points seen so far leave the cell as many values as it must have."""
        return bool(
            self.most[cell] - self.least[cell] > self._system.values_left[cell] - 1 - TOLERANCE
        )

    def look_around(self, cells: Integers) -> None:
        """See points that are far out, in search of the range that these cells must have.

        Where everything open is as large as it can be, and as small; then where those of the cells
        that are not yet safe are, some large and some small as drawn, while more are found safe.
        """
        drawn = np.random.default_rng(0)  # the same points each time
        of_piece = self._pieces.of_cell[cells]
        for at, piece in enumerate(self._pieces.every):
            mine, objective, in_vain = cells[of_piece == at], np.ones(piece.cells.size), 0
            left = self._unsafe(mine)
            while left.size and in_vain < PATIENCE:
                for direction in (objective, -objective):
                    self._solve(at, direction)
                still = self._unsafe(left)
                in_vain = 0 if still.size < left.size else in_vain + 1
                left = still
                signs = dict(zip(left.tolist(), drawn.choice([-1.0, 1.0], left.size), strict=True))
                objective = np.array([signs.get(cell, 0.0) for cell in piece.cells.tolist()])

    def _unsafe(self, cells: Integers) -> Integers:
        return cells[[not self.is_safe(cell) for cell in cells.tolist()]]

    def widest(self, cell: int) -> Floats:
        """Ask for the cell's largest and least; return the sum of their dual prices, (n,) each way.

        Shape (2, n): how much the range grows with each cell's upper limit, and with its lower.
        """
        prices = np.zeros((2, self._system.values.size))
        if not self._is_open[cell]:
            return prices
        at = self._pieces.of_cell[cell]
        for sign in (1.0, -1.0):
            dual = np.zeros(self._sums.shape[0])
            if at != ALONE:
                piece = self._pieces.every[at]
                dual[piece.rows] = self._solve(at, sign * (piece.cells == cell))
            wanted = np.zeros(self._system.values.size)
            wanted[cell] = sign
            self._pieces.price_settled(self._sums, dual, wanted)
            left = wanted - self._sums.T @ dual
            prices += np.maximum([left, -left], 0.0)
        return prices

    def _solve(self, at: int, objective: Floats) -> Floats:
        """Go as far in a piece as the objective leads; keep the point; return the sums' prices."""
        piece = self._pieces.every[at]
        if not piece.rows.size:
            self._see(piece, self._farthest(piece, objective))
            return np.zeros(0)
        if at not in self._programmes:
            low, high = self._low[piece.cells], self._high[piece.cells]
            totals = piece.sums @ self._system.values[piece.cells]
            self._programmes[at] = Programme(piece.sums, low, high, totals)
        corner = self._programmes[at].farthest(objective, whole_numbers=self._whole_numbers)
        if corner is None:  # numbers at the limit of what HiGHS can carry: nothing new is seen
            return np.zeros(piece.rows.size)
        self._see(piece, np.round(corner.point) if self._whole_numbers else corner.point)
        return corner.worths

    def _farthest(self, piece: Piece, objective: Floats) -> Floats:
        """Return the objective's farthest point where no relation binds: each cell by itself."""
        low, high = self._low[piece.cells], self._high[piece.cells]
        if self._whole_numbers:
            low, high = np.ceil(low - TOLERANCE), np.floor(high + TOLERANCE)
        return np.where(objective > 0, high, low)

    def _see(self, piece: Piece, point: Floats) -> None:
        self.least[piece.cells] = np.minimum(self.least[piece.cells], point)
        self.most[piece.cells] = np.maximum(self.most[piece.cells], point)


def asked_about(system: System, hidden: Flags) -> Integers:
    """List the cells that must be protected: the sensitive ones, and all that are suppressed."""
    return np.flatnonzero(system.is_sensitive | (hidden & system.is_printed))


def exposed(system: System, hidden: Flags) -> Mapping[int, tuple[int, int]]:
    """Return each cell that is known too well, with the least and the most that it can be.

    By whole numbers, so that what is not here is proved.
    """
    intruder = Intruder(system, hidden, whole_numbers=True)
    asked = asked_about(system, hidden)
    intruder.look_around(asked)
    ranges = {}
    for cell in asked.tolist():
        if not intruder.is_safe(cell):
            intruder.widest(cell)
        if not intruder.is_safe(cell):
            ranges[cell] = (round(intruder.least[cell]), round(intruder.most[cell]))
    return ranges
