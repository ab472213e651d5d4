"""Released rows of mix and within as the values that sentences are made of."""

import polars as pl

from referral_analysis.questions.made_of.released import ReleasedMadeOf
from referral_analysis.report.words.moved import Moved


def mix_of(released: ReleasedMadeOf, by: str) -> dict[str, Moved] | None:
    """Return change, mix and within of a kind of segment; None where they are not shown."""
    rows = released.mix.table.filter(pl.col("by") == by)
    if rows.is_empty() or rows["estimate"].has_nulls():
        return None
    return {
        name: Moved(what=name, change=estimate, low=low, high=high)
        for name, estimate, low, high in rows.select("component", "estimate", "low", "high").rows()
    }
