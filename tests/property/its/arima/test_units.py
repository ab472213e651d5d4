"""The answer does not depend on the units of the response or of the design."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis.its.arima.estimate import fit
from referral_analysis.its.arima.order import ArimaOrder

ROWS = 40


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10_000),
    size=st.floats(1e-6, 1e8),
    unit=st.floats(1e-4, 1e4),
    shift=st.floats(-100, 100),
)
def test_units_change_the_coefficients_alone(
    seed: int, size: float, unit: float, shift: float
) -> None:
    time = np.arange(ROWS)
    design = np.stack([np.ones(ROWS), time, time >= 30], axis=1).astype(float)
    response = np.random.default_rng(seed).normal(size=(1, ROWS))
    order = ArimaOrder(ar=1)
    one = fit(design, response, order).kernel
    units = np.array([1.0, unit, 1.0])
    other = fit(design * units, (response + shift) * size, order).kernel
    assert one.log_likelihood is not None
    assert other.log_likelihood is not None
    errors = np.sqrt(np.diag(one.covariance[0]))
    moved = other.coefficients[0] * units / size - np.array([shift, 0, 0])
    np.testing.assert_array_less(np.abs(moved - one.coefficients[0]) / errors, 1e-4)
    spread = np.sqrt(np.diag(other.covariance[0])) * units / size
    np.testing.assert_allclose(spread, errors, rtol=1e-4)
    np.testing.assert_allclose(
        other.log_likelihood + ROWS * np.log(size), one.log_likelihood, atol=1e-6
    )
