"""Least squares with Newey-West covariance, against its definition."""

import numpy as np
import pytest
from numpy.typing import NDArray

from referral_analysis.errors import SpecError
from referral_analysis.its.kernels import ols_hac
from referral_analysis.its.kernels.newey_west import automatic_lag

Floats = NDArray[np.float64]

MONTH = np.arange(36.0)
DESIGN = np.stack([np.ones(36), MONTH / 12, MONTH >= 20, np.sin(MONTH * np.pi / 6)], axis=1)
RNG = np.random.default_rng(20110501)
SERIES = RNG.standard_normal((5, 36)).cumsum(axis=1) / 3 + 7


def newey_west(design: Floats, residuals: Floats, times: NDArray[np.int64], lag: int) -> Floats:
    """Sum over all pairs of rows whose times differ by at most the lag."""
    inverse = np.linalg.inv(design.T @ design)
    score = design * residuals[:, None]
    apart = np.abs(np.subtract.outer(times, times))
    weight = np.where(apart <= lag, 1 - apart / (lag + 1), 0.0)
    return np.asarray(inverse @ (score.T @ weight @ score) @ inverse)


@pytest.mark.parametrize("lag", [0, 1, 3, 12])
@pytest.mark.parametrize("out", [[], [18, 19, 20], [5, 18, 19, 30]])
def test_covariance_is_the_sum_over_rows_near_in_time(lag: int, out: list[int]) -> None:
    times = np.setdiff1d(np.arange(36), out)
    fit = ols_hac.fit(DESIGN[times], SERIES[:, times], times=times, lag=lag, small_sample=False)
    for s in range(len(SERIES)):
        expected = newey_west(DESIGN[times], fit.residuals[s], times, lag)
        np.testing.assert_allclose(fit.covariance[s], expected, rtol=1e-9, atol=1e-14)


def test_months_left_out_do_not_make_their_neighbours_adjacent() -> None:
    times = np.setdiff1d(np.arange(36), [18, 19, 20])
    design, series = DESIGN[times], SERIES[:, times]
    kept = ols_hac.fit(design, series, times=times, lag=1)
    closed_up = ols_hac.fit(design, series, lag=1)
    assert (kept.covariance[:, 2, 2] != closed_up.covariance[:, 2, 2]).all()


def test_a_step_is_the_difference_of_two_means() -> None:
    fit = ols_hac.fit(DESIGN[:, [0, 2]], SERIES, lag=0)
    before, after = SERIES[:, MONTH < 20].mean(axis=1), SERIES[:, MONTH >= 20].mean(axis=1)
    np.testing.assert_allclose(fit.coefficients, np.stack([before, after - before], axis=1))
    assert fit.df_residual == 34


def test_small_sample_factor_is_that_of_stata() -> None:
    plain = ols_hac.fit(DESIGN, SERIES, lag=3, small_sample=False)
    stata = ols_hac.fit(DESIGN, SERIES, lag=3)
    np.testing.assert_allclose(stata.covariance, plain.covariance * 36 / 32)


def test_fitted_and_residuals_add_up() -> None:
    fit = ols_hac.fit(DESIGN, SERIES)
    np.testing.assert_allclose(fit.fitted + fit.residuals, SERIES)
    np.testing.assert_allclose(fit.fitted, fit.coefficients @ DESIGN.T)
    np.testing.assert_allclose(fit.residuals @ DESIGN, 0, atol=1e-10)


def test_errors_that_swing_to_and_fro_are_flagged_below_the_naive() -> None:
    swinging = 5 + (-1.0) ** MONTH[None] * (1 + MONTH / 36)
    drifting = np.cos(MONTH[None] * np.pi / 9)
    fit = ols_hac.fit(DESIGN[:, [0, 2]], np.concatenate([swinging, drifting]), lag=1)
    assert fit.is_below_naive is not None
    np.testing.assert_array_equal(fit.is_below_naive, [[True, True], [False, False]])


@pytest.mark.parametrize(("rows", "lag"), [(24, 2), (36, 3), (48, 3), (61, 3), (100, 4), (365, 5)])
def test_automatic_lag(rows: int, lag: int) -> None:
    assert automatic_lag(rows) == lag


def test_automatic_lag_is_what_no_lag_means() -> None:
    by_rule = ols_hac.fit(DESIGN, SERIES, lag=automatic_lag(36))
    np.testing.assert_array_equal(ols_hac.fit(DESIGN, SERIES).covariance, by_rule.covariance)


@pytest.mark.parametrize("lag", [-1, 36])
def test_an_impossible_lag_is_refused(lag: int) -> None:
    with pytest.raises(
        SpecError, match=rf"Newey-West lag: {lag}; need a whole number from 0 to 35"
    ):
        ols_hac.fit(DESIGN, SERIES, lag=lag)
