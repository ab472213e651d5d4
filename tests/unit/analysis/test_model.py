"""Which seasons are fitted to a measure, a district or an agency by itself."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis import its
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import Choices, is_analysed, series_of, spec, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.its.model.spec import Seasonality
from referral_analysis.periods import add_months, month_range

AUGUST = 8


def schools() -> pl.DataFrame:
    """Return an agency of 60 referrals a month and 6 in August, which the launch left alone."""
    periods = month_range(FEBRUARY.series_starts, FEBRUARY.last_month)
    noise = np.random.default_rng(7).normal(0, 0.01, len(periods))
    mean = np.array([6 if month.month == AUGUST else 60 for month in periods])
    return pl.DataFrame(
        {
            "segment": "Schools",
            "period": periods,
            "count": np.round(100 * mean * np.exp(noise)).astype(np.int64),
            "child_working_days": 1.0,
        }
    )


def launch_ratio(asked: its.ItsSpec) -> float:
    found = its.effects(its.fit(series_of(schools(), "segment"), asked), at=LAUNCH)
    is_ratio = (pl.col("estimand") == "level_change") & (pl.col("scale") == "ratio")
    return float(found.row(by_predicate=is_ratio, named=True)["estimate"])


def test_a_sharp_august_is_not_taken_for_a_change_after_the_launch() -> None:
    assert launch_ratio(spec_alone(FEBRUARY, schools())) == pytest.approx(1, abs=0.02)
    assert launch_ratio(spec(FEBRUARY)) < 0.9  # what two waves make of it


@pytest.mark.parametrize(("before", "seasonality"), [(36, its.calendar()), (35, its.fourier(2))])
def test_calendar_months_need_each_three_times_before_the_launch(
    before: int, seasonality: Seasonality
) -> None:
    first = add_months(FEBRUARY.launch_month, -before)
    months = pl.DataFrame({"period": month_range(first, FEBRUARY.last_month)})
    assert spec_alone(FEBRUARY, months).seasonality == seasonality


def test_a_plan_without_seasons_has_none_in_a_series_by_itself() -> None:
    assert spec_alone(replace(FEBRUARY, fourier_pairs=0), schools()).seasonality is None


def test_an_event_that_passes_ends_with_its_last_month() -> None:
    passed = replace(FEBRUARY.events[0], shape="pulse", ends=dt.date(2011, 3, 1))
    shape = spec(FEBRUARY, Choices(events=(passed,))).timeline.interruptions[0]
    assert (shape.name, shape.starts, shape.shape) == ("inspection", "2010-10", "pulse")
    assert shape.ends == "2011-03"


def halved_from(month: dt.date) -> pl.DataFrame:
    """Return 60 referrals a month, half as many from a month on; all but without noise."""
    months = schools()
    noise = np.random.default_rng(8).normal(0, 0.001, months.height)
    level = pl.when(pl.col("period") < month).then(6000.0).otherwise(3000.0)
    count = (level * pl.Series(np.exp(noise))).round().cast(pl.Int64)
    return months.with_columns(count.alias("count"))


def test_a_launch_at_once_is_told_from_its_own_month_on() -> None:
    launch, next_month = FEBRUARY.launch_month, add_months(FEBRUARY.launch_month, 1)
    at_once = replace(FEBRUARY, phase_in_ends=add_months(launch, -1), is_at_once=True)
    one_month = replace(FEBRUARY, phase_in_ends=launch)

    def ratio(plan: Plan, months: pl.DataFrame) -> float:
        fitted = its.fit(series_of(months, "segment"), spec(plan))
        found = its.effects(fitted, at=LAUNCH)
        is_ratio = (pl.col("estimand") == "level_change") & (pl.col("scale") == "ratio")
        return float(found.row(by_predicate=is_ratio, named=True)["estimate"])

    assert ratio(at_once, halved_from(launch)) == pytest.approx(0.5, abs=0.005)
    assert ratio(one_month, halved_from(next_month)) == pytest.approx(0.5, abs=0.005)
    # a month that was as before is one of those after the launch where the plan keeps it
    assert ratio(at_once, halved_from(next_month)) > 0.52
    kept = halved_from(launch).filter(is_analysed(at_once))["period"]
    assert launch in kept.to_list()
    assert launch not in kept.to_frame().filter(is_analysed(one_month))["period"].to_list()
