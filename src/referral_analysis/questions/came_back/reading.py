"""Whether children came back: released differences as the values that sentences are made of."""

import datetime as dt

import polars as pl

from referral_analysis.disclosure import Released
from referral_analysis.questions.came_back.cohorts import cohorts, crosses
from referral_analysis.questions.came_back.released import HasCohorts
from referral_analysis.questions.came_back.tables import AFTER, EVERYBODY
from referral_analysis.report.words.moved import Moved
from referral_analysis.series.outcome import NFA, Outcome


def returned(
    differences: Released, months: int, whom: str = EVERYBODY, outcome: Outcome = NFA
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
        else f"children whose referral since the launch was {outcome.closed}"
    )
    change = Moved(what=who, change=row["change"], low=row["low"], high=row["high"])
    return row["after"], change


def is_hidden(differences: Released, months: int, whom: str = EVERYBODY) -> bool:
    """Say whether the share after or its change is known and may not be shown."""
    is_row = (pl.col("whom") == whom) & (pl.col("cohort") == AFTER) & (pl.col("months") == months)
    marks = differences.suppressed.filter(differences.table.select(is_row).to_series())
    return bool(marks["change"].any())


def new_ids_on(released: HasCohorts) -> dt.date | None:
    """Return the day from which ids have another form, where a cohort is left out for it."""
    day = released.have.new_ids_on
    return day if any(crosses(one, day) for one in cohorts(released.plan).values()) else None
