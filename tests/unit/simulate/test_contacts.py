"""Contacts: every referral began as one, and what stops being a referral becomes one."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.simulate.contacts import expected_kept
from referral_analysis.simulate.rates import expected_referrals, months_of

FIRST = dt.date(2008, 4, 1)


@pytest.fixture(scope="module")
def contacts(county: simulate.County) -> pl.DataFrame:
    return simulate.contacts(county)


def test_every_referral_has_its_contact_on_the_day_or_shortly_before(
    county: simulate.County, contacts: pl.DataFrame
) -> None:
    referrals = county.histories.filter(pl.col("referred_on") >= FIRST + dt.timedelta(days=30))
    found = referrals.sort("referred_on").join_asof(
        contacts, left_on="referred_on", right_on="contacted_on", by="child_id",
        check_sortedness=False,
    )  # fmt: skip
    waits = (found["referred_on"] - found["contacted_on"]).dt.total_days().to_numpy()
    assert (waits == 0).mean() > 0.6
    assert np.quantile(waits, 0.995) <= 7


def test_more_contacts_stay_contacts_than_become_referrals(
    county: simulate.County, contacts: pl.DataFrame
) -> None:
    referrals = county.histories.filter(pl.col("referred_on") >= FIRST).height
    assert 2.1 < contacts.height / referrals < 2.3
    assert contacts["contacted_on"].min() == FIRST
    assert contacts["contacted_on"].is_sorted()


def test_what_a_moved_line_takes_from_referrals_it_gives_to_contacts() -> None:
    moved = simulate.SCENARIOS["contacts_relabelled"]
    before = simulate.SCENARIOS["nothing_happened"]
    recorded = [month >= FIRST for month in months_of(moved)]
    total = {
        scenario.name: (
            expected_kept(scenario).sum(axis=(1, 2))
            + expected_referrals(scenario).sum(axis=(1, 2, 3))
        )[recorded].sum()
        for scenario in (moved, before)
    }
    assert total["contacts_relabelled"] == pytest.approx(total["nothing_happened"], rel=1e-12)
    assert expected_kept(moved).sum() > 1.005 * expected_kept(before).sum()


def test_fewer_inappropriate_referrals_leave_the_contacts_that_stay_alone() -> None:
    worked = expected_kept(simulate.THRESHOLDS_WORKED)
    assert worked == pytest.approx(expected_kept(simulate.NOTHING_HAPPENED))
