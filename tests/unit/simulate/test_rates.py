"""The planted truth: what the means hold before anything is drawn."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from referral_analysis.periods import working_days
from referral_analysis.simulate import (
    NOTHING_HAPPENED,
    SCENARIOS,
    THRESHOLDS_WORKED,
    Ratios,
    Scenario,
    expected_months,
    expected_referrals,
)
from referral_analysis.simulate.kent import KENT, SOURCES
from referral_analysis.simulate.rates import mid_year_children, months_of

LAUNCH = dt.date(2011, 5, 1)
AFTER = dt.date(2011, 8, 1)


def ratios(scenario: Scenario, months: pl.Expr) -> dict[str, float]:
    sums = (
        expected_months(scenario)
        .filter(months)
        .group_by("outcome")
        .agg(ratio=pl.col("expected").sum() / pl.col("expected_without_launch").sum())
    )
    return dict(sums.iter_rows())


def test_the_launch_multiplies_by_its_ratios_once_every_workshop_was_held() -> None:
    planted = ratios(THRESHOLDS_WORKED, pl.col("month") >= AFTER)
    assert planted == pytest.approx({"nfa": 0.78, "not_in_need": 0.78, "in_need": 1.0}, abs=1e-12)


def test_the_launch_does_nothing_before_it_and_something_while_it_goes_on() -> None:
    assert set(ratios(THRESHOLDS_WORKED, pl.col("month") < LAUNCH).values()) == {1.0}
    during = ratios(THRESHOLDS_WORKED, pl.col("month").is_between(LAUNCH, AFTER, closed="left"))
    assert 0.78 < during["nfa"] < 1.0


def test_nothing_happened_is_the_county_without_a_launch() -> None:
    np.testing.assert_array_equal(
        expected_referrals(NOTHING_HAPPENED),
        expected_referrals(THRESHOLDS_WORKED, launched=False),
    )


def test_the_inspection_raises_every_cell_from_october_2010() -> None:
    quiet = replace(NOTHING_HAPPENED, steps=())
    rise = expected_referrals(NOTHING_HAPPENED) / expected_referrals(quiet)
    is_after = np.array([month >= dt.date(2010, 10, 1) for month in months_of(quiet)])
    np.testing.assert_allclose(rise[~is_after], 1, rtol=1e-12)
    np.testing.assert_allclose(rise[is_after], 1.095, rtol=1e-12)


def test_a_step_before_the_first_month_holds_throughout() -> None:
    steps = tuple(replace(step, starts=dt.date(2000, 1, 1)) for step in NOTHING_HAPPENED.steps)
    always = replace(NOTHING_HAPPENED, steps=steps)
    rise = expected_referrals(always) / expected_referrals(replace(always, steps=()))
    np.testing.assert_allclose(rise, 1.095, rtol=1e-12)


def test_referrals_are_proportional_to_working_days_within_a_season() -> None:
    flat = replace(NOTHING_HAPPENED, steps=(), growth_per_year=0.0)
    months = months_of(flat)
    other = [i for i, source in enumerate(SOURCES) if source.season == "other"]
    mays = [t for t, month in enumerate(months) if month.month == 5]
    days = working_days([months[t] for t in mays])
    per_day = expected_referrals(flat)[mays][:, :, other].sum(axis=(1, 2, 3)) / days
    # what is left is the growth in children, 0.4% a year
    assert np.ptp(per_day) / per_day.mean() < 0.025
    assert np.ptp(days) / days.mean() > 0.09


def test_schools_hardly_refer_in_august_so_that_the_county_falls() -> None:
    referrals = expected_referrals(NOTHING_HAPPENED)
    months = months_of(NOTHING_HAPPENED)
    days = working_days(months)
    schools = [i for i, source in enumerate(SOURCES) if source.code == "2A"]

    def in_month(number: int, sources: list[int]) -> float:
        rows = [t for t, month in enumerate(months) if month.month == number]
        return float((referrals[rows][:, :, sources].sum(axis=(1, 2, 3)) / days[rows]).mean())

    everyone = list(range(len(SOURCES)))
    assert in_month(8, schools) < 0.2 * in_month(6, schools)
    assert 0.7 < in_month(8, everyone) / in_month(6, everyone) < 0.9


def test_recording_changed_moves_referrals_between_outcomes_and_keeps_their_number() -> None:
    moved = expected_months(SCENARIOS["recording_changed"])["expected"].sum()
    assert moved == pytest.approx(expected_months(NOTHING_HAPPENED)["expected"].sum(), rel=2e-3)


def test_appropriate_children_turned_away_is_a_fall_of_the_appropriate() -> None:
    planted = ratios(SCENARIOS["appropriate_turned_away"], pl.col("month") >= AFTER)
    assert planted["in_need"] == pytest.approx(0.78)


def test_a_launch_of_ratio_one_leaves_the_means_alone() -> None:
    idle = replace(THRESHOLDS_WORKED, launch=Ratios())
    np.testing.assert_array_equal(
        expected_referrals(idle), expected_referrals(idle, launched=False)
    )


def test_the_estimates_of_2012_are_the_given_ones_and_grow_towards_them() -> None:
    assert [mid_year_children(d, 2012) for d in KENT] == [d.children_2012 for d in KENT]
    ashford = KENT[0]
    assert mid_year_children(ashford, 2005) == round(27_786 / 1.009**7)


def test_rates_are_of_the_published_size() -> None:
    yearly = (
        expected_months(THRESHOLDS_WORKED)
        .filter(pl.col("month") < dt.date(2011, 4, 1))
        .group_by(pl.col("month").dt.offset_by("-3mo").dt.year().alias("year"))
        .agg(pl.col("expected").sum())
    )
    children = sum(mid_year_children(district, 2009) for district in KENT)
    per_10k = yearly["expected"].to_numpy() / children * 10_000
    assert per_10k.min() > 500
    assert per_10k.max() < 600
