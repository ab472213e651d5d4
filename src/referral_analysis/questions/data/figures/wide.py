"""Released tables turned so that each thing has a column, as readers compare them over time."""

import polars as pl


def by_column(
    table: pl.DataFrame, suppressed: pl.DataFrame, names: tuple[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a row a period and a column a thing, and which of its cells are suppressed.

    names: the column that says which thing a row is of, and the column of values.
    """
    thing, value = names
    marked = table.select(thing, "period", value).with_columns(is_hidden=suppressed[value])
    wide = marked.pivot(on=thing, index="period", values=value).sort("period")
    hidden = marked.pivot(on=thing, index="period", values="is_hidden").sort("period")
    return wide, hidden.drop("period")
