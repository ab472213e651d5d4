"""The likelihood of seasonal ARIMA errors with the regression and the variance maximised out.

Only the partial autocorrelations of the ARMA polynomials are left to search: a handful of numbers
between -1 and 1, whatever the units of the response. Periods left out keep their place in time:
each has a value of its own that is integrated out, which is the exact likelihood of the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from referral_analysis.errors import SeriesTooShortError, SpecError
from referral_analysis.its.arima.arma import (
    Arma,
    coefficients_of,
    differenced,
    polynomial,
    whitened,
)
from referral_analysis.its.arima.order import ArimaOrder
from referral_analysis.its.kernels.basis import basis_of
from referral_analysis.its.kernels.result import Floats, Integers

# what is left of a column after differencing, against its size before: below this, rounding
NOTHING = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression:
    """A differenced regression: gaps (n, g), one column a period left out, and basis (n, p).

    design = basis @ inverse of to_coefficients (p, p). rows: n - g, the periods that tell.
    """

    order: ArimaOrder
    gaps: Floats
    basis: Floats
    to_coefficients: Floats
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegressionFit:
    """-log-likelihood, and what maximises it: scores (p,) in the basis, their root information.

    root (p, p): upper, root'root = basis'V^-1 basis. squares: e'V^-1 e.
    """

    value: float
    scores: Floats
    root: Floats
    squares: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reduced:
    """basis'V^-1 basis = root'root and basis'V^-1 y = root'seen, the values left out integrated.

    root (p, p), seen (p,); left: of y beside the basis. log_determinant: log |V| of the periods
    that tell.
    """

    root: Floats
    seen: Floats
    left: float
    log_determinant: float


def regression_of(
    design: Floats, times: Integers, order: ArimaOrder, names: Sequence[str] | None
) -> Regression:
    """Return the differenced regression of design (rows, p) at whole times (rows,) from 0.

    SpecError for columns that differencing wipes out or that cannot be told apart;
    SeriesTooShortError unless more periods are left than there are parameters.
    """
    labels = list(names) if names is not None else [f"column {j + 1}" for j in range(len(design.T))]
    left_out = np.setdiff1d(np.arange(times[-1] + 1), times)
    gaps = differences_of(np.eye(times[-1] + 1)[:, left_out], order)
    columns = differences_of(on_calendar(design, times), order)
    _check_vanished(design, columns, labels)
    _check_length(len(gaps) - len(left_out), columns.shape[1] + sum(order.parameters), order)
    basis_of(np.hstack([gaps, columns]), [*(f"left-out period {t + 1}" for t in left_out), *labels])
    basis = basis_of(columns, labels)
    return Regression(
        order=order,
        gaps=gaps,
        basis=basis.orthonormal,
        to_coefficients=basis.to_coefficients,
        rows=len(gaps) - len(left_out),
    )


def on_calendar(columns: Floats, times: Integers) -> Floats:
    """Return columns (rows, k) on every period from 0 to the last, zero where left out."""
    everywhere = np.zeros((int(times[-1]) + 1, columns.shape[1]))
    everywhere[times] = columns
    return everywhere


def differences_of(columns: Floats, order: ArimaOrder) -> Floats:
    """Return columns (n, k) differenced as the order asks, shorter by the rows that it costs."""
    kernel = np.ones(1)
    for step, times in ((1, order.differences), (order.period, order.seasonal_differences)):
        for _ in range(times):
            kernel = np.convolve(kernel, np.append(np.append(1.0, np.zeros(step - 1)), -1.0))
    if len(kernel) > len(columns):
        return np.zeros((0, columns.shape[1]))
    return differenced(columns, kernel)


def arma_of(partial: Floats, order: ArimaOrder) -> Arma:
    """Return the errors with these partial autocorrelations: ar, ma, seasonal ar, seasonal ma."""
    ar, ma, seasonal_ar, seasonal_ma = coefficient_sets(partial, order)
    return Arma(
        ar=polynomial(ar, seasonal_ar, order.period),
        ma=polynomial(-ma, -seasonal_ma, order.period),
    )


def coefficient_sets(partial: Floats, order: ArimaOrder) -> tuple[Floats, Floats, Floats, Floats]:
    """Return ar, ma, seasonal ar and seasonal ma in R's signs: x_t = ar x_(t-1) + a_t + ma a_(t-1).

    Stationary and invertible for every partial autocorrelation within -1 to 1.
    """
    ar, ma, seasonal_ar, seasonal_ma = np.split(partial, np.cumsum(order.parameters)[:3])
    return (
        coefficients_of(ar),
        -coefficients_of(ma),
        coefficients_of(seasonal_ar),
        -coefficients_of(seasonal_ma),
    )


def fitted_at(regression: Regression, response: Floats, partial: Floats) -> RegressionFit:
    """Fit a differenced response (n,) by generalised least squares at these correlations."""
    known = reduced(regression, response, partial)
    squares = float(known.left**2)
    return RegressionFit(
        value=minus_log_likelihood(known, squares, regression.rows),
        scores=np.asarray(np.linalg.solve(known.root, known.seen), dtype=np.float64),
        root=known.root,
        squares=squares,
    )


def reduced(regression: Regression, response: Floats, partial: Floats) -> Reduced:
    """Whiten a differenced response (n,) with the regression, and triangularise both."""
    count = regression.gaps.shape[1]
    columns = np.column_stack([regression.gaps, regression.basis, response])
    known = whitened(arma_of(partial, regression.order), columns)
    upper = np.asarray(np.linalg.qr(known.rows, mode="r"), dtype=np.float64)
    filled = 2 * float(np.log(np.abs(np.diag(upper)[:count])).sum())
    return Reduced(
        root=upper[count:-1, count:-1],
        seen=upper[count:-1, -1],
        left=float(upper[-1, -1]),
        log_determinant=known.log_determinant + filled,
    )


def minus_log_likelihood(known: Reduced, squares: float, rows: int) -> float:
    """Return -log-likelihood with the variance squares / rows."""
    spread = np.log(2 * np.pi * max(squares, np.finfo(np.float64).tiny) / rows) + 1
    return float(rows * spread + known.log_determinant) / 2


def _check_vanished(design: Floats, columns: Floats, names: list[str]) -> None:
    before, after = np.linalg.norm(design, axis=0), np.linalg.norm(columns, axis=0)
    gone = [name for name, j in zip(names, after < NOTHING * before, strict=True) if j]
    if gone and len(columns):
        raise SpecError(
            "design matrix",
            found=f"nothing left of {', '.join(gone)} after differencing",
            needed="columns that differencing keeps",
            do="Take them out, or difference less.",
        )


def _check_length(rows: int, parameters: int, order: ArimaOrder) -> None:
    if rows > parameters:
        return
    lost = order.differences + order.period * order.seasonal_differences
    raise SeriesTooShortError(
        "ARIMA errors",
        found=f"{max(rows, 0)} periods after differencing for {parameters} parameters",
        needed="more periods than parameters",
        do=f"Extend the series or simplify the order; differencing costs {lost} periods.",
    )
