"""A column whose values come again, converted by converting each distinct value once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

_PIECE = 1 << 17


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distinct:
    """The distinct values of a Categorical column (n,), in the order of its codes.

    values: as text, null for a code that no row has. rows: how many rows hold each value (n,).
    """

    values: pl.Series = field(repr=False)
    rows: NDArray[np.int64] = field(repr=False)


def distinct(rows: pl.DataFrame, columns: Sequence[str]) -> list[Distinct]:
    """Find the distinct values of Categorical columns."""
    return [_distinct(rows[name]) for name in columns]


def spread(by_value: pl.Series, column: str) -> pl.Expr:
    """Give every row what its value was converted to; null where it has no value."""
    return pl.lit(by_value).gather(pl.col(column).to_physical()).alias(column)


def _distinct(column: pl.Series) -> Distinct:
    """Count the codes, which run from 0, and write each that a row has as its text."""
    given = column.to_physical().drop_nulls()
    rows = _counts(given.to_numpy())
    codes = pl.Series(np.arange(len(rows)), dtype=given.dtype)
    text = codes.cat.to(column.dtype).cast(pl.String)
    values = text.to_frame("value").select(pl.when(pl.lit(pl.Series(rows > 0))).then("value"))
    return Distinct(values=values.to_series().alias(column.name), rows=rows)


def _counts(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Count each code from 0 to the largest (n,), in pieces that a core's cache holds."""
    last = int(codes.max()) if codes.size else -1
    rows = np.zeros(last + 1, dtype=np.int64)
    # a piece is as long as there are codes at least, so that its sums are no more than its rows
    step = max(_PIECE, last + 1)
    for start in range(0, codes.size, step):
        rows += np.bincount(codes[start : start + step], minlength=last + 1)
    return rows
