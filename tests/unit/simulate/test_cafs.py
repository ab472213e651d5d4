"""CAFs: they start where and when the workshops say they do, and grow."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.simulate.cafs import expected_cafs
from referral_analysis.simulate.rates import months_of
from referral_analysis.simulate.scenario import CountyShocks


def test_the_launch_multiplies_cafs_once_all_workshops_are_held() -> None:
    scenario = simulate.THRESHOLDS_WORKED
    ratio = expected_cafs(scenario) / np.where(
        (without := expected_cafs(scenario, launched=False)) > 0, without, 1
    )
    months = np.array(months_of(scenario))
    assert ratio[months >= dt.date(2011, 8, 1)] == pytest.approx(1.3)
    is_before = (months >= dt.date(2008, 4, 1)) & (months < dt.date(2011, 5, 1))
    assert ratio[is_before] == pytest.approx(1.0)
    assert not expected_cafs(scenario)[months < dt.date(2008, 4, 1)].any()


def test_rows_are_as_many_as_expected() -> None:
    still = replace(
        simulate.THRESHOLDS_WORKED,
        shocks=CountyShocks(county_sd=0.0, district_sd=0.0),
        dispersion=1.0,
    )
    rows = simulate.cafs(simulate.county(4, still))
    mean = expected_cafs(still).sum()
    assert rows.height == pytest.approx(mean, abs=4 * mean**0.5)
    assert rows["opened_on"].is_sorted()
    assert set(rows["district"]) == {district.name for district in still.districts}


def test_few_start_in_the_school_holidays_and_some_are_entered_late(
    county: simulate.County,
) -> None:
    rows = simulate.cafs(county)
    august = rows.filter(pl.col("opened_on").dt.month() == 8).height
    assert august < 0.9 * rows.height / 12
    delay = (rows["recorded_on"] - rows["opened_on"]).dt.total_days().to_numpy()
    assert delay.min() == 0
    assert np.median(delay) == 2
