"""A plan whose months are out of order is refused, with one line that says what to do."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.questions.data.plan import QualityPlan


@pytest.mark.parametrize(
    ("name", "month", "message"),
    [
        ("series_starts", "2010-10", "events, inspection: October 2010, not inside the months"),
        ("launch_month", "2010-10", "events, inspection: months that overlap the launch, October"),
        ("phase_in_ends", "2011-04", "launch_month and phase_in_ends: they are out of order"),
        ("last_month", "2011-07", "phase_in_ends and last_month: they are out of order"),
        ("last_month", "2012-01", r"January 2012, which was not over .* December 2011 or earlier"),
    ],
)
def test_months_out_of_order_are_refused(
    plan: QualityPlan, name: str, month: str, message: str
) -> None:
    change: dict[str, Any] = {name: dt.date.fromisoformat(f"{month}-01")}
    with pytest.raises(ParametersError, match=message):
        replace(plan, **change)


def test_a_launch_of_one_month_is_in_order(plan: QualityPlan) -> None:
    assert replace(plan, phase_in_ends=plan.launch_month).first_after == dt.date(2011, 6, 1)


@pytest.mark.parametrize("month", ["2009-10", "2012-01"])
def test_rebasing_is_inside_the_series(plan: QualityPlan, month: str) -> None:
    outside = (dt.date.fromisoformat(f"{month}-01"),)
    with pytest.raises(ParametersError, match=r"rebase_months: .* need months from November 2009"):
        replace(plan, rebase_months=outside)


def test_quarters_are_whole(plan: QualityPlan) -> None:
    shorter = replace(plan, series_starts=dt.date(2009, 11, 1), last_month=dt.date(2011, 11, 1))
    assert shorter.quarters[0] == dt.date(2010, 1, 1)
    assert shorter.quarters[-1] == dt.date(2011, 7, 1)
    assert plan.quarters[0] == plan.series_starts


def test_without_an_earlier_shock_the_launch_follows_the_first_month(plan: QualityPlan) -> None:
    without = replace(plan, events=())
    assert without.quarters == plan.quarters
    with pytest.raises(ParametersError, match="series_starts and launch_month: they are out of"):
        replace(without, series_starts=without.launch_month)
