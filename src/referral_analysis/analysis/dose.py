"""The dose of the launch: what share of the county its workshops had reached, month by month."""

import datetime as dt
import math
from collections.abc import Sequence

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import ParametersError
from referral_analysis.extract import Population, columns, workshops
from referral_analysis.periods import add_months, month_range
from referral_analysis.series import NO_DISTRICT, monthly_counts

MIDDLE = 15
"""The day of the month by which a workshop counts for that month."""
DECIMALS = 2
"""Whole percent: no effect moves by more than 1% of itself, and two extracts of one county that
differ in a few old rows have the same dose, so the same critical values."""


def of_launch(
    rows: pl.LazyFrame, population: Population, held: pl.DataFrame | None, plan: Plan
) -> pl.DataFrame | None:
    """Return period and dose (0 to 1) of each month of the phase-in, a row each.

    A month's dose is the share of each district's workshops held by the middle of it, weighted by
    the district's part of the inappropriate referrals before the launch; one without workshops
    counts as the county as a whole, and so does everywhere where rows name no district. Months
    after the launch are not looked at. None where no file says when workshops were held (held), and
    where counts are of quarters, none of which is of the phase-in.
    ParametersError where workshops were held outside the phase-in: their dose would be neither 0
    before nor 1 after.
    """
    if held is None:
        return None
    _check(held, plan)
    if plan.step != 1:
        return None
    weights = _weights(rows, population, plan)
    months = month_range(plan.launch_month, plan.phase_in_ends)
    return pl.DataFrame(
        {"period": months, "dose": [_dose(held, weights, month) for month in months]},
        schema={"period": pl.Date, "dose": pl.Float64},
    )


def of_districts(held: pl.DataFrame, districts: Sequence[str], plan: Plan) -> pl.DataFrame:
    """Return segment (the district), period and dose of each month of the phase-in.

    The share of the district's own workshops held by the middle of the month; the county's for one
    without any.
    """
    months = month_range(plan.launch_month, plan.phase_in_ends)
    known = pl.DataFrame({workshops.DISTRICT: districts}, {workshops.DISTRICT: pl.String})
    parts = [
        known.join(_done(held, month), on=workshops.DISTRICT, how="left", maintain_order="left")
        .with_columns(pl.col("done").fill_null(_done_everywhere(held, month)))
        .select(
            pl.col(workshops.DISTRICT).alias("segment"),
            pl.lit(month).alias("period"),
            pl.col("done").alias("dose"),
        )
        for month in months
    ]
    return pl.concat(parts)


def _weights(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Return each district's inappropriate referrals before the launch: district, weight."""
    if columns.DISTRICT not in rows.collect_schema():
        return pl.DataFrame(schema={workshops.DISTRICT: pl.String, "weight": pl.Int64})
    before = monthly_counts(
        rows,
        population=population,
        first=plan.series_starts,
        last=add_months(plan.launch_month, -1),
        by="district",
        measures=("nfa",),
    )
    return (
        before.filter(pl.col("segment") != NO_DISTRICT)
        .group_by(pl.col("segment").alias(workshops.DISTRICT))
        .agg(pl.col("count").sum().alias("weight"))
        .sort(workshops.DISTRICT)
    )


def _dose(held: pl.DataFrame, weights: pl.DataFrame, month: dt.date) -> float:
    everywhere = _done_everywhere(held, month)
    if not weights["weight"].sum():
        return round(everywhere, DECIMALS)
    done = weights.join(
        _done(held, month), on=workshops.DISTRICT, how="left", maintain_order="left"
    ).with_columns(pl.col("done").fill_null(everywhere))
    reached = math.fsum(done["done"] * done["weight"]) / int(done["weight"].sum())
    return round(reached, DECIMALS)


def _done(held: pl.DataFrame, month: dt.date) -> pl.DataFrame:
    return held.group_by(workshops.DISTRICT).agg(is_over(month).mean().alias("done"))


def _done_everywhere(held: pl.DataFrame, month: dt.date) -> float:
    return float(held.select(is_over(month).mean()).item())


def is_over(month: dt.date) -> pl.Expr:
    """Claim that a workshop had been held by the middle of a month."""
    return pl.col(workshops.DATE) <= month.replace(day=MIDDLE)


def outside_phase_in(held: pl.DataFrame, plan: Plan) -> int:
    """Count the rows whose date is not from the launch to the end of the phase-in."""
    last_day = add_months(plan.phase_in_ends, 1) - dt.timedelta(days=1)
    is_inside = pl.col(workshops.DATE).is_between(plan.launch_month, last_day)
    return held.filter(~is_inside).height


def _check(held: pl.DataFrame, plan: Plan) -> None:
    outside = outside_phase_in(held, plan)
    if held.is_empty() or outside:
        raise ParametersError(
            "workshops",
            found=f"{outside} held outside the phase-in" if outside else "none",
            needed="one or more, each from launch_month to the end of phase_in_ends",
            do="Correct the two months, or leave in the file only the workshops of the launch.",
        )
