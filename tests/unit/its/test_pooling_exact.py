"""Partial pooling against the same integrals by Simpson's rule, and where it has closed forms.

The hierarchical model: estimates y_j are normal around effects of their own with standard deviation
s_j, the effects normal around a mean with standard deviation tau; mean and tau are flat (Gelman et
al. 2013, section 5.4). A part c of every error that all share is taken out before, s_j^2 = e_j^2 -
c^2, and put back after.
"""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy import integrate, optimize, special, stats

from referral_analysis import its

Floats = NDArray[np.float64]
ESTIMATES = np.array([-0.62, -0.31, -0.18, 0.05, 0.24, -0.4])
ERRORS = np.array([0.18, 0.11, 0.2, 0.14, 0.25, 0.16])
QUADRATURE = 2e-4  # of the product's 400 nodes, against Simpson's rule on 4,000


def frame(estimates: Floats, errors: Floats, level: float) -> pl.DataFrame:
    """Return effects, as ratios, with the intervals that these errors make at a level."""
    reach = stats.norm.ppf((1 + level) / 2) * errors
    return pl.DataFrame(
        {
            "segment": [f"p{n}" for n in range(len(estimates))],
            "estimand": "mean_effect",
            "scale": "ratio",
            "unit": "ratio",
            "estimate": np.exp(estimates),
            "low": np.exp(estimates - reach),
            "high": np.exp(estimates + reach),
            "level": level,
        }
    )


def given_tau(tau: Floats, own: Floats) -> tuple[Floats, Floats, Floats]:
    """Return p(tau | y), but for a constant, and the mean's posterior mean and variance."""
    precision = 1 / (own[:, None] ** 2 + tau**2)
    total = precision.sum(axis=0)
    centre = ESTIMATES @ precision / total
    misfit = (precision * (ESTIMATES[:, None] - centre) ** 2).sum(axis=0)
    fit = (np.log(precision).sum(axis=0) - misfit - np.log(total)) / 2
    return np.exp(fit - fit.max()), centre, 1 / total


# Simpson's rule on tau from 0 to far beyond what six estimates leave likely
TAU = np.concatenate([np.linspace(0, 4, 2_001), np.linspace(4, 400, 2_001)[1:]])


def averaged(values: Floats, own: Floats) -> float:
    """Average values at TAU over the posterior of tau."""
    weight = given_tau(TAU, own)[0]
    return float(integrate.simpson(weight * values, x=TAU) / integrate.simpson(weight, x=TAU))


def quantile(of: tuple[Floats, Floats], share: float, own: Floats) -> float:
    """Return a quantile of the mixture over tau of normals: their mean and standard deviation."""

    def excess(point: float) -> float:
        return averaged(special.ndtr((point - of[0]) / of[1]), own) - share

    return float(optimize.brentq(excess, -4, 4, xtol=1e-8))


def of_segment(place: int, own: Floats, common: float) -> tuple[Floats, Floats]:
    """Return the mean and standard deviation of a segment's effect at each tau."""
    _, centre, variance = given_tau(TAU, own)
    share = TAU**2 / (TAU**2 + own[place] ** 2)
    spread = share * own[place] ** 2 + (1 - share) ** 2 * variance + common**2
    return share * ESTIMATES[place] + (1 - share) * centre, np.sqrt(spread)


def of_mean(own: Floats, common: float) -> tuple[Floats, Floats]:
    """Return the mean and standard deviation of the effects' mean at each tau."""
    _, centre, variance = given_tau(TAU, own)
    return centre, np.sqrt(variance + common**2)


@pytest.mark.parametrize(("common", "level"), [(0.0, 0.95), (0.08, 0.95), (0.08, 0.8)])
def test_ends_are_those_of_the_integrals(common: float, level: float) -> None:
    own = np.sqrt(ERRORS**2 - common**2)
    found = its.pooled(frame(ESTIMATES, ERRORS, level), common_error=common)
    tails = {"low": (1 - level) / 2, "high": (1 + level) / 2}
    for place in (0, 4):
        for end, share in tails.items():
            wanted = quantile(of_segment(place, own, common), share, own)
            assert np.log(found[f"pooled_{end}"][place]) == pytest.approx(wanted, abs=QUADRATURE)
        middle = averaged(of_segment(place, own, common)[0], own)
        assert np.log(found["pooled_estimate"][place]) == pytest.approx(middle, abs=QUADRATURE)
    for end, share in tails.items():
        wanted = quantile(of_mean(own, common), share, own)
        assert np.log(found[f"mean_{end}"][0]) == pytest.approx(wanted, abs=QUADRATURE)


@pytest.mark.parametrize("level", [0.95, 0.8])
@pytest.mark.parametrize("common", [0.0, 0.18, 0.27])
def test_segments_far_apart_get_back_both_ends_that_they_had(common: float, level: float) -> None:
    # nothing is drawn anywhere: the common part taken out and put back is the error as it was
    apart = frame(np.linspace(-240.0, 180.0, 8), np.full(8, 0.3, dtype=np.float64), level)
    found = its.pooled(apart, common_error=common)
    for end in ("low", "high"):
        had, got = apart[end].log(), found[f"pooled_{end}"].log()
        np.testing.assert_allclose(got, had, atol=2e-3)
