"""Values of coded columns that are on no list, so that a mapping can be written for them.

A value is shown only if it can be no person's: it is as short as a code in a column of codes, or it
comes in many rows of a column that has few such values. All others are counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

_SHORT = 3
_LONGEST_NAME = 40
_MANY_ROWS = 10
_FEW_VALUES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """The values of one column that are not on its list.

    shown: values with their rows, the most frequent first. other_rows: rows of the values that
    are not shown.
    """

    column: str
    shown: tuple[tuple[str, int], ...]
    other_rows: int


def showable(counts: pl.DataFrame, *, has_codes: bool = True) -> list[tuple[str, int]]:
    """List the values that may be shown, with their rows; counts: value (String), rows.

    has_codes: the column is one of codes, where a short value is one mistyped.
    """
    length = pl.col("value").str.len_chars()
    is_name = (length <= _LONGEST_NAME) & (pl.col("rows") >= _MANY_ROWS)
    may_be_list = counts.height <= _FEW_VALUES
    is_code = (length <= _SHORT) & has_codes
    shown = counts.filter(is_code | (is_name & may_be_list))
    return list(shown.select("value", "rows").iter_rows())


def unmapped(
    rows: pl.DataFrame, column: str, listed: Iterable[str], *, has_codes: bool = True
) -> Unmapped:
    """Count the values of a column that are not among those listed; an empty field is none."""
    counts = (
        rows.lazy()
        .filter(~pl.col(column).is_in(list(listed)))
        .group_by(pl.col(column).alias("value"))
        .agg(pl.len().cast(pl.Int64).alias("rows"))
        .with_columns(pl.col("value").cast(pl.String))
        .sort("rows", "value", descending=[True, False])
        .collect()
    )
    shown = tuple(showable(counts, has_codes=has_codes))
    others = int(counts["rows"].sum()) - sum(count for _, count in shown)
    return Unmapped(column=column, shown=shown, other_rows=others)
