"""Regression with seasonal ARIMA errors by exact maximum likelihood.

The regression and the variance are maximised out, so that the search runs over a few numbers
between -1 and 1 and knows no units; it starts from several places and says when they disagree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import OptimizeResult, minimize

from referral_analysis.its.arima.information import observed_covariance
from referral_analysis.its.arima.likelihood import (
    Regression,
    RegressionFit,
    coefficient_sets,
    differences_of,
    fitted_at,
    on_calendar,
    regression_of,
)
from referral_analysis.its.arima.order import ArimaOrder
from referral_analysis.its.kernels.basis import EXACT, checked_response, checked_times
from referral_analysis.its.kernels.profile_search import BOUNDARY
from referral_analysis.its.kernels.result import Flags, Floats, KernelFit, none_flagged

Covariance = Literal["gls", "observed"]
# the search begins at the best of every combination of these
LATTICE = (-0.6, 0.0, 0.6)
STARTS = 4
# a partial autocorrelation of 1 has no covariance; as far as the scan of `kernels.ar1` goes
LARGEST_AR = 0.999
LARGEST_MA = 1 - 1e-7  # a moving average reaches 1 often, and the likelihood is smooth there
# minus log-likelihood where several roots are so near 1 that no float holds the covariance
NOWHERE = 1e12
# starts that end this far apart in log-likelihood have found different peaks
DISAGREEMENT = 1e-3
# slope of the log-likelihood at which a search has arrived; rounding alone is near 1e-7
ARRIVED = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArimaFit:
    """S series: a `KernelFit`, and the errors' own coefficients in R's signs.

    ar (S, order.ar), ma, seasonal_ar, seasonal_ma alike. is_ma_at_boundary (S,): claims that a
    moving average has a unit root: the model differences once too often or the design takes up all
    slow movement, and the standard errors are far too small to believe.
    """

    kernel: KernelFit
    order: ArimaOrder
    ar: Floats
    ma: Floats
    seasonal_ar: Floats
    seasonal_ma: Floats
    is_ma_at_boundary: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Peak:
    partial: Floats
    fitted: RegressionFit
    covariance: Floats
    is_converged: bool
    is_multimodal: bool


def fit(
    design: ArrayLike,
    response: ArrayLike,
    order: ArimaOrder,
    *,
    covariance: Covariance = "gls",
    times: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> ArimaFit:
    """Fit response (S, n) on design (n, p), differencing both; exact Gaussian likelihood.

    times (n,): whole numbers; periods left out keep their place and are integrated out. An
    intercept does not survive differencing: leave it out of the design then.
    Covariance "gls": e'V^-1 e / (rows - p) (X'V^-1 X)^-1 at the fitted errors, as nlme::gls under
    ML. "observed": from the curvature of the likelihood in all parameters, without a small-sample
    factor, as R's arima; parameters at a boundary are held. Rows: periods after differencing.
    In `KernelFit`: scale is the innovations' variance, e'V^-1 e / rows; df_residual rows - p;
    residuals are response - fitted, so under differencing they wander. is_multimodal claims that
    starts ended on different peaks (the highest is kept), is_at_boundary that the errors are nearly
    a random walk. SpecError, SeriesTooShortError, SeriesInvalidError: see `regression_of`, `basis`.
    Source: Ansley (1979), Biometrika 66, 59-65; Schaffer, Dobbins & Pearson (2021), BMC Med. Res.
    Methodol. 21, 58.
    """
    matrix = np.ascontiguousarray(design, dtype=np.float64)
    series = checked_response(response, len(matrix))
    when = checked_times(times, len(matrix))
    regression = regression_of(matrix, when, order, names)
    moved = differences_of(on_calendar(series.T, when), order)
    peaks = [_peak(regression, column, covariance) for column in moved.T]
    return _fit(matrix, series, regression, peaks)


def _peak(regression: Regression, response: Floats, covariance: Covariance) -> _Peak:
    # the units cancel; dividing them out keeps squares within a float's range
    size = float(np.sqrt(response @ response / len(response))) or 1.0
    scaled = response / size

    def value(partial: Floats) -> float:
        try:
            return fitted_at(regression, scaled, partial).value
        except np.linalg.LinAlgError:
            return NOWHERE

    largest = _largest(regression.order)
    ends = [_climb(value, start, largest) for start in _starts(regression.order, value)]
    best = min(ends, key=lambda end: float(end.fun))
    partial = np.asarray(best.x, dtype=np.float64)
    known = fitted_at(regression, scaled, partial)
    unscaled = (
        observed_covariance(regression, scaled, partial)
        if covariance == "observed"
        else _gls_covariance(known, regression.rows)
    )
    return _Peak(
        partial=partial,
        fitted=RegressionFit(
            value=known.value + regression.rows * float(np.log(size)),
            scores=known.scores * size,
            root=known.root,
            squares=known.squares * size**2,
        ),
        covariance=unscaled * size**2,
        is_converged=_has_arrived(best, largest) and known.squares > EXACT * len(response),
        is_multimodal=max(float(end.fun) for end in ends) - float(best.fun) > DISAGREEMENT,
    )


def _starts(order: ArimaOrder, value: Callable[[Floats], float]) -> list[Floats]:
    """Return the best corners of the lattice, best first."""
    corners = [np.array(corner) for corner in product(LATTICE, repeat=sum(order.parameters))]
    return sorted(corners, key=value)[:STARTS]


def _largest(order: ArimaOrder) -> Floats:
    return np.repeat([LARGEST_AR, LARGEST_MA, LARGEST_AR, LARGEST_MA], order.parameters)


def _climb(value: Callable[[Floats], float], start: Floats, largest: Floats) -> OptimizeResult:
    if not start.size:
        return OptimizeResult(x=start, fun=value(start), jac=start)
    return minimize(
        value,
        start,
        method="L-BFGS-B",
        jac="3-point",
        bounds=np.stack([-largest, largest], axis=1),
        options={"ftol": 1e-15, "gtol": 1e-7},
    )


def _has_arrived(end: OptimizeResult, largest: Floats) -> bool:
    """Claim that the slope is nothing, or points out of the bounds."""
    slope, place = np.asarray(end.jac), np.asarray(end.x)
    points_out = (np.abs(place) >= largest) & (slope * place < 0)
    return bool((points_out | (np.abs(slope) < ARRIVED)).all())


def _gls_covariance(known: RegressionFit, rows: int) -> Floats:
    root = np.asarray(np.linalg.inv(known.root), dtype=np.float64)
    return root @ root.T * (known.squares / (rows - len(root)))


def _fit(design: Floats, series: Floats, regression: Regression, peaks: list[_Peak]) -> ArimaFit:
    turn, order = regression.to_coefficients, regression.order
    coefficients = np.stack([turn @ peak.fitted.scores for peak in peaks])
    fitted = coefficients @ design.T
    partial = np.stack([peak.partial for peak in peaks])
    ar, ma, seasonal_ar, seasonal_ma = _stacked(partial, order)
    is_edge = np.abs(partial) >= BOUNDARY
    is_ma = np.repeat([False, True, False, True], order.parameters)
    kernel = KernelFit(
        coefficients=coefficients,
        covariance=np.stack([turn @ peak.covariance @ turn.T for peak in peaks]),
        fitted=fitted,
        residuals=series - fitted,
        scale=np.array([peak.fitted.squares / regression.rows for peak in peaks]),
        df_residual=regression.rows - design.shape[1],
        is_converged=np.array([peak.is_converged for peak in peaks]),
        is_at_boundary=np.asarray(is_edge[:, ~is_ma].any(axis=1)),
        is_multimodal=np.array([peak.is_multimodal for peak in peaks]),
        is_poisson_fallback=none_flagged(len(peaks)),
        log_likelihood=np.array([-peak.fitted.value for peak in peaks]),
    )
    return ArimaFit(
        kernel=kernel,
        order=order,
        ar=ar,
        ma=ma,
        seasonal_ar=seasonal_ar,
        seasonal_ma=seasonal_ma,
        is_ma_at_boundary=np.asarray(is_edge[:, is_ma].any(axis=1)),
    )


def _stacked(partial: Floats, order: ArimaOrder) -> list[Floats]:
    sets = [coefficient_sets(row, order) for row in partial]
    return [np.stack([row[kind] for row in sets]) for kind in range(4)]
