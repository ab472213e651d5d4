"""The one vocabulary of a referral extract: each column's name, type, and meaning.

A council's own headers are renamed to these by the mapping in the run's parameters. Every column
is read as text and then converted and checked; a null means the field was left empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

REFERRAL_ID = "referral_id"
CHILD_ID = "child_id"
REFERRED_ON = "referred_on"
DISTRICT = "district"
REFERRAL_SOURCE = "referral_source"
PRIMARY_NEED = "primary_need"
IS_NFA = "is_nfa"
INITIAL_ASSESSED_ON = "initial_assessed_on"
CORE_ASSESSED_ON = "core_assessed_on"
SINGLE_ASSESSED_ON = "single_assessed_on"
SECTION_47_ON = "section_47_on"
CHILD_PROTECTION_PLAN_ON = "child_protection_plan_on"
CLOSED_ON = "closed_on"
CLOSURE_REASON = "closure_reason"
AGE_AT_REFERRAL = "age_at_referral"

IDS = (REFERRAL_ID, CHILD_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractColumn:
    """One column: what it holds, in which type, and whether the analysis can do without it.

    called: what it has of several referrals, in a sentence: "the extract has no ...".
    """

    name: str
    called: str
    dtype: pl.DataType | type[pl.DataType]
    required: bool
    meaning: str


REFERRALS: tuple[ExtractColumn, ...] = (
    ExtractColumn(
        name=REFERRAL_ID,
        called="ids of referrals",
        dtype=pl.String,
        required=True,
        meaning="id of the referral",
    ),
    ExtractColumn(
        name=CHILD_ID,
        called="ids of children",
        dtype=pl.String,
        required=False,
        meaning="pseudonymised id of the child",
    ),
    ExtractColumn(
        name=REFERRED_ON,
        called="dates of referrals",
        dtype=pl.Date,
        required=True,
        meaning="date of the referral",
    ),
    ExtractColumn(
        name=DISTRICT,
        called="districts",
        dtype=pl.String,
        required=False,
        meaning="district where the child lives",
    ),
    ExtractColumn(
        name=REFERRAL_SOURCE,
        called="referring agencies",
        dtype=pl.String,
        required=False,
        meaning="ReferralSource code of the referring agency (1A to 10)",
    ),
    ExtractColumn(
        name=PRIMARY_NEED,
        called="primary needs",
        dtype=pl.String,
        required=False,
        meaning="PrimaryNeedCode, N0 to N9",
    ),
    ExtractColumn(
        name=IS_NFA,
        called="flags of no further action",
        dtype=pl.Boolean,
        required=True,
        meaning="closed with no further action before any assessment",
    ),
    ExtractColumn(
        name=INITIAL_ASSESSED_ON,
        called="initial assessments",
        dtype=pl.Date,
        required=False,
        meaning="date the initial assessment was finished; empty when there was none",
    ),
    ExtractColumn(
        name=CORE_ASSESSED_ON,
        called="core assessments",
        dtype=pl.Date,
        required=False,
        meaning="date the core assessment was finished; empty when there was none",
    ),
    ExtractColumn(
        name=SINGLE_ASSESSED_ON,
        called="single assessments",
        dtype=pl.Date,
        required=False,
        meaning=(
            "date the single assessment was finished, which from 2013-14 took the place of the "
            "initial and the core one; empty when there was none"
        ),
    ),
    ExtractColumn(
        name=SECTION_47_ON,
        called="section 47 enquiries",
        dtype=pl.Date,
        required=False,
        meaning="date a section 47 enquiry began; empty when there was none",
    ),
    ExtractColumn(
        name=CHILD_PROTECTION_PLAN_ON,
        called="child protection plans",
        dtype=pl.Date,
        required=False,
        meaning=(
            "date a child protection plan began in the case (CPPstartDate); empty when there was "
            "none"
        ),
    ),
    ExtractColumn(
        name=CLOSED_ON,
        called="closure dates",
        dtype=pl.Date,
        required=False,
        meaning="date closed; empty while open",
    ),
    ExtractColumn(
        name=CLOSURE_REASON,
        called="closure reasons",
        dtype=pl.String,
        required=False,
        meaning="ReasonForClosure code of the national list; empty while open",
    ),
    ExtractColumn(
        name=AGE_AT_REFERRAL,
        called="ages",
        dtype=pl.Int64,
        required=False,
        meaning=(
            "age in whole years on the day of the referral; -1 in the 40 weeks before birth, "
            "-2 earlier"
        ),
    ),
)

BEFORE_SINGLE = tuple(column for column in REFERRALS if column.name != SINGLE_ASSESSED_ON)
"""The columns of an extract of before 2013, when no council had single assessments."""

PREVIOUS_REFERRED_ON = "previous_referred_on"
"""Added by checking: the day (Date) of the same child's referral before, of the rows kept."""

NEEDED_TO_CHECK = (REFERRED_ON,)
"""Without it, and an id of the child or of the referral, no row can be judged; the rules that read
another column that is missing wait."""

HAS_UNREADABLE_DATE = "has_unreadable_date"
"""Added by reading: true where a date field of the row held text that is no date."""

UNREAD_DATE = "unread_date"
"""Added by reading where there are any: which date field could not be read, its shape."""

HAS_STAND_IN_DATE = "has_stand_in_date"
"""Added by reading where there are any: true where a date was one that stands for none."""

UNREAD_FLAG = "unread_flag"
"""Added by reading where there are any: the word of the NFA flag that is neither yes nor no, as
written (Enum)."""


IS_CONTACT = "is_contact"
"""Added to rows that are contacts (`series.contacts_counted`), and not referrals; always true."""
WAS_NFA = "was_nfa"
"""Added to rows whose NFA flag was recoded to another outcome (`series.outcome`): the flag as the
council has it."""

IS_COUNTED = "is_counted"
"""Added by reading to rows that stand for counts by month, true in each: its id says nothing, and
its day is the first of its month."""


def dates() -> tuple[str, ...]:
    """Name the date columns."""
    return tuple(column.name for column in REFERRALS if column.dtype == pl.Date)


def with_others(held: Iterable[str]) -> frozenset[str]:
    """Add the assessments that an extract is not without: those that others stand in the place of.

    Single assessments took the place of initial and core ones; an extract has the one kind or both.
    """
    older, names = {INITIAL_ASSESSED_ON, CORE_ASSESSED_ON}, frozenset(held)
    if names & older:
        return names | {SINGLE_ASSESSED_ON}
    return names | older if SINGLE_ASSESSED_ON in names else names
