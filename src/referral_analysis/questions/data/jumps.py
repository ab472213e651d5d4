"""Sudden jumps: a count that the year before does not explain, neither by chance nor by size."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.disclosure.policy import POLICIES
from referral_analysis.statistics.two_counts import p_of_equal_shares

LEAST_CHANGE = 1.2
"""A jump is a change by this factor or more: large samples make trifles significant."""
FALSE_ALARMS = 0.01
"""How often a table in which nothing changed names any jump at all, at most."""
LEAST_COUNT = min(policy.smallest_shown for policy in POLICIES.values())
"""Below this count, both before and in the period itself, nothing is judged: it is not shown."""


def with_jumps(
    table: pl.DataFrame, *, by: str, count: str, whole: str, periods: int
) -> pl.DataFrame:
    """Add count_before, whole_before, change and is_jump to a table, by its rows of one `by`.

    `count` is a part of `whole` in each `period`; "before" are the sums over the `periods` rows
    before, null where there are fewer. change is the share over the share before: null without one.
    A jump is a change by a fifth or more that chance alone would bring less than once in a hundred
    such tables (Bonferroni over its rows): given how many there were in both times together, the
    count of this period is binomial.

    The test is `statistics.two_counts`.
    """
    added = table.sort(by, "period").with_columns(
        pl.col(name).rolling_sum(periods).shift(1).over(by).alias(f"{called}_before")
        for name, called in ((count, "count"), (whole, "whole"))
    )
    change = (pl.col(count) / pl.col(whole)) / (pl.col("count_before") / pl.col("whole_before"))
    judged = added.filter(is_judged(count, whole))
    clear = judged.select(
        by, "period", pl.Series("is_clear", p_values(judged, count, whole) < _level(judged))
    )
    is_large = (pl.col("change") >= LEAST_CHANGE) | (pl.col("change") <= 1 / LEAST_CHANGE)
    return (
        added.with_columns(
            pl.when(pl.col("count_before") > 0, pl.col(whole) > 0).then(change).alias("change")
        )
        .join(clear, on=[by, "period"], how="left", maintain_order="left")
        .with_columns(
            (pl.col("is_clear").fill_null(value=False) & (is_large | pl.col("change").is_null()))
            .fill_null(value=False)
            .alias("is_jump")
        )
        .drop("is_clear")
    )


def is_judged(count: str, whole: str) -> pl.Expr:
    """Claim that a row has a year before it, and enough in one of the two to be told about."""
    enough = pl.max_horizontal(count, "count_before") >= LEAST_COUNT
    return (enough & (pl.col("whole_before") > 0) & (pl.col(whole) > 0)).fill_null(value=False)


def p_values(judged: pl.DataFrame, count: str, whole: str) -> NDArray[np.float64]:
    """Return the two-sided p-value of each row: twice the smaller tail of the binomial."""
    parts = (count, whole, "count_before", "whole_before")
    return p_of_equal_shares(*(judged[name].to_numpy() for name in parts))


def _level(judged: pl.DataFrame) -> float:
    return FALSE_ALARMS / max(judged.height, 1)
