"""How months may resemble each other: the families of correlations that test inversion searches."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from referral_analysis.its.kernels.result import Floats

Family = Literal["ar1", "all", "robust"]
StructureKind = Literal["ar1", "ar1_noise", "ar2"]

AR1_SEARCHED = np.round(np.arange(-0.9, 0.9001, 0.02), 2)
# critical values change slowly with rho: simulated here, interpolated in between
AR1_SIMULATED = (-0.6, -0.3, 0.0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.86, 0.92)
NOISE_RHO, NOISE_SHARE = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9), (0.15, 0.3, 0.45, 0.6, 0.75)
AR2_FIRST, AR2_SECOND = (0.0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.88), (0.1, 0.2, 0.3, 0.4, 0.5)
AR2_MOST = 0.8  # largest sum of the two coefficients; beyond it the level wanders
# errors whose standard deviation grows in a straight line over the series, to this many times
GROWTHS = (2.0, 4.0)
GROWING_RHO = (-0.3, 0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
GROWING_NOISE_RHO, GROWING_NOISE_SHARE = (0.6, 0.85), (0.3, 0.6)


@dataclass(frozen=True, slots=True)
class Structure:
    """One correlation. AR(1): rho. AR(1) with noise: rho, the noise's share of the variance.

    AR(2): its first two partial autocorrelations. growth: the standard deviation of the last period
    over that of the first.
    """

    kind: StructureKind
    first: float
    second: float = 0.0
    growth: float = 1.0


def searched(family: Family) -> tuple[Structure, ...]:
    """Return the structures whose likelihoods are compared.

    ar1: a fine grid of one kind. all: three kinds. robust: those, and some whose standard deviation
    grows.
    """
    if family == "ar1":
        return tuple(Structure("ar1", float(rho)) for rho in AR1_SEARCHED)
    if family == "robust":
        return (*searched("all"), *_growing())
    ar1 = [Structure("ar1", float(rho)) for rho in np.round(np.arange(-0.6, 0.901, 0.05), 2)]
    noise = [Structure("ar1_noise", rho, share) for rho in NOISE_RHO for share in NOISE_SHARE]
    ar2 = [
        Structure("ar2", first, second)
        for first in AR2_FIRST
        for second in AR2_SECOND
        if first * (1 - second) + second <= AR2_MOST
    ]
    return (*ar1, *noise, *ar2)


def simulated(family: Family) -> tuple[Structure, ...]:
    """Return the structures that critical values are simulated under."""
    if family == "ar1":
        return tuple(Structure("ar1", rho) for rho in AR1_SIMULATED)
    return searched(family)


def to_searched(family: Family, values: Floats) -> Floats:
    """Carry values (C, k) of the simulated structures to the searched ones (K, k)."""
    if family != "ar1":
        return values
    columns = [np.interp(AR1_SEARCHED, AR1_SIMULATED, column) for column in values.T]
    return np.column_stack(columns)


def _growing() -> tuple[Structure, ...]:
    ar1 = [("ar1", rho, 0.0) for rho in GROWING_RHO]
    noise = [
        ("ar1_noise", rho, share) for rho in GROWING_NOISE_RHO for share in GROWING_NOISE_SHARE
    ]
    kinds: list[tuple[StructureKind, float, float]] = [*ar1, *noise]  # type: ignore[list-item]
    return tuple(Structure(*kind, growth) for growth in GROWTHS for kind in kinds)


def autocorrelation(structure: Structure, length: int) -> Floats:
    """Return the correlation (length,) of periods 0, 1, 2, ... apart."""
    if structure.kind == "ar2":
        return _ar2(structure.first, structure.second, length)
    result = np.float_power(structure.first, np.arange(length)) * (1 - structure.second)
    result[0] = 1.0
    return np.asarray(result, dtype=np.float64)


def _ar2(first: float, second: float, length: int) -> Floats:
    result = np.ones(max(length, 2))
    result[1] = first
    for lag in range(2, length):
        result[lag] = first * (1 - second) * result[lag - 1] + second * result[lag - 2]
    return result[:length]
