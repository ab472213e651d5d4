"""The files beside an extract, as a report's questions take them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from referral_analysis.analysis import primary
from referral_analysis.analysis.effect import at_launch
from referral_analysis.analysis.events import touches
from referral_analysis.analysis.files_beside import (
    CAFS,
    CONTACTS,
    Beside,
    Files,
    FileState,
    files_of,
)
from referral_analysis.analysis.model import PLANNED, is_long_enough
from referral_analysis.analysis.plan import LEAST_AFTER, Plan
from referral_analysis.analysis.step import added_up
from referral_analysis.extract import Population
from referral_analysis.periods import add_months
from referral_analysis.series import MeasureName, caf_rows, contact_rows, monthly_counts
from referral_analysis.series.tables import Monthly

ELSEWHERE: tuple[MeasureName, ...] = (CONTACTS, CAFS)
LAG_MONTHS = 1
"""A CAF in place of a referral may take weeks to arrange: its effect is also read a month later."""


def counts(
    rows: pl.LazyFrame,
    beside: Beside,
    population: Population,
    plan: Plan,
    of_contacts: Sequence[MeasureName] = (CONTACTS,),
    *,
    files: Files | None = None,
) -> pl.DataFrame:
    """Count contacts that stayed contacts, and CAFs, in every month of the plan.

    of_contacts: the measures of contacts to count. Columns as `series.monthly_counts`. Each file
    counts in its own whole months; the last months of contacts, which may yet become referrals,
    are left out. Nothing is counted in a file that `files_of` has a reason against; files: what it
    returned of the same, where that is known.
    """
    files = files or files_of(rows, beside, plan)
    parts = [Monthly.frame()]
    if beside.contacts is not None and files.contacts.reason is None:
        contacts = contact_rows(beside.contacts, rows)
        parts.append(_months(contacts, of_contacts, files.contacts, population))
    if beside.cafs is not None and files.cafs.reason is None:
        parts.append(_months(caf_rows(beside.cafs), (CAFS,), files.cafs, population))
    return added_up(pl.concat(parts), plan)


def a_month_later(monthly: pl.DataFrame, plan: Plan) -> Mapping[str, object] | None:
    """Return the change in CAFs read a month later (ratio, low, high, level, method), by itself.

    The launch's own months and the one after them are left out. None where CAFs are not there, or
    too few months would be left, or counts are of quarters. The interval is that of every series by
    itself.
    """
    cafs = monthly.filter(pl.col("measure") == CAFS)
    last = add_months(plan.phase_in_ends, LAG_MONTHS)
    is_kept = not any(touches(one, last) for one in plan.events if one.starts > plan.phase_in_ends)
    if (
        plan.step != 1
        or is_short(cafs, plan)
        or not is_kept
        or plan.analysed_after - LAG_MONTHS < LEAST_AFTER
    ):
        return None
    later = replace(plan, phase_in_ends=last, is_at_once=False)
    return at_launch(primary.fit_alone(cafs, later, PLANNED), later)


def _months(
    rows: pl.LazyFrame,
    measures: Sequence[MeasureName],
    state: FileState,
    population: Population,
) -> pl.DataFrame:
    months = state.months
    if months is None or months.begins is None or months.ends is None:
        return Monthly.frame()
    return monthly_counts(
        rows, population=population, first=months.begins, last=months.ends, measures=measures
    )


def joint_level(estimated: int, plan: Plan) -> float:
    """Return the level of each range of `ELSEWHERE`, so that all of them hold at the plan's.

    estimated: how many of them have one. What is said of contacts and CAFs together is then as sure
    as what is said of one; every report has these ranges (Bonferroni).
    """
    return 1 - (1 - plan.level) / max(estimated, 1)


def long_enough(monthly: pl.DataFrame, plan: Plan) -> list[MeasureName]:
    """List those of `ELSEWHERE` that can be estimated; monthly: as `counts`."""
    of = {name: monthly.filter(pl.col("measure") == name) for name in ELSEWHERE}
    return [name for name, months in of.items() if not is_short(months, plan)]


def is_short(months: pl.DataFrame, plan: Plan) -> bool:
    """Claim that a series has too few months on either side of the launch, or nothing in them."""
    before = months.filter(pl.col("period") < plan.launch_month)
    after = months.filter(pl.col("period") > plan.phase_in_ends)
    return not is_long_enough(months, plan) or not before["count"].sum() or not after["count"].sum()
