"""What a count is divided by."""

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest

from referral_analysis.extract import Population
from referral_analysis.periods import month_range
from referral_analysis.series.exposure import exposure_by_area, exposure_of_county


@pytest.mark.parametrize("areas", [12, 60])
def test_the_county_is_one_number_however_its_areas_are_ordered(areas: int) -> None:
    draw = np.random.default_rng(areas)
    people = pl.DataFrame(
        {
            "area": f"Ward {area:02}",
            "year": year,
            "children_0_17": int(draw.integers(3_001, 30_000)),
        }
        for area in range(areas)
        for year in range(2014, 2021)
    )
    months = month_range(dt.date(2014, 1, 1), dt.date(2020, 12, 1))
    county = exposure_of_county(Population(estimates=people.sort("area", "year")), months)
    by_area = exposure_by_area(Population(estimates=people.sort("area", "year")), months)
    for (month,), rows in by_area.group_by(["period"]):
        children = county.filter(pl.col("period") == month)["children"].item()
        assert children == math.fsum(rows["children"])  # to the last digit
