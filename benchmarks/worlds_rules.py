"""Which rows the page judges, and when one falls short."""

import polars as pl
from benchmarks.worlds_engines import named
from benchmarks.worlds_tables import MOST_TOLD, STRAIGHT

from referral_analysis.its.tolerance import tolerance_for

BUILT = "as built"
RULES = (BUILT, "straight", "mild", "full")
NOMINAL = 95.0  # per cent of ranges that should hold the truth
APART = ("not covered", "adjusted")
"""Groups that no analysis of the ratio is made for."""


def falls_short() -> pl.Expr:
    """Claim of a row that coverage is too low, or that falls are told that are not there."""
    told = pl.when(pl.col("truth") == 0).then(pl.col("fell")).otherwise(0.0)
    chance = (told * (100 - told) / pl.col("n")).sqrt()
    return (pl.col("coverage") + 2 * pl.col("error") < NOMINAL) | (told - 2 * chance > MOST_TOLD)


def by_rule(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `rule`: as built, straight, mild or full by the window's length; null for any other."""
    names: dict[tuple[str, str], str] = {}
    for window in frame["window"].unique():
        rule = tolerance_for(int(window.split("/")[0]))
        names |= {(window, BUILT): BUILT, (window, STRAIGHT): "straight"}
        names |= {(window, named(rule.mild)): "mild", (window, named(rule.full)): "full"}
    keys = zip(frame["window"], frame["method"], strict=True)
    return frame.with_columns(pl.Series("rule", [names.get(key) for key in keys], pl.String))
