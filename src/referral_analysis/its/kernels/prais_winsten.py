"""Prais-Winsten: rho from the residuals' own regression, iterated; the first period is kept.

Not Cochrane-Orcutt, which drops the first period (statsmodels' GLSAR does). Its intervals are too
short for short series (coverage 74-93% of a nominal 95%: docs/method.md).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels.basis import (
    basis_of,
    checked_response,
    checked_times,
    fitted_and_residuals,
    has_noise,
)
from referral_analysis.its.kernels.profile_search import BOUNDARY
from referral_analysis.its.kernels.result import Flags, Floats, KernelFit, none_flagged
from referral_analysis.its.kernels.rotated import (
    RotatedDesign,
    Solved,
    Sufficient,
    coefficients_of,
    noise_products,
    rotated_design,
    solved,
    sufficient,
    taken,
    unscaled_covariance,
)

CHUNK = 1024
TOLERANCE = 1e-11  # step in rho
MAX_STEPS = 200
PLAIN = 3  # turns before the steps are lengthened: the fixed point is then the one iteration finds
LARGEST = 0.9999  # the regression can give more than 1, which is no correlation


def fit(
    design: ArrayLike,
    response: ArrayLike,
    *,
    times: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> KernelFit:
    """Fit response (S, n) on design (n, p); rho as Stata's prais.

    rho = sum e_t e_(t-1) / sum e_(t-1)^2. times (n,): whole numbers; a period left out counts as
    one with a dummy of its own. Covariance is that of least squares on the transformed rows, with
    n - p degrees of freedom. No likelihood. Errors: see `basis`.
    Source: Prais & Winsten (1954), Cowles Commission Discussion Paper 383.
    """
    basis = basis_of(design, names)
    rows, columns = basis.design.shape
    series = checked_response(response, rows)
    rotated = rotated_design(basis, checked_times(times, rows))
    size = len(series)
    rho, scale, is_converged = np.empty(size), np.empty(size), none_flagged(size)
    coefficients, covariance = np.empty((size, columns)), np.empty((size, columns, columns))
    for start in range(0, size, CHUNK):
        part = slice(start, start + CHUNK)
        known = sufficient(rotated, series[part])
        rho[part], is_converged[part], at = _iterated(rotated, known)
        innovation = at.quadratic / (rows - columns)
        scale[part] = innovation / (1 - rho[part] ** 2)
        coefficients[part] = coefficients_of(rotated, known, at)
        unscaled = unscaled_covariance(rotated, at, rho[part])
        np.multiply(unscaled, innovation[:, None, None], out=covariance[part])
    fitted, residuals = fitted_and_residuals(basis.design, coefficients, series)
    return KernelFit(
        coefficients=coefficients,
        covariance=covariance,
        fitted=fitted,
        residuals=residuals,
        scale=scale,
        df_residual=rows - columns,
        is_converged=is_converged & has_noise(scale),
        is_at_boundary=np.abs(rho) >= BOUNDARY,
        is_multimodal=none_flagged(size),
        is_poisson_fallback=none_flagged(size),
        rho=rho,
    )


def _iterated(design: RotatedDesign, known: Sufficient) -> tuple[Floats, Flags, Solved]:
    """Alternate between rho and the coefficients until rho stands still."""
    rho, is_converged = np.zeros_like(known.first), none_flagged(len(known.first))
    left, some, current = np.arange(len(rho)), known, rho.copy()
    before: tuple[Floats, Floats] | None = None
    for turn in range(MAX_STEPS):
        moved = _regressed(design, some, current) - current
        target = current + moved
        if before is not None and turn > PLAIN:
            target = _ahead(current, moved, before)
        before = current, moved
        current = target
        rho[left], is_converged[left] = current, np.abs(moved) < TOLERANCE
        going = np.flatnonzero(np.abs(moved) >= TOLERANCE)
        if not going.size:
            break
        if going.size < 0.7 * len(left):
            left, some, current = left[going], taken(some, going), current[going]
            before = before[0][going], before[1][going]
    return rho, is_converged, solved(design, known, rho)


def _regressed(design: RotatedDesign, known: Sufficient, rho: Floats) -> Floats:
    """Return rho (S,) from the residuals that a rho leads to: one turn of the iteration."""
    noise = noise_products(design, known, solved(design, known, rho).shift)
    return np.clip(noise.lagged / (noise.squares - noise.last**2), -LARGEST, LARGEST)


def _ahead(rho: Floats, moved: Floats, before: tuple[Floats, Floats]) -> Floats:
    """Go where two turns in a row point to, if the second is the shorter by a tenth or more."""
    bend = before[1] - moved
    shrinks = np.abs(moved) < 0.9 * np.abs(before[1])
    jump = moved * (rho - before[0]) / np.where(bend == 0, 1.0, bend)
    return np.clip(rho + np.where(shrinks & (bend != 0), jump, moved), -LARGEST, LARGEST)
