"""The simulated audit: its auditors are as accurate as the truth says."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.simulate import (
    NOTHING_HAPPENED,
    SCENARIOS,
    THRESHOLDS_WORKED,
    County,
    county,
)
from referral_analysis.simulate.judgements import (
    AUDITORS,
    INAPPROPRIATE,
    inappropriate_shares,
    judged_shares,
    judgements,
    truly_inappropriate,
)
from referral_analysis.simulate.truth import planted_ratios

DECEMBER = dt.date(2011, 12, 1)


@pytest.fixture(scope="module")
def made() -> County:
    return county(5)


@pytest.fixture(scope="module")
def everything_judged_twice(made: County) -> pl.DataFrame:
    every = made.histories.select("referral_id", pl.lit("A;B").alias("auditors"))
    return judgements(made, every).join(truly_inappropriate(made), on="referral_id")


def test_auditors_are_as_accurate_as_the_truth_says(everything_judged_twice: pl.DataFrame) -> None:
    # 100,000 referrals: Monte-Carlo error 0.2 points
    for auditor in AUDITORS:
        own = everything_judged_twice.filter(pl.col("auditor") == auditor.name)
        told = own.filter(pl.col("judgement") != "cannot tell")
        assert 1 - told.height / own.height == pytest.approx(auditor.cannot_tell, abs=0.005)
        says = told.group_by("is_inappropriate").agg(
            (pl.col("judgement") == "inappropriate").mean()
        )
        found = dict(says.rows())
        assert found[True] == pytest.approx(auditor.sensitivity, abs=0.01)
        assert found[False] == pytest.approx(1 - auditor.specificity, abs=0.01)


def test_the_truth_is_not_the_flag(made: County) -> None:
    rows = made.histories.join(truly_inappropriate(made), on="referral_id")
    shares = dict(rows.group_by("outcome").agg(pl.col("is_inappropriate").mean()).rows())
    assert shares == pytest.approx(dict(INAPPROPRIATE), abs=0.01)


def test_a_change_in_recording_takes_along_what_is_inappropriate() -> None:
    scenario = SCENARIOS["recording_changed"]
    assert inappropriate_shares(scenario, dt.date(2011, 4, 1)) == INAPPROPRIATE
    moved = inappropriate_shares(scenario, DECEMBER)
    # of 1.31 recorded so, 1 was before and 0.31 was NFA
    assert moved["not_in_need"] == pytest.approx((0.6 + 0.31 * 0.85) / 1.31)
    assert moved["nfa"] == INAPPROPRIATE["nfa"]


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("nothing_happened", 1.0),
        # judged by people who read the files, a change in recording is none
        ("recording_changed", pytest.approx(1, abs=0.01)),
        ("appropriate_turned_away", 0.78),
        ("thresholds_worked", pytest.approx(0.809, abs=0.005)),
    ],
)
def test_the_planted_ratio_of_judged_referrals(name: str, ratio: float) -> None:
    assert planted_ratios(SCENARIOS[name])["judged_inappropriate"] == ratio


def test_auditors_err_both_ways() -> None:
    judged = judged_shares(THRESHOLDS_WORKED, DECEMBER)
    true = list(inappropriate_shares(NOTHING_HAPPENED, DECEMBER).values())
    assert judged[0] < true[0]
    assert judged[2] > true[2]
