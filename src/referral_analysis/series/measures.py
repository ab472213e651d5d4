"""What is counted, as expressions over checked rows, each with its definition and source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.extract import codes
from referral_analysis.extract import columns as c

MeasureName: TypeAlias = Literal[
    "referrals",
    "nfa",
    "not_in_need",
    "inappropriate_wide",
    "appropriate",
    "guardrail",
    "section_47",
]

_GUIDE = "Department for Education, children in need census: business rules and guide"
_OURS = "this analysis, in the terms of the children in need census"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """One thing that is counted: its name, what readers see, and which rows count.

    counts: true for a row that counts, never null.
    """

    name: MeasureName
    label: str
    definition: str
    source: str
    counts: pl.Expr = field(repr=False)


def _is_nfa() -> pl.Expr:
    return pl.col(c.IS_NFA).fill_null(value=False)


def _is_not_in_need() -> pl.Expr:
    closed = pl.col(c.CLOSURE_REASON).is_in(codes.NOT_IN_NEED).fill_null(value=False)
    return closed & ~_is_nfa()


def _is_assessed() -> pl.Expr:
    return pl.any_horizontal(
        pl.col(name).is_not_null() for name in (c.INITIAL_ASSESSED_ON, c.CORE_ASSESSED_ON)
    )


MEASURES: Mapping[MeasureName, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            name="referrals",
            label="All referrals",
            definition="Requests for services about a child who is not an open case; each counts.",
            source=_GUIDE,
            counts=pl.col(c.REFERRED_ON).is_not_null(),
        ),
        Measure(
            name="nfa",
            label="Inappropriate referrals (no further action)",
            definition="Referrals closed with no further action, before any assessment.",
            source=_GUIDE,
            counts=_is_nfa(),
        ),
        Measure(
            name="not_in_need",
            label="Assessed, not in need",
            definition=(
                "Referrals that were not closed with no further action, whose case was closed "
                "after assessment with no further activity (closure reason RC8 or RC9)."
            ),
            source=_GUIDE,
            counts=_is_not_in_need(),
        ),
        Measure(
            name="inappropriate_wide",
            label="Inappropriate referrals, wider (no further action, or assessed and not in need)",
            definition="Referrals with no further action, and those assessed and not in need.",
            source=_OURS,
            counts=_is_nfa() | _is_not_in_need(),
        ),
        Measure(
            name="appropriate",
            label="Appropriate referrals",
            definition=(
                "The remainder: neither no further action nor assessed and not in need. Cases "
                "still undecided and rows without a no further action flag are among them."
            ),
            source=_OURS,
            counts=~(_is_nfa() | _is_not_in_need()),
        ),
        Measure(
            name="guardrail",
            label="Referrals that reached an assessment and were in need",
            definition=(
                "Referrals with an initial or core assessment whose case was not closed as "
                "needing no further action after it (closure reason RC8)."
            ),
            source=_OURS,
            counts=_is_assessed() & pl.col(c.CLOSURE_REASON).ne_missing(pl.lit("RC8")),
        ),
        Measure(
            name="section_47",
            label="Referrals that led to a section 47 enquiry",
            definition="Referrals in whose case a section 47 enquiry began.",
            source=_GUIDE,
            counts=pl.col(c.SECTION_47_ON).is_not_null(),
        ),
    )
}


def nfa_share() -> pl.Expr:
    """NFA referrals over all referrals, from count columns of these names; null where none came."""
    share = pl.col("nfa") / pl.col("referrals")
    return pl.when(pl.col("referrals") > 0).then(share).alias("nfa_share")
