"""Code drift: the share of each code by half-year, and sudden changes in it."""

import datetime as dt

import polars as pl

from referral_analysis.extract.codes import CODE_LISTS, day_of, is_listed
from referral_analysis.extract.columns import CLOSURE_REASON, REFERRED_ON
from referral_analysis.periods import add_months
from referral_analysis.questions.data.jumps import with_jumps
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.tables import Drift

A_YEAR, HALF_YEAR = 2, 6  # half-years, months
CLOSED_ALIKE_AFTER = 12
"""Months after an extract's first referral from which its closures are like later ones: before,
what is closed is what is closed quickly, and reasons of slow closures seem to grow."""


def by_half_year(rows: pl.LazyFrame, plan: QualityPlan) -> pl.DataFrame:
    """Return `Drift`: how many rows have each code, and jumps against the year before.

    Codes that
    no row has are left out, and so are columns that the extract lacks. A half-year that the plan
    cuts short is left out: it could be one month, and two releases would differ by a few.
    """
    held = set(rows.collect_schema().names())
    parts = [
        _of_column(rows, column, plan)
        for column in CODE_LISTS
        if held >= {column, *day_of(column).meta.root_names()}
    ]
    if not parts:
        return Drift.frame()
    jumps = with_jumps(pl.concat(parts), by="key", count="count", whole="listed", periods=A_YEAR)
    is_early = (pl.col("column") == CLOSURE_REASON) & (pl.col("period") < _judged_from(rows))
    jumps = jumps.with_columns(is_jump=pl.col("is_jump") & ~is_early)
    order = pl.Enum([key(column, c.code) for column, codes in CODE_LISTS.items() for c in codes])
    return Drift.checked(jumps.sort(pl.col("key").cast(order), "period"))


def _judged_from(rows: pl.LazyFrame) -> dt.date:
    """Return the month from which the year before has closures like those of later years."""
    first = rows.select(pl.col(REFERRED_ON).min()).collect().item()
    return dt.date.min if first is None else add_months(first, CLOSED_ALIKE_AFTER + 12)


def _of_column(rows: pl.LazyFrame, column: str, plan: QualityPlan) -> pl.DataFrame:
    # recent cases are open still: by day of referral the reasons of quick closures seemed to grow
    day = day_of(column)
    within = day.is_between(
        plan.series_starts, add_months(plan.last_month, 1) - dt.timedelta(days=1)
    )
    counted = (
        rows.filter(within, is_listed(column))
        .group_by(half_year(day).alias("period"), pl.col(column).alias("code"))
        .agg(pl.len().cast(pl.Int64).alias("count"))
        .collect()
    )
    labels = {code.code: code.label for code in CODE_LISTS[column]}
    grid = _half_years(plan).join(counted.select("code").unique(), how="cross")
    return (
        grid.join(counted, on=["period", "code"], how="left")
        .with_columns(pl.col("count").fill_null(0))
        .select(
            pl.format(key(column, "{}"), "code").alias("key"),
            pl.lit(column).alias("column"),
            "code",
            pl.col("code").replace_strict(labels, return_dtype=pl.String).alias("label"),
            "period",
            "count",
            pl.col("count").sum().over("period").alias("listed"),
        )
    )


def key(column: str, code: str) -> str:
    """Name a code of a column: two lists may hold the same code."""
    return f"{column} {code}"


def half_year(day: pl.Expr) -> pl.Expr:
    """Return the first day of the half of the financial year that holds a day."""
    return day.dt.offset_by("-3mo").dt.truncate("6mo").dt.offset_by("3mo")


def _half_years(plan: QualityPlan) -> pl.DataFrame:
    months = pl.DataFrame({"period": plan.months}, schema={"period": pl.Date})
    halves = months.group_by(half_year(pl.col("period")).alias("period")).len()
    return halves.filter(pl.col("len") == HALF_YEAR).select("period").sort("period")
