"""The level change by itself, out of the answers to every question of a fit."""

import polars as pl


def level_ratios(effects: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `its.effects` that say by which factor the level changed, one a segment.

    Columns as they were. Empty for a spec on the identity scale, whose level change is a
    difference.

    >>> rows = {"estimand": ["level_change", "level_change", "averted"],
    ...         "scale": ["ratio", "absolute", "absolute"], "estimate": [0.8, -12.0, 60.0]}
    >>> level_ratios(pl.DataFrame(rows))["estimate"].to_list()
    [0.8]
    """
    return effects.filter(pl.col("estimand") == "level_change", pl.col("scale") == "ratio")
