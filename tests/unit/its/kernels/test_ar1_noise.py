"""AR(1) seen through noise: against dense matrices, a general optimiser, and plain AR(1)."""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize
from tests.ar1_at_rho import fit_at_rho

from referral_analysis.its.kernels import ar1, ar1_noise, noisy_filter, noisy_sines
from referral_analysis.its.kernels.basis import basis_of, scores_and_noise
from referral_analysis.its.kernels.box_search import Box, lowest_in_box

Floats = NDArray[np.float64]

TIMES = np.setdiff1d(np.arange(44), [36, 37, 38])
MONTH = np.arange(44.0)
DESIGN = np.stack([np.ones(44), MONTH / 12, MONTH >= 39, np.sin(MONTH * np.pi / 6)], axis=1)[TIMES]
GAP = np.abs(np.subtract.outer(TIMES, TIMES))
NOISY = 0.6 * 0.7**GAP + 0.4 * np.eye(len(TIMES))
RNG = np.random.default_rng(11)
SERIES = RNG.standard_normal((30, len(TIMES))) @ np.linalg.cholesky(NOISY).T + 3
FIT = ar1_noise.fit(DESIGN, SERIES, times=TIMES)


def minus_twice(place: Floats, response: Floats) -> float:
    """Return -2 restricted log-likelihood from its definition at (atanh rho, noise share)."""
    share = place[1]
    errors = (1 - share) * np.tanh(place[0]) ** GAP + share * np.eye(len(TIMES))
    inverse = np.linalg.inv(errors)
    within = DESIGN.T @ inverse @ DESIGN
    noise = response - DESIGN @ np.linalg.solve(within, DESIGN.T @ inverse @ response)
    weight = len(TIMES) - DESIGN.shape[1]
    twice = weight * (np.log(2 * np.pi * (noise @ inverse @ noise) / weight) + 1)
    return float(twice + np.linalg.slogdet(errors)[1] + np.linalg.slogdet(within)[1])


def test_the_likelihood_and_the_covariance_are_those_of_the_definition() -> None:
    assert FIT.rho is not None
    assert FIT.noise_share is not None
    assert FIT.log_likelihood is not None
    for s in range(8):
        place = np.array([np.arctanh(FIT.rho[s]), FIT.noise_share[s]])
        np.testing.assert_allclose(-2 * FIT.log_likelihood[s], minus_twice(place, SERIES[s]))
        share = FIT.noise_share[s]
        errors = (1 - share) * FIT.rho[s] ** GAP + share * np.eye(len(TIMES))
        expected = FIT.scale[s] * np.linalg.inv(DESIGN.T @ np.linalg.solve(errors, DESIGN))
        np.testing.assert_allclose(FIT.covariance[s], expected, rtol=1e-8, atol=1e-14)


def test_sines_and_the_filter_give_one_surface() -> None:
    basis = basis_of(DESIGN)
    noise = np.ascontiguousarray(scores_and_noise(basis.orthonormal, SERIES)[1].T)
    by_sines, by_filter = (
        way.surface(basis.orthonormal, TIMES, noise) for way in (noisy_sines, noisy_filter)
    )
    nodes = ar1_noise.BOX.grid()
    for lanes in (7, 900):  # a few, and more than go in one piece
        series = np.arange(lanes) % len(SERIES)
        place = nodes[:, np.arange(lanes) % nodes.shape[1]]
        (lower, log_det), (expected, level) = (
            way.factor(series, place) for way in (by_sines, by_filter)
        )
        for row, column in zip(*np.tril_indices(DESIGN.shape[1] + 1), strict=True):
            np.testing.assert_allclose(lower[row, column], expected[row, column], atol=1e-10)
        np.testing.assert_allclose(log_det, level, atol=1e-11)
    (squares, log_det), (expected, level) = (way.scan(nodes) for way in (by_sines, by_filter))
    np.testing.assert_allclose(squares, expected, rtol=1e-9)
    np.testing.assert_allclose(log_det, level, atol=1e-11)


def test_a_series_with_more_periods_left_out_than_columns_is_fitted_too() -> None:
    times = TIMES[np.r_[0:12, 22:41]]
    some = np.isin(TIMES, times)
    fit = ar1_noise.fit(DESIGN[some], SERIES[:20, some], times=times)
    assert fit.rho is not None
    assert fit.noise_share is not None
    gap = np.abs(np.subtract.outer(times, times))
    for rho, share, scale, covariance in zip(
        fit.rho, fit.noise_share, fit.scale, fit.covariance, strict=True
    ):
        errors = scale * ((1 - share) * rho**gap + share * np.eye(len(times)))
        expected = np.linalg.inv(DESIGN[some].T @ np.linalg.solve(errors, DESIGN[some]))
        np.testing.assert_allclose(covariance, expected, rtol=1e-8, atol=1e-14)


