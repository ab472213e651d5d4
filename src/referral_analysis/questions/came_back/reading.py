"""Whether children came back: released differences as the values that sentences are made of."""

import polars as pl

from referral_analysis.disclosure import Released
from referral_analysis.questions.came_back.tables import AFTER, EVERYBODY
from referral_analysis.report.words.moved import Moved


def returned(
    differences: Released, months: int, whom: str = EVERYBODY
) -> tuple[float, Moved] | None:
    """Return the share after and its change on the cohort before; None where not known."""
    rows = differences.table.filter(
        pl.col("whom") == whom, pl.col("cohort") == AFTER, pl.col("months") == months
    ).drop_nulls("change")
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    who = (
        "children referred since the launch"
        if whom == EVERYBODY
        else "children whose referral since the launch was closed with no further action"
    )
    change = Moved(what=who, change=row["change"], low=row["low"], high=row["high"])
    return row["after"], change
