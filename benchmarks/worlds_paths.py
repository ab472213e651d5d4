"""Paths of logs that no analysis is told of: shapes, and what is drawn at random.

Each takes months (T,) from the launch, a generator and how many counties n: (T,) or (n, T).
"""

import numpy as np
from benchmarks.worlds_simulator import (
    BURN_IN,
    INSPECTION,
    PHASE_IN,
    Floats,
    Integers,
    Shocks,
    autoregression,
)

EARLIEST, MODELLED = -37, 45
"""Where curved paths and growing shocks begin, and over how many months they come to their size."""
CRISIS = -14
JUMP_CHANCE = 1 / 18


def slope(t: Integers, _rng: np.random.Generator, _n: int, *, a_year: float) -> Floats:
    """Return a slope that changes at the inspection, a year."""
    return np.asarray(a_year * np.maximum(t - INSPECTION, 0) / 12)


def decay(
    t: Integers, _rng: np.random.Generator, _n: int, *, size: float, half_life: float
) -> Floats:
    """Return a rise at the inspection that halves again and again."""
    return np.where(t >= INSPECTION, size * 0.5 ** (np.maximum(t - INSPECTION, 0) / half_life), 0.0)


def saturating(
    t: Integers, _rng: np.random.Generator, _n: int, *, size: float, months_to_level: float
) -> Floats:
    """Return a rise that levels off."""
    return np.asarray(size * -np.expm1(-np.maximum(t - EARLIEST, 0) / months_to_level))


def curved(t: Integers, _rng: np.random.Generator, _n: int, *, size: float) -> Floats:
    """Return a bend of this size after the modelled months."""
    return np.asarray(size * ((t - EARLIEST) / MODELLED) ** 2)


def step(t: Integers, _rng: np.random.Generator, _n: int, *, size: float, month: int) -> Floats:
    """Return a step from a month on."""
    return np.asarray(size * (t >= month))


def one_month(
    t: Integers, _rng: np.random.Generator, _n: int, *, size: float, month: int
) -> Floats:
    """Return a move of one month."""
    return np.asarray(size * (t == month))


def august(t: Integers, _rng: np.random.Generator, _n: int, *, size: float) -> Floats:
    """Return a move of each August."""
    return np.asarray(size * ((t - PHASE_IN) % 12 == 0))


def crisis(
    t: Integers, _rng: np.random.Generator, _n: int, *, size: float, half_life: float
) -> Floats:
    """Return a fall that halves again and again."""
    return np.where(t >= CRISIS, size * 0.5 ** (np.maximum(t - CRISIS, 0) / half_life), 0.0)


def growing(
    t: Integers, rng: np.random.Generator, n: int, *, times: float, shocks: Shocks
) -> Floats:
    """Draw what makes shocks grow: with steady ones of the same kind, so many times their sd."""
    grown = 1 + (times - 1) * np.maximum(t - EARLIEST, 0) / MODELLED
    return autoregression(shocks, (n, len(t)), rng) * np.sqrt(grown**2 - 1)


def walk(t: Integers, rng: np.random.Generator, n: int, *, sd: float) -> Floats:
    """Draw a walk of this sd a month."""
    return np.cumsum(sd * rng.standard_normal((n, len(t))), axis=1)


def jumps(t: Integers, rng: np.random.Generator, n: int, *, sd: float) -> Floats:
    """Draw jumps of this sd that stay."""
    shape = (n, len(t))
    return np.cumsum((rng.random(shape) < JUMP_CHANCE) * sd * rng.standard_normal(shape), axis=1)


def second_order(t: Integers, rng: np.random.Generator, n: int, *, sd: float) -> Floats:
    """Draw x_t = .5 x_(t-1) + .35 x_(t-2) + e_t, of this sd."""
    found = rng.standard_normal((n, len(t) + BURN_IN))
    for month in range(2, found.shape[1]):
        found[:, month] += 0.5 * found[:, month - 1] + 0.35 * found[:, month - 2]
    # variance (1 - b) / ((1 + b) ((1 - b)^2 - a^2)) for coefficients a, b
    a, b = 0.5, 0.35
    variance = (1 - b) / ((1 + b) * ((1 - b) ** 2 - a**2))
    return np.asarray(sd * found[:, BURN_IN:] / np.sqrt(variance))
