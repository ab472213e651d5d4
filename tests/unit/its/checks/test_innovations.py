"""One-step errors against their closed forms and against the likelihood's own sum of squares."""

import numpy as np
import pytest
from numpy.typing import NDArray

from referral_analysis.its._statsmodels import arima_innovations, structural_innovations
from referral_analysis.its.arima import estimate as arima
from referral_analysis.its.arima.order import ArimaOrder
from referral_analysis.its.structural import estimate as structural

Floats = NDArray[np.float64]

ROWS = 48
TIMES = np.delete(np.arange(ROWS), [37, 38, 39])
DESIGN = np.stack([np.ones(ROWS), np.arange(ROWS) >= 40], axis=1)[TIMES].astype(float)
GENERATOR = np.random.default_rng(4)
RESPONSE = GENERATOR.normal(size=(2, ROWS)).cumsum(axis=1)[:, TIMES] + GENERATOR.normal(
    size=(2, len(TIMES))
)


def test_first_order_errors_are_what_the_last_period_kept_leaves_open() -> None:
    fit = arima.fit(DESIGN, RESPONSE, ArimaOrder(ar=1), times=TIMES)
    gap = np.diff(TIMES)
    left, factor = fit.kernel.residuals, fit.ar**gap
    marginal = fit.kernel.scale[:, None] / (1 - fit.ar**2)
    errors = (left[:, 1:] - factor * left[:, :-1]) / np.sqrt(marginal * (1 - factor**2))
    found = arima_innovations(fit, times=TIMES)
    np.testing.assert_allclose(found[:, 1:], errors, atol=1e-9)
    np.testing.assert_allclose(found[:, :1], left[:, :1] / np.sqrt(marginal), atol=1e-9)


@pytest.mark.parametrize(
    "order",
    [ArimaOrder(ar=0, ma=1), ArimaOrder(ar=1, ma=1, seasonal_ar=1), ArimaOrder(ar=0)],
    ids=["moving average", "seasonal", "noise"],
)
def test_squares_sum_to_the_number_of_periods(order: ArimaOrder) -> None:
    found = arima_innovations(arima.fit(DESIGN, RESPONSE, order, times=TIMES), times=TIMES)
    np.testing.assert_allclose((found**2).sum(axis=1), len(TIMES), rtol=1e-7)


def test_a_random_walk_has_its_steps_and_no_first_error() -> None:
    order = ArimaOrder(ar=0, differences=1)
    fit = arima.fit(DESIGN[:, 1:], RESPONSE, order, times=TIMES)
    steps = np.diff(fit.kernel.residuals) / np.sqrt(fit.kernel.scale[:, None] * np.diff(TIMES))
    found = arima_innovations(fit, times=TIMES)
    assert np.isnan(found[:, 0]).all()
    np.testing.assert_allclose(found[:, 1:], steps, atol=1e-9)


def test_seasonal_differencing_starts_after_a_year_and_a_month() -> None:
    order = ArimaOrder(ar=1, differences=1, seasonal_differences=1, seasonal_ma=1)
    fit = arima.fit(DESIGN[:, 1:], RESPONSE, order)
    found = arima_innovations(fit)
    assert np.isnan(found[:, :13]).all()
    np.testing.assert_allclose((found[:, 13:] ** 2).sum(axis=1), len(TIMES) - 13, rtol=1e-6)


def test_a_wandering_level_has_as_many_squares_as_degrees_of_freedom() -> None:
    fit = structural.fit(DESIGN, RESPONSE, times=TIMES)
    found = structural_innovations(fit, times=TIMES)
    np.testing.assert_allclose((found**2).sum(axis=1), len(TIMES) - 2, rtol=1e-7)
    first = fit.kernel.residuals[:, 0] / np.sqrt(fit.noise_variance + fit.step_variance)
    np.testing.assert_allclose(found[:, 0], first, atol=1e-9)


def test_errors_of_the_true_model_are_white() -> None:
    generator = np.random.default_rng(9)
    level = 0.5 * generator.normal(size=(1, 400)).cumsum(axis=1)
    fit = structural.fit(np.ones((400, 1)), level + generator.normal(size=(1, 400)))
    found, left = structural_innovations(fit)[0], fit.kernel.residuals[0]
    # three standard errors of a correlation of white noise
    assert abs(np.corrcoef(found[1:], found[:-1])[0, 1]) < 3 / 20
    assert np.corrcoef(left[1:], left[:-1])[0, 1] > 0.5
