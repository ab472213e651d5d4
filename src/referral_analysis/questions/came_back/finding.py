"""Did children come back sooner? Cohorts of the same calendar months, after the launch and before.

The same months, so that the seasons are the same. Follow-up ends before whatever would blur the
comparison: for the cohort before the launch the day before the launch, for the one before that the
day before the first event since its months (a year before the launch where there was none), for the
one after the last whole day of the extract.
"""

import datetime as dt
import math
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import columns as c
from referral_analysis.questions.came_back.cohorts import (
    blocks,
    cohorts,
    compared,
    crosses,
    curve,
    followed,
    shocks_between,
    tabled,
)
from referral_analysis.questions.came_back.days import LAST_DAY, STEP_DAYS
from referral_analysis.questions.came_back.tables import (
    AFTER,
    BEFORE,
    EARLIER,
    EVERYBODY,
    MONTHS,
    NFA,
    Curves,
    Differences,
)
from referral_analysis.statistics.survival import LifeTable, Shocks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Returns:
    """The life table of each cohort and of whom, and how much half years move the risk."""

    tables: dict[tuple[str, str], LifeTable] = field(repr=False)
    shocks: dict[str, Shocks]


NOBODY = Returns(tables={}, shocks={})
"""Nobody was followed."""


def returns(rows: pl.LazyFrame, plan: Plan, new_ids_on: dt.date | None = None) -> Returns:
    """Follow the children of each cohort, and of the years before the launch for a yardstick.

    new_ids_on: the day from which ids have another form. A cohort that would be followed across it
    is left out: every child in it would seem not to come back. Nobody is followed where the extract
    has no ids of children.
    """
    if c.CHILD_ID not in rows.collect_schema():
        return NOBODY
    seen = rows.select(c.REFERRED_ON, c.CHILD_ID, c.IS_NFA).collect(engine="streaming")
    day_before = plan.launch_month - dt.timedelta(days=1)
    earliest = seen.select(pl.col(c.REFERRED_ON).min().fill_null(plan.series_starts)).item()
    every = {one.name: one for one in blocks(day_before, earliest)}
    every, asked = (
        {name: one for name, one in some.items() if not crosses(one, new_ids_on)}
        for some in (every, cohorts(plan))
    )
    children = {name: followed(seen.lazy(), cohort) for name, cohort in (asked | every).items()}
    tables: dict[tuple[str, str], LifeTable] = {}
    shocks: dict[str, Shocks] = {}
    for whom, choice in ((EVERYBODY, pl.lit(value=True)), (NFA, pl.col("is_nfa"))):
        some = {name: frame.filter(choice) for name, frame in children.items()}
        shocks[whom] = shocks_between([some.pop(name) for name in every])
        tables |= {(name, whom): tabled(frame) for name, frame in some.items() if frame.height}
    return Returns(tables=tables, shocks=shocks)


def curves(known: Returns, plan: Plan) -> pl.DataFrame:
    """Return `Curves`: a row a cohort and week."""
    parts = [Curves.frame()]
    for (name, whom), table in known.tables.items():
        days = curve(table, level=plan.level, last_day=LAST_DAY, shocks=known.shocks[whom])
        weeks = days.with_columns(pl.col("returned").cum_sum()).filter(
            pl.col("day") % STEP_DAYS == 0
        )
        parts.append(
            weeks.select(
                pl.lit(whom).alias("whom"),
                pl.lit(name).alias("cohort"),
                "day",
                "rereferred",
                "low",
                "high",
                pl.col("returned").diff().fill_null(pl.col("returned")),
            )
        )
    return pl.concat(parts)


def differences(known: Returns, plan: Plan) -> pl.DataFrame:
    """Return `Differences`: after compared with before, and before with earlier.

    The second is of two cohorts between which no threshold changed: how far years differ anyway.
    """
    parts = [Differences.frame()]
    for whom in (EVERYBODY, NFA):
        for one, other in ((AFTER, BEFORE), (BEFORE, EARLIER)):
            if (one, whom) not in known.tables or (other, whom) not in known.tables:
                continue
            later, former = known.tables[one, whom], known.tables[other, whom]
            shocks = known.shocks[whom]
            rows = compared(later, former, months=MONTHS, level=plan.level, shocks=shocks)
            parts.append(
                rows.with_columns(
                    pl.lit(whom).alias("whom"),
                    pl.lit(one).alias("cohort"),
                    pl.lit(int(later.at_risk[0]), pl.Int64).alias("children_after"),
                    pl.lit(int(former.at_risk[0]), pl.Int64).alias("children_before"),
                    pl.lit(math.sqrt(shocks.variance)).fill_nan(None).alias("shock_sd"),
                )
            )
    return pl.concat(parts)
