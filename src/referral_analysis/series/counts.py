"""Checked rows -> zero-filled monthly counts by measure and segment, with their exposure."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.errors import ColumnMissingError, ParametersError
from referral_analysis.extract import columns
from referral_analysis.extract.codes import AGENCY_GROUPS, agency_group
from referral_analysis.extract.population import Population, require_areas
from referral_analysis.periods import month_range
from referral_analysis.series.exposure import (
    exposure_by_area,
    exposure_of_county,
    referrals_per_10k_year,
)
from referral_analysis.series.measures import MEASURES, Measure, MeasureName
from referral_analysis.series.tables import Monthly

By: TypeAlias = Literal["county", "district", "agency"]
"""What a series is of; a district's rows are never divided by agency."""

COUNTY = "county"
NO_DISTRICT = "no district"
"""The segment of rows without a district: counted, so that segments add up, without a rate."""


def monthly_counts(
    rows: pl.LazyFrame,
    *,
    population: Population,
    first: dt.date,
    last: dt.date,
    by: By = "county",
    measures: Sequence[MeasureName] = ("referrals", "nfa"),
) -> pl.DataFrame:
    """Count checked rows in every month from first to last, both included; none is a zero.

    Returns `Monthly`, sorted by segment, measure and period. Agencies have the
    county's children. ColumnMissingError where a measure's column is not in the extract;
    ValueUnreadableError where a district is not in the population file.
    """
    chosen = [MEASURES[name] for name in measures]
    _require_columns(rows, chosen)
    months = _months(first, last)
    counted = (
        rows.with_columns(pl.col(columns.REFERRED_ON).dt.month_start().alias("period"))
        .filter(pl.col("period").is_between(months[0], months[-1]))
        .group_by("period", _segment(by).alias("segment"))
        .agg(measure.counts.sum().cast(pl.Int64).alias(measure.name) for measure in chosen)
        .collect()
    )
    if by == "district":
        require_areas(population, set(counted["segment"]) - {NO_DISTRICT})
    cells = _cells(_segments(population, counted, by), months)
    grid = (
        _with_exposure(cells, population, months, by)
        .join(counted, on=["period", "segment"], how="left")
        .with_columns(pl.col(name).fill_null(0) for name in measures)
    )
    index = [name for name in grid.columns if name not in measures]
    tidy = grid.unpivot(on=measures, index=index, variable_name="measure", value_name="count")
    rates = tidy.with_columns(referrals_per_10k_year()).select(Monthly.names())
    return Monthly.checked(rates.sort("segment", "measure", "period"))


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    months = month_range(first, last)
    if not months:
        raise ParametersError(
            "months",
            found="the last month is before the first",
            needed="one month or more",
            do="Correct series_starts or last_month.",
        )
    return months


def _segment(by: By) -> pl.Expr:
    if by == "district":
        return pl.col(columns.DISTRICT).fill_null(NO_DISTRICT)
    return agency_group() if by == "agency" else pl.lit(COUNTY)


def _segments(population: Population, counted: pl.DataFrame, by: By) -> list[str]:
    """List the segments of the frame: all there could be, and rows without a district if any."""
    if by == "district":
        return sorted({*population.areas, *counted["segment"]})
    return list(AGENCY_GROUPS) if by == "agency" else [COUNTY]


def _cells(segments: Sequence[str], months: Sequence[dt.date]) -> pl.DataFrame:
    """Return every segment in every month."""
    return pl.DataFrame({"segment": segments}, schema={"segment": pl.String}).join(
        pl.DataFrame({"period": months}, schema={"period": pl.Date}), how="cross"
    )


def _with_exposure(
    cells: pl.DataFrame, population: Population, months: Sequence[dt.date], by: By
) -> pl.DataFrame:
    """Add a district's own exposure, else the county's; null for rows without a district."""
    if by == "district":
        own = exposure_by_area(population, months)
        return cells.join(own, on=["segment", "period"], how="left")
    return cells.join(exposure_of_county(population, months), on="period", how="left")


def _require_columns(rows: pl.LazyFrame, measures: Sequence[Measure]) -> None:
    held = rows.collect_schema().names()
    for measure in measures:
        for name in measure.counts.meta.root_names():
            if name not in held:
                raise ColumnMissingError(
                    f"measure {measure.name}",
                    found=f"an extract without the column {name}",
                    needed="it, to count by",
                    do="Name its header under `columns`, or leave the measure out.",
                )
