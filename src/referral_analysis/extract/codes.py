"""The national code lists of a referral: what each code means, and the years that hold it.

Source: the Department for Education's children in need census schemas, 2017 to 2024, read by
census year (1 April to 31 March). A code without a first or last year is in all of them.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

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
AGENCY_GROUPS: tuple[AgencyGroup, ...] = get_args(AgencyGroup)


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

NOT_IN_NEED = ("RC8", "RC9")
"""Closed after assessment: no further action, or (from 2023) referred to early help."""

CLOSURE_REASONS: tuple[Code, ...] = (
    Code(code="RC1", label="Adopted"),
    Code(code="RC2", label="Died"),
    Code(code="RC3", label="Residence order; child arrangements order later"),
    Code(code="RC4", label="Special guardianship order"),
    Code(code="RC5", label="Transferred to services of another LA"),
    Code(code="RC6", label="Transferred to adult social care services"),
    Code(code="RC7", label="Services ceased for any other reason"),
    Code(code="RC8", label="Closed after assessment, no further action"),
    Code(code="RC9", label="Closed after assessment, referred to early help", first_year=2023),
)

CODE_LISTS: dict[str, tuple[Code, ...]] = {
    columns.REFERRAL_SOURCE: REFERRAL_SOURCES,
    columns.PRIMARY_NEED: PRIMARY_NEEDS,
    columns.CLOSURE_REASON: CLOSURE_REASONS,
}
"""Each coded column's list. The checks accept a code whatever the year of the referral."""


def codes_of(column: str) -> list[str]:
    """List the codes of a coded column."""
    return [code.code for code in CODE_LISTS[column]]


def is_listed(column: str) -> pl.Expr:
    """Claim that a coded column holds a code of its list; null where it is empty."""
    return pl.col(column).is_in(codes_of(column))


def agency_group() -> pl.Expr:
    """Return the reporting group of the referring agency; `unknown` where empty or off the list."""
    groups = {source.code: source.group for source in REFERRAL_SOURCES}
    return pl.col(columns.REFERRAL_SOURCE).replace_strict(
        groups, default="unknown", return_dtype=pl.String
    )
