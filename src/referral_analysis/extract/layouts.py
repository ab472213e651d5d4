"""National layouts of several tables: what a table is, by its headers, and the dates joined to it.

A layout is recognised when every column that it cannot do without is there, under one of the
headers that the published versions give it. Case, spaces and punctuation are not compared.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.table import SourceTable

Part: TypeAlias = Literal["contacts", "referrals", "assessments", "section 47", "plans"]

CONTACTED_ON, CONTACT_SOURCE = "contacted_on", "contact_source"
STARTED_ON, NEEDS_SUPPORT = "started_on", "needs_support"
"""Columns of the parts that are joined: when the work began; what an assessment said of need."""

ROW = "\0row"
"""The number of a row of referrals, while other tables are joined to it."""

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHE = re.compile("['\u2019`]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One table of a national layout: our name of each column -> the headers it may have.

    headers are plain (lower case, words alone). A table without one of `optional` is one still.
    """

    name: str
    part: Part
    headers: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_in(self, headers: Iterable[str]) -> bool:
        """Claim that a table with these headers is this one."""
        held = {plain(header) for header in headers}
        return all(not held.isdisjoint(known) for known in self.headers.values())

    def names(self, headers: Sequence[str]) -> dict[str, str]:
        """Return our name -> the table's own header, of the columns that it has."""
        by_plain = {plain(header): header for header in reversed(headers)}
        known = {**self.headers, **self.optional}
        by_name = {
            name: next((by_plain[one] for one in ones if one in by_plain), None)
            for name, ones in known.items()
        }
        return {name: header for name, header in by_name.items() if header is not None}


def plain(header: str) -> str:
    """Reduce a header to its words: `Referral NFA?` and `referral_nfa` agree."""
    return _NOT_A_WORD.sub(" ", _APOSTROPHE.sub("", header.lower())).strip()


def named(table: SourceTable, layout: Layout, *, do: str) -> SourceTable:
    """Put a table's columns under our names, beside its own; ColumnMissingError for one twice."""
    names = layout.names(table.headers)
    for header in names.values():
        table.require(header, do=do)
    new = {name: header for name, header in names.items() if name not in table.headers}
    return replace(
        table,
        headers=(*new, *table.headers),
        rows=table.rows.with_columns(pl.col(header).alias(name) for name, header in new.items()),
    )


def days_of(
    tables: Sequence[SourceTable], layout: Layout, key: str, day: str, *, do: str
) -> pl.DataFrame:
    """Return key and the earliest of the days (Date) that tables give it; rows without are left."""
    frames = [
        typed_companion(
            named(table, layout, do=do), {}, {key: pl.String(), day: pl.Date()}
        ).drop_nulls()
        for table in tables
    ]
    return pl.concat(frames).group_by(key).agg(pl.col(day).min())


def with_days(
    table: SourceTable, days: Mapping[str, pl.DataFrame], key: str, text_of_key: pl.Expr
) -> SourceTable:
    """Add a column of days a name to a table's rows, found by the row's key; null where none."""
    rows = table.rows.with_columns(text_of_key.alias(ROW))
    for name, found in days.items():
        renamed = found.rename({key: ROW, found.columns[1]: name})
        rows = rows.join(renamed.lazy(), on=ROW, how="left", maintain_order="left")
    return replace(table, headers=(*table.headers, *days), rows=rows.drop(ROW))
