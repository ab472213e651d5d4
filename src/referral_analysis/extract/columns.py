"""The one vocabulary of a referral extract: each column's name, type, and meaning.

A council's own headers are renamed to these by the mapping in the run's parameters. Every column
is read as text and then converted and checked; a null means the field was left empty.
"""

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
class Column:
    """One column: what it holds, in which type, and whether the analysis can do without it."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    required: bool
    meaning: str


REFERRALS: tuple[Column, ...] = (
    Column(name=REFERRAL_ID, dtype=pl.String, required=True, meaning="id of the referral"),
    Column(name=CHILD_ID, dtype=pl.String, required=True, meaning="pseudonymised id of the child"),
    Column(name=REFERRED_ON, dtype=pl.Date, required=True, meaning="date of the referral"),
    Column(name=DISTRICT, dtype=pl.String, required=True, meaning="district where the child lives"),
    Column(
        name=REFERRAL_SOURCE,
        dtype=pl.String,
        required=True,
        meaning="ReferralSource code of the referring agency (1A to 10)",
    ),
    Column(name=PRIMARY_NEED, dtype=pl.String, required=False, meaning="PrimaryNeedCode, N0 to N9"),
    Column(
        name=IS_NFA,
        dtype=pl.Boolean,
        required=True,
        meaning="closed with no further action before any assessment",
    ),
    Column(
        name=INITIAL_ASSESSED_ON,
        dtype=pl.Date,
        required=False,
        meaning="date the initial assessment was finished; empty when there was none",
    ),
    Column(
        name=CORE_ASSESSED_ON,
        dtype=pl.Date,
        required=False,
        meaning="date the core assessment was finished; empty when there was none",
    ),
    Column(
        name=SINGLE_ASSESSED_ON,
        dtype=pl.Date,
        required=False,
        meaning=(
            "date the single assessment was finished, which from 2013-14 took the place of the "
            "initial and the core one; empty when there was none"
        ),
    ),
    Column(
        name=SECTION_47_ON,
        dtype=pl.Date,
        required=False,
        meaning="date a section 47 enquiry began; empty when there was none",
    ),
    Column(
        name=CHILD_PROTECTION_PLAN_ON,
        dtype=pl.Date,
        required=False,
        meaning=(
            "date a child protection plan began in the case (CPPstartDate); empty when there was "
            "none"
        ),
    ),
    Column(name=CLOSED_ON, dtype=pl.Date, required=True, meaning="date closed; empty while open"),
    Column(
        name=CLOSURE_REASON,
        dtype=pl.String,
        required=True,
        meaning="ReasonForClosure code, RC1 to RC9; empty while open",
    ),
    Column(
        name=AGE_AT_REFERRAL,
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

NEEDED_TO_CHECK = (CHILD_ID, REFERRED_ON)
"""Without these no row can be judged; the rules that read another column that is missing wait."""

HAS_UNREADABLE_DATE = "has_unreadable_date"
"""Added by reading: true where a date field of the row held text that is no date."""


def dates() -> tuple[str, ...]:
    """Name the date columns."""
    return tuple(column.name for column in REFERRALS if column.dtype == pl.Date)
