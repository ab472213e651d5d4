"""The posterior moves with the units of the response, and its probabilities do not."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis.its.structural.forecast import effects, forecasts

ROWS = 30
DESIGN = np.stack([np.ones(ROWS), np.arange(ROWS) % 4 == 0], axis=1).astype(float)
AFTER = np.arange(ROWS) >= 25
MEAN = np.full((1, 5), 1 / 5)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    size=st.floats(1e-3, 1e6),
    shift=st.floats(-100, 100),
    later=st.integers(0, 500),
)
def test_units_and_the_clock_do_not_matter(
    seed: int, size: float, shift: float, later: int
) -> None:
    response = np.random.default_rng(seed).normal(size=(1, ROWS))
    one = effects(forecasts(DESIGN, response, AFTER)[0], MEAN)
    times = np.arange(ROWS) + later
    other = effects(forecasts(DESIGN, (response + shift) * size, AFTER, times=times)[0], MEAN)
    for this, that in ((one.mean, other.mean), (one.low, other.low), (one.high, other.high)):
        np.testing.assert_allclose(that / size, this, atol=1e-7)
    np.testing.assert_allclose(other.probability_below, one.probability_below, atol=1e-7)
