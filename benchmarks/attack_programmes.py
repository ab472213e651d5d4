"""The least and the most of many sums of whole numbers that the same conditions hold.

One question differs from the next by its objective alone, so each programme begins where the last
one ended. A corner that is of whole numbers settles what it shows of every other sum too. What
corners do not settle is asked in whole numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Floats: TypeAlias = NDArray[np.float64]
FAR = 10_000.0  # beyond any count
LOOKS = 8  # corners in drawn directions, before any sum is asked about by itself
NEAR = 1e-6
SECONDS = 30.0  # by the clock, for one question of whole numbers
QUIET = ("output_flag", False)
CLEAR_PRIMAL = 4  # HiGHS's number for the primal simplex, which goes on where it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """A sum, by its row, that can take fewer values than asked for; or of which that is open."""

    row: int
    least: float
    most: float
    is_open: bool


class Corners:
    """Linear programmes over fixed conditions, one after another."""

    def __init__(self, conditions: "Conditions") -> None:
        rules = csc_array(conditions.rules)
        rows, size = rules.shape
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = size, rows
        programme.col_cost_ = np.zeros(size)
        programme.col_lower_, programme.col_upper_ = np.zeros(size), np.full(size, FAR)
        programme.row_lower_, programme.row_upper_ = conditions.low, conditions.high
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.num_col_, programme.a_matrix_.num_row_ = size, rows
        programme.a_matrix_.start_ = rules.indptr
        programme.a_matrix_.index_ = rules.indices
        programme.a_matrix_.value_ = rules.data
        self._columns = np.arange(size, dtype=np.int32)
        self._optimum = highspy.HighsModelStatus.kOptimal
        self._solver: Any = highspy.Highs()
        self._solver.setOptionValue(*QUIET)
        self._solver.passModel(programme)

    def farthest(self, direction: Floats) -> Floats:
        """Return the point that lies farthest; ArithmeticError where conditions exclude all."""
        self._solver.changeColsCost(direction.size, self._columns, -direction)
        self._solver.run()
        if self._solver.getModelStatus() != self._optimum:
            raise ArithmeticError("nothing fits: a table that is read wrongly here")
        self._solver.setOptionValue("simplex_strategy", CLEAR_PRIMAL)
        return np.array(self._solver.getSolution().col_value)

    def farthest_in_whole(self, direction: Floats, start: Floats) -> tuple[Floats, float]:
        """Return the farthest point of whole numbers found in time, and how far any can lie.

        start: one that is known, from which better ones are sought.
        """
        solver: Any = highspy.Highs()
        programme = self._solver.getLp()
        programme.col_cost_ = -direction
        programme.integrality_ = [highspy.HighsVarType.kInteger] * direction.size
        solver.setOptionValue(*QUIET)
        solver.setOptionValue("time_limit", SECONDS)
        solver.passModel(programme)
        solver.setSolution(direction.size, self._columns, start)
        solver.run()
        found = np.array(solver.getSolution().col_value)
        return found if found.size else start, -float(solver.getInfo().mip_dual_bound)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conditions:
    """What is known of sums of unknown whole numbers: low <= rules @ numbers <= high.

    rules (conditions, n). true (n,): numbers that meet all conditions. is_scale (n,): numbers that
    shares are of, which tie others by fractions.
    """

    rules: csr_array
    low: Floats
    high: Floats
    true: Floats
    is_scale: NDArray[np.bool_]

    def in_whole(self) -> "Conditions":
        """Return conditions that are stricter, and whose corners are mostly of whole numbers.

        What shares are of stays as it is in truth, and so does each of two sums that a share ties;
        limits of what is left are whole numbers.
        """
        free = ~self.is_scale
        rows, columns, low, high = list[int](), list[int](), list[float](), list[float]()
        factors = list[float]()
        for row in range(self.rules.shape[0]):
            at = slice(self.rules.indptr[row], self.rules.indptr[row + 1])
            mine, by = self.rules.indices[at], self.rules.data[at]
            fixed = float(by[~free[mine]] @ self.true[mine[~free[mine]]])
            mine, by = mine[free[mine]], by[free[mine]]
            sizes = np.unique(np.abs(by))
            for size in sizes:
                some = np.abs(by) == size
                if sizes.size == 1:
                    least = np.ceil((self.low[row] - fixed) / size - NEAR)
                    most = np.floor((self.high[row] - fixed) / size + NEAR)
                else:
                    least = most = np.sign(by[some]) @ self.true[mine[some]]
                rows += [len(low)] * int(some.sum())
                columns += mine[some].tolist()
                factors += np.sign(by[some]).tolist()
                low.append(least)
                high.append(most)
        for number in np.flatnonzero(self.is_scale).tolist():
            rows.append(len(low))
            columns.append(number)
            factors.append(1.0)
            low.append(self.true[number])
            high.append(self.true[number])
        return Conditions(
            rules=csr_array((factors, (rows, columns)), shape=(len(low), self.true.size)),
            low=np.array(low), high=np.array(high), true=self.true, is_scale=self.is_scale,
        )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What points of whole numbers show of each sum; first the truth."""

    sums: csr_array
    needed: int
    conditions: Conditions
    least: Floats = field(init=False)
    most: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.least = self.most = self.sums @ self.conditions.true

    def add(self, point: Floats) -> None:
        """See a point, if it is of whole numbers and meets all conditions."""
        whole = np.round(point)
        held = self.conditions.rules @ whole
        is_within = (held >= self.conditions.low - NEAR) & (held <= self.conditions.high + NEAR)
        if is_within.all():
            shown = self.sums @ whole
            self.least, self.most = np.minimum(self.least, shown), np.maximum(self.most, shown)

    def sum_of(self, row: int) -> Floats:
        """Return the factors of a sum, (n,)."""
        return np.asarray(self.sums[[row]].toarray().ravel(), float)

    def left(self) -> list[int]:
        """Return the sums that are not yet seen to be wide."""
        return [row for row in range(self.sums.shape[0]) if not self.is_wide(row)]

    def is_wide(self, row: int) -> bool:
        """Claim that the points seen leave a sum as many values as are needed."""
        return bool(self.most[row] - self.least[row] + 1 >= self.needed)


