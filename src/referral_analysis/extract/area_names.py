"""One area, however it is spelled: capitals, spaces, hyphens and "&" do not make two of one."""

import polars as pl

from referral_analysis.extract.columns import DISTRICT


def with_one_spelling(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the districts that differ only in how they are written the spelling of most rows.

    Of two that are as frequent, the first in order. The column stays an Enum or String.
    """
    if DISTRICT not in rows.columns:
        return rows
    kind = rows.schema[DISTRICT]
    named = kind.categories if isinstance(kind, pl.Enum) else rows[DISTRICT].cast(pl.String)
    if _alike(named.unique().drop_nulls()).is_unique().all():
        return rows
    counts = rows[DISTRICT].cast(pl.String).drop_nulls().value_counts().sort(DISTRICT)
    usual = (
        counts.with_columns(_alike(counts[DISTRICT]).alias("alike"))
        .sort("count", descending=True, maintain_order=True)
        .with_columns(pl.col(DISTRICT).first().over("alike").alias("usual"))
    )
    one = pl.col(DISTRICT).cast(pl.String).replace(usual[DISTRICT], usual["usual"])
    held = usual["usual"].unique().sort()
    return rows.with_columns(one.cast(pl.Enum(held)) if isinstance(kind, pl.Enum) else one)


def _alike(names: pl.Series) -> pl.Series:
    """Reduce names to what is the same in all spellings of one."""
    return (
        names.str.to_lowercase()
        .str.replace_all("&", " and ", literal=True)
        .str.replace_all(r"['\u2019]", "")
        .str.replace_all(r"[\s._,-]+", " ")
        .str.strip_chars()
    )
