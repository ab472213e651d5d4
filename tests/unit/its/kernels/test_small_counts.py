"""Small counts as weighted log rates."""

import numpy as np
from tests.ar1_at_rho import fit_at_rho

from referral_analysis.its.kernels import ar1, quasi_poisson
from referral_analysis.its.kernels.small_counts import weighted_rates

MONTH = np.arange(48.0)
DESIGN = np.stack([np.ones(48), MONTH / 12, MONTH >= 36], axis=1)
RNG = np.random.default_rng(5)
EXPOSURE = np.linspace(90, 110, 48)
MEAN = EXPOSURE / 100 * np.exp(DESIGN @ [3.0, 0.05, -0.3])
DISPERSED = RNG.poisson(MEAN * RNG.gamma(5, 1 / 5, (4, 48))).astype(float)


def test_weights_share_out_sampling_and_other_variance() -> None:
    rates = weighted_rates(DESIGN, DISPERSED, exposure=EXPOSURE)
    fit = quasi_poisson.fit(DESIGN, DISPERSED, exposure=EXPOSURE)
    mean = DISPERSED - fit.residuals
    extra = (fit.scale - 1) / mean.mean(axis=1)
    assert (extra > 0).all()
    np.testing.assert_allclose(rates.extra_variance, extra)
    inverse = 1 / mean + extra[:, None]
    ratio = rates.weights * inverse
    np.testing.assert_allclose(ratio, np.broadcast_to(ratio[:, :1], ratio.shape))
    np.testing.assert_allclose(rates.weights.mean(axis=1), 1)
    np.testing.assert_allclose(rates.log_rates, np.log((DISPERSED + 0.5) / EXPOSURE))
    assert not rates.is_working.any()


def test_counts_without_extra_variance_are_weighted_by_their_mean() -> None:
    even = np.round(MEAN)[None]
    rates = weighted_rates(DESIGN, even, exposure=EXPOSURE)
    mean = even - quasi_poisson.fit(DESIGN, even, exposure=EXPOSURE).residuals
    np.testing.assert_array_equal(rates.extra_variance, 0)
    np.testing.assert_allclose(rates.weights, mean / mean.mean())


def test_below_three_a_month_the_rate_is_the_working_response() -> None:
    counts = RNG.poisson(1.5 * np.exp(DESIGN @ [0.0, 0.0, -0.3]), (3, 48)).astype(float)
    rates = weighted_rates(DESIGN, counts)
    fit = quasi_poisson.fit(DESIGN, counts)
    assert rates.is_working.all()
    mean = counts - fit.residuals
    np.testing.assert_allclose(rates.log_rates, np.log(mean) + (counts - mean) / mean)
    # weighted by the mean, one more step from the maximum stays there
    again = fit_at_rho(DESIGN, rates.log_rates, 0.0, weights=mean)
    np.testing.assert_allclose(again.coefficients, fit.coefficients, atol=1e-9)


def test_the_ar1_fit_takes_them() -> None:
    rates = weighted_rates(DESIGN, DISPERSED, exposure=EXPOSURE)
    fit = ar1.fit(DESIGN, rates.log_rates, weights=rates.weights)
    assert fit.is_converged.all()
    assert (np.abs(fit.coefficients[:, 2] + 0.3) < 4 * np.sqrt(fit.covariance[:, 2, 2])).all()
