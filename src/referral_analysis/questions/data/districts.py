"""Volume and missing values by district and quarter, with sudden jumps in either."""

from collections.abc import Collection

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.questions.data.completeness import lacks_any
from referral_analysis.questions.data.jumps import with_jumps
from referral_analysis.questions.data.plan import QualityPlan

ELSEWHERE = "No known district"
A_YEAR = 4
_OF_JUMPS = ("count_before", "whole_before", "change", "is_jump")


NOTHING = pl.DataFrame(
    schema={
        "segment": pl.String,
        "period": pl.Date,
        **dict.fromkeys(("referrals", "missing", "of_county"), pl.Int64),
        **{
            f"{what}_{name}": kind
            for what in ("volume", "missing")
            for name, kind in zip(
                _OF_JUMPS, (pl.Int64, pl.Int64, pl.Float64, pl.Boolean), strict=True
            )
        },
    }
)
"""The frame of `by_quarter` without a row."""


def by_quarter(rows: pl.LazyFrame, areas: Collection[str], plan: QualityPlan) -> pl.DataFrame:
    """Return a row a district and whole quarter: its referrals, those that lack a field, and jumps.

    Columns: segment, period, referrals, of_county (all districts' referrals), missing, and the
    columns of `jumps.with_jumps` twice over: volume_... judges the share of the county's referrals
    (so that what moved the whole county is no jump), missing_... the share that lack a field; both
    against the four quarters before. Rows without a known district are a segment of their own, if
    there are any. No rows where the extract has no districts.
    """
    if columns.DISTRICT not in rows.collect_schema():
        return NOTHING
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
    return _judged(judged, "missing", "missing", "referrals")


def _judged(table: pl.DataFrame, what: str, count: str, whole: str) -> pl.DataFrame:
    found = with_jumps(table, by="segment", count=count, whole=whole, periods=A_YEAR)
    return found.rename({name: f"{what}_{name}" for name in _OF_JUMPS})
