"""Contacts in the place of referrals, where these are what a report counts, and what that needs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from referral_analysis import extract
from referral_analysis.analysis.enough import has_ids, of_referrals, require_enough
from referral_analysis.analysis.files_beside import Beside, contacts_state
from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import ColumnMissingError, SeriesInvalidError
from referral_analysis.extract import Checked, columns
from referral_analysis.extract.companion import require_known_areas
from referral_analysis.extract.contacts import CONTACT_SOURCE
from referral_analysis.periods import month_name
from referral_analysis.questions.files_beside import in_months, of_districts
from referral_analysis.series.contacts_counted import as_counted

WHERE = "inappropriate: contact_without_referral"
_OTHERWISE = "or take another choice of inappropriate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsFile:
    """A contacts file, and what is known of its words.

    codes: by column of the extract, the council's own values and what they are called; they hold
    for its contacts too. areas: the districts there are; None where no population file says.
    """

    path: Path
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    areas: Collection[str] | None = None


def counted(
    file: ContactsFile,
    checked: Checked,
    plan: Plan,
    closure_days: int,
    *,
    is_ahead: bool = False,
) -> Checked:
    """Return a contacts file as what is counted: its rows, flagged by what each led to.

    checked: the extract, whose referrals are what contacts led to. closure_days: after which its
    closures count, by which other choices are named where contacts without a referral are too few.
    is_ahead: the plan's last months are still to come. Every contact is kept: no rule of the
    extract judges it. ColumnMissingError where contacts cannot be held to referrals;
    SeriesInvalidError where months are not there, or too few contacts led to none.
    """
    contacts, name = _mapped(extract.read_contacts(file.path), file.codes), file.path.name
    _require_ids(name, contacts, checked)
    if file.areas is not None and columns.DISTRICT in contacts.columns:
        districts = contacts[columns.DISTRICT].drop_nulls()
        require_known_areas(f"{name}, {columns.DISTRICT}", districts, file.areas)
    _require_months(name, contacts, checked, plan, is_ahead=is_ahead)
    rows = as_counted(contacts, checked.kept).collect().lazy()
    require_enough(rows, plan, of_referrals(checked.kept, plan, closure_days))
    return replace(
        checked,
        kept=rows,
        excluded=pl.LazyFrame(schema={columns.REFERRED_ON: pl.Date()}),
        n_read=contacts.height,
        n_kept=contacts.height,
        n_excluded=0,
        n_failed=0,
        rules=(),
        unmapped=(),
        signals=(),
        unread_dates=(),
        new_ids_on=None,
    )


def _mapped(contacts: pl.DataFrame, codes: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """Give sources and districts of contacts the codes of the extract's own."""
    ours = {CONTACT_SOURCE: columns.REFERRAL_SOURCE, columns.DISTRICT: columns.DISTRICT}
    return contacts.with_columns(
        pl.col(name).replace(dict(codes[called]))
        for name, called in ours.items()
        if name in contacts.columns and called in codes
    )


def _require_ids(name: str, contacts: pl.DataFrame, checked: Checked) -> None:
    """Raise ColumnMissingError where one of the two files has no ids of children."""
    if has_ids(contacts, checked.kept):
        return
    is_file = columns.CHILD_ID not in contacts.columns
    raise ColumnMissingError(
        f"{WHERE}: {name if is_file else 'the extract'}",
        found=f"no {columns.CHILD_ID}",
        needed="the child's id in both files, to tell which contacts led to a referral",
        do=f"{'Add it to the file' if is_file else 'Name its header under `columns`'}, "
        f"{_OTHERWISE}.",
    )


def _require_months(
    name: str, contacts: pl.DataFrame, checked: Checked, plan: Plan, *, is_ahead: bool
) -> None:
    """Raise SeriesInvalidError where a month of the plan has no contacts, or none with a referral.

    What a file lacks in the middle is no month of none; nor is one of other ids of children.
    """
    state = contacts_state(checked.kept, Beside(contacts=contacts), plan)
    months = state.months
    every = f"contacts in every month from {month_name(plan.series_starts)}"
    found, do = "", f"Draw a file with those months, {_OTHERWISE}."
    if months is None or months.begins is None or months.ends is None:
        found = "no whole month of the analysis"
    elif months.begins > plan.series_starts:
        found = f"whole months from {month_name(months.begins)} only"
        do = f"Set series_starts to {months.begins:%Y-%m}, {_OTHERWISE}."
    elif months.ends < plan.last_month and not is_ahead:
        found = f"whole months to {month_name(months.ends)} only"
        every += f" to {month_name(plan.last_month)}"
        do = f"Draw a later file, or set last_month to {months.ends:%Y-%m}."
    elif months.missing:
        found = f"no rows, next to none, or those of some days only, {in_months(months.missing)}"
    elif months.parts:
        found = f"no rows, or next to none, of {of_districts(months.parts)}"
    elif state.unmatched:
        found = f"no contact {in_months(state.unmatched)} with a referral of the same child"
        every = "contacts and referrals with the same ids of children, of the same months"
        do = f"Draw both with the same ids, {_OTHERWISE}."
    if found:
        raise SeriesInvalidError(f"{WHERE}: {name}", found=found, needed=every, do=do)
