"""The national code lists of a referral: what each code means, and the years that hold it.

All that the analysis takes a code to mean is said here, and everything else asks here.
Source: the Department for Education's children in need census schemas, 2017 to 2024, read by
census year (1 April to 31 March). A code without a first or last year is in all of them.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.extract import columns

AgencyGroup: TypeAlias = Literal[
    "individual",
    "education",
    "health",
    "housing",
    "local authority",
    "police",
    "legal",
    "other",
    "anonymous",
    "unknown",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """A group of referring agencies, as reports name it.

    after_from: how it reads in a sentence, after "from"; by its name where that is empty.
    has_staff: people of its own whom a workshop could reach.
    """

    name: AgencyGroup
    after_from: str = ""
    has_staff: bool = True


AGENCIES: tuple[Agencies, ...] = (
    Agencies(name="individual", after_from="individuals", has_staff=False),
    Agencies(name="education"),
    Agencies(name="health"),
    Agencies(name="housing"),
    Agencies(name="local authority", after_from="the local authority"),
    Agencies(name="police", after_from="the police"),
    Agencies(name="legal", after_from="legal agencies"),
    Agencies(name="other", after_from="other agencies"),
    Agencies(name="anonymous", after_from="people who gave no name", has_staff=False),
    Agencies(name="unknown", after_from="agencies not recorded", has_staff=False),
)
AGENCY_GROUPS: tuple[AgencyGroup, ...] = tuple(agencies.name for agencies in AGENCIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code of a list; the years are the first and last census years, by their 31 March."""

    code: str
    label: str
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCode(Code):
    """A referring agency, with the group it is reported in."""

    group: AgencyGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureReason(Code):
    """Why a case was closed.

    is_not_in_need: an assessment found that the child needs no services of social care.
    """

    is_not_in_need: bool = False


REFERRAL_SOURCES: tuple[SourceCode, ...] = (
    SourceCode(code="1A", label="Family member, relative or carer", group="individual"),
    SourceCode(code="1B", label="Acquaintance", group="individual"),
    SourceCode(code="1C", label="Self", group="individual"),
    SourceCode(code="1D", label="Other individual", group="individual"),
    SourceCode(code="2A", label="Schools", group="education"),
    SourceCode(code="2B", label="Education services", group="education"),
    SourceCode(code="3A", label="GP", group="health"),
    SourceCode(code="3B", label="Health visitor", group="health"),
    SourceCode(code="3C", label="School nurse", group="health"),
    SourceCode(code="3D", label="Other primary health services", group="health"),
    SourceCode(code="3E", label="A&E", group="health"),
    SourceCode(code="3F", label="Other health services", group="health"),
    SourceCode(code="4", label="Housing", group="housing"),
    SourceCode(code="5A", label="LA social care", group="local authority"),
    SourceCode(code="5B", label="LA other internal", group="local authority"),
    SourceCode(code="5C", label="LA external", group="local authority"),
    SourceCode(code="5D", label="LA early help", group="local authority", first_year=2023),
    SourceCode(code="6", label="Police", group="police"),
    SourceCode(code="7", label="Other legal agency", group="legal"),
    SourceCode(code="8", label="Other", group="other"),
    SourceCode(code="9", label="Anonymous", group="anonymous"),
    SourceCode(code="10", label="Unknown", group="unknown"),
)

PRIMARY_NEEDS: tuple[Code, ...] = (
    Code(code="N1", label="Abuse or neglect"),
    Code(code="N2", label="Child's disability"),
    Code(code="N3", label="Parental disability or illness"),
    Code(code="N4", label="Family in acute stress"),
    Code(code="N5", label="Family dysfunction"),
    Code(code="N6", label="Socially unacceptable behaviour"),
    Code(code="N7", label="Low income"),
    Code(code="N8", label="Absent parenting"),
    Code(code="N9", label="Cases other than children in need"),
    Code(code="N0", label="Not stated"),
)

CLOSURE_REASONS: tuple[ClosureReason, ...] = (
    ClosureReason(code="RC1", label="Adopted"),
    ClosureReason(code="RC2", label="Died"),
    ClosureReason(code="RC3", label="Residence order; child arrangements order later"),
    ClosureReason(code="RC4", label="Special guardianship order"),
    ClosureReason(code="RC5", label="Transferred to services of another LA"),
    ClosureReason(code="RC6", label="Transferred to adult social care services"),
    ClosureReason(code="RC7", label="Services ceased for any other reason"),
    ClosureReason(
        code="RC8", label="Closed after assessment, no further action", is_not_in_need=True
    ),
    ClosureReason(
        code="RC9",
        label="Closed after assessment, referred to early help",
        first_year=2023,
        is_not_in_need=True,
    ),
)
NOT_IN_NEED: tuple[str, ...] = tuple(one.code for one in CLOSURE_REASONS if one.is_not_in_need)
"""The reasons by which a case was assessed and found not in need (docs/decisions/0020)."""

CODE_LISTS: dict[str, tuple[Code, ...]] = {
    columns.REFERRAL_SOURCE: REFERRAL_SOURCES,
    columns.PRIMARY_NEED: PRIMARY_NEEDS,
    columns.CLOSURE_REASON: CLOSURE_REASONS,
}
"""Each coded column's list."""
DATED_BY: Mapping[str, str] = {columns.CLOSURE_REASON: columns.CLOSED_ON}
"""The day on which a code was given, where it is not the referral's."""


def codes_of(column: str) -> list[str]:
    """List the codes of a coded column."""
    return [code.code for code in CODE_LISTS[column]]


def is_listed(column: str) -> pl.Expr:
    """Claim that a coded column holds a code of its list; null where it is empty."""
    return pl.col(column).is_in(codes_of(column))


def day_of(column: str) -> pl.Expr:
    """Return the day on which a row's code of a column was given; null where that is empty."""
    return pl.col(DATED_BY.get(column, columns.REFERRED_ON))


def with_years(column: str) -> list[Code]:
    """List the codes of a column that not every census year has."""
    return [one for one in CODE_LISTS[column] if one.first_year or one.last_year]


def is_of_its_year(column: str) -> pl.Expr:
    """Claim that a code of a column is none that the census year of its day did not have.

    True where the code, or its day, is empty or on no list; never null.
    """
    misplaced = [
        (pl.col(column) == one.code) & _is_outside(one, day_of(column))
        for one in with_years(column)
    ]
    return ~pl.any_horizontal(pl.lit(value=False), *misplaced).fill_null(value=False)


def _is_outside(code: Code, day: pl.Expr) -> pl.Expr:
    """Claim that a day is of a census year, which ends on 31 March, that had no such code."""
    too_early = pl.lit(value=False)
    if code.first_year is not None:
        too_early = day < dt.date(code.first_year - 1, 4, 1)
    return (
        too_early if code.last_year is None else too_early | (day >= dt.date(code.last_year, 4, 1))
    )


def is_closed_as_not_in_need() -> pl.Expr:
    """Claim that a case was closed because an assessment found no need; false where open."""
    return pl.col(columns.CLOSURE_REASON).is_in(NOT_IN_NEED).fill_null(value=False)


def in_words(codes: Collection[str]) -> str:
    """Name codes in a sentence: RC8 or RC9."""
    *first, last = codes
    return f"{', '.join(first)} or {last}" if first else last


def agency_group() -> pl.Expr:
    """Return the reporting group of the referring agency; `unknown` where empty or off the list."""
    groups = {source.code: source.group for source in REFERRAL_SOURCES}
    return pl.col(columns.REFERRAL_SOURCE).replace_strict(
        groups, default="unknown", return_dtype=pl.String
    )
