"""A column whose values come again, converted by converting each distinct value once."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distinct:
    """A Categorical column as its distinct values (n,) and where each row finds its own.

    rows: how many rows hold each value (n,). place: UInt32, null where the row has no value.
    """

    values: pl.Series = field(repr=False)
    rows: NDArray[np.int64] = field(repr=False)
    place: pl.Series = field(repr=False)

    def spread(self, converted: pl.Series) -> pl.Series:
        """Give every row what its value was converted to (n,); null where it has none."""
        return converted.gather(self.place).alias(self.values.name)


def distinct(column: pl.Series) -> Distinct:
    """Find a Categorical column's distinct values, as text, in the order of their codes."""
    place = column.to_physical()
    held = np.flatnonzero(column.is_not_null().to_numpy())
    codes = place.gather(held).to_numpy() if column.has_nulls() else place.to_numpy()
    rows = np.bincount(codes)
    first = np.zeros(len(rows), dtype=np.int64)
    first[codes] = held
    values = column.gather(first).cast(pl.String)
    # codes that no row has are left with an empty text
    values = values.set(pl.Series(rows == 0), None)
    return Distinct(values=values, rows=rows, place=place)
