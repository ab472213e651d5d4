"""Special cases with known answers, statsmodels' likelihood, the flags and the messages."""

import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.tsa.statespace.sarimax import SARIMAX

from referral_analysis.errors import SeriesInvalidError, SeriesTooShortError, SpecError
from referral_analysis.its.arima.estimate import fit
from referral_analysis.its.arima.order import ArimaOrder
from referral_analysis.its.kernels import ar1

Floats = NDArray[np.float64]

ROWS = 48
TIMES = np.delete(np.arange(ROWS), [37, 38, 39])


def design_of(rows: int) -> Floats:
    time = np.arange(rows)
    wave = 2 * np.pi * time / 12
    after = (time >= 40).astype(float)
    return np.stack([np.ones(rows), time / 12, after, np.sin(wave), np.cos(wave)], axis=1)


DESIGN = design_of(ROWS)
RESPONSE = np.random.default_rng(5).normal(size=(2, ROWS)).cumsum(axis=1) * 0.3 + np.array(
    [[5.0], [7.0]]
)


@pytest.mark.parametrize("times", [np.arange(ROWS), TIMES], ids=["all periods", "three left out"])
def test_one_autoregressive_parameter_is_the_ar1_kernel(times: NDArray[np.int64]) -> None:
    design, response = DESIGN[times], RESPONSE[:, times]
    found = fit(design, response, ArimaOrder(ar=1), times=times)
    known = ar1.fit(design, response, method="ml", times=times)
    assert known.rho is not None
    assert known.log_likelihood is not None
    assert found.kernel.log_likelihood is not None
    np.testing.assert_allclose(found.ar[:, 0], known.rho, atol=1e-6)
    np.testing.assert_allclose(found.kernel.coefficients, known.coefficients, atol=1e-6)
    np.testing.assert_allclose(found.kernel.covariance, known.covariance, rtol=1e-5, atol=1e-12)
    np.testing.assert_allclose(found.kernel.log_likelihood, known.log_likelihood, atol=1e-9)
    marginal = found.kernel.scale / (1 - found.ar[:, 0] ** 2)
    np.testing.assert_allclose(marginal, known.scale, rtol=1e-5)
    assert found.kernel.df_residual == known.df_residual


def test_no_parameters_is_least_squares() -> None:
    kernel = fit(DESIGN, RESPONSE, ArimaOrder(ar=0)).kernel
    coefficients, squares, *_ = np.linalg.lstsq(DESIGN, RESPONSE.T)
    np.testing.assert_allclose(kernel.coefficients, coefficients.T, atol=1e-10)
    np.testing.assert_allclose(kernel.scale, squares / ROWS)
    inverse = np.linalg.inv(DESIGN.T @ DESIGN)
    np.testing.assert_allclose(kernel.covariance[0], inverse * squares[0] / (ROWS - 5), atol=1e-12)


def test_a_random_walk_with_a_gap_weighs_each_step_by_its_length() -> None:
    """Steps between kept periods are independent, with variance as their length."""
    moving = DESIGN[:, 2:]
    kernel = fit(
        moving[TIMES], RESPONSE[:1, TIMES], ArimaOrder(ar=0, differences=1), times=TIMES
    ).kernel
    assert kernel.log_likelihood is not None
    length = np.diff(TIMES)
    steps = np.diff(moving[TIMES], axis=0) / np.sqrt(length)[:, None]
    moved = np.diff(RESPONSE[0, TIMES]) / np.sqrt(length)
    coefficients, squares, *_ = np.linalg.lstsq(steps, moved)
    rows = len(length)
    likelihood = -rows / 2 * (np.log(2 * np.pi * squares[0] / rows) + 1) - np.log(length).sum() / 2
    np.testing.assert_allclose(kernel.coefficients[0], coefficients, atol=1e-9)
    np.testing.assert_allclose(kernel.log_likelihood, [likelihood], atol=1e-9)
    assert kernel.df_residual == rows - 3


@pytest.mark.parametrize(
    "order",
    [
        ArimaOrder(ar=2),
        ArimaOrder(ar=1, ma=1),
        ArimaOrder(ar=1, seasonal_ar=1),
        ArimaOrder(ar=0, ma=1, seasonal_ma=1),
    ],
    ids=["ar2", "arma", "seasonal ar", "seasonal ma"],
)
def test_the_likelihood_is_that_of_a_kalman_filter_over_missing_periods(order: ArimaOrder) -> None:
    found = fit(DESIGN[TIMES], RESPONSE[:, TIMES], order, times=TIMES)
    assert found.kernel.log_likelihood is not None
    for series in range(2):
        observed = np.full(ROWS, np.nan)
        observed[TIMES] = RESPONSE[series, TIMES]
        model = SARIMAX(
            observed,
            exog=DESIGN,
            order=(order.ar, 0, order.ma),
            seasonal_order=(order.seasonal_ar, 0, order.seasonal_ma, 12),
        )
        ours = (
            found.kernel.coefficients,
            found.ar,
            found.ma,
            found.seasonal_ar,
            found.seasonal_ma,
            found.kernel.scale[:, None],
        )
        at = np.concatenate([part[series] for part in ours])
        np.testing.assert_allclose(
            model.loglike(at), found.kernel.log_likelihood[series], atol=1e-7
        )


