"""What the sums over unknown counts fall into: counts that follow at once, and separate pieces.

A table with few gaps leaves few counts unknown, and most that are not printed follow one from
another: in a sum with one unknown it is the rest. What then remains falls into pieces that no sum
ties to each other, and a question about a count is a question about its piece alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from referral_analysis.arrays import Flags, Floats, Integers

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array

ALONE = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """Unknown counts that sums tie: their cells and relations, by place, and the coefficients.

    Shapes: cells (c,), rows (r,), sums (r, c).
    """

    cells: Integers = field(repr=False)
    rows: Integers = field(repr=False)
    sums: "csc_array" = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """Everything unknown: what follows, and what does not.

    settled_rows and settled_cells, shape (s,): each relation leaves the cell no choice, given the
    settled ones before it. of_cell, shape (n,): the piece that a cell is in, ALONE for none.
    settled: the coefficients of the settled cells in the settled relations, factorised.
    """

    every: Sequence[Piece] = field(repr=False)
    of_cell: Integers = field(repr=False)
    settled_rows: Integers = field(repr=False)
    settled_cells: Integers = field(repr=False)
    settled: Any = field(repr=False)

    def price_settled(self, sums: "csc_array", prices: Floats, wanted: Floats) -> None:
        """Price the settled relations, in place, so that no settled cell is worth more or less.

        A settled cell's own limits do not bind: the other cells of its sum make it what it is.
        Shapes: sums (relations, n), prices (relations,), wanted (n,).
        """
        if self.settled_rows.size:
            left = (wanted - sums.T @ prices)[self.settled_cells]
            prices[self.settled_rows] = self.settled.solve(left, trans="T")


def pieces_of(sums: "csc_array", unknown: Flags) -> Pieces:
    """Find what follows at once and the pieces of the rest; sums (relations, n), unknown (n,)."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow, seldom needed
    from scipy.sparse.linalg import splu  # noqa: PLC0415

    by_row = csr_array(sums)
    rows, cells = _settled(by_row, unknown)
    left = unknown.copy()
    left[cells] = False
    every = list(_pieces(by_row, np.flatnonzero(left)))
    of_cell = np.full(unknown.size, ALONE)
    for at, piece in enumerate(every):
        of_cell[piece.cells] = at
    return Pieces(
        every=every,
        of_cell=of_cell,
        settled_rows=rows,
        settled_cells=cells,
        settled=splu(by_row[rows][:, cells].tocsc(), permc_spec="NATURAL") if rows.size else None,
    )


def _settled(sums: "csr_array", unknown: Flags) -> tuple[Integers, Integers]:
    """Return relations with one unknown cell, and the cell, again and again; one for each cell."""
    left, ties = unknown.copy(), abs(sums).sign()
    rows, cells = list[Integers](), list[Integers]()
    while True:
        alone = np.flatnonzero(ties @ left.astype(np.float64) == 1)
        theirs = (ties[alone] * left).tocoo()
        settled, at = np.unique(theirs.col[theirs.data > 0], return_index=True)
        if not settled.size:
            break
        rows.append(alone[theirs.row[theirs.data > 0][at]])
        cells.append(settled)
        left[settled] = False
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *rows]), np.concatenate([nothing, *cells])


def _pieces(sums: "csr_array", cells: Integers) -> Iterator[Piece]:
    """Yield the pieces that these cells make up, in the order of their first cells."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - slow, seldom needed

    used = sums[:, cells]
    rows = np.flatnonzero(abs(used).sum(axis=1))
    used = used[rows]
    ties = abs(used).sign()
    count, labels = connected_components(ties.T @ ties, directed=False)
    of_row = labels[used.indices[used.indptr[:-1]]]
    for at in range(count):
        mine, its_rows = np.flatnonzero(labels == at), np.flatnonzero(of_row == at)
        yield Piece(cells=cells[mine], rows=rows[its_rows], sums=used[its_rows][:, mine].tocsc())
