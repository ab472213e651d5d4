"""Satterthwaite degrees of freedom against their definition with dense matrices."""

import numpy as np
import pytest
from numpy.typing import NDArray

from referral_analysis.its.intervals import small_sample
from referral_analysis.its.intervals.small_sample import (
    satterthwaite_df,
    satterthwaite_df_with_noise,
)

Floats = NDArray[np.float64]

TIMES = np.setdiff1d(np.arange(40), [30, 31, 32])
DESIGN = np.stack([np.ones(40), np.arange(40) / 12, np.arange(40) >= 33], axis=1)[TIMES]
CONTRASTS = np.array([[0, 0, 1.0], [0, 0.5, 1.0]])
GAP = np.abs(np.subtract.outer(TIMES, TIMES))
WEIGHTS = np.random.default_rng(2).uniform(0.5, 2, len(TIMES))


def by_definition(errors: list[Floats], contrasts: Floats) -> Floats:
    """Return df from V = errors[0] and its derivatives by each parameter, the rest of the list."""
    inverse = np.linalg.inv(errors[0])
    phi = np.linalg.inv(DESIGN.T @ inverse @ DESIGN)
    across = inverse @ DESIGN
    aside = inverse - across @ phi @ across.T
    turned = [aside @ change for change in errors[1:]]
    information = np.array([[np.trace(a @ b) / 2 for b in turned] for a in turned])
    slopes = [phi @ across.T @ change @ across @ phi for change in errors[1:]]
    df = []
    for contrast in contrasts:
        gradient = np.array([contrast @ slope @ contrast for slope in slopes])
        variance = contrast @ phi @ contrast
        df.append(2 * variance**2 / (gradient @ np.linalg.inv(information) @ gradient))
    return np.array(df)


def correlation(rho: float) -> tuple[Floats, Floats]:
    return rho**GAP, GAP * rho ** np.maximum(GAP - 1.0, 0)


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.3, 0.8])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
def test_df_are_those_of_the_definition(rho: float, weights: Floats | None) -> None:
    root = 1 / np.sqrt(weights if weights is not None else np.ones(len(TIMES)))
    same, slope = (root[:, None] * part * root for part in correlation(rho))
    expected = by_definition([same, same, slope], CONTRASTS)
    df = satterthwaite_df(DESIGN, CONTRASTS, np.array([rho]), times=TIMES, weights=weights)
    assert expected.min() > 2
    np.testing.assert_allclose(df[0], expected, rtol=1e-9)


@pytest.mark.parametrize(("rho", "share"), [(0.5, 0.2), (0.8, 0.4), (-0.4, 0.1)])
def test_df_with_noise_are_those_of_the_definition(rho: float, share: float) -> None:
    latent, slope = correlation(rho)
    errors = (1 - share) * latent + share * np.eye(len(TIMES))
    changes = [errors, (1 - share) * slope, np.eye(len(TIMES)) - latent]
    expected = by_definition([errors, *changes], CONTRASTS)
    df = satterthwaite_df_with_noise(DESIGN, CONTRASTS, rho, share, times=TIMES)
    np.testing.assert_allclose(df[0], np.maximum(expected, 4), rtol=1e-8)


def test_noise_that_cannot_be_told_from_the_rest_takes_no_degrees_of_freedom() -> None:
    at_zero = satterthwaite_df_with_noise(DESIGN, CONTRASTS, 0.0, 0.3, times=TIMES)
    assert np.isfinite(at_zero).all()
    assert (at_zero >= 4).all()


def test_df_stop_at_their_floors() -> None:
    rho = np.array([0.97])
    assert satterthwaite_df(DESIGN, CONTRASTS[:, :], rho, times=TIMES).min() >= 2
    intercept = np.array([[1.0, 0, 0]])
    assert satterthwaite_df(DESIGN, intercept, np.array([0.999]), times=TIMES)[0, 0] == 2
    assert satterthwaite_df_with_noise(DESIGN, intercept, 0.99, 0.1, times=TIMES)[0, 0] == 4


def test_a_large_batch_is_interpolated_to_four_digits() -> None:
    rho = np.tanh(np.linspace(-2, 3.7, small_sample.TABLE_FROM + 1))
    table = satterthwaite_df(DESIGN, CONTRASTS, rho, times=TIMES)
    exact = satterthwaite_df(DESIGN, CONTRASTS, rho[::9], times=TIMES)
    assert (table != np.tile(table[:1], (len(table), 1))).any()
    np.testing.assert_allclose(table[::9], exact, rtol=1e-4)


def test_each_series_may_have_weights_of_its_own() -> None:
    rho = np.array([0.2, 0.5])
    both = satterthwaite_df(
        DESIGN, CONTRASTS, rho, times=TIMES, weights=np.stack([WEIGHTS, 1 / WEIGHTS])
    )
    for s, weights in enumerate([WEIGHTS, 1 / WEIGHTS]):
        alone = satterthwaite_df(DESIGN, CONTRASTS, rho[[s]], times=TIMES, weights=weights)
        np.testing.assert_allclose(both[s], alone[0])
