"""Counts and shares: closed forms, flags and refusals."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, special

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.its.kernels import negative_binomial, quasi_binomial, quasi_poisson
from referral_analysis.its.kernels.irls import (
    BINOMIAL,
    NEGATIVE_BINOMIAL,
    POISSON,
    Cells,
    GlmFamily,
)
from referral_analysis.its.kernels.polygamma import digamma_trigamma
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.kernels.robust import Robust

Floats = NDArray[np.float64]

MONTH = np.arange(36.0)
STEP = np.stack([np.ones(36), MONTH >= 20], axis=1)
DESIGN = np.column_stack([STEP, MONTH / 12, np.sin(MONTH * np.pi / 6)])
RNG = np.random.default_rng(1)
EXPOSURE = RNG.uniform(50, 150, 36)
MEAN = EXPOSURE * np.exp(DESIGN @ [-1.0, -0.3, 0.1, 0.1])
COUNTS = RNG.poisson(MEAN * RNG.gamma(8, 1 / 8, (6, 36))).astype(float)


def test_a_step_in_counts_is_the_log_ratio_of_rates() -> None:
    fit = quasi_poisson.fit(STEP, COUNTS, exposure=EXPOSURE)
    rates = [
        COUNTS[:, rows].sum(axis=1) / EXPOSURE[rows].sum() for rows in (MONTH < 20, MONTH >= 20)
    ]
    np.testing.assert_allclose(fit.coefficients[:, 1], np.log(rates[1] / rates[0]), rtol=1e-12)
    np.testing.assert_allclose(fit.residuals.sum(axis=1), 0, atol=1e-9)
    mean = np.exp(fit.fitted) * EXPOSURE
    np.testing.assert_allclose(mean + fit.residuals, COUNTS)
    np.testing.assert_allclose(fit.scale, ((COUNTS - mean) ** 2 / mean).sum(axis=1) / 34)


def test_a_step_in_shares_is_the_log_odds_ratio() -> None:
    trials = COUNTS + RNG.integers(0, 40, COUNTS.shape)
    fit = quasi_binomial.fit(STEP, COUNTS, trials)
    odds = []
    for rows in (MONTH < 20, MONTH >= 20):
        part, whole = COUNTS[:, rows].sum(axis=1), trials[:, rows].sum(axis=1)
        odds.append(part / (whole - part))
    np.testing.assert_allclose(fit.coefficients[:, 1], np.log(odds[1] / odds[0]), rtol=1e-10)
    share = 1 / (1 + np.exp(-fit.fitted))
    np.testing.assert_allclose(trials * share + fit.residuals, COUNTS)


def test_a_period_without_trials_says_nothing() -> None:
    trials = COUNTS + 20
    none = MONTH == 7
    empty = np.where(none, 0, trials), np.where(none, 0, COUNTS)
    fit = quasi_binomial.fit(DESIGN, empty[1], empty[0])
    kept = quasi_binomial.fit(DESIGN[~none], COUNTS[:, ~none], trials[:, ~none])
    np.testing.assert_allclose(fit.coefficients, kept.coefficients, rtol=1e-8)
    assert np.isfinite(fit.covariance).all()


def test_rows_left_out_keep_their_place_in_newey_west() -> None:
    times = np.setdiff1d(np.arange(36), [18, 19, 20])
    fit = quasi_poisson.fit(
        DESIGN[times],
        COUNTS[:, times],
        exposure=EXPOSURE[times],
        times=times,
        robust=Robust(lag=4, small_sample=False),
    )
    apart = np.abs(np.subtract.outer(times, times))
    weight = np.where(apart <= 4, 1 - apart / 5, 0.0)
    for s in range(len(COUNTS)):
        mean = COUNTS[s, times] - fit.residuals[s]
        bread = np.linalg.inv(DESIGN[times].T @ (mean[:, None] * DESIGN[times]))
        score = DESIGN[times] * fit.residuals[s][:, None]
        expected = bread @ score.T @ weight @ score @ bread
        np.testing.assert_allclose(fit.covariance[s], expected, rtol=1e-8, atol=1e-14)


def test_robust_errors_below_the_naive_are_flagged() -> None:
    swinging = np.round(200 + 60 * (-1.0) ** MONTH)[None]
    fit = quasi_poisson.fit(STEP, swinging, robust=Robust(lag=1))
    assert fit.is_below_naive is not None
    assert fit.is_below_naive.all()
    assert quasi_poisson.fit(STEP, swinging).is_below_naive is None


@pytest.mark.parametrize("kernel", [quasi_poisson.fit, negative_binomial.fit])
def test_a_stretch_of_zeros_has_no_estimate_and_does_not_spoil_the_batch(
    kernel: Callable[..., KernelFit],
) -> None:
    counts = COUNTS.copy()
    counts[2, MONTH >= 20] = 0
    counts[3] = 0
    fit = kernel(DESIGN, counts, exposure=EXPOSURE)
    np.testing.assert_array_equal(fit.is_converged, [True, True, False, False, True, True])
    alone = kernel(DESIGN, counts[[0, 1]], exposure=EXPOSURE)
    np.testing.assert_allclose(fit.coefficients[:2], alone.coefficients)
    assert np.isfinite(fit.coefficients).all()


def test_a_stretch_of_shares_of_one_has_no_estimate_and_does_not_spoil_the_batch() -> None:
    trials = COUNTS + 20
    successes = COUNTS.copy()
    successes[2, MONTH >= 20] = trials[2, MONTH >= 20]
    fit = quasi_binomial.fit(DESIGN, successes, trials)
    np.testing.assert_array_equal(fit.is_converged, np.arange(6) != 2)
    alone = quasi_binomial.fit(DESIGN, COUNTS, trials)
    np.testing.assert_allclose(fit.coefficients[:2], alone.coefficients[:2])


def test_no_over_dispersion_falls_back_to_poisson_and_says_so() -> None:
    even = np.round(MEAN)[None]
    fit = negative_binomial.fit(DESIGN, np.concatenate([even, COUNTS]), exposure=EXPOSURE)
    poisson = quasi_poisson.fit(DESIGN, even, exposure=EXPOSURE)
    assert fit.alpha is not None
    np.testing.assert_array_equal(fit.is_poisson_fallback, [True] + 6 * [False])
    np.testing.assert_array_equal(fit.alpha == 0, fit.is_poisson_fallback)
    np.testing.assert_allclose(fit.coefficients[0], poisson.coefficients[0])
    np.testing.assert_allclose(fit.covariance[0], poisson.covariance[0] / poisson.scale[0])
    assert fit.log_likelihood is not None
    mean = even[0] - poisson.residuals[0]
    expected = (even[0] * np.log(mean) - mean - special.gammaln(even[0] + 1)).sum()
    np.testing.assert_allclose(fit.log_likelihood[0], expected)


def test_the_negative_binomial_maximises_its_likelihood() -> None:
    fit = negative_binomial.fit(DESIGN, COUNTS, exposure=EXPOSURE)
    assert fit.alpha is not None
    assert fit.log_likelihood is not None
    assert fit.is_converged.all()
    for s in range(3):

        def minus(at: Floats, y: Floats = COUNTS[s]) -> float:
            mean, theta = EXPOSURE * np.exp(DESIGN @ at[:-1]), np.exp(-at[-1])
            parts = special.gammaln(y + theta) - special.gammaln(theta) - special.gammaln(y + 1)
            parts += theta * np.log(theta / (theta + mean)) + y * np.log(mean / (theta + mean))
            return -float(parts.sum())

        here = np.append(fit.coefficients[s], np.log(fit.alpha[s]))
        np.testing.assert_allclose(-minus(here), fit.log_likelihood[s], rtol=1e-11)
        slope = optimize.approx_fprime(here, minus, 1e-6)
        np.testing.assert_allclose(slope, 0, atol=2e-3)
        other = optimize.minimize(minus, here + 0.1, method="BFGS")
        assert fit.log_likelihood[s] >= -other.fun - 1e-7


def test_the_negative_binomial_takes_expected_information_as_its_bread() -> None:
    fit = negative_binomial.fit(
        DESIGN, COUNTS, exposure=EXPOSURE, robust=Robust(lag=0, small_sample=False)
    )
    assert fit.alpha is not None
    mean = COUNTS[0] - fit.residuals[0]
    shrink = 1 / (1 + fit.alpha[0] * mean)
    bread = np.linalg.inv(DESIGN.T @ ((mean * shrink)[:, None] * DESIGN))
    score = DESIGN * (fit.residuals[0] * shrink)[:, None]
    np.testing.assert_allclose(fit.covariance[0], bread @ score.T @ score @ bread, rtol=1e-8)


@pytest.mark.parametrize("family", [POISSON, NEGATIVE_BINOMIAL, BINOMIAL])
def test_a_family_s_weight_is_the_expected_change_of_its_score(family: GlmFamily) -> None:
    size = np.full((1, 1), 0.2 if family is NEGATIVE_BINOMIAL else 60.0)
    predictor = np.linspace(-1, 1, 7)[:, None]
    blank = Cells(response=np.zeros((7, 1)), offset=np.zeros((1, 1)), size=size)
    mean = family.working(predictor, blank).mean
    # at a response equal to its mean, observed and expected information agree
    cells = Cells(response=mean, offset=np.zeros((1, 1)), size=size)
    up, down = (family.working(predictor + step, cells).score for step in (1e-6, -1e-6))
    weight = family.working(predictor, cells).weight
    np.testing.assert_allclose((down - up) / 2e-6, weight, rtol=1e-6)


def test_gamma_functions() -> None:
    x = np.concatenate([np.geomspace(1e-3, 1e7, 400), np.arange(1.0, 20)])
    first, second = digamma_trigamma(x)
    np.testing.assert_allclose(first, special.digamma(x), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(second, special.polygamma(1, x), rtol=1e-12)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(SeriesInvalidError, match="counts: negative values; need counts of 0 or"):
        quasi_poisson.fit(DESIGN, -COUNTS)


@pytest.mark.parametrize("exposure", [0 * EXPOSURE, EXPOSURE[1:], EXPOSURE * np.nan])
def test_exposure_that_is_not_positive_is_refused(exposure: Floats) -> None:
    with pytest.raises(SeriesInvalidError, match=r"exposure: values .*; need a number above 0 in"):
        negative_binomial.fit(DESIGN, COUNTS, exposure=exposure)


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(SeriesInvalidError, match="trials: periods with more successes than"):
        quasi_binomial.fit(DESIGN, COUNTS + 1, COUNTS)


def test_negative_trials_are_refused() -> None:
    with pytest.raises(SeriesInvalidError, match=r"trials: values .*; need a number of 0 or more"):
        quasi_binomial.fit(DESIGN, COUNTS, -COUNTS - 1)
