"""What a count is divided by: children aged 0 to 17 times the month's working days."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl

from referral_analysis.extract.population import AREA, Population, children_by_month
from referral_analysis.periods import working_days
from referral_analysis.sums import summed

WORKING_DAYS_A_YEAR = 252
"""Working days that a yearly rate stands for; England had 251 to 254 a year in 2009 to 2012."""


def exposure_by_area(population: Population, months: Sequence[dt.date]) -> pl.DataFrame:
    """Return segment (String, the area), period, children, working_days, child_working_days."""
    children = children_by_month(population, months).rename({AREA: "segment"})
    return _with_working_days(children, months)


def exposure_of_county(population: Population, months: Sequence[dt.date]) -> pl.DataFrame:
    """Return period, children, working_days and child_working_days of all areas together.

    Where nobody counted the children the county has as many as stand in for those of any area.
    """
    children = children_by_month(population, months)
    if population.is_known:
        county = summed(children, "period", "children")
    else:
        one = children[AREA][0]
        county = children.filter(pl.col(AREA) == one).select("period", "children").sort("period")
    return _with_working_days(county, months)


def referrals_per_10k_year(count: str = "count") -> pl.Expr:
    """Count per 10,000 children a year of 252 working days; null where exposure is null or zero."""
    rate = pl.col(count) / pl.col("child_working_days") * 10_000 * WORKING_DAYS_A_YEAR
    return pl.when(pl.col("child_working_days") > 0).then(rate).alias("referrals_per_10k_year")


def _with_working_days(children: pl.DataFrame, months: Sequence[dt.date]) -> pl.DataFrame:
    """Add them to rows that are sorted by month, once or within each area."""
    days = np.tile(working_days(sorted(months)), children.height // len(months))
    return children.with_columns(
        pl.Series("working_days", days, dtype=pl.Int64),
        pl.Series("child_working_days", children["children"].to_numpy() * days),
    )
