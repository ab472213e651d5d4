"""The smallest effects that would be told of a series that goes on, on a path that may drift."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.design import effect_rows
from referral_analysis.its.one_thread import one_thread
from referral_analysis.its.power.going_on import GoingOn, with_effect
from referral_analysis.its.tolerance.interval import Drifted, at_level, climb
from referral_analysis.its.tolerance.ladder import Ladder

NEAR, ROUNDS = 0.002, 25
"""Of the search for a fall that makes counts noisier itself: until it moves by so little."""
LEAST_LEFT_OVER = 0.05
"""The share below which no fall is looked for: of few a period it leaves next to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBeTold:
    """How a change at the interruption `at` will be looked for, and how sure it is to be told.

    tolerances: of drift a year, of a range each; level: of the ranges; power: how often told.
    """

    at: str
    tolerances: tuple[float, ...]
    level: float
    power: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Smallest:
    """Ratios of the smallest fall and rise told; no fall where none to a twentieth would be."""

    fall: float | None
    rise: float


@one_thread()
def smallest_told(series: GoingOn, asked: ToBeTold) -> list[Smallest]:
    """Return the smallest changes that are told with this power, at each tolerance.

    Told: the range of a path that may drift by so much leaves no change on its right side. A fall
    leaves fewer counts, which are noisier, so it is searched for.
    """
    ladders = _ladders(series, asked.at)
    tolerances = np.array(asked.tolerances)

    @cache
    def short_of(psi: float) -> tuple[Floats, Floats]:
        """Return how far a rise and a fall are short of being told with an effect of psi (T,)."""
        found = _ends(series, ladders, psi, tolerances, asked.level)
        lowest, highest = 1 - asked.power, asked.power
        return np.quantile(found.low, lowest, axis=0), np.quantile(found.high, highest, axis=0)

    def fall_short_of(place: int, psi: float) -> float:
        return float(short_of(psi)[1][place])

    rises, _ = short_of(0.0)
    falls = [_fall(partial(fall_short_of, place)) for place in range(len(tolerances))]
    return [
        Smallest(fall=None if fall is None else math.exp(fall), rise=math.exp(-rise))
        for fall, rise in zip(falls, rises, strict=True)
    ]


def _fall(short_of: Callable[[float], float]) -> float | None:
    """Return the logarithm of the fall that is short by nothing, by secants from no fall on."""
    least = math.log(LEAST_LEFT_OVER)
    last, short_last = 0.0, short_of(0.0)
    psi = min(max(-short_last, least), -NEAR)
    for _ in range(ROUNDS):
        short = short_of(psi)
        if abs(short) < NEAR or (psi == -NEAR and short < 0):
            break
        if psi == least and short > 0:
            return None
        slope = (short_last - short) / (last - psi)
        last, short_last = psi, short
        # a fall moves the range by no more than itself, so that a step is no smaller than `short`
        psi = min(max(psi - short / min(max(slope, 0.1), 1.0), least), -NEAR)
    return psi


def _ladders(series: GoingOn, at: str) -> list[Ladder]:
    """Return a ladder of the series without a control, or one beside each path of it."""
    design = series.design
    is_its = effect_rows(design, at).any(axis=0)
    if is_its.sum() != 1:
        raise SpecError(
            "scenario",
            found=f"{at} with {int(is_its.sum())} coefficients",
            needed="one coefficient that makes the whole effect",
            do="Leave the change of slope out.",
        )
    contrast = np.asarray(is_its, dtype=np.float64)
    if series.control is None:
        return [_ladder(series, contrast, None)]
    return [_ladder(series, contrast, np.asarray(path)) for path in series.control]


def _ladder(series: GoingOn, contrast: Floats, control: Floats | None) -> Ladder:
    matrix = series.design.matrix
    own = np.ones(matrix.shape[1], dtype=np.bool_)
    if control is not None:
        matrix = np.column_stack([matrix, control])
        contrast, own = np.append(contrast, 0.0), np.append(own, False)
    return Ladder(
        design=matrix,
        times=series.design.times,
        contrast=contrast,
        family="robust",
        periods_a_year=series.periods_a_year,
        own=own,
    )


def _ends(
    series: GoingOn, ladders: list[Ladder], psi: float, tolerances: Floats, level: float
) -> Drifted:
    """Return the ends (S, T) with an effect of psi."""
    values = np.split(with_effect(series, psi), len(ladders))
    found = [
        at_level(climb(ladder, part, tolerances), level)
        for ladder, part in zip(ladders, values, strict=True)
    ]
    return Drifted(
        estimate=np.concatenate([one.estimate for one in found]),
        low=np.concatenate([one.low for one in found]),
        high=np.concatenate([one.high for one in found]),
    )
