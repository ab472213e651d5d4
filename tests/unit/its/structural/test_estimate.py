"""Special cases with known answers, a Kalman filter's likelihood, the flags and the messages."""

import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.tsa.statespace.structural import UnobservedComponents
from tests.ar1_at_rho import fit_at_rho

from referral_analysis.errors import SpecError
from referral_analysis.its.structural.estimate import fit
from referral_analysis.its.structural.local_level import at_shares, rotated

Floats = NDArray[np.float64]

ROWS = 48
TIMES = np.delete(np.arange(ROWS), [37, 38, 39])
WAVE = 2 * np.pi * np.arange(ROWS) / 12
AFTER = (np.arange(ROWS) >= 40).astype(float)
DESIGN = np.stack([np.ones(ROWS), AFTER, np.sin(WAVE), np.cos(WAVE)], axis=1)
GENERATOR = np.random.default_rng(11)
RESPONSE = GENERATOR.normal(size=(3, ROWS)) + 0.5 * GENERATOR.normal(size=(3, ROWS)).cumsum(axis=1)


def kalman(variances: tuple[float, float], series: int) -> UnobservedComponents:
    observed = np.full(ROWS, np.nan)
    observed[TIMES] = RESPONSE[series, TIMES]
    model = UnobservedComponents(
        observed, "llevel", exog=DESIGN[:, 1:], mle_regression=False, use_exact_diffuse=True
    )
    return model.smooth(variances)


def test_the_likelihood_and_coefficients_are_a_kalman_filters_over_missing_periods() -> None:
    found = fit(DESIGN[TIMES], RESPONSE[:, TIMES], covariance="plug_in", times=TIMES)
    assert found.kernel.log_likelihood is not None
    for series in range(3):
        variances = (float(found.noise_variance[series]), float(found.step_variance[series]))
        known = kalman(variances, series)
        # a diffuse filter leaves the 2 pi of its p diffuse states in
        ours = found.kernel.log_likelihood[series] - 4 / 2 * np.log(2 * np.pi)
        np.testing.assert_allclose(known.llf, ours, atol=1e-7)
        np.testing.assert_allclose(
            known.smoothed_state[1:, -1], found.kernel.coefficients[series, 1:], atol=1e-7
        )
        np.testing.assert_allclose(
            known.smoothed_state_cov[1:, 1:, -1], found.kernel.covariance[series, 1:, 1:], atol=1e-7
        )


def test_no_other_share_is_more_likely() -> None:
    found = fit(DESIGN, RESPONSE)
    assert found.kernel.log_likelihood is not None
    elsewhere = at_shares(rotated(DESIGN, RESPONSE), np.linspace(0, 1, 4001)).log_likelihood
    assert (found.kernel.log_likelihood >= elsewhere.max(axis=0) - 1e-9).all()


def test_a_level_that_stands_still_is_least_squares() -> None:
    known = at_shares(rotated(DESIGN, RESPONSE), np.zeros(1))
    plain = fit_at_rho(DESIGN, RESPONSE, 0.0)
    assert plain.log_likelihood is not None
    np.testing.assert_allclose(known.squares[0] / (ROWS - 4), plain.scale)
    np.testing.assert_allclose(known.log_likelihood[0], plain.log_likelihood)


def test_a_level_without_noise_is_least_squares_on_differences() -> None:
    problem = rotated(DESIGN, RESPONSE)
    scores = at_shares(problem, np.ones(1)).scores[0]
    coefficients = scores @ problem.to_coefficients.T
    known, *_ = np.linalg.lstsq(np.diff(DESIGN[:, 1:], axis=0), np.diff(RESPONSE).T)
    np.testing.assert_allclose(coefficients[:, 1:], known.T, atol=1e-9)


def test_the_two_edges_are_flagged() -> None:
    noise = np.random.default_rng(5).normal(size=(1, ROWS))
    still = fit(DESIGN, noise - np.roll(noise, 1))
    assert still.is_level_still.all()
    assert still.step_variance[0] < 1e-6 * still.noise_variance[0]
    walk = fit(DESIGN, noise.cumsum(axis=1).cumsum(axis=1))
    assert walk.kernel.is_at_boundary.all()
    assert not walk.is_level_still.any()


def test_averaging_is_wider_than_plugging_in_where_the_level_seems_still() -> None:
    noise = np.random.default_rng(5).normal(size=(1, ROWS))
    plain = fit(DESIGN, noise - np.roll(noise, 1), covariance="plug_in").kernel
    averaged = fit(DESIGN, noise - np.roll(noise, 1)).kernel
    np.testing.assert_array_equal(plain.coefficients, averaged.coefficients)
    assert averaged.covariance[0, 1, 1] > plain.covariance[0, 1, 1]


def test_a_second_peak_is_flagged() -> None:
    flagged = fit(DESIGN, np.random.default_rng(1).normal(size=(400, ROWS))).kernel.is_multimodal
    assert 0 < flagged.sum() < 200


def test_a_series_fitted_exactly_has_not_converged() -> None:
    assert not fit(DESIGN, np.zeros((1, ROWS))).kernel.is_converged.any()


def test_the_design_needs_an_intercept() -> None:
    with pytest.raises(SpecError, match=r"design matrix: no intercept; need one, as .* Add a col"):
        fit(DESIGN[:, 1:], RESPONSE)
