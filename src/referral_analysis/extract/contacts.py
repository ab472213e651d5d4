"""Contacts: approaches about a child before anyone decides whether they are referrals."""

from pathlib import Path

import polars as pl

from referral_analysis.extract import columns, layouts
from referral_analysis.extract.companion import require_rows_once, typed_companion
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.sources import contact_table

CONTACTED_ON, CONTACT_SOURCE = layouts.CONTACTED_ON, layouts.CONTACT_SOURCE
_NO_CHILD = (
    *("", "0", "none", "null", "nil", "n/a", "na", "nan", "nk", "tbc", "no id", "not known"),
    *("unknown", "unborn", "anonymous", "not recorded", "not given", "blank", "missing"),
)
"""What stands for no id, in lower case without the marks around it."""
_MOST_OF_ONE = 200  # more than one a week over four years


def read_contacts(path: Path, options: ReadOptions = NO_OPTIONS) -> pl.DataFrame:
    """Read a row a contact: our own columns, Ofsted's Annex A list 1, or ssd_contacts.

    Returns contacted_on (Date, never null), and contact_source, child_id, district (String) as far
    as the file has them, by date. A child_id that is a word for none, or is on more contacts than
    one child has, is null. Errors of `read_companion`, and ValueUnreadableError where the rows of
    a month stand there twice.
    """
    file = contact_table(path, options)
    optional = dict.fromkeys((CONTACT_SOURCE, columns.CHILD_ID, columns.DISTRICT), pl.String())
    rows = typed_companion(file, {CONTACTED_ON: pl.Date()}, optional).sort(CONTACTED_ON)
    require_rows_once(file.where, rows, CONTACTED_ON)
    return rows.with_columns(_of_one_child()) if columns.CHILD_ID in rows.columns else rows


def _of_one_child() -> pl.Expr:
    """Return the child's id; null where it names no child, or many."""
    name = pl.col(columns.CHILD_ID)
    word = name.str.to_lowercase().str.strip_chars(" .-/#*?")
    is_none = word.is_in(_NO_CHILD) | (pl.len().over(name) > _MOST_OF_ONE)
    return pl.when(~is_none).then(name).alias(columns.CHILD_ID)