def narrow(sums: csr_array, conditions: Conditions, needed: int, *, seed: int) -> Iterator[Narrow]:
    """Yield the sums that can take fewer values than needed, or may be such: shape (asked, n)."""
    seen = _Seen(sums=sums, needed=needed, conditions=conditions)
    _look(Corners(conditions.in_whole()), seen, seed)
    corners = Corners(conditions)
    _look(corners, seen, seed)
    for row in seen.left():
        found = None if seen.is_wide(row) else _asked(row, corners, seen)
        if found is not None:
            yield found


def _look(corners: Corners, seen: _Seen, seed: int) -> None:
    """See corners in drawn directions, then those where each sum that is left is most and least."""
    left, drawn = seen.left(), np.random.default_rng(seed)
    for _ in range(LOOKS):
        direction = seen.sums[left].T @ drawn.choice([-1.0, 1.0], len(left))
        for way in (direction, -direction):
            seen.add(corners.farthest(way))
    for row in seen.left():
        if not seen.is_wide(row):
            wanted = seen.sum_of(row)
            for way in (-wanted, wanted):
                seen.add(corners.farthest(way))


def _asked(row: int, corners: Corners, seen: _Seen) -> Narrow | None:
    """Ask for the least and the most of a sum in whole numbers; None where it is wide.

    Where whole numbers are not solved in time, what the relaxed programme proves is left.
    """
    rules, wanted, ends = seen.conditions, seen.sum_of(row), list[float]()
    for sign in (1.0, -1.0):
        relaxed = wanted @ corners.farthest(-sign * wanted)
        ends.append(float(np.ceil(relaxed - NEAR) if sign > 0 else np.floor(relaxed + NEAR)))
    for at, sign in enumerate((1.0, -1.0)):
        point, bound = corners.farthest_in_whole(-sign * wanted, rules.true)
        seen.add(point)
        if np.isfinite(bound):
            proven = -sign * np.floor(bound + NEAR)
            ends[at] = max(ends[at], proven) if sign > 0 else min(ends[at], proven)
        if seen.is_wide(row):
            return None
    least, most = ends
    return Narrow(row=row, least=least, most=most, is_open=most - least + 1 >= seen.needed)
