"""Children who come back: one district, one open case at a time, one day of birth."""

import numpy as np
import polars as pl
import pytest

from referral_analysis import simulate


def test_a_child_stays_in_its_district_and_ages_with_the_calendar(
    county: simulate.County,
) -> None:
    rows = county.histories.filter(pl.col("fault").ne_missing("open_twice")).sort(
        "child_id", "referred_on"
    )
    again = rows.with_columns(
        pl.col("district", "age_at_referral", "referred_on")
        .shift()
        .over("child_id")
        .name.suffix("_before")
    ).drop_nulls("district_before")
    assert (again["district"] == again["district_before"]).all()
    years = (again["referred_on"] - again["referred_on_before"]).dt.total_days() / 365.25
    older = again["age_at_referral"] - again["age_at_referral_before"]
    assert (older - years).abs().max() <= 1  # type: ignore[operator]


def test_ages_are_those_of_children(county: simulate.County) -> None:
    ages = county.histories["age_at_referral"]
    assert set(ages.to_list()) == set(range(18))


def test_each_age_has_its_share_and_all_of_them_together_are_the_children(
    county: simulate.County,
) -> None:
    """Of ten thousand and more first referrals, each share is known to less than half a point."""
    first = county.histories.sort("referred_on").unique("child_id", keep="first")
    counts = first["age_at_referral"].value_counts().sort("age_at_referral")["count"]
    found = (counts / first.height).to_list()
    assumed = [
        0.100, 0.064, 0.062, 0.060, 0.058, 0.054, 0.050, 0.050, 0.049,
        0.049, 0.049, 0.051, 0.055, 0.061, 0.066, 0.061, 0.041, 0.020,
    ]  # fmt: skip
    assert sum(assumed) == pytest.approx(1)
    assert found == pytest.approx(assumed, abs=0.005)


def test_children_are_numbered_by_their_first_referral(county: simulate.County) -> None:
    numbers = county.histories["child_id"].unique().sort()
    assert numbers[0] == "C000001"
    # the few rows given another's child leave gaps in the numbers, never a new one
    assert int(numbers[-1][1:]) - numbers.len() < 100


def test_gaps_between_referrals_are_spread_over_months_and_years(
    county: simulate.County,
) -> None:
    gaps = (
        county.histories.sort("referred_on")
        .select(gap=(pl.col("referred_on") - pl.col("referred_on").shift().over("child_id")))
        .drop_nulls()["gap"]
        .dt.total_days()
        .to_numpy()
    )
    assert 120 < np.median(gaps) < 250
    assert (gaps > 2 * 365).mean() > 0.03
