"""The windows of the placebo study, what is counted as missed, and what every tool is given."""

import datetime as dt
import math

import polars as pl
import pytest
from benchmarks.placebo import analysts, ours
from benchmarks.placebo.tables import by, judge, page, summary
from benchmarks.placebo.windows import months_of, windows

from referral_analysis.periods import month_range


def _series(months: int, name: str = "one") -> pl.DataFrame:
    first = dt.date(2000, 1, 1)
    last = dt.date(2000 + (months - 1) // 12, (months - 1) % 12 + 1, 1)
    return pl.DataFrame(
        {
            "series": name,
            "family": "a family",
            "period": month_range(first, last),
            "count": [100.0 + n % 12 for n in range(months)],
            "base": 30.0,
        }
    )


def test_a_series_of_thirty_months_has_no_launch_in_may_or_november() -> None:
    """24 before a launch in May 2002 are there; the five after it are not, three just are not."""
    assert windows(_series(33)).is_empty()
    found = windows(_series(34))
    assert found.select("before", "after", "launch").rows() == [(24, 3, dt.date(2002, 5, 1))]


def test_a_long_series_gives_three_dates_of_each_design_from_its_first_to_its_last() -> None:
    found = windows(_series(240))
    assert found.height == 4 * 2 * 3
    assert found["window"].to_list() == [*range(24)]
    dates = found.filter(pl.col("before") == 61, pl.col("after") == 5)["launch"].to_list()
    assert dates == [dt.date(2005, 5, 1), dt.date(2012, 5, 1), dt.date(2019, 5, 1)]


def test_a_window_has_its_months_and_its_phase_in() -> None:
    series = _series(240)
    window = windows(series).row(0, named=True)
    months = months_of(series, window)
    assert months.height == 24 + 3 + 3
    assert months["is_phase_in"].to_list() == [False] * 24 + [True] * 3 + [False] * 3
    assert months["period"][24] == window["launch"]


def test_what_lies_outside_a_range_is_missed_and_a_refusal_is_not() -> None:
    where = pl.DataFrame({"window": [0, 1, 2, 3], "family": "a family"})
    ranges = pl.DataFrame(
        {
            "window": [0, 1, 2, 3],
            "tool": "plain",
            "low": [0.5, 1.01, 1.0, None],
            "high": [0.99, 2.0, math.e, None],
            "seconds": 1.0,
        },
        schema_overrides={"low": pl.Float64, "high": pl.Float64},
    )
    judged = judge(ranges, where)
    assert judged["is_missed"].to_list() == [True, True, False, None]
    assert judged["width"][2] == pytest.approx(1.0)
    (row,) = by(judged, "tool").to_dicts()
    assert (row["windows"], row["refused"]) == (4, 1)
    assert row["missed"] == pytest.approx(2 / 3)
    assert row["error"] == pytest.approx(math.sqrt(2 / 3 * 1 / 3 / 3))


def test_the_page_puts_the_worst_series_first() -> None:
    where = pl.DataFrame(
        {
            "window": [0, 1],
            "series": ["calm", "restless"],
            "family": "a family",
            "before": 24,
            "after": 3,
        }
    )
    ranges = pl.DataFrame(
        {"window": [0, 1], "tool": "headline", "low": [0.9, 1.2], "high": 1.5, "seconds": 1.0}
    )
    text = page(summary(judge(ranges, where)), "made so")
    assert "| restless | a family | 1 | 0 | 100.0%" in text
    assert "| calm |" not in text
    assert "| headline | 2 | 0 | 50.0%" in text


def test_the_plan_of_a_window_has_its_months_on_each_side() -> None:
    plan = ours.plan_of(dt.date(2005, 5, 1), 61, 5)
    assert (plan.months_before, plan.months_after) == (61, 5)
    assert (plan.phase_in_ends, plan.events) == (dt.date(2005, 7, 1), ())


def test_analysts_see_logs_of_rates_a_trend_waves_and_a_level_after_the_phase_in() -> None:
    series = _series(240)
    months = months_of(series, windows(series).row(0, named=True))
    x = analysts.design(months)
    assert x.shape == (30, 7)
    assert x[:, 1].tolist() == [*range(30)]
    assert x[:, -1].tolist() == [0.0] * 27 + [1.0] * 3
    assert x[0, 2] == pytest.approx(math.sin(2 * math.pi * 5 / 12))
    assert analysts.logs(months)[0] == pytest.approx(math.log(104.5 / 30))


def test_a_fall_that_everybody_sees_is_seen_by_every_tool_of_statsmodels() -> None:
    """A fall by half in a series of seasons and little else."""
    series = _series(240).with_columns(
        pl.when(pl.col("period") < dt.date(2005, 5, 1))
        .then(pl.col("count"))
        .otherwise(pl.col("count") / 2)
        + pl.int_range(pl.len()).mod(5)
    )
    window = {"series": "one", "before": 61, "after": 5, "launch": dt.date(2005, 5, 1)}
    months = months_of(series, window)
    found = [*analysts.ranges(months)]
    assert len(found) == 4
    for name, low, high, seconds in found:
        assert low is not None, name
        assert high is not None, name
        assert 0.4 < low < high < 0.6, name
        assert seconds > 0
