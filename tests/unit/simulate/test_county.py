"""A whole county: calibrated to the published figures, the same for the same seed."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.simulate.truth import realised_figures

LAST = dt.date(2011, 12, 31)
MONTH = pl.col("referred_on").dt.truncate("1mo")


@pytest.fixture(scope="module", params=[1, 2])
def calibrated(request: pytest.FixtureRequest, county: simulate.County) -> simulate.County:
    return county if request.param == county.seed else simulate.county(request.param)


def test_shares_are_of_the_published_size(calibrated: simulate.County) -> None:
    figures = realised_figures(calibrated.histories)
    assert 0.28 <= figures["nfa_share"] <= 0.31
    assert 0.18 <= figures["assessed_not_in_need_share"] <= 0.20
    assert 0.24 <= figures["rereferral_12_months_share"] <= 0.26
    assert 0.10 <= figures["section_47_share"] <= 0.20


def test_volumes_are_of_the_published_size(calibrated: simulate.County) -> None:
    whole = calibrated.histories.filter(pl.col("referred_on") <= LAST)
    monthly = whole.group_by(MONTH).len()["len"].to_numpy()
    assert len(monthly) == 69
    assert 1_300 <= sorted(monthly)[34] <= 1_600
    # short Aprils and Augusts fall below; the months after the inspection may rise above
    assert ((monthly >= 1_150) & (monthly <= 2_000)).mean() > 0.8


def test_referrals_come_on_working_days_with_few_exceptions(county: simulate.County) -> None:
    at_weekends = (county.histories["referred_on"].dt.weekday() > 5).mean()
    assert 0.01 < float(at_weekends) < 0.05  # type: ignore[arg-type]


def test_schools_are_quiet_in_their_holidays(county: simulate.County) -> None:
    december = county.histories.filter(
        pl.col("referral_source") == "2A", pl.col("referred_on").dt.month() == 12
    )
    in_holidays = (december["referred_on"].dt.day() >= 20).mean()
    assert float(in_holidays) < 0.12  # type: ignore[arg-type]


def test_needs_are_recorded_for_whoever_was_assessed(county: simulate.County) -> None:
    missing = dict(
        county.histories.group_by("outcome")
        .agg(pl.col("primary_need").is_null().mean())
        .iter_rows()
    )
    assert missing["in_need"] == missing["not_in_need"] == 0
    assert 0.3 < missing["nfa"] < 0.5


def test_the_same_seed_is_the_same_county_and_another_is_not(county: simulate.County) -> None:
    again = simulate.county(county.seed)
    assert again.histories.equals(county.histories, null_equal=True)
    assert again.months.equals(county.months)
    assert not simulate.county(2).months.equals(county.months)


def test_turning_one_knob_leaves_the_other_parts_as_they_were(county: simulate.County) -> None:
    parts = ["referred_on", "district", "referral_source", "outcome", "primary_need", "closed_on"]
    fewer = simulate.ReturnPattern(share=0.1)
    other = simulate.county(county.seed, replace(county.scenario, returns=fewer, fault_shares=()))
    assert other.histories.select(parts).equals(county.histories.select(parts), null_equal=True)
    assert not other.histories["child_id"].equals(county.histories["child_id"])
    assert other.histories["fault"].is_null().all()
