"""The district of each child, from a lookup beside an extract that has none."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import columns as c
from referral_analysis.extract.companion import read_companion


def read_child_areas(path: Path) -> pl.DataFrame:
    """Read a row a child: child_id and district (String), each child once.

    ValueUnreadableError where a child has two districts, or a field is empty.
    """
    needed = {c.CHILD_ID: pl.String(), c.DISTRICT: pl.String()}
    rows = read_companion(path, needed).unique()
    twice = int(rows[c.CHILD_ID].is_duplicated().sum())
    if twice:
        raise ValueUnreadableError(
            f"{path.name}, {c.CHILD_ID}",
            found=f"children with more than one district ({twice:,} rows)",
            needed="one district a child",
            do="Keep the district where the child lived at the first referral.",
        )
    return rows


def with_areas(rows: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """Give each referral the district of its child, where it has none; null for a child not listed.

    areas: as `read_child_areas`. The rows keep their order.
    """
    joined = rows.join(areas, on=c.CHILD_ID, how="left", suffix=" found", maintain_order="left")
    if c.DISTRICT not in rows.columns:
        return joined
    own = pl.col(c.DISTRICT).cast(pl.String)
    return joined.with_columns(pl.coalesce(own, f"{c.DISTRICT} found").alias(c.DISTRICT)).drop(
        f"{c.DISTRICT} found"
    )
