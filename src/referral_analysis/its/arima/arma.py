"""Seasonal ARMA errors: their polynomials, their covariance, and the whitening that undoes it.

The covariance is banded once the autoregression is applied to all but the first rows, so that a
likelihood costs O(n) and holds at the edge of stationarity and of invertibility.
Source: Ansley (1979), Biometrika 66, 59-65.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky_banded
from scipy.linalg.lapack import dtbtrs

from referral_analysis.its.kernels.result import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arma:
    """ar(B) e = ma(B) innovation of variance 1; both polynomials (degree + 1,) begin with 1."""

    ar: Floats
    ma: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WhitenedRows:
    """rows (n, k) with covariance 1, and log |V| of the errors' covariance V (n, n)."""

    rows: Floats
    log_determinant: float


def coefficients_of(partial: Floats) -> Floats:
    """Return the autoregression (k,) with these partial autocorrelations (k,), each in -1..1."""
    coefficients = np.zeros(0)
    for last in partial:
        coefficients = np.append(coefficients - last * coefficients[::-1], last)
    return coefficients


def polynomial(coefficients: Floats, seasonal: Floats, period: int) -> Floats:
    """Return (1 - c1 B - ...) (1 - s1 B^period - ...) by rising power of B."""
    across = np.zeros(len(seasonal) * period + 1)
    across[::period] = np.append(1.0, -seasonal)
    return np.convolve(np.append(1.0, -coefficients), across)


def differenced(columns: Floats, polynomial_in_lag: Floats) -> Floats:
    """Return polynomial(B) columns (n, k) without the first `degree` rows."""
    degree = len(polynomial_in_lag) - 1
    rows = len(columns) - degree
    total = np.zeros((rows, columns.shape[1]))
    for lag in np.flatnonzero(polynomial_in_lag):
        total += polynomial_in_lag[lag] * columns[degree - lag : degree - lag + rows]
    return total


def whitened(arma: Arma, columns: Floats) -> WhitenedRows:
    """Return columns (n, k) times the inverse root of the errors' covariance."""
    rows = len(columns)
    width = min(max(len(arma.ar), len(arma.ma)) - 1, rows - 1)
    lower = cholesky_banded(_band(arma, rows, width), lower=True, check_finite=False)
    mixed = columns.copy()
    mixed[width:] = differenced(columns, np.pad(arma.ar, (0, width + 1))[: width + 1])
    solved, _ = dtbtrs(lower, mixed, uplo="L")
    return WhitenedRows(rows=solved, log_determinant=2 * float(np.log(lower[0]).sum()))


def _band(arma: Arma, rows: int, width: int) -> Floats:
    """Return the covariance (width + 1, n) by lag: of e in the first `width` rows, then of ar(B) e.

    Element (lag, row) belongs to the pair row, row + lag; both, one or none is among the first.
    """
    across, moving, own = _covariances(arma)
    lag, row = np.ogrid[: width + 1, :rows]
    both_first = row + lag < width
    return np.where(
        both_first,
        own[: width + 1, None],
        np.where(row < width, across[: width + 1, None], moving[: width + 1, None]),
    )


def _covariances(arma: Arma) -> tuple[Floats, Floats, Floats]:
    """Return cov(e_t, ma(B) a_(t+k)), cov of ma(B) a at lag k, and cov of e at lag k, each by k."""
    degree = max(len(arma.ar), len(arma.ma)) - 1
    ma = np.pad(arma.ma, (0, degree + 1 - len(arma.ma)))
    ar = np.pad(arma.ar, (0, degree + 1 - len(arma.ar)))
    weights = np.zeros(degree + 1)
    for lag in range(degree + 1):
        weights[lag] = ma[lag] - ar[1 : lag + 1] @ weights[:lag][::-1]
    across = np.array([ma[k:] @ weights[: degree + 1 - k] for k in range(degree + 1)])
    moving = np.array([ma[k:] @ ma[: degree + 1 - k] for k in range(degree + 1)])
    return across, moving, _autocovariances(ar, across)


def _autocovariances(ar: Floats, across: Floats) -> Floats:
    """Solve sum_i ar_i own(|k - i|) = across(k) for own(k), k = 0 .. degree."""
    size = len(ar)
    equations = np.zeros((size, size))
    for power, weight in enumerate(ar):
        lags = np.abs(np.arange(size) - power)
        np.add.at(equations, (np.arange(size), lags), weight)
    return np.asarray(np.linalg.solve(equations, across), dtype=np.float64)
