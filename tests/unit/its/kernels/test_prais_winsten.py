"""Prais-Winsten against its definition, and against what is often sold under its name."""

import numpy as np
from numpy.typing import NDArray

from referral_analysis.its.kernels import prais_winsten

Floats = NDArray[np.float64]

MONTH = np.arange(36.0)
DESIGN = np.stack([np.ones(36), MONTH / 12, MONTH >= 20], axis=1)
RNG = np.random.default_rng(7)
SERIES = RNG.standard_normal((50, 36)).cumsum(axis=1) / 3 + 7


def iterated(response: Floats, *, first_kept: bool) -> tuple[Floats, float]:
    """Alternate by the book; without the first row this is Cochrane-Orcutt."""
    coefficients = np.linalg.lstsq(DESIGN, response, rcond=None)[0]
    rho = 0.0
    for _ in range(500):
        noise = response - DESIGN @ coefficients
        rho = float(noise[1:] @ noise[:-1] / (noise[:-1] @ noise[:-1]))
        rows = [DESIGN[1:] - rho * DESIGN[:-1]]
        values = [response[1:] - rho * response[:-1]]
        if first_kept:
            root = np.sqrt(1 - rho**2)
            rows, values = [root * DESIGN[:1], *rows], [root * response[:1], *values]
        solution = np.linalg.lstsq(np.concatenate(rows), np.concatenate(values), rcond=None)
        coefficients = solution[0]
    return np.asarray(coefficients, dtype=np.float64), rho


def test_each_series_of_a_batch_is_iterated_to_its_own_fixed_point() -> None:
    fit = prais_winsten.fit(DESIGN, SERIES)
    assert fit.is_converged.all()
    assert fit.rho is not None
    for s in range(0, 50, 5):
        coefficients, rho = iterated(SERIES[s], first_kept=True)
        np.testing.assert_allclose(fit.rho[s], rho, atol=1e-9)
        np.testing.assert_allclose(fit.coefficients[s], coefficients, rtol=1e-8)


def test_it_is_not_cochrane_orcutt() -> None:
    fit = prais_winsten.fit(DESIGN, SERIES[:1])
    dropped, _ = iterated(SERIES[0], first_kept=False)
    assert np.abs(fit.coefficients[0] - dropped).max() > 1e-3


def test_a_period_left_out_is_one_with_a_dummy() -> None:
    times = np.setdiff1d(np.arange(36), [18, 19])
    out = prais_winsten.fit(DESIGN[times], SERIES[:, times], times=times)
    dummies = np.column_stack([DESIGN, MONTH == 18, MONTH == 19])
    full = prais_winsten.fit(dummies, SERIES)
    np.testing.assert_allclose(out.coefficients, full.coefficients[:, :3], rtol=1e-8)
    np.testing.assert_allclose(out.covariance, full.covariance[:, :3, :3], rtol=1e-7, atol=1e-12)
    assert out.df_residual == full.df_residual == 31


def test_a_walk_ends_at_the_largest_rho_and_is_flagged() -> None:
    growing = (1.05**MONTH)[None]
    fit = prais_winsten.fit(DESIGN[:, :1], growing)
    assert fit.rho is not None
    assert fit.is_at_boundary.all()
    assert fit.rho[0] < 1
