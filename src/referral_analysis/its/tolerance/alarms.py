"""Alarms: what would show that the analysis rests on something that is not so.

Each is raised in one of twenty series that keep to the model (`benchmarks/tolerance_alarms.py`). No
alarm sees a path that bends at the earlier interruption: none can take the place of a tolerance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from referral_analysis.its.correlation import searched
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.likelihood_ratio import covariances, parabolas
from referral_analysis.its.tolerance.ladder import Ladder, problem_at

NORMAL_WIDTH = 3.92  # of a 95% interval, in standard errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An alarm: its name, what it says, and the limit of its statistic."""

    name: str
    meaning: str
    limit: float


TIMING = Kind(
    name="timing", meaning="The change did not follow the timing of its phase-in.", limit=0.63
)
OUTLYING = Kind(name="outlying period", meaning="One period is far from all others.", limit=3.6)
SPREAD = Kind(name="spread", meaning="The last periods vary more than those before.", limit=1.42)
SHAPE = Kind(
    name="earlier shape",
    meaning="The change rests on the shape that the earlier interruption is taken to have.",
    limit=1.575,
)


def straight_estimates(ladder: Ladder, series: Floats) -> Floats:
    """Return the estimate (S,) of series (S, n) on a straight path, at the likeliest structure."""
    curves = parabolas(problem_at(ladder, 0), series)
    return np.asarray(np.take_along_axis(curves.middle, _likeliest(curves.floor), axis=1)[:, 0])


def timing(moved: Floats, planned: Floats, width: Floats) -> Floats:
    """Return by how many standard errors (S,) another timing of the phase-in moves the estimate.

    width (S,): of the planned analysis' 95% interval, of a straight path.
    """
    return np.asarray(np.abs(moved - planned) / (width / NORMAL_WIDTH))


def spread(ladder: Ladder, series: Floats, is_late: Flags) -> Floats:
    """Return the mean square of late residuals over that of the early ones (S,).

    Residuals are of generalised least squares on a straight path, each over its own standard
    deviation, under the likeliest of the structures whose spread does not grow.
    """
    asked = problem_at(ladder, 0)
    steady = [structure.growth == 1 for structure in searched(ladder.family)]
    floor = np.where(steady, parabolas(asked, series).floor, np.inf)
    likeliest = _likeliest(floor)[:, 0]
    matrices = covariances(asked.family, asked.times)
    found = np.empty(len(series))
    for structure in np.unique(likeliest):
        rows = np.flatnonzero(likeliest == structure)
        inner = asked.complement.T @ matrices[structure] @ asked.complement
        precision = asked.complement @ np.linalg.solve(inner, asked.complement.T)
        squares = (series[rows] @ precision) ** 2 / np.diag(precision)
        found[rows] = squares[:, is_late].mean(axis=1) / squares[:, ~is_late].mean(axis=1)
    return found


def shapes(ladder: Ladder, series: Floats, others: Sequence[Ladder], error: Floats) -> Floats:
    """Return how far estimates of several shapes of what came before lie apart, over s (S,)."""
    estimates = [straight_estimates(each, series) for each in (ladder, *others)]
    return np.asarray(np.ptp(estimates, axis=0) / error)


def reshaped(ladder: Ladder, column: int, since: Floats, until: Floats) -> list[Ladder]:
    """Return the ladder with a step's column as a decay of two rates, as a pulse, and left out.

    since (n,): periods since the step, negative before it. until (n,): 1 before the end of the
    pulse. A quarter and half a year are the half-lives.
    """
    step = ladder.design[:, column]
    halved = [
        step * 0.5 ** (np.maximum(since, 0) / (years * ladder.periods_a_year))
        for years in (0.25, 0.5)
    ]
    found = []
    for values in (*halved, step * until):
        design = ladder.design.copy()
        design[:, column] = values
        found.append(replace(ladder, design=design))
    absent = replace(
        ladder,
        design=np.delete(ladder.design, column, axis=1),
        contrast=np.delete(ladder.contrast, column),
    )
    return [*found, absent]


def _likeliest(floor: Floats) -> np.typing.NDArray[np.intp]:
    return np.asarray(floor.argmin(axis=1))[:, None]
