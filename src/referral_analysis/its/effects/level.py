"""The level change by itself, out of the answers to every question of a fit."""

import polars as pl


def level_ratios(effects: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `its.effects` that say by which factor the level changed, one a segment.

    Columns and order as they were.

    >>> its.level_ratios(effects).select("segment", pl.col("estimate").round(2)).rows()
    [('East', 0.81), ('North', 0.78), ('South', 0.82), ('West', 0.79)]
    """
    return effects.filter(pl.col("estimand") == "level_change", pl.col("scale") == "ratio")
