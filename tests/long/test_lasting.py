"""Two years after a launch the first year and the months since have a level each."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.events import Event
from referral_analysis.periods import add_months, month_range
from referral_analysis.questions.fell.lasting import lasting

PLAN = replace(
    FEBRUARY,
    last_month=dt.date(2013, 7, 1),
    extract_drawn_on=dt.date(2013, 12, 1),
)
"""24 months after the phase-in."""


def months(first_year: float, since: float, plan: object = PLAN) -> pl.DataFrame:
    """Return inappropriate referrals beside others, moved by these ratios after the launch."""
    del plan
    periods = month_range(PLAN.series_starts, PLAN.last_month)
    later = add_months(PLAN.first_after, 12)
    noise = np.random.default_rng(20130701).standard_normal(len(periods)) * 0.03
    counts = [
        round(
            math.exp(error)
            * 4000
            * (first_year if PLAN.phase_in_ends < period < later else 1.0)
            * (since if period >= later else 1.0)
        )
        for period, error in zip(periods, noise, strict=True)
    ]
    return pl.DataFrame(
        {
            "period": periods,
            "inappropriate": counts,
            "others": [9000] * len(periods),
            "child_working_days": [1000.0] * len(periods),
        }
    )


@pytest.mark.parametrize(("first_year", "since"), [(0.7, 0.7), (0.6, 0.9)])
def test_each_level_is_found_and_the_one_over_the_other(first_year: float, since: float) -> None:
    found = lasting(months(first_year, since), PLAN, "ratio")
    assert found["name"].to_list() == ["first year", "since", "one over the other"]
    assert found["months"].to_list() == [12, 12, 12]
    truth = (first_year, since, since / first_year)
    for row, ratio in zip(found.iter_rows(named=True), truth, strict=True):
        assert row["ratio"] == pytest.approx(ratio, rel=0.05)
        assert row["low"] < ratio < row["high"]


def test_it_is_asked_by_the_rule_alone() -> None:
    """From 13 months after on; of three at least since the first year, none left out."""
    pair = months(0.7, 0.7)
    for after, rows in ((12, 0), (14, 0)):
        last = add_months(PLAN.first_after, after - 1)
        plan = replace(PLAN, last_month=last)
        assert lasting(pair.filter(pl.col("period") <= last), plan, "ratio").height == rows
    flood = Event(
        name="flood", starts=dt.date(2012, 10, 1), ends=dt.date(2013, 7, 1), shape="leave_out"
    )
    assert lasting(pair, replace(PLAN, events=(*PLAN.events, flood)), "ratio").is_empty()
