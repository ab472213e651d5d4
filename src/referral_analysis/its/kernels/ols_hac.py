"""Least squares with Newey-West covariance, for comparison with other people's work.

Its intervals are too short for short series (coverage 62-90% of a nominal 95%: docs/method.md).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels.basis import (
    Basis,
    basis_of,
    checked_response,
    checked_times,
    empty_pair,
)
from referral_analysis.its.kernels.newey_west import (
    bartlett_kernel,
    checked_lag,
    lag_products,
    places_in_time,
    square,
)
from referral_analysis.its.kernels.result import Floats, KernelFit, all_flagged, none_flagged

# so many series at a time keep the lag products in the processor's cache
CHUNK = 512


def fit(
    design: ArrayLike,
    response: ArrayLike,
    *,
    times: ArrayLike | None = None,
    lag: int | None = None,
    small_sample: bool = True,
    names: Sequence[str] | None = None,
) -> KernelFit:
    """Fit response (S, n) on design (n, p); Bartlett kernel, no prewhitening.

    Rows left out keep their place through `times` (n,): only rows whose times differ by l make a
    product at lag l. No lag: `newey_west.automatic_lag`. Lag 0 is HC0, with `small_sample` HC1.
    `small_sample` multiplies by n / (n - p), as Stata's newey and sandwich's adjust = TRUE.
    Scale is the residual variance, RSS / (n - p). SpecError, SeriesInvalidError,
    SeriesTooShortError: see `basis`.
    """
    basis = basis_of(design, names)
    rows, columns = basis.design.shape
    series = checked_response(response, rows)
    width = checked_lag(lag, rows)
    places = places_in_time(checked_times(times, rows), width)
    influence = basis.to_coefficients @ basis.orthonormal.T
    factor = rows / (rows - columns) if small_sample else 1.0
    kernel = factor * bartlett_kernel(influence, places, width)

    coefficients = series @ influence.T
    fitted, residuals = empty_pair(series)
    covariance = np.empty((len(series), columns, columns))
    for start in range(0, len(series), CHUNK):
        part = slice(start, start + CHUNK)
        np.matmul(series[part] @ basis.orthonormal, basis.orthonormal.T, out=fitted[part])
        np.subtract(series[part], fitted[part], out=residuals[part])
        products = lag_products(residuals[part].T.copy(), places, width)
        covariance[part] = square(products.T @ kernel, columns)
    scale = np.einsum("st,st->s", residuals, residuals) / (rows - columns)
    return KernelFit(
        coefficients=coefficients,
        covariance=covariance,
        fitted=fitted,
        residuals=residuals,
        scale=scale,
        df_residual=rows - columns,
        is_converged=all_flagged(len(series)),
        is_at_boundary=none_flagged(len(series)),
        is_multimodal=none_flagged(len(series)),
        is_poisson_fallback=none_flagged(len(series)),
        is_below_naive=_below_naive(covariance, scale, basis),
    )


def _below_naive(covariance: Floats, scale: Floats, basis: Basis) -> np.typing.NDArray[np.bool_]:
    unscaled = np.einsum("ij,ij->i", basis.to_coefficients, basis.to_coefficients)
    robust = np.einsum("sii->si", covariance)
    return np.asarray(robust < scale[:, None] * unscaled)
