"""AR(1) profiles for evenly spaced, unweighted series: O(p) a series at any rho.

The algebra is in `rotated`. With periods left out, the full likelihood needs log|R| of the rows
kept, which is the sum of log(1 - rho^(2 gap)) over steps; the restricted one needs nothing more.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from referral_analysis.its.kernels.ar1_profile import (
    Likelihood,
    Profile,
    ProfileEstimates,
    gap_log_det,
)
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.kernels.rotated import (
    RotatedDesign,
    Solved,
    Sufficient,
    coefficients_of,
    noise_products,
    solved,
    sufficient,
    taken,
    unscaled_covariance,
)
from referral_analysis.its.kernels.rotated_scan import scan


def rotated_profile(design: RotatedDesign, response: Floats, likelihood: Likelihood) -> Profile:
    """Return the AR(1) profile of each series (S, n)."""
    known = sufficient(design, response)

    def narrow(series: Integers) -> Callable[[Floats], tuple[Floats, Floats]]:
        whole = len(series) == len(known.first) and bool((np.diff(series) == 1).all())
        return partial(_evaluate, design, known if whole else taken(known, series), likelihood)

    return Profile(
        scan=partial(scan, design, known, likelihood),
        narrow=narrow,
        estimate=partial(_estimate, design, known, likelihood),
    )


def _evaluate(
    design: RotatedDesign, known: Sufficient, likelihood: Likelihood, rho: Floats
) -> tuple[Floats, Floats]:
    """Return -2 log-likelihood and its derivative by rho, (S,) each."""
    at = solved(design, known, rho)
    slope = _quadratic_slope(design, known, at.shift, rho)
    weight = likelihood.weight
    value = weight * np.log(at.quadratic)
    gradient = weight * slope / at.quadratic
    if likelihood.restricted:
        log_det, log_det_slope = _log_det(design, at, rho)
        value += log_det - np.log1p(-rho * rho) - design.log_det
        gradient += log_det_slope + 2 * rho / (1 - rho * rho)
    else:
        gaps, gaps_slope = gap_log_det(likelihood.gaps, rho)
        value += gaps - weight * np.log1p(-rho * rho)
        gradient += gaps_slope + weight * 2 * rho / (1 - rho * rho)
    return value + likelihood.constant, gradient


def _log_det(design: RotatedDesign, at: Solved, rho: Floats) -> tuple[Floats, Floats]:
    """Return log|A| of the normal equations and its derivative by rho."""
    square = rho * rho
    log_det = np.log(at.determinant) - np.log(np.multiply.reduce(at.inverse, axis=0))
    diagonal_slope = (2 * rho - design.lam[:, None]) * at.inverse
    turned = design.end_products @ (diagonal_slope * at.inverse)
    change = square * turned - 2 * rho * at.corner
    capacity = at.capacity
    bordered = capacity[2] * change[0] + capacity[0] * change[2] - 2 * capacity[1] * change[1]
    return log_det, diagonal_slope.sum(0) + bordered / at.determinant


def _estimate(
    design: RotatedDesign, known: Sufficient, likelihood: Likelihood, rho: Floats
) -> ProfileEstimates:
    """Return coefficients and (X'R^-1 X)^-1 at rho (S,)."""
    at = solved(design, known, rho)
    value, _ = _evaluate(design, known, likelihood, rho)
    remainder = 1 - rho * rho
    return ProfileEstimates(
        coefficients=coefficients_of(design, known, at),
        unscaled=unscaled_covariance(design, at, rho) * remainder[:, None, None],
        quadratic=at.quadratic / remainder,
        value=value,
    )


def _quadratic_slope(
    design: RotatedDesign, known: Sufficient, shift: Floats, rho: Floats
) -> Floats:
    """Return the derivative of the quadratic form by rho; the solution's own change drops out."""
    noise = noise_products(design, known, shift)
    inner = noise.squares - noise.first**2 - noise.last**2
    return 2 * rho * inner - 2 * noise.lagged
