"""What several rows of a released table come to: said only where every one of them is shown.

The rows left when some are hidden are not a fair part of all: what is hidden is what is small, so
that a sum, a mean or a share of the rest can point the other way. Sentences and headlines add up
released columns here and nowhere else, which a test holds them to.
"""

from collections.abc import Sequence

import polars as pl


def sums(table: pl.DataFrame, where: pl.Expr, columns: Sequence[str]) -> Sequence[float] | None:
    """Add each column up over some rows, all in the same rows; None where a cell is not shown.

    None too where there is no row.
    """
    rows = table.filter(where).select(columns)
    if rows.is_empty() or any(rows[column].has_nulls() for column in columns):
        return None
    return rows.select(pl.all().sum()).row(0)


def means(table: pl.DataFrame, where: pl.Expr, columns: Sequence[str]) -> Sequence[float] | None:
    """Average each column over some rows, as `sums`."""
    added = sums(table, where, columns)
    return None if added is None else [value / table.filter(where).height for value in added]


def share(table: pl.DataFrame, where: pl.Expr, part: str, whole: str) -> float | None:
    """Return what share of a whole a part is over some rows, as `sums`; None of nothing."""
    added = sums(table, where, (part, whole))
    return added[0] / added[1] if added and added[1] else None
