"""The counts of a release as unknowns, with the sums that tie them, as an intruder would see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from referral_analysis.arrays import Flags, Floats, Integers

if TYPE_CHECKING:
    from scipy.sparse import csc_array

REACH = 4
"""How far above its true value a suppressed count is let go, in times the values it must keep.

Short of everything there could be, so that a range found wide enough is one; far enough never to
matter where counts add up.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relation:
    """A sum that an intruder knows: coefficients times these cells; its value is the true one."""

    cells: Integers
    coefficients: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class System:
    """Everything that the published tables say about each other; arrays of shape (n,), a cell each.

    values: true counts. hidden_low and hidden_high: what is known of a cell that is suppressed;
    shown_low and shown_high: of one that is shown (the count itself, or what rounds to it).
    values_left: how many values a suppressed cell must be able to take. must_hide: suppressed in
    any case. may_hide: can be suppressed to protect another. is_sensitive: to be protected, whether
    printed or not: a difference of two printed counts is not printed, yet known. is_printed: false
    for those. cost: of suppressing the cell. follows: pairs (whole, part), shape (k, 2): the part
    is suppressed wherever the whole is.
    """

    values: Floats = field(repr=False)
    hidden_low: Floats = field(repr=False)
    hidden_high: Floats = field(repr=False)
    shown_low: Floats = field(repr=False)
    shown_high: Floats = field(repr=False)
    values_left: Integers = field(repr=False)
    is_printed: Flags = field(repr=False)
    must_hide: Flags = field(repr=False)
    may_hide: Flags = field(repr=False)
    is_sensitive: Flags = field(repr=False)
    cost: Floats = field(repr=False)
    relations: Sequence[Relation] = field(repr=False)
    follows: Integers = field(repr=False)

    def limits(self, hidden: Flags) -> tuple[Floats, Floats]:
        """Return what is known of each cell by itself, given which are suppressed."""
        unknown = hidden | ~self.is_printed
        low = np.where(unknown, self.hidden_low, self.shown_low)
        high = np.where(unknown, self.hidden_high, self.shown_high)
        near = np.maximum(self.values, low) + REACH * self.values_left
        return low, np.minimum(high, near)

    def take(self, cells: Integers) -> "System":
        """Return the part of the system that these cells make up; relations go with their cells."""
        place = np.full(self.values.size, -1)
        place[cells] = np.arange(cells.size)
        follows = place[self.follows]
        return System(
            values=self.values[cells],
            hidden_low=self.hidden_low[cells],
            hidden_high=self.hidden_high[cells],
            shown_low=self.shown_low[cells],
            shown_high=self.shown_high[cells],
            values_left=self.values_left[cells],
            is_printed=self.is_printed[cells],
            must_hide=self.must_hide[cells],
            may_hide=self.may_hide[cells],
            is_sensitive=self.is_sensitive[cells],
            cost=self.cost[cells],
            relations=[
                Relation(cells=place[one.cells], coefficients=one.coefficients)
                for one in self.relations
                if place[one.cells[0]] >= 0
            ],
            follows=follows[(follows >= 0).all(axis=1)],
        )


def matrix(system: System) -> "csc_array":
    """Return the coefficients of the relations, sparse; shape (relations, cells).

    A relation has a dozen cells of thousands: written out in full, most of the work is noughts.
    """
    from scipy.sparse import csc_array  # noqa: PLC0415 - slow, seldom needed

    sizes = [relation.cells.size for relation in system.relations]
    shape = len(sizes), system.values.size
    if not sizes:
        return csc_array(shape, dtype=np.float64)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    cells = np.concatenate([relation.cells for relation in system.relations])
    coefficients = np.concatenate([relation.coefficients for relation in system.relations])
    return csc_array((coefficients, (rows, cells)), shape=shape, dtype=np.float64)


def parts(system: System) -> Iterator[Integers]:
    """Yield the cells of each part of the system that no relation ties to another, in order."""
    leader = list(range(system.values.size))

    def find(cell: int) -> int:
        while leader[cell] != cell:
            leader[cell] = leader[leader[cell]]
            cell = leader[cell]
        return cell

    for group in [*(relation.cells for relation in system.relations), *system.follows]:
        first = find(int(group[0]))
        for cell in group[1:].tolist():
            leader[find(cell)] = first
    leaders = np.array([find(cell) for cell in range(system.values.size)], dtype=np.int64)
    for one in np.unique(leaders):
        yield np.flatnonzero(leaders == one)
