"""AR(1) least squares against its definition with dense matrices, and the traps of short series."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.ar1_at_rho import fit_at_rho

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.its.kernels import ar1, ar1_noise, prais_winsten
from referral_analysis.its.kernels.ar1_profile import gaps_of, likelihood_of
from referral_analysis.its.kernels.ar1_rotated import rotated_profile
from referral_analysis.its.kernels.basis import basis_of
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.kernels.rotated import rotated_design

Floats = NDArray[np.float64]

MONTH = np.arange(36.0)
DESIGN = np.stack([np.ones(36), MONTH / 12, MONTH >= 20, np.sin(MONTH * np.pi / 6)], axis=1)
RNG = np.random.default_rng(20110801)
SERIES = RNG.standard_normal((6, 36)).cumsum(axis=1) / 3 + 7
WEIGHTS = RNG.uniform(0.5, 2, (6, 36))
TIMES = np.setdiff1d(np.arange(36), [18, 19, 20])
FAR = np.cumsum(np.where(MONTH % 7 == 0, 9, 1))  # too many periods left out to fill with dummies


def dense(
    design: Floats, response: Floats, covariance: Floats, *, restricted: bool
) -> tuple[Floats, Floats, float]:
    """Return coefficients, (X'R^-1 X)^-1 and the log-likelihood with its scale maximised out."""
    rows, columns = design.shape
    inverse = np.linalg.inv(covariance)
    unscaled = np.linalg.inv(design.T @ inverse @ design)
    coefficients = unscaled @ design.T @ inverse @ response
    noise = response - design @ coefficients
    weight = rows - columns if restricted else rows
    scale = noise @ inverse @ noise / weight
    twice = weight * (np.log(2 * np.pi * scale) + 1) + np.linalg.slogdet(covariance)[1]
    if restricted:
        twice -= np.linalg.slogdet(unscaled)[1]
    return coefficients, unscaled * (noise @ inverse @ noise) / (rows - columns), -twice / 2


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("rho", [-0.6, 0.0, 0.35, 0.95])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
@pytest.mark.parametrize("times", [np.arange(36), TIMES, FAR], ids=["every", "some", "far"])
def test_a_fit_at_rho_is_what_dense_matrices_give(
    method: ar1.Method,
    rho: float,
    weights: Floats | None,
    times: NDArray[np.int64],
) -> None:
    rows = slice(0, len(times))
    series, given = SERIES[:, rows], None if weights is None else weights[:, rows]
    fit = fit_at_rho(DESIGN[rows], series, rho, method=method, times=times, weights=given)
    assert fit.log_likelihood is not None
    correlation = rho ** np.abs(np.subtract.outer(times, times))
    for s in range(len(SERIES)):
        root = np.ones(len(times)) if given is None else 1 / np.sqrt(given[s])
        known = dense(
            DESIGN[rows], series[s], root[:, None] * correlation * root, restricted=method == "reml"
        )
        np.testing.assert_allclose(fit.coefficients[s], known[0], rtol=1e-9)
        np.testing.assert_allclose(fit.covariance[s], known[1], rtol=1e-8, atol=1e-14)
        np.testing.assert_allclose(fit.log_likelihood[s], known[2], rtol=1e-9)


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
def test_no_rho_is_more_likely_than_the_one_found(
    method: ar1.Method, weights: Floats | None
) -> None:
    best = ar1.fit(DESIGN, SERIES, method=method, weights=weights)
    assert best.rho is not None
    assert best.log_likelihood is not None
    assert best.is_converged.all()
    assert not best.is_at_boundary.all()
    inside = ~best.is_at_boundary
    for step in (-1e-4, 1e-4):
        near = fit_at_rho(
            DESIGN, SERIES, np.minimum(best.rho + step, 0.999), method=method, weights=weights
        )
        assert near.log_likelihood is not None
        assert (near.log_likelihood < best.log_likelihood)[inside].all()
    for rho in np.linspace(-0.99, 0.999, 41):
        other = fit_at_rho(DESIGN, SERIES, rho, method=method, weights=weights)
        assert other.log_likelihood is not None
        assert (other.log_likelihood <= best.log_likelihood + 1e-12).all()


def test_the_highest_of_several_peaks_is_kept_and_flagged() -> None:
    rows = 24
    series = RNG.standard_normal((2000, rows)).cumsum(axis=1)
    design = DESIGN[:rows]
    fit = ar1.fit(design, series)
    assert fit.log_likelihood is not None

    times = np.arange(rows)
    known = likelihood_of(restricted=True, rows=rows, columns=4, gaps=gaps_of(times))
    profile = rotated_profile(rotated_design(basis_of(design), times), series, known)
    values = profile.scan(np.tanh(np.linspace(-3.8, 3.8, 1201)))
    assert (-values.min(axis=0) / 2 <= fit.log_likelihood + 1e-9).all()
    dips = (values[1:-1] < values[:-2]) & (values[1:-1] < values[2:])
    count = dips.sum(axis=0) + (values[0] < values[1]) + (values[-1] < values[-2])
    assert 10 < fit.is_multimodal.sum() < 1000
    assert (fit.is_multimodal == (count > 1)).mean() > 0.995


def test_a_random_walk_is_flagged_at_the_boundary() -> None:
    walk = np.random.default_rng(3).standard_normal((40, 36)).cumsum(axis=1)
    fit = ar1.fit(DESIGN[:, :1], walk)
    assert fit.rho is not None
    assert fit.is_at_boundary.any()
    np.testing.assert_array_equal(fit.is_at_boundary, fit.rho >= 0.98)
    assert fit.is_converged.all()


def test_rows_left_out_are_not_the_same_as_rows_closed_up() -> None:
    kept = ar1.fit(DESIGN[TIMES], SERIES[:, TIMES], times=TIMES)
    closed_up = ar1.fit(DESIGN[TIMES], SERIES[:, TIMES])
    assert kept.df_residual == closed_up.df_residual == len(TIMES) - 4
    assert kept.fitted.shape == (6, len(TIMES))
    assert kept.rho is not None
    assert closed_up.rho is not None
    assert (np.abs(kept.rho - closed_up.rho) > 1e-6).all()


def test_uncorrelated_errors_give_least_squares() -> None:
    fit = fit_at_rho(DESIGN, SERIES, 0.0)
    expected = np.linalg.lstsq(DESIGN, SERIES.T, rcond=None)[0].T
    np.testing.assert_allclose(fit.coefficients, expected)
    np.testing.assert_allclose(fit.scale, (fit.residuals**2).sum(axis=1) / 32)


EXACT = np.stack([DESIGN @ [1.0, 2.0, 3.0, 4.0], np.zeros(36), np.full(36, 5.0)])


@pytest.mark.parametrize(
    "kernel",
    [ar1.fit, partial(ar1.fit, weights=WEIGHTS[0]), prais_winsten.fit, ar1_noise.fit],
    ids=["even", "weighted", "prais_winsten", "noise"],
)
def test_a_series_that_the_design_fits_exactly_has_not_converged(
    kernel: Callable[[Floats, Floats], KernelFit],
) -> None:
    fit = kernel(DESIGN, np.concatenate([EXACT, SERIES]))
    np.testing.assert_array_equal(fit.is_converged, [False] * 3 + [True] * 6)
    np.testing.assert_allclose(fit.coefficients[0], [1, 2, 3, 4])
    assert np.isfinite(fit.covariance).all()
    assert np.isfinite(fit.coefficients).all()


@pytest.mark.parametrize("weights", [np.zeros(36), np.full(36, np.nan), np.ones(35)])
def test_weights_that_are_not_positive_are_refused(weights: Floats) -> None:
    with pytest.raises(SeriesInvalidError, match="weights that are not positive, or not one a"):
        ar1.fit(DESIGN, SERIES, weights=weights)
