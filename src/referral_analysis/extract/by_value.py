"""A column whose values come again, converted by converting each distinct value once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distinct:
    """The distinct values of a Categorical column (n,), in the order of its codes.

    values: as text, null for a code that no row has. rows: how many rows hold each value (n,).
    """

    values: pl.Series = field(repr=False)
    rows: NDArray[np.int64] = field(repr=False)


def distinct(rows: pl.DataFrame, columns: Sequence[str]) -> list[Distinct]:
    """Find the distinct values of Categorical columns, all at once."""
    counts = [
        rows.lazy().group_by(name).len().filter(pl.col(name).is_not_null()) for name in columns
    ]
    return [_distinct(count) for count in pl.collect_all(counts)]


def spread(by_value: pl.Series, column: str) -> pl.Expr:
    """Give every row what its value was converted to; null where it has no value."""
    return pl.lit(by_value).gather(pl.col(column).to_physical()).alias(column)


def _distinct(counts: pl.DataFrame) -> Distinct:
    """Put values and counts in the place of their codes."""
    found = counts.to_series(0)
    codes = found.to_physical().to_numpy().astype(np.int64)
    rows = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    rows[codes] = counts["len"].to_numpy()
    place = np.zeros(len(rows), dtype=np.int64)
    place[codes] = np.arange(len(codes))
    text = found.cast(pl.String).gather(place)
    values = text.to_frame("value").select(pl.when(pl.lit(pl.Series(rows > 0))).then("value"))
    return Distinct(values=values.to_series().alias(found.name), rows=rows)
