"""Mixtures of Student's t distributions: their distribution function and quantiles."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from referral_analysis.its.kernels.result import Floats

# a bracket halved so often is narrower than a float's rounding
HALVINGS = 55


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """C quantities, each a mixture of K t distributions with the same degrees of freedom.

    weights (K,) sum to 1; centres (K, C); scales (K, C), positive.
    """

    weights: Floats
    centres: Floats
    scales: Floats
    freedom: float


def mean_of(mixture: Mixture) -> Floats:
    """Return the mean (C,) of the centres, which is the mean from 2 degrees of freedom on."""
    return np.asarray(mixture.weights @ mixture.centres)


def probability_below(mixture: Mixture, points: Floats) -> Floats:
    """Return the probability (C,) that each quantity is below its point (C,)."""
    below = stdtr(mixture.freedom, (points - mixture.centres) / mixture.scales)
    return np.asarray(mixture.weights @ below)


def quantile(mixture: Mixture, probability: float) -> Floats:
    """Return the point (C,) with this probability below it, 0 < probability < 1, by bisection."""
    parts = mixture.centres + mixture.scales * stdtrit(mixture.freedom, probability)
    low, high = parts.min(0), parts.max(0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_low = probability_below(mixture, middle) < probability
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    return np.asarray((low + high) / 2)
