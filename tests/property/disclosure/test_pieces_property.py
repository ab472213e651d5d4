"""A question asked of a piece of the sums alone has the answer that all of them together give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from referral_analysis.arrays import Flags
from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.proof.bounds import Intruder, asked_about
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.system import System, matrix

ROWS, COLUMNS = 2, 3
CLOSE = 1e-6  # HiGHS keeps equations to 1e-7
TABLE = st.lists(
    st.tuples(st.integers(0, 15), st.booleans()), min_size=ROWS * COLUMNS, max_size=ROWS * COLUMNS
)


def tables(drawn: list[list[tuple[int, bool]]]) -> System:
    """Lay out tables whose lines' totals are all known, and of each column's counts the difference.

    A table has nothing to do with another. Some counts are hidden that need not be.
    """
    builder = Builder(DFE)
    for cells in drawn:
        places = [
            builder.cell(value, must_hide=is_hidden or builder.is_small(value))
            for value, is_hidden in cells
        ]
        rows = [places[at * COLUMNS : (at + 1) * COLUMNS] for at in range(ROWS)]
        for line in rows:
            builder.tie(line, [1.0] * len(line))
        for column, (one, other) in enumerate(zip(*rows, strict=True)):
            gap = cells[column][0] - cells[COLUMNS + column][0]
            between = builder.implied(gap, is_sensitive=True, within=(-30, 30))
            builder.tie([one, other, between], [1.0, -1.0, -1.0])
    return builder.system()


def whole_range(system: System, hidden: Flags, cell: int) -> tuple[float, float]:
    """Ask all sums at once for the least and the most that a cell can be."""
    low, high = system.limits(hidden)
    sums = matrix(system)
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(low.size)
        cost[cell] = sign
        found = linprog(
            cost, A_eq=sums, b_eq=sums @ system.values, bounds=np.column_stack([low, high])
        )
        ends.append(sign * found.fun)
    return ends[0], ends[1]


@settings(max_examples=10, deadline=None)
@given(st.lists(TABLE, min_size=1, max_size=3))
def test_a_cell_can_be_as_little_and_as_much_as_all_sums_together_let_it(
    drawn: list[list[tuple[int, bool]]],
) -> None:
    system = tables(drawn)
    hidden = system.must_hide
    low, high = system.limits(hidden)
    for cell in asked_about(system, hidden).tolist():
        intruder = Intruder(system, hidden, whole_numbers=False)
        upper, lower = intruder.widest(cell)
        found = intruder.least[cell], intruder.most[cell]
        assert found == pytest.approx(whole_range(system, hidden, cell), abs=CLOSE)
        # what holds the range is priced, and nothing else: the limits so priced add up to it
        priced = upper @ (high - system.values) + lower @ (system.values - low)
        assert priced == pytest.approx(found[1] - found[0], abs=CLOSE)


@settings(max_examples=10, deadline=None)
@given(drawn=st.lists(TABLE, min_size=1, max_size=3), whole_numbers=st.booleans())
def test_looking_around_finds_no_more_than_there_is(
    drawn: list[list[tuple[int, bool]]], *, whole_numbers: bool
) -> None:
    system = tables(drawn)
    hidden = system.must_hide
    asked = asked_about(system, hidden)
    intruder = Intruder(system, hidden, whole_numbers=whole_numbers)
    intruder.look_around(asked)
    for cell in asked.tolist():
        least, most = whole_range(system, hidden, cell)
        assert least - CLOSE <= intruder.least[cell] <= intruder.most[cell] <= most + CLOSE
