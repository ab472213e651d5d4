"""The whitening undoes the covariance that the polynomials define."""

import numpy as np
import pytest
from numpy.typing import NDArray

from referral_analysis.its.arima.arma import (
    Arma,
    coefficients_of,
    differenced,
    polynomial,
    whitened,
)

Floats = NDArray[np.float64]
ROWS = 40


def covariance_by_sum(arma: Arma, rows: int) -> Floats:
    """Sum the products of the infinite moving average's weights, cut where nothing is left."""
    terms = 4000
    weights = np.zeros(terms)
    ma = np.pad(arma.ma, (0, terms - len(arma.ma)))
    for lag in range(terms):
        past = weights[max(lag - len(arma.ar) + 1, 0) : lag][::-1]
        weights[lag] = ma[lag] - arma.ar[1 : len(past) + 1] @ past
    own = np.array([weights[k:] @ weights[: terms - k] for k in range(rows)])
    return own[np.abs(np.subtract.outer(np.arange(rows), np.arange(rows)))]


CASES = {
    "noise": Arma(ar=np.ones(1), ma=np.ones(1)),
    "ar1": Arma(ar=np.array([1, -0.7]), ma=np.ones(1)),
    "ar2": Arma(ar=np.array([1, -0.5, 0.3]), ma=np.ones(1)),
    "ma1": Arma(ar=np.ones(1), ma=np.array([1, -0.6])),
    "ma1 at the boundary": Arma(ar=np.ones(1), ma=np.array([1.0, -1.0])),
    "arma": Arma(ar=np.array([1, -0.9]), ma=np.array([1, 0.4, 0.2])),
    "seasonal": Arma(
        ar=polynomial(np.array([0.4]), np.array([0.5]), 12),
        ma=polynomial(np.array([-0.3]), np.array([0.6]), 12),
    ),
    "season longer than the series": Arma(
        ar=np.ones(1), ma=polynomial(np.zeros(0), np.array([0.5]), 52)
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_whitening_inverts_the_covariance(name: str) -> None:
    covariance = covariance_by_sum(CASES[name], ROWS)
    known = whitened(CASES[name], np.eye(ROWS))
    np.testing.assert_allclose(known.rows.T @ known.rows @ covariance, np.eye(ROWS), atol=1e-9)
    determinant = np.linalg.slogdet(covariance)[1]
    np.testing.assert_allclose(known.log_determinant, determinant, atol=1e-9)


def test_partial_autocorrelations_make_a_stationary_autoregression() -> None:
    np.testing.assert_allclose(coefficients_of(np.array([0.6, -0.4])), [0.6 * 1.4, -0.4])
    roots = np.roots(np.append(1.0, -coefficients_of(np.array([0.9, -0.95, 0.8, 0.99]))))
    assert np.abs(roots).max() < 1


def test_polynomials_multiply() -> None:
    expected = np.zeros(5)
    expected[[0, 1, 3, 4]] = 1, -0.5, -0.2, 0.1
    np.testing.assert_allclose(polynomial(np.array([0.5]), np.array([0.2]), 3), expected)


def test_differences_are_those_of_numpy() -> None:
    columns = np.random.default_rng(1).normal(size=(20, 3))
    np.testing.assert_allclose(
        differenced(columns, np.array([1.0, -2.0, 1.0])), np.diff(columns, 2, axis=0), atol=1e-14
    )
