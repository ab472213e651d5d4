"""Each referral's history keeps its own order, and known days come after the events."""

import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.simulate.histories import known

ASSESSMENTS = (
    "initial_assessed_on",
    "core_assessed_on",
    "section_47_on",
    "child_protection_plan_on",
)


@pytest.mark.parametrize("event", [*ASSESSMENTS, "closed_on", "first_closed_on", "reversed_on"])
def test_an_event_is_known_on_its_day_or_later_and_only_if_it_happened(
    county: simulate.County, event: str
) -> None:
    rows = county.histories.select(happened=event, known=known(event), recorded="recorded_on")
    assert (rows["happened"].is_null() == rows["known"].is_null()).all()
    happened = rows.drop_nulls()
    assert happened.height > 100
    assert (happened["known"] >= happened["happened"]).all()
    assert (happened["known"] >= happened["recorded"]).all()


@pytest.mark.parametrize("event", ASSESSMENTS)
def test_nothing_happens_before_the_referral_or_after_the_closure(
    county: simulate.County, event: str
) -> None:
    rows = county.histories.drop_nulls(event)
    assert (rows[event] >= rows["referred_on"]).all()
    assert (rows[event] <= rows["closed_on"]).all()


def test_plans_follow_enquiries_as_often_as_published(county: simulate.County) -> None:
    planned = pl.col("child_protection_plan_on").is_not_null()
    enquired = pl.col("section_47_on").is_not_null()
    rows = county.histories.filter(pl.col("outcome") == "in_need")
    # 52,700 plans for 127,100 enquiries (England, 2012-13): Monte-Carlo error 0.4 points
    share = rows.filter(enquired).select(planned.mean()).item()
    assert share == pytest.approx(52_700 / 127_100, abs=0.015)
    moved_in = rows.filter(planned & ~enquired).height
    assert 0 < moved_in < 0.04 * rows.filter(planned).height
    waited = (pl.col("child_protection_plan_on") - pl.col("section_47_on")).dt.total_days()
    assert rows.select(waited.median()).item() == pytest.approx(19, abs=2)


def test_outcomes_leave_the_marks_that_the_definitions_name(county: simulate.County) -> None:
    by_outcome = {name: rows for (name,), rows in county.histories.group_by("outcome")}
    activity = pl.any_horizontal(pl.col(*ASSESSMENTS).is_not_null())
    assessed = pl.any_horizontal(pl.col(*ASSESSMENTS[:2]).is_not_null())
    assert not by_outcome["nfa"].select(activity.any()).item()
    assert by_outcome["not_in_need"].select(assessed.all()).item()
    assert by_outcome["in_need"].select(assessed.all()).item()
    assert set(by_outcome["nfa"]["closure_reason"]) == {"RC7"}
    assert set(by_outcome["not_in_need"]["closure_reason"]) == {"RC8"}
    assert "RC8" not in set(by_outcome["in_need"]["closure_reason"])


def test_only_cases_that_went_on_had_an_nfa_decision_reversed(county: simulate.County) -> None:
    turned = county.histories.drop_nulls("reversed_on")
    assert "nfa" not in set(turned["outcome"])
    assert (turned["reversed_on"] > turned["first_closed_on"]).all()
