"""What a table with few gaps falls into, by hand."""

import numpy as np
from scipy.sparse import csc_array

from referral_analysis.disclosure.proof.pieces import ALONE, pieces_of

SUMS = csc_array(
    np.array(
        [
            # a + b = total: one gap; then c + b follows; d + e and f + g are two gaps each
            [1, 1, 0, 0, 0, 0, 0, -1],
            [0, 1, 1, 0, 0, 0, 0, 0],
            [0, 0, 1, 1, 1, 0, 0, 0],
            [0, 0, 0, 0, 0, 1, 1, 0],
        ],
        dtype=float,
    )
)
A, B, C, D, E, F, G, TOTAL = range(8)


def unknown(*cells: int) -> np.ndarray:
    """Mark the cells that are not shown."""
    marks = np.zeros(8, dtype=bool)
    marks[list(cells)] = True
    return marks


def test_the_last_gap_of_a_sum_follows_and_so_does_what_that_leaves_alone() -> None:
    found = pieces_of(SUMS, unknown(B, C, D, E, F, G))
    assert found.settled_cells.tolist() == [B, C]
    assert found.settled_rows.tolist() == [0, 1]
    assert [piece.cells.tolist() for piece in found.every] == [[D, E], [F, G]]
    assert [piece.rows.tolist() for piece in found.every] == [[2], [3]]
    assert found.of_cell.tolist() == [ALONE, ALONE, ALONE, 0, 0, 1, 1, ALONE]


def test_sums_without_a_last_gap_tie_their_cells_into_one_piece() -> None:
    found = pieces_of(SUMS, unknown(A, B, C, D, F))
    assert found.settled_cells.tolist() == [F]
    assert [piece.cells.tolist() for piece in found.every] == [[A, B, C, D]]
    assert found.every[0].sums.toarray().tolist() == [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]


def test_a_cell_in_no_sum_is_a_piece_of_its_own_and_without_unknowns_there_is_none() -> None:
    sums = csc_array((0, 2), dtype=float)
    (piece,) = pieces_of(sums, np.array([False, True])).every
    assert (piece.cells.tolist(), piece.rows.size) == ([1], 0)
    assert not pieces_of(SUMS, unknown()).every


def test_a_settled_relation_is_priced_so_that_its_cell_is_worth_nothing_more() -> None:
    found = pieces_of(SUMS, unknown(B, C, D, E))
    prices, wanted = np.zeros(4), np.zeros(8)
    wanted[C] = 1.0
    found.price_settled(SUMS, prices, wanted)
    # c is the second sum less b, which is the first less a: so it moves with a and with the total
    assert prices.tolist() == [-1, 1, 0, 0]
    assert (wanted - SUMS.T @ prices).tolist() == [1, 0, 0, 0, 0, 0, 0, -1]
