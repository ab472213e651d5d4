"""What is drawn: means, dispersion, correlation, and the planted ratio found again."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from referral_analysis import simulate
from referral_analysis.simulate import NOTHING_HAPPENED, THRESHOLDS_WORKED, CountyShocks, Scenario
from referral_analysis.simulate.counts import draw_counts, draw_shocks, shocked_months
from referral_analysis.simulate.streams import stream

STILL = CountyShocks(county_sd=0.0, district_sd=0.0)
AFTER = slice(64, 69)  # August to December 2011
SEEDS = range(100)


def county_counts(scenario: Scenario) -> NDArray[np.int64]:
    """Draw a county for every seed; shape (seeds, months, outcomes)."""
    return np.array([draw_counts(seed, scenario).sum(axis=(1, 2)) for seed in SEEDS])


@pytest.fixture(scope="module")
def worked() -> NDArray[np.int64]:
    return county_counts(THRESHOLDS_WORKED)


def test_the_planted_ratio_is_found_by_simple_ratios_over_many_counties(
    worked: NDArray[np.int64],
) -> None:
    # the same seeds share their shocks, so the ratio's own error is about 0.004
    idle = county_counts(NOTHING_HAPPENED)
    ratio = worked[:, AFTER].sum(axis=(0, 1)) / idle[:, AFTER].sum(axis=(0, 1))
    np.testing.assert_allclose(ratio, [0.78, 0.78, 1.0], atol=0.015)


def test_means_over_counties_are_the_expected_months(worked: NDArray[np.int64]) -> None:
    expected = simulate.expected_months(THRESHOLDS_WORKED)["expected"].to_numpy()
    ratio = worked.mean(axis=0).ravel() / expected
    # a month's shocks and counting leave each mean an error of about 0.012
    np.testing.assert_allclose(ratio, 1, atol=0.06)
    np.testing.assert_allclose(ratio.mean(), 1, atol=0.01)


def test_without_shocks_variance_over_mean_is_the_dispersion() -> None:
    still = replace(THRESHOLDS_WORKED, shocks=STILL, first_month=dt.date(2010, 1, 1))
    counts = county_counts(still)
    # 2,500 independent variances of 99 degrees of freedom give an error of about 0.03
    assert (counts.var(axis=0, ddof=1) / counts.mean(axis=0)).mean() == pytest.approx(1.5, abs=0.1)


def test_dispersion_one_is_poisson() -> None:
    scenario = replace(THRESHOLDS_WORKED, shocks=STILL, dispersion=1.0)
    counts = county_counts(replace(scenario, first_month=dt.date(2010, 1, 1)))
    assert (counts.var(axis=0, ddof=1) / counts.mean(axis=0)).mean() == pytest.approx(1.0, abs=0.07)


def lasting(shocks: CountyShocks) -> Scenario:
    """Make a county of 6,000 months."""
    first, last = dt.date(1512, 1, 1), dt.date(2011, 12, 1)
    return replace(THRESHOLDS_WORKED, shocks=shocks, first_month=first, last_month=last)


def test_shocks_raise_no_mean() -> None:
    strong = lasting(CountyShocks(county_sd=0.5, district_sd=0.3))
    # without the correction for the log scale the mean would be 1.19
    assert draw_shocks(stream(1, "shocks"), strong).mean() == pytest.approx(1, abs=0.05)


def test_shocks_last_as_rho_says_and_are_shared_as_the_correlation_says() -> None:
    logs = np.log(draw_shocks(stream(1, "shocks"), lasting(CountyShocks(district_sd=0.0)))[:, 0, :])
    inappropriate, appropriate = logs[:, 0], logs[:, 2]
    np.testing.assert_array_equal(logs[:, 1], inappropriate)
    assert inappropriate.std() == pytest.approx(0.078, rel=0.05)
    assert np.corrcoef(inappropriate[1:], inappropriate[:-1])[0, 1] == pytest.approx(0.4, abs=0.05)
    assert np.corrcoef(inappropriate, appropriate)[0, 1] == pytest.approx(0.9, abs=0.02)


def test_districts_stray_each_on_its_own() -> None:
    apart = replace(THRESHOLDS_WORKED, shocks=CountyShocks(county_sd=0.0))
    logs = np.log(draw_shocks(stream(1, "shocks"), apart)[:, :, 0])
    assert logs.std() == pytest.approx(0.05, rel=0.1)
    between = np.corrcoef(logs.T)[np.triu_indices(len(apart.districts), 1)]
    assert abs(between.mean()) < 0.1


def test_the_quick_counts_are_those_of_the_rows(county: simulate.County) -> None:
    rows = (
        county.histories.group_by(
            pl.col("referred_on").dt.truncate("1mo").alias("month"), "outcome"
        )
        .agg(referrals=pl.len().cast(pl.Int64))
        .sort("month", "outcome")
    )
    quick = simulate.month_counts(county.seed, county.scenario).sort("month", "outcome")
    assert rows.equals(quick)


def test_given_shocks_the_launch_still_has_its_ratio() -> None:
    months = shocked_months(3, THRESHOLDS_WORKED).filter(
        pl.col("month") >= dt.date(2011, 8, 1), pl.col("outcome") == "nfa"
    )
    ratio = months["given_shocks"] / months["given_shocks_without_launch"]
    np.testing.assert_allclose(ratio, 0.78, rtol=1e-12)
