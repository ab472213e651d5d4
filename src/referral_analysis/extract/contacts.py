"""Contacts: approaches about a child before anyone decides whether they are referrals."""

from pathlib import Path

import polars as pl

from referral_analysis.extract import columns, layouts
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.sources import contact_table

CONTACTED_ON, CONTACT_SOURCE = layouts.CONTACTED_ON, layouts.CONTACT_SOURCE


def read_contacts(path: Path, options: ReadOptions = NO_OPTIONS) -> pl.DataFrame:
    """Read a row a contact: our own columns, Ofsted's Annex A list 1, or ssd_contacts.

    Returns contacted_on (Date, never null), and contact_source, child_id, district (String) as far
    as the file has them, by date. Errors of `read_companion`.
    """
    file = contact_table(path, options)
    optional = dict.fromkeys((CONTACT_SOURCE, columns.CHILD_ID, columns.DISTRICT), pl.String())
    return typed_companion(file, {CONTACTED_ON: pl.Date()}, optional).sort(CONTACTED_ON)
