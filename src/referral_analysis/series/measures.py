"""What is counted, as expressions over checked rows, each with its definition and source."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.extract import codes
from referral_analysis.extract import columns as c
from referral_analysis.periods import add_months, month_of

MeasureName: TypeAlias = Literal[
    "referrals",
    "nfa",
    "closed_at_once",
    "not_in_need",
    "inappropriate_wide",
    "appropriate",
    "guardrail",
    "initial_assessment",
    "core_assessment",
    "section_47",
    "child_protection_plan",
    "followed",
    "rereferral",
    "contacts",
    "contacts_taken",
    "contacts_kept",
    "cafs_started",
]
Rows: TypeAlias = Literal["referrals", "contacts", "cafs"]
"""The rows that a measure counts: of the extract, or of one of the files beside it."""

_GUIDE = "Department for Education, children in need census: business rules and guide"
_OURS = "this analysis, in the terms of the children in need census"
_NOT_IN_NEED = codes.in_words(codes.NOT_IN_NEED)


IS_TAKEN = "is_taken"
"""Added to contacts by `with_taken`: true where a referral of the same child followed."""
TAKEN_WITHIN_DAYS = 10
"""A contact is decided on within a day or two; ten leave room for what is entered late."""
REREFERRED_WITHIN_DAYS = 365


INAPPROPRIATE: MeasureName = "nfa"
"""What the question is about, by the outcome that the plan chose (`series.outcome`): the flag of
recoded rows. Its key is that of the first choice, as every register published so far has it."""
CLOSED_AT_ONCE: MeasureName = "closed_at_once"
"""No further action by itself, where more than that, or something else, is inappropriate."""
GUARDED: tuple[MeasureName, ...] = ("guardrail", "section_47")
"""Referrals that came to help or to protection, which are to hold up; none of them was closed with
no further action."""
WIDER: MeasureName = "inappropriate_wide"
APPROPRIATE: MeasureName = "appropriate"
_MERGED: frozenset[MeasureName] = frozenset({"not_in_need", WIDER})
"""What recoded rows hold no more: both are part of the outcome, or of the others."""
UNFLAGGED = "unflagged"
"""Referrals whose NFA flag is blank or could not be read: neither yes nor no."""
OTHERS = "others"
"""What inappropriate referrals are set against: the appropriate remainder, each month at one age.

`APPROPRIATE` is the remainder as it stands in the extract, for the months whose closures have
settled; this one is it as it stood a fixed number of days after each month, so that every month can
be compared with every other.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """One thing that is counted: its name, what readers see, and which rows count.

    counts: true for a row that counts, never null. part_of: the measure that a share of it is out
    of; every measure has a rate, by children and working days. rows: the file whose rows it counts.
    is_whole_only: nothing is said of it but shares out of it.
    happened_on: the column of the day on which an outcome that takes time is settled.
    """

    name: MeasureName
    label: str
    definition: str
    source: str
    counts: pl.Expr = field(repr=False)
    part_of: MeasureName | None = None
    rows: Rows = "referrals"
    is_whole_only: bool = False
    happened_on: str | None = None


def _is_nfa() -> pl.Expr:
    return pl.col(c.IS_NFA).fill_null(value=False)


