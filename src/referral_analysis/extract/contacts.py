"""Contacts: approaches about a child before anyone decides whether they are referrals."""

from pathlib import Path

import polars as pl

from referral_analysis.extract import annex_a, columns
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.formats import scan
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions

CONTACTED_ON, CONTACT_SOURCE = annex_a.CONTACTED_ON, annex_a.CONTACT_SOURCE


def read_contacts(path: Path, options: ReadOptions = NO_OPTIONS) -> pl.DataFrame:
    """Read a row a contact: our own columns, or Ofsted's Annex A list 1.

    Returns contacted_on (Date, never null), and contact_source, child_id, district (String) as far
    as the file has them, by date. Errors of `read_companion`.
    """
    file = scan(path, options)
    if annex_a.is_list_1(file.headers):
        file = annex_a.as_contacts(file)
    optional = dict.fromkeys((CONTACT_SOURCE, columns.CHILD_ID, columns.DISTRICT), pl.String())
    return typed_companion(file, {CONTACTED_ON: pl.Date()}, optional).sort(CONTACTED_ON)
