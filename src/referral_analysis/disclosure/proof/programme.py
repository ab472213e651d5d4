"""Programmes of linear conditions, solved by HiGHS: the one place that knows how.

An intruder asks one programme about many counts, and only what is asked for changes: HiGHS goes on
from the corner where it last stood, which takes a ninth of the time of starting anew.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from referral_analysis.arrays import Floats

if TYPE_CHECKING:
    from scipy.sparse import sparray

TOLERANCE = 1e-6  # HiGHS keeps equations to 1e-7; counts are whole numbers
PRIMAL = 4
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "mip_rel_gap": 0.0,
    "simplex_strategy": PRIMAL,
}
"""The corner of one objective is a point that the next one allows, which is where the primal
simplex method begins; HiGHS's own choice, the dual one, takes twice the time."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corner:
    """Where an objective is largest: the point, (c,), and what each sum is worth there, (r,).

    The worths are zero where whole numbers had to be searched for.
    """

    point: Floats = field(repr=False)
    worths: Floats = field(repr=False)


class Programme:
    """Numbers within limits whose sums are known; the objective is asked for anew each time.

    Shapes: sums (r, c), low and high (c,), totals (r,).
    """

    def __init__(self, sums: "sparray", low: Floats, high: Floats, totals: Floats) -> None:
        self._parts = sums, low, high, totals
        self._solver = _solver(sums, (low, high), (totals, totals))
        self._of_whole_numbers: Any = None

    def farthest(self, objective: Floats, *, whole_numbers: bool = False) -> Corner | None:
        """Return where the objective is largest; None where HiGHS finds no such point.

        A corner of whole numbers answers both questions, and is looked at first.
        """
        found = self._corner(objective)
        if found is None or not whole_numbers or _are_whole(found.point):
            return found
        if self._of_whole_numbers is None:
            sums, low, high, totals = self._parts
            self._of_whole_numbers = _solver(
                sums, (low, high), (totals, totals), whole_numbers=True
            )
        _ask(self._of_whole_numbers, -objective)
        point = _solved(self._of_whole_numbers)
        return None if point is None else Corner(point=point, worths=np.zeros(len(self._parts[3])))

    def _corner(self, objective: Floats) -> Corner | None:
        _ask(self._solver, -objective)
        point = _solved(self._solver)
        if point is None:  # what was left of the last question may be in the way
            self._solver.clearSolver()
            point = _solved(self._solver)
        if point is None:
            return None
        return Corner(point=point, worths=-np.array(self._solver.getSolution().row_dual))


def cheapest(
    cost: Floats,
    limits: tuple[Floats, Floats],
    sums: "sparray",
    of_sums: tuple[Floats, Floats],
) -> Floats | None:
    """Return the whole numbers that cost least, within the limits of each and of their sums.

    Shapes: cost (c,), limits (c,) each, sums (r, c), of_sums (r,) each; proved to the last unit of
    cost. None where there are none, or HiGHS cannot tell.
    """
    solver = _solver(sums, limits, of_sums, whole_numbers=True)
    _ask(solver, cost)
    return _solved(solver)


def _solver(
    sums: "sparray",
    limits: tuple[Floats, Floats],
    of_sums: tuple[Floats, Floats],
    *,
    whole_numbers: bool = False,
) -> Any:  # noqa: ANN401 - HiGHS has no types of its own
    """Hand a programme to HiGHS, on one thread: the same questions get the same answers."""
    import highspy  # noqa: PLC0415 - seldom needed
    from scipy.sparse import csc_array  # noqa: PLC0415 - slow, seldom needed

    by_column = csc_array(sums)
    rows, columns = by_column.shape
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = rows, columns
    programme.col_cost_ = np.zeros(columns)
    programme.col_lower_, programme.col_upper_ = limits
    programme.row_lower_, programme.row_upper_ = of_sums
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = by_column.indptr
    programme.a_matrix_.index_ = by_column.indices
    programme.a_matrix_.value_ = by_column.data
    if whole_numbers:
        programme.integrality_ = [highspy.HighsVarType.kInteger] * columns
    solver = highspy.Highs()
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.passModel(programme)
    return solver


def _ask(solver: Any, cost: Floats) -> None:  # noqa: ANN401
    solver.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)


def _solved(solver: Any) -> Floats | None:  # noqa: ANN401
    solver.run()
    if solver.getModelStatus() != _best_of_all():
        return None
    return np.array(solver.getSolution().col_value)


def _best_of_all() -> Any:  # noqa: ANN401
    import highspy  # noqa: PLC0415 - seldom needed

    return highspy.HighsModelStatus.kOptimal


def _are_whole(point: Floats) -> bool:
    return bool((np.abs(point - np.round(point)) < TOLERANCE).all())
