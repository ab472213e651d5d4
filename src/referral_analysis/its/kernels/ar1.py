"""Generalised least squares with AR(1) errors, rho by restricted or full maximum likelihood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.its.kernels.ar1_profile import (
    Likelihood,
    Profile,
    ProfileEstimates,
    gaps_of,
    likelihood_of,
)
from referral_analysis.its.kernels.ar1_rotated import rotated_profile
from referral_analysis.its.kernels.ar1_tridiagonal import tridiagonal_profile
from referral_analysis.its.kernels.basis import (
    Basis,
    basis_of,
    checked_response,
    checked_times,
    fitted_and_residuals,
    has_noise,
)
from referral_analysis.its.kernels.profile_search import NODES, Found, lowest
from referral_analysis.its.kernels.result import (
    Floats,
    Integers,
    KernelFit,
    none_flagged,
)
from referral_analysis.its.kernels.rotated import RotatedDesign, rotated_design

Method = Literal["reml", "ml"]
# so many series at a time keep the scan of rho in the processor's cache
CHUNK = 1024


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Problem:
    basis: Basis
    times: Integers
    rotated: RotatedDesign | None
    likelihood: Likelihood
    series: Floats
    weights: Floats


def fit(
    design: ArrayLike,
    response: ArrayLike,
    *,
    method: Method = "reml",
    times: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> KernelFit:
    """Fit response (S, n) on design (n, p); errors correlate as rho ** (difference in time).

    times (n,): whole numbers; periods left out keep their place. weights (n,) or (S, n): positive;
    the variance of a period is scale / weight. Covariance is scale (X'R^-1 X)^-1, with scale =
    e'R^-1 e / (n - p); under "ml" the scale reported divides by n, the covariance by n - p, as
    nlme::gls. log_likelihood as nlme's logLik. The whole range of rho is searched and the highest
    peak kept; see `KernelFit` for the flags. A series that the design fits exactly counts as not
    converged. SpecError, SeriesInvalidError, SeriesTooShortError: see `basis`.
    Source: Pinheiro & Bates (2000), Mixed-Effects Models in S and S-PLUS, section 5.3.
    """
    problem = _problem(design, response, method=method, times=times, weights=weights, names=names)
    parts = []
    for start in range(0, len(problem.series), CHUNK):
        profile = _profile(problem, slice(start, start + CHUNK))
        found = lowest(profile.scan(NODES), profile.narrow)
        parts.append((found, profile.estimate(found.rho)))
    return _fit(problem, [found for found, _ in parts], [estimate for _, estimate in parts])


def _problem(
    design: ArrayLike,
    response: ArrayLike,
    *,
    method: Method,
    times: ArrayLike | None,
    weights: ArrayLike | None,
    names: Sequence[str] | None,
) -> _Problem:
    basis = basis_of(design, names)
    rows, columns = basis.design.shape
    when = checked_times(times, rows)
    # a period left out costs the rotated basis a column; beyond this many the other way is quicker
    is_even = weights is None and int(when[-1]) + 1 - rows <= max(columns, 6)
    series = checked_response(response, rows)
    return _Problem(
        basis=basis,
        times=when,
        rotated=rotated_design(basis, when) if is_even else None,
        likelihood=likelihood_of(
            restricted=method == "reml", rows=rows, columns=columns, gaps=gaps_of(when)
        ),
        series=series,
        weights=_checked_weights(weights, series),
    )


def _checked_weights(weights: ArrayLike | None, series: Floats) -> Floats:
    if weights is None:
        return np.broadcast_to(np.ones(1), series.shape)
    given = np.asarray(weights, dtype=np.float64)
    if given.shape not in {series.shape, series.shape[1:]} or not (
        np.isfinite(given).all() and (given > 0).all()
    ):
        raise SeriesInvalidError(
            "weights",
            found="weights that are not positive, or not one a period",
            needed="a positive finite number for each period kept",
            do="Mend the weights, or leave those periods out.",
        )
    return np.broadcast_to(given, series.shape)


def _profile(problem: _Problem, part: slice) -> Profile:
    if problem.rotated is not None:
        return rotated_profile(problem.rotated, problem.series[part], problem.likelihood)
    return tridiagonal_profile(
        problem.basis,
        problem.times,
        problem.series[part],
        problem.weights[part],
        problem.likelihood,
    )


def _fit(problem: _Problem, peaks: list[Found], estimates: list[ProfileEstimates]) -> KernelFit:
    rows, columns = problem.basis.design.shape
    coefficients = np.concatenate([part.coefficients for part in estimates])
    quadratic = np.concatenate([part.quadratic for part in estimates])
    unscaled = np.concatenate([part.unscaled for part in estimates])
    unscaled *= (quadratic / (rows - columns))[:, None, None]
    fitted, residuals = fitted_and_residuals(problem.basis.design, coefficients, problem.series)
    scale = quadratic / problem.likelihood.weight
    return KernelFit(
        coefficients=coefficients,
        covariance=unscaled,
        fitted=fitted,
        residuals=residuals,
        scale=scale,
        df_residual=rows - columns,
        is_converged=np.concatenate([part.is_converged for part in peaks]) & has_noise(scale),
        is_at_boundary=np.concatenate([part.is_at_boundary for part in peaks]),
        is_multimodal=np.concatenate([part.is_multimodal for part in peaks]),
        is_poisson_fallback=none_flagged(len(scale)),
        rho=np.concatenate([part.rho for part in peaks]),
        log_likelihood=-np.concatenate([part.value for part in estimates]) / 2,
    )
