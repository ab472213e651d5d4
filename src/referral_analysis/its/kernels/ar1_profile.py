"""What the two ways of computing an AR(1) likelihood share: what is asked for, what comes back."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels.profile_search import Narrow
from referral_analysis.its.kernels.result import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gaps:
    """The distinct steps between neighbouring rows in time, and how often each occurs."""

    steps: Integers
    counts: Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Likelihood:
    """Which likelihood: restricted or full. weight: n - p or n.

    constant: what -2 log-likelihood holds beside log|R|, log|X'R^-1 X| and weight * log(e'R^-1 e).
    """

    restricted: bool
    weight: int
    constant: float
    gaps: Gaps


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProfileEstimates:
    """What a fit is made of at a given rho.

    coefficients (S, p); unscaled (S, p, p): (X'R^-1 X)^-1; quadratic (S,): e'R^-1 e; value (S,):
    -2 log-likelihood.
    """

    coefficients: Floats
    unscaled: Floats
    quadratic: Floats
    value: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """-2 log-likelihood of S series as a function of rho.

    scan: nodes (K,) -> values (K, S). narrow: see `profile_search`. estimate: of rho (S,).
    """

    scan: Callable[[Floats], Floats]
    narrow: Narrow
    estimate: Callable[[Floats], ProfileEstimates]


def gaps_of(times: Integers) -> Gaps:
    """Return the distinct steps of times (n,) and how often each occurs."""
    steps, counts = np.unique(np.diff(times), return_counts=True)
    return Gaps(steps=steps, counts=counts)


def likelihood_of(*, restricted: bool, rows: int, columns: int, gaps: Gaps) -> Likelihood:
    """Return the likelihood for n rows and p columns, with the constants of R's logLik."""
    weight = rows - columns if restricted else rows
    constant = weight * (np.log(2 * np.pi / weight) + 1)
    return Likelihood(restricted=restricted, weight=weight, constant=float(constant), gaps=gaps)


def gap_log_det(gaps: Gaps, rho: Floats) -> tuple[Floats, Floats]:
    """Return log|R| = sum of log(1 - rho^(2 gap)) over steps and its derivative by rho, (S,)."""
    total, slope = np.zeros_like(rho), np.zeros_like(rho)
    for step, count in zip(gaps.steps.tolist(), gaps.counts.tolist(), strict=True):
        left = 1 - rho ** (2 * step)
        total += count * np.log(left)
        slope -= count * 2 * step * rho ** (2 * step - 1) / left
    return total, slope
