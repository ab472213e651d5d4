"""Referrals drawn month by month: shocks that last, then over-dispersed counts."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.simulate.rates import by_month, expected_referrals, months_of
from referral_analysis.simulate.scenario import Scenario
from referral_analysis.simulate.streams import stream

# which county shock moves each outcome: 0 the inappropriate one, 1 the appropriate one
_SHOCK_OF_OUTCOME = (0, 0, 1)
# decimals kept of a mean: processors differ in the last digit of exp, and a draw must not
DECIMALS = 9


def month_counts(seed: int, scenario: Scenario) -> pl.DataFrame:
    """Count the county's referrals by their final outcome: month, outcome, referrals.

    The same referrals that `county` makes rows of, some fifty times quicker.
    """
    return by_month(scenario, draw_counts(seed, scenario), "referrals")


def draw_counts(seed: int, scenario: Scenario) -> NDArray[np.int64]:
    """Draw the referrals; shape (months, districts, sources, outcomes).

    Given the shocks each cell has variance over mean equal to the dispersion, and so has any
    sum of cells (a Poisson count whose mean is gamma with the dispersion less 1 as its scale).
    """
    shocks = draw_shocks(stream(seed, "shocks"), scenario)
    mean = (expected_referrals(scenario) * shocks[:, :, None, :]).round(DECIMALS)
    rng = stream(seed, "counts")
    scale = scenario.dispersion - 1
    if scale > 0:
        mean = rng.gamma(mean / scale, scale)
    return rng.poisson(mean)


def draw_shocks(rng: np.random.Generator, scenario: Scenario) -> NDArray[np.float64]:
    """Draw the factors by which months stray, each of mean 1; shape (months, districts, outcomes).

    Two county shocks with a shared part, and one for each district.
    """
    shocks, districts = scenario.shocks, len(scenario.districts)
    paths = ar1_paths(rng, len(months_of(scenario)), 3 + districts, shocks.rho)
    shared, own = shocks.shared_correlation**0.5, (1 - shocks.shared_correlation) ** 0.5
    county = shocks.county_sd * (shared * paths[:, :1] + own * paths[:, 1:3])
    district = shocks.district_sd * paths[:, 3:]
    logs = county[:, None, _SHOCK_OF_OUTCOME] + district[:, :, None]
    factors: NDArray[np.float64] = np.exp(logs - (shocks.county_sd**2 + shocks.district_sd**2) / 2)
    return factors


def shocked_months(seed: int, scenario: Scenario) -> pl.DataFrame:
    """Tabulate mean referrals given this seed's shocks.

    Columns: month, outcome, given_shocks, given_shocks_without_launch.
    """
    shocks = draw_shocks(stream(seed, "shocks"), scenario)[:, :, None, :]
    launched = by_month(scenario, expected_referrals(scenario) * shocks, "given_shocks")
    name = "given_shocks_without_launch"
    without = by_month(scenario, expected_referrals(scenario, launched=False) * shocks, name)
    return launched.with_columns(without[name])


def ar1_paths(
    rng: np.random.Generator, months: int, series: int, rho: float
) -> NDArray[np.float64]:
    """Draw stationary AR(1) series of variance 1; shape (months, series)."""
    noise = rng.standard_normal((months, series))
    noise[1:] *= (1 - rho**2) ** 0.5
    for t in range(1, months):
        noise[t] += rho * noise[t - 1]
    return noise
