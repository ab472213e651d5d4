"""What a question needs of an extract and the files beside it, and what is said where it lacks it.

Each room declares its needs where it opens, in its `__init__`; `missing` alone reads them. Papers
hand what there is (`Have`) on to what they show, so that words and figures ask the same.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import polars as pl

from referral_analysis.analysis.files_beside import NOTHING_BESIDE, Beside
from referral_analysis.analysis.segments import KINDS, TOLD_BY, SegmentKind
from referral_analysis.extract import Population, columns
from referral_analysis.extract.contacts import CONTACT_SOURCE
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel

Companion: TypeAlias = Literal[
    "population", "workshops", "contacts", "cafs", "attendance", "audit", "comparators"
]
"""A file beside the extract, by the parameter that names it."""
COMPANIONS: tuple[Companion, ...] = get_args(Companion)
_PLENTY = 9_999

_COLUMNS: Mapping[str, str] = {column.name: column.called for column in columns.REFERRALS}
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "closures": (columns.CLOSED_ON, columns.CLOSURE_REASON),
    "assessments": (columns.INITIAL_ASSESSED_ON, columns.CORE_ASSESSED_ON),
}
"""Columns that have one name where an extract has none of them."""
_ASSESSED = frozenset(_TOGETHER["assessments"])
"""What single assessments, which took the place of both, answer where both are asked for."""
_COUNTED_BY: Mapping[str, str] = {
    columns.DISTRICT: "district",
    columns.REFERRAL_SOURCE: "agency",
}
"""What counts by month may be by; the name of its column."""
_NAMED_IN_CONTACTS: Mapping[str, str] = {columns.REFERRAL_SOURCE: CONTACT_SOURCE}
_FILES: Mapping[Companion, str] = {
    "population": "population file",
    "workshops": "file of workshops",
    "contacts": "contacts file",
    "cafs": "CAF file",
    "attendance": "file of who came to the workshops",
    "audit": "audit",
    "comparators": "table of what other councils published",
}
_SEGMENTS: Mapping[SegmentKind, str] = {
    "district": "districts",
    "agency": "groups of referring agencies",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a question cannot be answered without.

    asked: the question, as the beginning of a sentence ("Which districts changed"). columns: of the
    extract, each with a value somewhere. companions: files beside it. months_before, months_after:
    months of the series before the launch and after the workshops. segments: how many of a kind
    there must be to compare.
    """

    asked: str
    columns: tuple[str, ...] = ()
    companions: tuple[Companion, ...] = ()
    months_before: int = 0
    months_after: int = 0
    segments: tuple[SegmentKind, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Have:
    """What there is to answer questions from; nothing here is about a child.

    columns: those of the extract in which some row has a value. segments: how many of each kind
    rows name. months_before, months_after: as in `Needs`. is_counted: the extract is counts by
    month. is_of_contacts: its rows are those of the contacts file. new_ids_on: as in `Checked`.
    """

    columns: frozenset[str]
    companions: frozenset[Companion]
    months_before: int
    months_after: int
    segments: Mapping[SegmentKind, int] = field(default_factory=dict)
    is_counted: bool = False
    is_of_contacts: bool = False
    new_ids_on: dt.date | None = None

    @property
    def file(self) -> str:
        """What the rows are from."""
        return "the contacts file" if self.is_of_contacts else "the extract"


EVERYTHING = Have(
    columns=frozenset(_COLUMNS) - {columns.SINGLE_ASSESSED_ON},
    companions=frozenset(COMPANIONS),
    months_before=_PLENTY,
    months_after=_PLENTY,
    segments=dict.fromkeys(KINDS, _PLENTY),
)
"""What lacks nothing that any question needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a question lacks: what is not there, and what would bring the answer."""

    asked: str
    lacks: str
    brings: str

    @property
    def sentence(self) -> str:
        """Say in one sentence that it cannot be said, why not, and what would bring it."""
        return f"{self.asked} cannot be said: {self.lacks}; {self.brings} would bring it."

    @property
    def panel(self) -> Panel:
        """Show the sentence where the answer would stand."""
        return panels.notice(self.sentence)


def missing(needs: Needs, have: Have) -> Missing | None:
    """Return what a question lacks, a missing column before a missing file; None if nothing.

    A question of initial and core assessments both is answered by single ones as well.
    """
    gone = [name for name in needs.columns if name not in have.columns]
    if set(needs.columns) >= _ASSESSED and columns.SINGLE_ASSESSED_ON in have.columns:
        gone = [name for name in gone if name not in _ASSESSED]
    if gone and have.is_counted:
        return Missing(
            asked=needs.asked,
            lacks=f"the council gave counts by month, which have no {names_of(gone, have)}",
            brings=_beside_counts(gone),
        )
    if gone:
        return Missing(
            asked=needs.asked,
            lacks=f"{have.file} has no {names_of(gone, have)}",
            brings=_columns(gone, have),
        )
    absent = [name for name in needs.companions if name not in have.companions]
    if absent:
        return Missing(
            asked=needs.asked,
            lacks=f"the council gave no {_listed([_FILES[name] for name in absent], 'and no')}",
            brings=f"such a file, named as {_listed([f'`{name}`' for name in absent], 'and')},",
        )
    return _too_few(needs, have)


def _too_few(needs: Needs, have: Have) -> Missing | None:
    """Return what a question lacks of months or of segments to compare."""
    for when, least, held in (
        ("before the launch", needs.months_before, have.months_before),
        ("after the workshops", needs.months_after, have.months_after),
    ):
        if held < least:
            return Missing(
                asked=needs.asked,
                lacks=f"the series has {held} months {when}",
                brings=f"one of {least} or more",
            )
    if needs.segments is None:
        return None
    kind, fewest = needs.segments
    found = have.segments.get(kind, 0)
    if found >= fewest:
        return None
    return Missing(
        asked=needs.asked,
        lacks=f"{have.file} names fewer than {fewest} {_SEGMENTS[kind]}",
        brings=f"one with {fewest} or more",
    )


def held_by(
    rows: pl.LazyFrame,
    *,
    population: Population,
    workshops: pl.DataFrame | None,
    beside: Beside = NOTHING_BESIDE,
    months: tuple[int, int],
    new_ids_on: dt.date | None = None,
) -> Have:
    """Return what checked rows, and the files beside them, have; months: before and after.

    new_ids_on: as in `Checked`.
    """
    known = [name for name in _COLUMNS if name in rows.collect_schema().names()]
    counts = rows.select(
        *(pl.col(name).count().alias(name) for name in known),
        *(
            pl.col(column).drop_nulls().n_unique().alias(f"{kind} names")
            for kind, column in TOLD_BY.items()
            if column in known
        ),
    ).collect()
    values = counts.row(0, named=True)
    is_counted = columns.IS_COUNTED in rows.collect_schema().names()
    if is_counted:
        values[columns.REFERRAL_ID] = 0  # made by the reader: no referral can be found by it
    files: Mapping[Companion, object] = {
        "population": population if population.is_known else None,
        "workshops": workshops,
        "contacts": beside.contacts,
        "cafs": beside.cafs,
        "attendance": beside.attendance,
    }
    return Have(
        columns=frozenset(name for name in known if values[name]),
        companions=frozenset(name for name, file in files.items() if file is not None),
        months_before=months[0],
        months_after=months[1],
        segments={kind: values.get(f"{kind} names", 0) for kind in KINDS},
        is_counted=is_counted,
        is_of_contacts=columns.IS_CONTACT in rows.collect_schema().names(),
        new_ids_on=new_ids_on,
    )


def filled(rows: pl.LazyFrame, have: Have) -> pl.LazyFrame:
    """Return rows without the columns that are empty in all of them: they say nothing.

    Those of both older assessments stay where there are single ones: see `missing`.
    """
    kept = _ASSESSED if columns.SINGLE_ASSESSED_ON in have.columns else frozenset()
    empty = [
        name
        for name in rows.collect_schema().names()
        if name in _COLUMNS and name not in have.columns | kept
    ]
    return rows.drop(empty)


def names_of(gone: Collection[str], have: Have) -> str:
    """Name columns that an extract lacks: closures, where it lacks dates and reasons both."""
    named: dict[str, None] = {}
    for name in gone:
        whole = [
            word
            for word, parts in _TOGETHER.items()
            if name in parts and not set(parts) & have.columns
        ]
        named[whole[0] if whole else _COLUMNS[name]] = None
    return _listed(list(named), "and no")


def _columns(gone: Collection[str], have: Have) -> str:
    named = _listed([f"`{_NAMED_IN_CONTACTS.get(name, name)}`" for name in gone], "and")
    if have.is_of_contacts:  # whose headers no mapping names
        return f"{'a column' if len(gone) == 1 else 'columns'} {named} in it"
    named = _listed([f"`{name}`" for name in gone], "and")
    if list(gone) == [columns.CORE_ASSESSED_ON]:
        single = f"`{columns.SINGLE_ASSESSED_ON}` where one assessment took the place of both"
        return f"a column {named} in it, or the name of its header under `columns`, or {single},"
    if len(gone) == 1:
        return f"a column {named} in it, or the name of its header under `columns`,"
    return f"columns {named} in it, or the names of their headers under `columns`,"


def _beside_counts(gone: Collection[str]) -> str:
    """Say what would bring what counts by month lack: a column of theirs, else rows."""
    if set(gone) == {columns.CLOSURE_REASON}:
        return "a column `not_in_need` beside them, or rows of single referrals,"
    if all(name in _COUNTED_BY for name in gone):
        named = _listed([f"`{_COUNTED_BY[name]}`" for name in gone], "and")
        return f"counts by {named} with none of them hidden, or rows of single referrals,"
    named = _listed([f"`{name}`" for name in gone], "and")
    return f"rows of single referrals, with {named},"


def _listed(words: Collection[str], word: str) -> str:
    *first, last = words
    return f"{', '.join(first)} {word} {last}" if first else last