def test_a_general_optimiser_from_many_starts_finds_nothing_better() -> None:
    assert FIT.log_likelihood is not None
    limits = list(zip(ar1_noise.BOX.low, ar1_noise.BOX.high, strict=True))
    for s in range(4):
        best = min(
            optimize.minimize(
                minus_twice, start, args=(SERIES[s],), bounds=limits, method="L-BFGS-B"
            ).fun
            for start in ([0.2, 0.2], [1.0, 0.5], [2.0, 0.7], [-0.3, 0.1])
        )
        assert -2 * FIT.log_likelihood[s] <= best + 1e-7


def test_it_is_never_less_likely_than_plain_ar1() -> None:
    plain = ar1.fit(DESIGN, SERIES, times=TIMES)
    assert plain.rho is not None
    assert plain.log_likelihood is not None
    assert FIT.log_likelihood is not None
    inside = np.abs(plain.rho) < 0.9
    assert inside.sum() > 20
    assert (FIT.log_likelihood >= plain.log_likelihood - 1e-8)[inside].all()


def test_without_noise_it_is_plain_ar1() -> None:
    assert FIT.noise_share is not None
    assert FIT.rho is not None
    none = FIT.noise_share == 0
    assert 0 < none.sum() < 30
    plain = fit_at_rho(DESIGN, SERIES[none], FIT.rho[none], times=TIMES)
    np.testing.assert_allclose(FIT.coefficients[none], plain.coefficients, rtol=1e-8)
    np.testing.assert_allclose(FIT.covariance[none], plain.covariance, rtol=1e-7, atol=1e-14)


def test_a_batch_is_its_series_one_at_a_time() -> None:
    # sixty are scanned in blocks, and most of their steps go by more than a few lanes
    many = ar1_noise.fit(DESIGN, np.concatenate([SERIES, SERIES[::-1]]), times=TIMES)
    assert len(many.coefficients) > len(TIMES) > len(SERIES)
    np.testing.assert_allclose(many.coefficients[:30], FIT.coefficients, rtol=1e-6, atol=1e-8)
    alone = ar1_noise.fit(DESIGN, SERIES[4:5], times=TIMES)
    np.testing.assert_allclose(FIT.coefficients[4], alone.coefficients[0], rtol=1e-6)
    assert FIT.is_converged.mean() > 0.95


def test_the_search_slides_along_walls_to_a_corner_and_across_a_bent_valley() -> None:
    box = Box(low=(0.0, 0.0), high=(1.0, 2.0), nodes=(5, 5))
    bottoms = np.array([[-1.0, 0.3, 0.62, 0.5], [3.0, -0.5, 1.1, 2.5]])

    def surface(series: NDArray[np.int64], place: Floats) -> Floats:
        x, y = place - bottoms[:, series]
        return np.asarray((x + 0.6 * y) ** 2 + 0.5 * y**2 + 0.1 * x**4)

    nodes = box.grid()
    grid = np.stack([surface(np.full(25, s), nodes) for s in range(4)], axis=1)
    found = lowest_in_box(box, grid.reshape(5, 5, 4), surface)
    assert found.is_converged.all()
    for s in range(4):
        fine = Box(low=box.low, high=box.high, nodes=(801, 801)).grid()
        lowest = surface(np.full(fine.shape[1], s), fine).min()
        assert found.value[s] <= lowest + 1e-6


def test_no_series_of_a_drawn_thousand_is_likelier_without_noise_than_with_any_share_of_it() -> (
    None
):
    """Spikes on small whole numbers: many surfaces have two basins, one of them without noise."""
    drawn = np.random.default_rng(5)
    small = drawn.integers(-9, 10, (1_000, len(TIMES)))
    spikes = drawn.integers(-500, 5_000, small.shape)
    series = np.where(drawn.random(small.shape) < 0.2, spikes, small) / 1_000
    plain, noisy = ar1.fit(DESIGN, series, times=TIMES), ar1_noise.fit(DESIGN, series, times=TIMES)
    assert plain.rho is not None
    assert plain.log_likelihood is not None
    assert noisy.log_likelihood is not None
    within = (np.abs(plain.rho) < 0.9) & noisy.is_converged
    assert within.sum() > 950
    assert (noisy.log_likelihood >= plain.log_likelihood - 1e-7)[within].all()
