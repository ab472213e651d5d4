"""Sums of numbers with fractions that come out the same in any order, on any number of threads."""

import math
from collections.abc import Sequence

import polars as pl


def summed(
    frame: pl.DataFrame, by: str | Sequence[str], columns: str | Sequence[str]
) -> pl.DataFrame:
    """Sum columns over groups: `by`, then the columns, sorted by `by`.

    Whole numbers stay whole. Sums of fractions are the exact sum, rounded once (`math.fsum`): a
    plain sum differs in its last digit with the order of its rows, which threads decide. Nulls
    count as nothing.
    """
    keys, names = ([given] if isinstance(given, str) else list(given) for given in (by, columns))
    fractions = [name for name in names if frame.schema[name].is_float()]
    groups = frame.group_by(keys, maintain_order=True).agg(
        pl.col(name).drop_nulls() if name in fractions else pl.col(name).sum() for name in names
    )
    return groups.with_columns(
        pl.Series(name, [math.fsum(group) for group in groups[name]], dtype=pl.Float64)
        for name in fractions
    ).sort(keys)
