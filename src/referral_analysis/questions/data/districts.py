"""Volume and missing values by district and quarter, with sudden jumps in either."""

from collections.abc import Collection

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.questions.data.completeness import lacks_any
from referral_analysis.questions.data.jumps import with_jumps
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.tables import Districts

ELSEWHERE = "No known district"
A_YEAR = 4
_OF_JUMPS = ("count_before", "whole_before", "change", "is_jump")


def by_quarter(rows: pl.LazyFrame, areas: Collection[str], plan: QualityPlan) -> pl.DataFrame:
    """Return `Districts`: the referrals of each, those that lack a field, and jumps.

    Rows without a known district are a segment of their own, if
    there are any. No rows where the extract has no districts.
    """
    if columns.DISTRICT not in rows.collect_schema():
        return Districts.frame()
    is_known = pl.col(columns.DISTRICT).is_in(sorted(areas)).fill_null(value=False)
    counted = (
        rows.with_columns(
            pl.when(is_known).then(columns.DISTRICT).otherwise(pl.lit(ELSEWHERE)).alias("segment"),
            pl.col(columns.REFERRED_ON).dt.truncate("1q").alias("period"),
            lacks_any(rows, areas).alias("lacks"),
        )
        .group_by("segment", "period")
        .agg(
            pl.len().cast(pl.Int64).alias("referrals"),
            pl.col("lacks").sum().cast(pl.Int64).alias("missing"),
        )
        .filter(pl.col("period").is_in(plan.quarters))
        .collect()
    )
    segments = sorted({*areas, *counted["segment"]})
    grid = pl.DataFrame({"segment": segments}, schema={"segment": pl.String}).join(
        pl.DataFrame({"period": plan.quarters}, schema={"period": pl.Date}), how="cross"
    )
    table = (
        grid.join(counted, on=["segment", "period"], how="left")
        .with_columns(pl.col("referrals", "missing").fill_null(0))
        .with_columns(pl.col("referrals").sum().over("period").alias("of_county"))
    )
    judged = _judged(table, "volume", "referrals", "of_county")
    return Districts.checked(_judged(judged, "missing", "missing", "referrals"))


def _judged(table: pl.DataFrame, what: str, count: str, whole: str) -> pl.DataFrame:
    jumps = with_jumps(table, by="segment", count=count, whole=whole, periods=A_YEAR)
    return jumps.rename({name: f"{what}_{name}" for name in _OF_JUMPS})
