"""The posterior against direct integration, draws and the forecast formula."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import stdtr

from referral_analysis.errors import SeriesInvalidError, SeriesTooShortError, SpecError
from referral_analysis.its.structural.forecast import drawn_paths, effects, forecasts
from referral_analysis.its.structural.mixture import Mixture, probability_below, quantile
from referral_analysis.its.structural.posterior import drawn, estimates, posteriors

Floats = NDArray[np.float64]

ROWS = 42
TIME = np.delete(np.arange(ROWS + 3), [37, 38, 39])
AFTER = np.arange(ROWS) >= 37
DESIGN = np.stack([np.ones(ROWS), np.sin(TIME / 6 * np.pi), np.cos(TIME / 6 * np.pi)], axis=1)
GENERATOR = np.random.default_rng(8)
RESPONSE = GENERATOR.normal(size=(2, ROWS)) + GENERATOR.normal(size=(2, ROWS)).cumsum(axis=1) / 4
WITH_STEP = np.column_stack([DESIGN, AFTER])


def errors_of(share: float) -> Floats:
    return (1 - share) * np.eye(ROWS) + share * (1.0 + np.minimum.outer(TIME, TIME))


def inverted(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def direct(share: float, design: Floats, response: Floats) -> tuple[float, Floats, Floats]:
    """Return restricted likelihood, coefficients and their squared scale, by inversion."""
    inverse = inverted(errors_of(share))
    information = design.T @ inverse @ design
    coefficients = inverted(information) @ design.T @ inverse @ response
    left = response - design @ coefficients
    freedom = len(design) - design.shape[1]
    squares = float(left @ inverse @ left)
    logs = np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(information)[1]
    covariance = inverted(information) * squares / freedom
    return float(np.exp(logs / 2) * squares ** (-freedom / 2)), coefficients, covariance


def test_the_posterior_is_the_integral_over_the_half_cauchy_prior() -> None:
    """P(step < -0.1), with the prior written out for the ratio r of standard deviations."""
    response, freedom = RESPONSE[0], ROWS - 4

    def height(ratio: float, *, is_part: bool) -> float:
        likelihood, centre, covariance = direct(ratio**2 / (1 + ratio**2), WITH_STEP, response)
        below = stdtr(freedom, (-0.1 - centre[-1]) / np.sqrt(covariance[-1, -1]))
        return float(likelihood / (1 + ratio**2) * (below if is_part else 1.0))

    parts = [
        sum(
            quad(lambda r, part=is_part: height(r, is_part=part), low, high, limit=200)[0]
            for low, high in ((0.0, 0.5), (0.5, 2.0), (2.0, np.inf))
        )
        for is_part in (True, False)
    ]
    posterior = posteriors(WITH_STEP, RESPONSE, times=TIME)[0]
    found = estimates(posterior, [0, 0, 0, 1])
    mixture = Mixture(
        weights=posterior.weights,
        centres=posterior.centres[:, -1:],
        scales=np.sqrt(posterior.covariance[:, -1:, -1]),
        freedom=posterior.freedom,
    )
    below = probability_below(mixture, np.array([-0.1]))
    np.testing.assert_allclose(below, parts[0] / parts[1], atol=1e-5)
    assert found.low[0] < found.mean[0] < found.high[0]


def test_a_period_of_its_own_is_observed_minus_forecast() -> None:
    """Given the share: the textbook forecast, its covariance with noise and coefficients in it."""
    forecast = forecasts(DESIGN, RESPONSE, AFTER, times=TIME)[1]
    node = int(forecast.posterior.weights.argmax())
    errors = errors_of(float(forecast.posterior.shares[node]))
    before = ~AFTER
    inverse = inverted(errors[np.ix_(before, before)])
    coefficients, covariance = direct_before(inverse, RESPONSE[1, before])
    gain = errors[np.ix_(AFTER, before)] @ inverse
    expected = DESIGN[AFTER] @ coefficients + gain @ (
        RESPONSE[1, before] - DESIGN[before] @ coefficients
    )
    rest = DESIGN[AFTER] - gain @ DESIGN[before]
    left = RESPONSE[1, before] - DESIGN[before] @ coefficients
    scale = left @ inverse @ left / (before.sum() - 3)
    joint = errors[np.ix_(AFTER, AFTER)] - gain @ errors[np.ix_(before, AFTER)]
    joint = scale * joint + rest @ covariance @ rest.T
    np.testing.assert_allclose(
        forecast.observed - forecast.posterior.centres[node, 3:], expected, atol=1e-9
    )
    np.testing.assert_allclose(forecast.posterior.covariance[node, 3:, 3:], joint, atol=1e-9)
    assert forecast.posterior.freedom == before.sum() - 3


def direct_before(inverse: Floats, response: Floats) -> tuple[Floats, Floats]:
    design = DESIGN[~AFTER]
    information = design.T @ inverse @ design
    coefficients = inverted(information) @ design.T @ inverse @ response
    left = response - design @ coefficients
    scale = float(left @ inverse @ left) / (len(design) - 3)
    return coefficients, inverted(information) * scale


def test_the_effects_agree_with_each_other() -> None:
    forecast = forecasts(DESIGN, RESPONSE, AFTER, times=TIME)[0]
    point, total = effects(forecast, np.eye(5)), effects(forecast, np.tri(5))
    mean = effects(forecast, np.full((1, 5), 1 / 5))
    np.testing.assert_allclose(point.mean.cumsum(), total.mean)
    np.testing.assert_allclose(total.mean[-1] / 5, mean.mean[0])
    np.testing.assert_allclose(total.low[-1] / 5, mean.low[0])
    np.testing.assert_allclose(total.probability_below[-1], mean.probability_below[0])
    # errors that wander together add up faster than the square root of their number
    assert total.high[-1] - total.low[-1] > np.sqrt(5) * (point.high[0] - point.low[0])


def test_draws_follow_the_same_distribution() -> None:
    forecast = forecasts(DESIGN, RESPONSE, AFTER, times=TIME)[0]
    paths = drawn_paths(forecast, 40_000, np.random.default_rng(3))
    effect = (forecast.observed - paths).mean(axis=1)
    exact = effects(forecast, np.full((1, 5), 1 / 5), level=0.9)
    for point, share in ((exact.low[0], 0.05), (exact.high[0], 0.95)):
        # four Monte-Carlo standard errors
        assert abs((effect < point).mean() - share) < 4 * np.sqrt(0.05 * 0.95 / 40_000)
    again = drawn(forecast.posterior, 5, np.random.default_rng(3))
    np.testing.assert_array_equal(again, drawn(forecast.posterior, 5, np.random.default_rng(3)))


def test_quantiles_invert_probabilities() -> None:
    generator = np.random.default_rng(4)
    mixture = Mixture(
        weights=np.array([0.2, 0.5, 0.3]),
        centres=generator.normal(size=(3, 4)),
        scales=generator.uniform(0.1, 5.0, size=(3, 4)),
        freedom=7,
    )
    for share in (1e-6, 0.025, 0.5, 0.999):
        np.testing.assert_allclose(
            probability_below(mixture, quantile(mixture, share)), share, atol=1e-11
        )


def test_a_quantile_that_no_float_can_hold_is_the_nearest_one() -> None:
    mixture = Mixture(
        weights=np.ones(2) / 2,
        centres=np.array([[1e16], [1e16 + 4]]),
        scales=np.ones((2, 1)),
        freedom=7,
    )
    np.testing.assert_allclose(quantile(mixture, 0.3), 1e16, atol=4, rtol=0)


def test_a_level_is_a_share() -> None:
    posterior = posteriors(WITH_STEP, RESPONSE)[0]
    with pytest.raises(SpecError, match=r"level: a confidence level that is not between 0 and 1"):
        estimates(posterior, [0, 0, 0, 1], level=95)


def test_a_series_fitted_exactly_has_no_posterior() -> None:
    with pytest.raises(SeriesInvalidError, match=r"a series that the design fits exactly; .* out"):
        posteriors(DESIGN, np.zeros((1, ROWS)))


@pytest.mark.parametrize("marks", [np.zeros(ROWS, bool), AFTER[:-1], AFTER.astype(float)])
def test_periods_after_must_be_marked(marks: NDArray[np.bool_]) -> None:
    with pytest.raises(SpecError, match=r"periods after the change: no true or false .* Mark"):
        forecasts(DESIGN, RESPONSE, marks)


def test_too_few_periods_before() -> None:
    with pytest.raises(SeriesTooShortError, match=r"change: 3 periods for 3 coefficients; .* Ext"):
        forecasts(DESIGN, RESPONSE, np.arange(ROWS) >= 3)


def test_a_column_that_the_change_alone_moves_is_named() -> None:
    names = ("intercept", "sin1", "cos1", "launch")
    with pytest.raises(SpecError, match=r"is a combination of launch"):
        forecasts(WITH_STEP, RESPONSE, AFTER, names=names)
