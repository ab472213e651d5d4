"""Ofsted's Annex A lists, in a workbook or as CSV: list 1 (contacts) and list 3 (referrals).

Source: the columns of the lists as Ofsted publishes them. Names of teams and workers, and dates
of birth, are never read.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from referral_analysis.extract import columns as c
from referral_analysis.extract.convert import as_text
from referral_analysis.extract.table import SourceTable

CONTACTED_ON, CONTACT_SOURCE = "contacted_on", "contact_source"

_CHILD = {"child unique id": c.CHILD_ID, "age of child (years)": c.AGE_AT_REFERRAL}
_LIST_1 = {**_CHILD, "date of contact": CONTACTED_ON, "contact source": CONTACT_SOURCE}
_LIST_3 = {
    **_CHILD,
    "date of referral": c.REFERRED_ON,
    "referral source": c.REFERRAL_SOURCE,
    "referral nfa?": c.IS_NFA,
}
_LACKS = frozenset({c.DISTRICT, c.CLOSED_ON, c.CLOSURE_REASON})

# a source is written with its code in front: "2A) Schools", or "2A: Schools"
_CODE_IN_FRONT = r"^(\d{1,2}[A-Fa-f]?)\s*[):.-]\s*\D"


def is_list_1(headers: tuple[str, ...]) -> bool:
    """Claim that headers are those of list 1, contacts."""
    return set(_LIST_1) <= {_plain(header) for header in headers}


def is_list_3(headers: tuple[str, ...]) -> bool:
    """Claim that headers are those of list 3, referrals."""
    return set(_LIST_3) <= {_plain(header) for header in headers}


def as_referrals(table: SourceTable) -> SourceTable:
    """Put list 3 under the vocabulary's names; the referral's id is the row's number.

    The list has neither district nor closure.
    """
    renamed = _renamed(table, _LIST_3, c.REFERRAL_SOURCE)
    numbered = pl.format("row {}", pl.int_range(1, pl.len() + 1)).alias(c.REFERRAL_ID)
    return replace(
        renamed,
        headers=(c.REFERRAL_ID, *renamed.headers),
        rows=renamed.rows.with_columns(numbered),
        lacks=_LACKS,
    )


def as_contacts(table: SourceTable) -> SourceTable:
    """Put list 1 under our names: child_id, age_at_referral, contacted_on, contact_source."""
    return _renamed(table, _LIST_1, CONTACT_SOURCE)


def _renamed(table: SourceTable, names: Mapping[str, str], source: str) -> SourceTable:
    """Keep the columns named, under our names; a source by the code in front where it has one."""
    kinds = table.rows.collect_schema()
    held = {names[_plain(header)]: header for header in table.headers if _plain(header) in names}
    for header in held.values():
        table.require(header, do="Take the list as Ofsted lays it out.")
    rows = table.rows.select(
        *(pl.col(header).alias(name) for name, header in held.items() if name != source),
        _code(held[source], kinds[held[source]]).alias(source),
        *(name for name in kinds if name not in table.headers and name.startswith("\0")),
    )
    return replace(table, headers=tuple(held), repeated=frozenset(), rows=rows)


def _code(header: str, kind: pl.DataType) -> pl.Expr:
    text = as_text(header, kind)
    return pl.coalesce(text.str.extract(_CODE_IN_FRONT), text)


def _plain(header: str) -> str:
    return " ".join(header.lower().split())
