"""Alarms: what would show that the analysis rests on something that is not so.

Each is raised in one of twenty series that keep to the model, or in fewer. No
alarm sees a path that bends at the earlier interruption: none can take the place of a tolerance.
"""

from dataclasses import dataclass, replace

import numpy as np

from referral_analysis.its.intervals.correlation import searched
from referral_analysis.its.intervals.likelihood_ratio import parabolas
from referral_analysis.its.kernels.result import Flags, Floats, Integers
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import Interruption, Shape
from referral_analysis.its.tolerance.ladder import Ladder, ladder_of, problem_at
from referral_analysis.its.tolerance.rung import precision_of

NORMAL_WIDTH = 3.92  # of a 95% interval, in standard errors


BEFORE, AFTER = (24, 37, 61), (3, 5, 12)  # clean months that limits were simulated for


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An alarm: its name, what it says, and the limits of its statistic, BEFORE by AFTER.

    A limit is what one in twenty passes where nothing breaks, the mean of three correlations
    between months (0, .4, .7): the larger of series whose earlier interruption moved nothing
    (`benchmarks/tolerance_alarms.py`, 2,000 each) and of counties where it moved the level
    (`benchmarks/worlds_alarms.py`, 800 each), in which shapes and a far month stand out more.
    """

    name: str
    meaning: str
    limits: tuple[tuple[float, float, float], ...]


TIMING = Kind(
    name="timing",
    meaning="The change did not follow the timing of its phase-in.",
    limits=((0.61, 0.60, 0.59), (0.71, 0.56, 0.54), (0.76, 0.62, 0.54)),
)
OUTLYING = Kind(
    name="outlying period",
    meaning="One period is far from all others.",
    limits=((3.62, 3.60, 3.61), (3.66, 3.66, 3.70), (3.81, 3.81, 3.86)),
)
SPREAD = Kind(
    name="spread",
    meaning="The last periods vary more than those before.",
    limits=((2.83, 2.65, 2.77), (2.09, 2.13, 1.98), (1.94, 1.82, 1.82)),
)
SHAPE = Kind(
    name="earlier shape",
    meaning="The change rests on the shape that the earlier interruption is taken to have.",
    limits=((1.46, 1.69, 2.12), (1.75, 1.85, 2.10), (1.57, 1.87, 2.20)),
)


def limit_of(kind: Kind, before: float, after: float) -> float:
    """Return an alarm's limit for clean months before and after; of the nearest beyond the table.

    Linear in the logarithms of both, in between.
    """
    by_after = [np.interp(np.log(after), np.log(AFTER), row) for row in kind.limits]
    return float(np.interp(np.log(before), np.log(BEFORE), by_after))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """What alarms of a design ask about: late periods (n,), and earlier shapes, if there were any.

    Late: from a year and a period before the interruption on.
    """

    ladder: Ladder
    is_late: Flags
    others: tuple[Ladder, ...]


def look(batch: Batch, spec: ItsSpec, at: Interruption, earlier: Interruption | None) -> Look:
    """Prepare the alarms of an interruption; SpecError for weighted small counts."""
    ladder, design = ladder_of(batch, at.name, spec), batch.design
    numbers = design.numbers[design.is_kept]
    year = round(ladder.periods_a_year)
    others: tuple[Ladder, ...] = ()
    if earlier is not None and earlier.name in design.names:
        column = design.names.index(earlier.name)
        since = numbers - earlier.first_after
        others = _reshaped(ladder, column, since, numbers < at.start.number, earlier.shape)
    is_late = numbers >= at.start.number - year - 1
    return Look(ladder=ladder, is_late=is_late, others=others)


def straight_estimates(ladder: Ladder, series: Floats) -> Floats:
    """Return the estimate (S,) of series (S, n) on a straight path, at the likeliest structure."""
    curves = parabolas(problem_at(ladder, 0), series)
    return np.asarray(np.take_along_axis(curves.middle, _likeliest(curves.floor), axis=1)[:, 0])


def timing(moved: Floats, planned: Floats, width: Floats) -> Floats:
    """Return by how many standard errors (S,) another timing of the phase-in moves the estimate.

    width (S,): of the planned analysis' 95% interval, of a straight path.
    """
    return np.asarray(np.abs(moved - planned) / (width / NORMAL_WIDTH))


def spread(seen: Look, series: Floats) -> Floats:
    """Return the mean square of late residuals over that of the early ones (S,).

    Residuals are of generalised least squares on a straight path, each over its own standard
    deviation, under the likeliest of the structures whose spread does not grow.
    """
    asked, is_late = problem_at(seen.ladder, 0), seen.is_late
    steady = [structure.growth == 1 for structure in searched(asked.family)]
    floor = np.where(steady, parabolas(asked, series).floor, np.inf)
    likeliest = _likeliest(floor)[:, 0]
    ratios = np.empty(len(series))
    for structure in np.unique(likeliest):
        rows = np.flatnonzero(likeliest == structure)
        precision = precision_of(asked, structure)
        squares = (series[rows] @ precision) ** 2 / np.diag(precision)
        ratios[rows] = squares[:, is_late].mean(axis=1) / squares[:, ~is_late].mean(axis=1)
    return ratios


def shapes(seen: Look, series: Floats, width: Floats) -> Floats:
    """Return by how many standard errors (S,) shapes of what came before move the estimate apart.

    width (S,): as in `timing`.
    """
    ladders = (seen.ladder, *seen.others)
    estimates = [straight_estimates(each, series) for each in ladders]
    return np.asarray(np.ptp(estimates, axis=0) / (width / NORMAL_WIDTH))


def _reshaped(
    ladder: Ladder, column: int, since: Integers, until: Flags, planned: Shape
) -> tuple[Ladder, ...]:
    """Return the ladder with a column in other shapes than planned: step, decays, pulse, left out.

    since (n,): periods since it began. until (n,): those before the end of a pulse that a step may
    have been. Decays halve in a quarter and in half a year; only a step may have been one.
    """
    step = (since >= 0).astype(np.float64)
    years = np.maximum(since, 0) / ladder.periods_a_year
    decays = (step * 0.5 ** (years / half) for half in (0.25, 0.5))
    found = []
    for values in (*decays, step * until) if planned == "step" else (step,):
        design = ladder.design.copy()
        design[:, column] = values
        found.append(replace(ladder, design=design))
    absent = replace(
        ladder,
        design=np.delete(ladder.design, column, axis=1),
        contrast=np.delete(ladder.contrast, column),
        own=None if ladder.own is None else np.delete(ladder.own, column),
    )
    return (*found, absent)


def _likeliest(floor: Floats) -> np.typing.NDArray[np.intp]:
    return np.asarray(floor.argmin(axis=1))[:, None]
