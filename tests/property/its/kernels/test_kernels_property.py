"""Whatever the series: scale, time and company change nothing that they should not."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from referral_analysis.its.intervals.small_sample import satterthwaite_df
from referral_analysis.its.kernels import (
    ar1,
    ar1_noise,
    negative_binomial,
    ols_hac,
    prais_winsten,
    quasi_binomial,
    quasi_poisson,
)
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.kernels.robust import Robust

Floats = NDArray[np.float64]
Kernel = Callable[..., KernelFit]

ROWS = 30
MONTH = np.arange(float(ROWS))
DESIGN = np.stack([np.ones(ROWS), MONTH / 12, MONTH >= 18, np.cos(MONTH * np.pi / 6)], axis=1)
# steps of a thousandth, so that no two months differ by rounding error alone
SERIES = st.lists(
    st.lists(st.integers(-5000, 5000), min_size=ROWS, max_size=ROWS, unique=True),
    min_size=1,
    max_size=4,
).map(lambda rows: np.array(rows) / 1000)
COUNTS = st.lists(
    st.lists(st.integers(0, 400), min_size=ROWS, max_size=ROWS), min_size=1, max_size=4
).map(lambda rows: np.array(rows, dtype=float))
LEFT_OUT = st.sets(st.integers(1, ROWS - 2), min_size=1, max_size=5).map(sorted)

LINEAR: dict[str, Kernel] = {
    "ols_hac": partial(ols_hac.fit, lag=3),
    "prais_winsten": prais_winsten.fit,
    "ar1_reml": ar1.fit,
    "ar1_ml": partial(ar1.fit, method="ml"),
    "ar1_weighted": partial(ar1.fit, weights=1 + MONTH / ROWS),
}
COUNTED: dict[str, Kernel] = {
    "quasi_poisson": partial(quasi_poisson.fit, robust=Robust(lag=3)),
    "negative_binomial": negative_binomial.fit,
    "quasi_binomial": partial(quasi_binomial.fit, trials=np.full(ROWS, 500.0)),
}


def settled(*fits: KernelFit) -> NDArray[np.bool_]:
    """Claim a series that every fit of it is one anybody would compare."""
    claims = [fit.is_converged & ~fit.is_at_boundary & ~fit.is_multimodal for fit in fits]
    return np.asarray(np.logical_and.reduce(claims))


def assert_same(one: KernelFit, other: KernelFit, factor: float = 1.0) -> None:
    rows = settled(one, other)
    assume(rows.any())
    # a rho known to half the digits, at a flat peak, moves the rest by as little
    same: dict[str, Any] = {"rtol": 1e-5, "atol": 1e-6 * factor}
    np.testing.assert_allclose(factor * one.coefficients[rows], other.coefficients[rows], **same)
    np.testing.assert_allclose(
        factor**2 * one.covariance[rows], other.covariance[rows], rtol=1e-4, atol=1e-6 * factor**2
    )


@pytest.mark.parametrize("name", LINEAR)
@settings(max_examples=40)
@given(series=SERIES, factor=st.sampled_from([1e-6, 0.01, 3.0, 1e5]))
def test_the_unit_of_the_response_only_scales_the_result(
    name: str, series: Floats, factor: float
) -> None:
    fit = LINEAR[name]
    one, other = fit(DESIGN, series), fit(DESIGN, factor * series)
    assert_same(one, other, factor)
    if one.rho is not None and other.rho is not None:
        rows = settled(one, other)
        np.testing.assert_allclose(one.rho[rows], other.rho[rows], atol=1e-5)


@pytest.mark.parametrize("name", LINEAR)
@settings(max_examples=40)
@given(series=SERIES, start=st.integers(-10_000, 10_000), out=LEFT_OUT)
def test_only_differences_in_time_count(
    name: str, series: Floats, start: int, out: list[int]
) -> None:
    if name == "ar1_weighted":
        fit: Kernel = partial(ar1.fit, weights=np.delete(1 + MONTH / ROWS, out))
    else:
        fit = LINEAR[name]
    times = np.delete(np.arange(ROWS), out)
    design, kept = DESIGN[times], series[:, times]
    one, other = fit(design, kept, times=times), fit(design, kept, times=times + start)
    np.testing.assert_array_equal(one.coefficients, other.coefficients)
    np.testing.assert_array_equal(one.covariance, other.covariance)


@pytest.mark.parametrize("name", [*LINEAR, *COUNTED])
@settings(max_examples=40)
@given(data=st.data())
def test_a_batch_is_its_series_one_at_a_time(name: str, data: st.DataObject) -> None:
    fit = (LINEAR | COUNTED)[name]
    series = data.draw(COUNTS if name in COUNTED else SERIES)
    together = fit(DESIGN, series)
    for s in range(len(series)):
        alone = fit(DESIGN, series[s : s + 1])
        if together.is_converged[s]:
            np.testing.assert_allclose(
                together.coefficients[s], alone.coefficients[0], rtol=1e-6, atol=1e-8
            )
            np.testing.assert_allclose(
                together.covariance[s], alone.covariance[0], rtol=1e-5, atol=1e-12
            )
        assert together.is_converged[s] == alone.is_converged[0]


@pytest.mark.parametrize("name", ["prais_winsten", "ar1_reml"])
@settings(max_examples=60)
@given(series=SERIES, out=LEFT_OUT)
def test_leaving_a_period_out_is_giving_it_a_dummy(
    name: str, series: Floats, out: list[int]
) -> None:
    fit = LINEAR[name]
    times = np.delete(np.arange(ROWS), out)
    left = fit(DESIGN[times], series[:, times], times=times)
    dummies = fit(np.column_stack([DESIGN, np.eye(ROWS)[:, out]]), series)
    rows = settled(left, dummies)
    assume(rows.any())
    assert left.df_residual == dummies.df_residual
    assert left.rho is not None
    assert dummies.rho is not None
    np.testing.assert_allclose(left.rho[rows], dummies.rho[rows], atol=1e-6)
    np.testing.assert_allclose(
        left.coefficients[rows], dummies.coefficients[rows, :4], rtol=1e-5, atol=1e-6
    )
    np.testing.assert_allclose(
        left.covariance[rows], dummies.covariance[rows, :4, :4], rtol=1e-4, atol=1e-8
    )


@given(
    rho=st.floats(-0.8, 0.95),
    out=LEFT_OUT,
    contrast=st.lists(st.integers(-3, 3), min_size=4, max_size=4),
)
def test_degrees_of_freedom_do_not_tell_a_dummy_from_a_period_left_out(
    rho: float, out: list[int], contrast: list[int]
) -> None:
    assume(any(contrast))
    times = np.delete(np.arange(ROWS), out)
    at = np.array([rho])
    left = satterthwaite_df(DESIGN[times], [contrast], at, times=times)
    dummies = np.column_stack([DESIGN, np.eye(ROWS)[:, out]])
    full = satterthwaite_df(dummies, [contrast + [0] * len(out)], at)
    np.testing.assert_allclose(left, full, rtol=1e-6)
    np.testing.assert_allclose(
        left,
        satterthwaite_df(DESIGN[times], [[-7 * c for c in contrast]], at, times=times),
        rtol=1e-9,
    )


@given(counts=COUNTS, factor=st.sampled_from([0.001, 12.0, 1e6]))
def test_the_unit_of_the_exposure_moves_only_the_intercept(counts: Floats, factor: float) -> None:
    exposure = 50 + MONTH
    one = quasi_poisson.fit(DESIGN, counts, exposure=exposure)
    other = quasi_poisson.fit(DESIGN, counts, exposure=factor * exposure)
    rows = settled(one, other)
    assume(rows.any())
    shift = np.array([np.log(factor), 0, 0, 0])
    np.testing.assert_allclose(
        one.coefficients[rows] - shift, other.coefficients[rows], rtol=1e-7, atol=1e-9
    )
    np.testing.assert_allclose(one.covariance[rows], other.covariance[rows], rtol=1e-6, atol=1e-12)


@given(counts=COUNTS)
def test_successes_and_failures_mirror_each_other(counts: Floats) -> None:
    trials = np.full(ROWS, 500.0)
    success = quasi_binomial.fit(DESIGN, counts, trials)
    failure = quasi_binomial.fit(DESIGN, trials - counts, trials)
    rows = settled(success, failure)
    assume(rows.any())
    np.testing.assert_allclose(
        success.coefficients[rows], -failure.coefficients[rows], rtol=1e-7, atol=1e-9
    )


@settings(max_examples=15)
@given(series=SERIES)
def test_noise_never_makes_the_data_less_likely(series: Floats) -> None:
    plain, noisy = ar1.fit(DESIGN, series), ar1_noise.fit(DESIGN, series)
    assert plain.rho is not None
    assert plain.log_likelihood is not None
    assert noisy.log_likelihood is not None
    rows = (np.abs(plain.rho) < 0.9) & noisy.is_converged
    assert (noisy.log_likelihood >= plain.log_likelihood - 1e-7)[rows].all()
