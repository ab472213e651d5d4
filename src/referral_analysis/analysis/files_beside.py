"""The files beside an extract, contacts and CAFs: what each can be used for, and why not.

A month that was not exported is no month of none, and a contact without a child id is none that
stayed a contact. What is found here is a value, so that reports can say it.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import YearsHeld
from referral_analysis.extract.cafs import OPENED_ON
from referral_analysis.extract.columns import CHILD_ID, REFERRED_ON
from referral_analysis.extract.contacts import CONTACTED_ON
from referral_analysis.series import (
    FileMonths,
    MeasureName,
    contact_rows,
    file_months,
    last_ripe_month,
)
from referral_analysis.series.measures import IS_TAKEN, TAKEN_WITHIN_DAYS

CONTACTS: MeasureName = "contacts_kept"
CAFS: MeasureName = "cafs_started"
Missing = Literal[
    "no file",
    "no child ids",
    "no ids in the extract",
    "ids blank",
    "ids of others",
    "months missing",
    "districts missing",
    "too few months",
    "are counted",
]
"""Why a series could not be looked at."""
_MOST_BLANK, _MOST_BLANK_A_MONTH = 0.05, 0.25
"""Of the contacts before, after, and of any one month: those without a child id count as having
stayed contacts, so that more of them would be a rise of their own."""
_FOLLOWED_A_MONTH = 10
"""Contacts that a referral followed, of the middle month: then a month of none is no chance."""
_ENOUGH_TO_MATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beside:
    """The files beside an extract, as read; None for one that the council has not.

    attendance: how many of each agency's staff came to the workshops.
    """

    contacts: pl.DataFrame | None = field(default=None, repr=False)
    cafs: pl.DataFrame | None = field(default=None, repr=False)
    attendance: pl.DataFrame | None = field(default=None, repr=False)


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """What a file beside the extract can be used for; nothing in it is about a child.

    reason: why nothing is counted, None where something is. months: those that it has, None where
    there is no file. last_usable: the last month of the analysis that it could have, as contacts
    of later ones may yet become referrals. without_ids: the share of its contacts without a child
    id. unmatched: months none of whose contacts became a referral of the same child, as if the ids
    were others.
    """

    reason: Missing | None
    months: FileMonths | None = None
    last_usable: dt.date | None = None
    without_ids: float = 0.0
    unmatched: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The state of the files beside an extract, and where its population had to be held."""

    contacts: FileState = FileState(reason="no file")
    cafs: FileState = FileState(reason="no file")
    held: YearsHeld | None = None

    def of(self, measure: MeasureName) -> FileState:
        """Return the state of the file that a measure of contacts or CAFs is counted in."""
        return self.cafs if measure == CAFS else self.contacts


NO_FILES = Files()


def files_of(
    rows: pl.LazyFrame, beside: Beside, plan: Plan, held: YearsHeld | None = None
) -> Files:
    """Look at the files: which months they have, and whether contacts can be told apart.

    rows: the extract's checked referrals; contacts where the plan counts these, and then they are
    not looked at beside. held: as `extract.years_held`.
    """
    if plan.outcome.is_of_contacts:
        contacts = FileState(reason="are counted")
    else:
        contacts = contacts_state(rows, beside, plan)
    return Files(contacts=contacts, cafs=_cafs(beside, plan), held=held)


def last_of_contacts(plan: Plan) -> dt.date:
    """Return the last month whose contacts have become referrals, if they ever will."""
    return min(plan.last_month, last_ripe_month(plan.extract_drawn_on, TAKEN_WITHIN_DAYS))


def contacts_state(rows: pl.LazyFrame, beside: Beside, plan: Plan) -> FileState:
    """Look at contacts: which months they have, and whether referrals of the same child follow.

    rows: the extract's checked referrals.
    """
    file = beside.contacts
    if file is None:
        return FileState(reason="no file")
    last = last_of_contacts(plan)
    months = file_months(file, CONTACTED_ON, plan.series_starts, last, plan.extract_drawn_on)
    if CHILD_ID not in file.columns:
        return FileState(reason="no child ids", months=months)
    if CHILD_ID not in rows.collect_schema():
        return FileState(reason="no ids in the extract", months=months)
    kept = contact_rows(file, rows).select(REFERRED_ON, CHILD_ID, IS_TAKEN).collect()
    inside = _by_month(kept, months)
    is_blank = pl.col(CHILD_ID).is_null()
    blank = inside.group_by("period").agg(is_blank.mean().alias("share"))["share"].max()
    sides = [
        inside.filter(side).select(is_blank.mean()).item()
        for side in (pl.col("period") < plan.launch_month, pl.col("period") > plan.phase_in_ends)
    ]
    is_blind = max(side or 0.0 for side in sides) > _MOST_BLANK
    unmatched = _unmatched(inside, rows)
    share = inside.select(is_blank.mean()).item() or 0.0
    reason: Missing | None = _lack(months)
    if is_blind or float(blank or 0.0) > _MOST_BLANK_A_MONTH:  # type: ignore[arg-type]
        reason = "ids blank"
    elif unmatched and reason is None:
        reason = "ids of others"
    return FileState(
        reason=reason,
        months=months,
        last_usable=last,
        without_ids=share,
        unmatched=unmatched,
    )


def _cafs(beside: Beside, plan: Plan) -> FileState:
    if beside.cafs is None:
        return FileState(reason="no file")
    months = file_months(
        beside.cafs, OPENED_ON, plan.series_starts, plan.last_month, plan.extract_drawn_on
    )
    return FileState(reason=_lack(months), months=months, last_usable=plan.last_month)


def _lack(months: FileMonths) -> Missing | None:
    if months.missing:
        return "months missing"
    return "districts missing" if months.parts else None


def _by_month(kept: pl.DataFrame, months: FileMonths) -> pl.DataFrame:
    """Return the contacts of the months that the file has whole, each with its month, `period`."""
    inside = kept.with_columns(pl.col(REFERRED_ON).dt.month_start().alias("period"))
    if months.begins is None or months.ends is None:
        return inside.clear()
    return inside.filter(pl.col("period").is_between(months.begins, months.ends))


def _unmatched(inside: pl.DataFrame, rows: pl.LazyFrame) -> tuple[dt.date, ...]:
    """Return the months of which no contact became a referral, where that is by no chance."""
    by_month = inside.group_by("period").agg(pl.col(IS_TAKEN).sum()).sort("period")
    middle = by_month[IS_TAKEN].median() or 0.0
    has_none = not by_month[IS_TAKEN].sum()
    if has_none and inside.height >= _ENOUGH_TO_MATCH:
        count = rows.select(pl.len()).collect().item()
        return tuple(by_month["period"]) if count >= _ENOUGH_TO_MATCH else ()
    if float(middle) < _FOLLOWED_A_MONTH:  # type: ignore[arg-type]
        return ()
    return tuple(by_month.filter(pl.col(IS_TAKEN) == 0)["period"])