def test_the_two_covariances_differ_by_what_the_correlations_tell() -> None:
    plain = fit(DESIGN, RESPONSE, ArimaOrder(ar=2)).kernel
    curved = fit(DESIGN, RESPONSE, ArimaOrder(ar=2), covariance="observed").kernel
    np.testing.assert_array_equal(plain.coefficients, curved.coefficients)
    wider = curved.covariance - plain.covariance * plain.df_residual / ROWS
    assert np.linalg.eigvalsh(wider).min() > -1e-12
    assert np.linalg.eigvalsh(wider).max() > 1e-6


def test_a_series_that_runs_away_flags_the_unit_root() -> None:
    walk = np.random.default_rng(2).normal(size=(1, 60)).cumsum(axis=1).cumsum(axis=1)
    assert fit(np.ones((60, 1)), walk, ArimaOrder(ar=1)).kernel.is_at_boundary.all()
    assert not fit(DESIGN, RESPONSE, ArimaOrder(ar=1)).kernel.is_at_boundary.any()


def test_differencing_once_too_often_flags_the_moving_average() -> None:
    noise = np.random.default_rng(3).normal(size=(1, 60))
    found = fit(design_of(60)[:, 2:], noise, ArimaOrder(ar=0, differences=1, ma=1))
    assert found.is_ma_at_boundary.all()
    assert not found.kernel.is_at_boundary.any()
    np.testing.assert_allclose(found.ma, -1, atol=1e-5)


def test_several_unit_roots_stop_no_search() -> None:
    growth = np.exp(np.arange(60.0) / 5)[None]
    found = fit(np.ones((60, 1)), growth, ArimaOrder(ar=2, seasonal_ar=2)).kernel
    assert np.isfinite(found.covariance).all()
    assert found.is_at_boundary.all()


def test_two_peaks_are_flagged_and_the_higher_kept() -> None:
    flagged = []
    for seed in range(6):
        noise = np.random.default_rng(seed).normal(size=(1, 36))
        found = fit(design_of(36)[:, [0, 1, 3, 4]], noise, ArimaOrder(ar=1, ma=1)).kernel
        plain = fit(design_of(36)[:, [0, 1, 3, 4]], noise, ArimaOrder(ar=1)).kernel
        assert found.log_likelihood is not None
        assert plain.log_likelihood is not None
        assert found.log_likelihood[0] >= plain.log_likelihood[0] - 1e-9
        flagged.append(bool(found.is_multimodal[0]))
    assert 0 < sum(flagged) < 6


def test_a_series_fitted_exactly_has_not_converged() -> None:
    exact = DESIGN @ np.arange(1.0, 6.0)
    assert not fit(DESIGN, exact[None], ArimaOrder(ar=0)).kernel.is_converged.any()
    assert not fit(DESIGN, np.zeros((1, ROWS)), ArimaOrder(ar=1)).kernel.is_converged.any()


def test_an_intercept_does_not_survive_differencing() -> None:
    with pytest.raises(SpecError, match=r"nothing left of column 1 after differencing; .* Take"):
        fit(DESIGN, RESPONSE, ArimaOrder(ar=1, differences=1))
    names = ("intercept", "trend", "launch", "sin1", "cos1")
    with pytest.raises(SpecError, match=r"nothing left of intercept, sin1, cos1 after"):
        fit(DESIGN, RESPONSE, ArimaOrder(ar=1, seasonal_differences=1), names=names)


def test_columns_that_cannot_be_told_apart_are_named() -> None:
    design = np.column_stack([DESIGN, DESIGN[:, 1] * 2])
    names = ("intercept", "trend", "launch", "sin1", "cos1", "twice")
    with pytest.raises(SpecError, match=r"twice is a combination of trend"):
        fit(design, RESPONSE, ArimaOrder(ar=1), names=names)


@pytest.mark.parametrize("rows", [8, 20])
def test_too_few_periods(rows: int) -> None:
    design = np.arange(rows, dtype=float)[:, None] ** 2
    order = ArimaOrder(ar=4, differences=1, ma=2, seasonal_differences=1)
    with pytest.raises(SeriesTooShortError, match=r"after differencing for 7 .* costs 13 periods"):
        fit(design, np.ones((1, rows)), order)


def test_missing_values_are_refused() -> None:
    response = RESPONSE.copy()
    response[0, 3] = np.nan
    with pytest.raises(SeriesInvalidError, match="missing or infinite values"):
        fit(DESIGN, response, ArimaOrder(ar=1))


@pytest.mark.parametrize(
    "order", [{"ar": -1}, {"ar": 4, "ma": 3}, {"period": 1}, {"seasonal_differences": -1}]
)
def test_an_order_says_what_it_allows(order: dict[str, int]) -> None:
    with pytest.raises(SpecError, match=r"ARIMA order: a negative number.* at most 6 .* Correct"):
        ArimaOrder(**order)
