"""The appropriateness findings of the sample, whose truth is planted."""

import datetime as dt
import math
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.analysis.model import Choices
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.questions.came_back.cohorts import cohorts
from referral_analysis.questions.came_back.tables import AFTER, BEFORE, EARLIER
from referral_analysis.questions.held_up import guardrail
from referral_analysis.questions.made_of import parts
from referral_analysis.questions.made_of.tables import SPLITS, TOTAL


@pytest.mark.parametrize("split", SPLITS)
def test_parts_add_up_exactly(february: AppropriatenessFindings, split: str) -> None:
    rows = february.parts.filter(pl.col("split") == split)
    whole, some = (rows.filter(is_it) for is_it in (rows["part"] == TOTAL, rows["part"] != TOTAL))
    for column in ("observed_total", "change", "rate_change"):
        assert whole[column].item() == pytest.approx(some[column].sum())
    # wider than were the parts independent, for they rise and fall together
    reach = math.hypot(*(some["change"] - some["low"]).to_list())
    assert whole["change"].item() - whole["low"].item() > reach
    assert rows["correlation"][0] > 0.5


def test_the_planted_changes_are_within_their_ranges(february: AppropriatenessFindings) -> None:
    """Planted: 0.78 of what would have been for NFA and not in need, no change for others."""
    rows = february.parts.filter(pl.col("split") == "three")
    planted = {"nfa": 0.78, "not_in_need": 0.78, "appropriate": 1.0}
    for part, observed, months, low, high in rows.select(
        "part", "observed_total", "months", "low", "high"
    ).rows()[:-1]:
        true = observed / months * (1 - 1 / planted[part])
        assert low < true < high
    for low, high, safe in february.guardrail.select("low", "high", "safe_low").rows():
        assert safe < low < 1 < high


def test_mix_and_within_add_up_to_the_change_whatever_the_segments(
    february: AppropriatenessFindings,
) -> None:
    before, after = (
        february.segments.filter(pl.col("kind") == "agency")
        .select(pl.col(f"nfa_{when}").sum() / pl.col(f"referrals_{when}").sum())
        .item()
        for when in ("before", "after")
    )
    for by in ("agency", "district", "both"):
        found = dict(february.mix.filter(pl.col("by") == by).select("component", "estimate").rows())
        assert found["change"] == pytest.approx(after - before)
        assert found["mix"] + found["within"] == pytest.approx(found["change"])
    for kind in ("agency", "district"):
        added = february.mix_segments.filter(pl.col("kind") == kind)
        total = added.select(pl.sum_horizontal("by_mix", "by_within").sum()).item()
        assert total == pytest.approx(after - before)


def test_cohorts_are_of_the_same_months_and_end_before_what_would_blur_them(
    february: AppropriatenessFindings,
) -> None:
    found = cohorts(february.plan)
    assert (found[AFTER].first, found[AFTER].last) == (dt.date(2011, 8, 1), dt.date(2011, 12, 31))
    assert found[AFTER].followed_until == dt.date(2012, 1, 12)
    assert (found[BEFORE].first, found[BEFORE].last) == (
        dt.date(2010, 8, 1),
        dt.date(2010, 12, 31),
    )
    assert found[BEFORE].followed_until == dt.date(2011, 4, 30)
    assert found[EARLIER].followed_until == dt.date(2010, 9, 30)


def test_a_cohort_before_the_launch_never_reaches_into_it(
    february: AppropriatenessFindings,
) -> None:
    """A report two years on compares with the last whole year before the launch."""
    later = replace(
        february.plan, last_month=dt.date(2013, 6, 1), extract_drawn_on=dt.date(2013, 9, 1)
    )
    found = cohorts(later)
    assert found[BEFORE].last < later.launch_month
    assert found[BEFORE].first.month == found[AFTER].first.month


def test_nothing_is_said_of_six_months_when_nobody_has_had_them(
    february: AppropriatenessFindings,
) -> None:
    rows = february.differences.filter(pl.col("whom") == "all", pl.col("cohort") == AFTER)
    known = dict(rows.select("months", "after").rows())
    assert known[6] is None
    assert 0.05 < known[3] < 0.15


def test_no_change_of_coming_back_was_planted_and_none_is_claimed(
    february: AppropriatenessFindings,
) -> None:
    row = february.differences.row(0, named=True)
    assert row["low"] < 0 < row["high"]
    # months move all children: without allowing for it the test would cry wolf
    assert row["shock_sd"] > 0.02
    assert row["p_value"] > 0.05


def test_too_few_settled_months_are_not_judged(february: AppropriatenessFindings) -> None:
    hasty = replace(february.plan, closure_ripens_in_days=120)
    judged = guardrail.judged(february.monthly, hasty, Choices())
    assert judged["months"].to_list() == [1, 1]
    assert judged["verdict"].is_null().all()
    split = parts.decomposed(february.monthly, hasty, Choices()).filter(pl.col("split") == "three")
    assert split["change"].is_null().all()
    assert split["observed_total"].is_not_null().all()


def test_own_dates_and_one_date_both_hold_the_planted_effect(
    february: AppropriatenessFindings,
) -> None:
    for _, _, low, high in february.doses.rows():
        assert low < 0.78 < high
    assert february.dose_districts.height == 12
