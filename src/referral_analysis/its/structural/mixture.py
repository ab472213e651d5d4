"""Mixtures of Student's t distributions: their distribution function and quantiles."""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels.result import Floats
from referral_analysis.special import gammaln, stdtr, stdtrit

# Newton's steps double the digits, and one that leaves the bracket halves it instead
MAX_STEPS = 60
TOLERANCE = 1e-12  # of the probability


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
    """Return the point (C,) with this probability below it, 0 < probability < 1."""
    parts = mixture.centres + mixture.scales * stdtrit(mixture.freedom, probability)
    low, high = parts.min(0), parts.max(0)
    point = mixture.weights @ parts
    for _ in range(MAX_STEPS):
        excess = probability_below(mixture, point) - probability
        if np.abs(excess).max() < TOLERANCE:
            break
        low, high = np.where(excess < 0, point, low), np.where(excess < 0, high, point)
        point = point - excess / _density(mixture, point)
        point = np.where((point > low) & (point < high), point, (low + high) / 2)
    return np.asarray(point)


def _density(mixture: Mixture, points: Floats) -> Floats:
    half = (mixture.freedom + 1) / 2
    top = np.exp(gammaln(half) - gammaln(half - 0.5)) / np.sqrt(mixture.freedom * np.pi)
    distance = (points - mixture.centres) / mixture.scales
    shape = (1 + distance**2 / mixture.freedom) ** -half
    return np.asarray(top * (mixture.weights @ (shape / mixture.scales)))