def _is_not_in_need() -> pl.Expr:
    return codes.is_closed_as_not_in_need() & ~_is_nfa()


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
            part_of="referrals",
            happened_on=c.CLOSED_ON,
        ),
        Measure(
            name="closed_at_once",
            label="Closed with no further action",
            definition="Referrals closed with no further action, before any assessment.",
            source=_GUIDE,
            counts=pl.col(c.WAS_NFA).fill_null(value=False),
            part_of="referrals",
        ),
        Measure(
            name="not_in_need",
            label="Assessed, not in need",
            definition=(
                "Referrals that were not closed with no further action, whose case was closed "
                f"after assessment with no further activity (closure reason {_NOT_IN_NEED})."
            ),
            source=_GUIDE,
            counts=_is_not_in_need(),
            part_of="referrals",
            happened_on=c.CLOSED_ON,
        ),
        Measure(
            name="inappropriate_wide",
            label="The wider count of inappropriate referrals (no further action, or not in need)",
            definition="Referrals with no further action, and those assessed and not in need.",
            source=_OURS,
            counts=_is_nfa() | _is_not_in_need(),
            part_of="referrals",
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
            part_of="referrals",
        ),
        Measure(
            name="guardrail",
            label="Referrals that reached an assessment and were in need",
            definition=(
                "Referrals with an assessment whose case was not closed as "
                f"not in need after it (closure reason {_NOT_IN_NEED})."
            ),
            source=_OURS,
            counts=_is_assessed() & ~codes.is_closed_as_not_in_need(),
            part_of="referrals",
        ),
        Measure(
            name="initial_assessment",
            label="Referrals that reached an initial assessment",
            definition="Referrals in whose case an initial assessment was finished.",
            source=_GUIDE,
            counts=pl.col(c.INITIAL_ASSESSED_ON).is_not_null(),
            part_of="referrals",
            happened_on=c.INITIAL_ASSESSED_ON,
        ),
        Measure(
            name="core_assessment",
            label="Referrals that reached a core assessment",
            definition="Referrals in whose case a core assessment was finished.",
            source=_GUIDE,
            counts=pl.col(c.CORE_ASSESSED_ON).is_not_null(),
            part_of="referrals",
            happened_on=c.CORE_ASSESSED_ON,
        ),
        Measure(
            name="section_47",
            label="Referrals that led to a section 47 enquiry",
            definition="Referrals in whose case a section 47 enquiry began.",
            source=_GUIDE,
            counts=pl.col(c.SECTION_47_ON).is_not_null(),
            part_of="referrals",
            happened_on=c.SECTION_47_ON,
        ),
        Measure(
            name="child_protection_plan",
            label="Referrals that led to a child protection plan",
            definition=(
                "Referrals in whose case a child protection plan began, on the day of the referral "
                "or later; most follow a section 47 enquiry."
            ),
            source=_GUIDE,
            counts=(pl.col(c.CHILD_PROTECTION_PLAN_ON) >= pl.col(c.REFERRED_ON)).fill_null(
                value=False
            ),
            part_of="referrals",
            happened_on=c.CHILD_PROTECTION_PLAN_ON,
        ),
        Measure(
            name="followed",
            label="Referrals whose child is known",
            definition="Referrals with a child's id that is no other child's.",
            source=_OURS,
            counts=pl.col(c.CHILD_ID).is_not_null(),
            is_whole_only=True,
        ),
        Measure(
            name="rereferral",
            label="Re-referrals",
            definition=(
                "Referrals of a child who had another in the 12 months before, in the months that "
                "have 12 months before them in which the child would be known: not in the "
                "extract's first year, nor in the year after ids of children change their form."
            ),
            source=_GUIDE,
            counts=(
                (pl.col(c.REFERRED_ON) - pl.col(c.PREVIOUS_REFERRED_ON)).dt.total_days()
                <= REREFERRED_WITHIN_DAYS
            ).fill_null(value=False),
            part_of="followed",
        ),
        Measure(
            name="contacts",
            label="Contacts",
            definition="Approaches about a child, whether or not they became referrals.",
            source=_GUIDE,
            counts=pl.col(c.REFERRED_ON).is_not_null(),
            rows="contacts",
        ),
        Measure(
            name="contacts_taken",
            label="Contacts that became referrals",
            definition=(
                f"Contacts with a referral of the same child within {TAKEN_WITHIN_DAYS} days."
            ),
            source=_OURS,
            counts=pl.col(IS_TAKEN),
            part_of="contacts",
            rows="contacts",
        ),
        Measure(
            name="contacts_kept",
            label="Contacts that stayed contacts",
            definition=(
                f"Contacts without a referral of the same child within {TAKEN_WITHIN_DAYS} days; "
                "a contact without the child's id is among them."
            ),
            source=_OURS,
            counts=~pl.col(IS_TAKEN),
            rows="contacts",
        ),
        Measure(
            name="cafs_started",
            label="CAFs started",
            definition="Assessments begun under the Common Assessment Framework.",
            source=_OURS,
            counts=pl.col(c.REFERRED_ON).is_not_null(),
            rows="cafs",
        ),
    )
}


def countable(rows: pl.LazyFrame, names: Sequence[MeasureName]) -> list[MeasureName]:
    """Keep the measures that rows have every column for.

    Of recoded rows, those that set no further action apart from not in need say nothing more.
    """
    held = set(rows.collect_schema().names())
    merged = _MERGED if c.WAS_NFA in held else frozenset()
    return [
        name
        for name in names
        if name not in merged and held >= set(MEASURES[name].counts.meta.root_names())
    ]


def rereferrals_known_from(day: dt.date) -> dt.date:
    """Return the first month with 12 months before it in which children are known.

    day: the first on which they are: of the extract, or of a new form of their ids.
    """
    return add_months(month_of(day - dt.timedelta(days=1)), 13)


def nfa_share() -> pl.Expr:
    """NFA referrals over all referrals, from count columns of these names; null where none came."""
    share = pl.col("nfa") / pl.col("referrals")
    return pl.when(pl.col("referrals") > 0).then(share).alias("nfa_share")
