"""The expected referrals of every month, district, agency and outcome: the planted truth."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.periods import month_range, months_between, working_days
from referral_analysis.simulate.kent import ESTIMATE_YEARS, SEASONS, District
from referral_analysis.simulate.scenario import OUTCOMES, Scenario
from referral_analysis.simulate.workshops import share_held

# referrals a year are quoted for a year of this many working days
WORKING_DAYS_A_YEAR = 252


def months_of(scenario: Scenario) -> list[dt.date]:
    """List the first day of every month that the scenario simulates."""
    return month_range(scenario.first_month, scenario.last_month)


def mid_year_children(district: District, year: int) -> int:
    """Estimate a district's children aged 0-17 on 30 June of a year, from those of 2012."""
    return round(district.children_2012 * (1 + district.growth_per_year) ** (year - 2012))


def expected_referrals(scenario: Scenario, *, launched: bool = True) -> NDArray[np.float64]:
    """Return mean referrals over all randomness, with or without the launch.

    Shape (months, districts, sources, outcomes).
    """
    months = months_of(scenario)
    ratios = _steps(scenario, months)[:, None, :]
    if launched:
        names = [district.name for district in scenario.districts]
        dose = share_held(scenario.workshops, names, months)
        ratios = ratios * np.array(astuple(scenario.launch)) ** dose[:, :, None]
    calendar = [month.month - 1 for month in months]
    referrals: NDArray[np.float64] = np.einsum(
        "tj,ta,ac,tjc->tjac",
        per_10k_year(scenario, scenario.referrals_per_10k_year, scenario.growth_per_year),
        _source_shares(scenario)[calendar],
        _outcome_shares(scenario),
        np.broadcast_to(ratios, (len(months), len(scenario.districts), len(OUTCOMES))),
    )
    return referrals


def by_month(
    scenario: Scenario, referrals: NDArray[np.float64] | NDArray[np.int64], name: str
) -> pl.DataFrame:
    """Sum referrals (months, districts, sources, outcomes) to month, outcome and the named sum."""
    months = months_of(scenario)
    return pl.DataFrame(
        {
            "month": np.repeat(np.array(months, dtype="datetime64[D]"), len(OUTCOMES)),
            "outcome": list(OUTCOMES) * len(months),
            name: referrals.sum(axis=(1, 2)).ravel(),
        }
    )


def expected_months(scenario: Scenario) -> pl.DataFrame:
    """Tabulate mean referrals: month, outcome, expected, expected_without_launch."""
    without = by_month(
        scenario, expected_referrals(scenario, launched=False), "expected_without_launch"
    )
    expected = by_month(scenario, expected_referrals(scenario), "expected")
    return expected.with_columns(without["expected_without_launch"])


def per_10k_year(scenario: Scenario, rate: float, growth: float) -> NDArray[np.float64]:
    """Return the number a month that a yearly rate per 10,000 children stands for.

    rate holds in the first month and grows each year. Shape (months, districts).
    """
    months = months_of(scenario)
    children = _children(scenario.districts, months)
    relative = np.array([district.relative_rate for district in scenario.districts])
    relative = relative * children[0].sum() / (children[0] @ relative)
    years = np.arange(len(months)) / 12
    county_rate = rate * (1 + growth) ** years
    exposure = children / 10_000 * working_days(months)[:, None] / WORKING_DAYS_A_YEAR
    number: NDArray[np.float64] = exposure * county_rate[:, None] * relative
    return number


def _children(districts: Sequence[District], months: Sequence[dt.date]) -> NDArray[np.float64]:
    """Interpolate mid-year estimates to the middle of each month; shape (months, districts)."""
    mid_months = [m.year + (m.month - 0.5) / 12 for m in months]
    mid_years = [year + 0.5 for year in ESTIMATE_YEARS]
    estimates = [[mid_year_children(d, year) for year in ESTIMATE_YEARS] for d in districts]
    return np.column_stack([np.interp(mid_months, mid_years, row) for row in estimates])


def _source_shares(scenario: Scenario) -> NDArray[np.float64]:
    """Share of referrals by calendar month and source, season included; shape (12, sources)."""
    shares = np.array([source.share for source in scenario.sources])
    seasons = np.array([SEASONS[source.season] for source in scenario.sources]).T
    seasonal: NDArray[np.float64] = shares / shares.sum() * seasons / seasons.mean(axis=0)
    return seasonal


def _outcome_shares(scenario: Scenario) -> NDArray[np.float64]:
    """Share of each source's referrals by outcome; shape (sources, outcomes)."""
    inappropriate = np.array([(s.nfa_share, s.not_in_need_share) for s in scenario.sources])
    return np.column_stack([inappropriate, 1 - inappropriate.sum(axis=1)])


def _steps(scenario: Scenario, months: Sequence[dt.date]) -> NDArray[np.float64]:
    """Multiply the ratios of the steps begun by each month; shape (months, outcomes)."""
    ratios = np.ones((len(months), len(OUTCOMES)))
    for step in scenario.steps:
        ratios[max(months_between(months[0], step.starts), 0) :] *= astuple(step.ratios)
    return ratios
