"""What a row of an extract must fulfil, one function a rule, under the DfE's own numbers.

Each rule is an expression: true where the row passes; a null verdict counts as failed. The rules
that the DfE has no number for have a name. Source: DfE children in need census validation rules.
"""

import datetime as dt
from collections.abc import Collection

import polars as pl

from referral_analysis.extract import codes
from referral_analysis.extract import columns as c
from referral_analysis.extract.rule import Rule
from referral_analysis.extract.rules_of_codes import (
    has_code_of_its_year,
    has_known_district,
    has_listed_closure_reason,
    has_listed_need,
    has_listed_source,
)
from referral_analysis.extract.rules_of_dates import (
    DONE,
    assessed_on_or_after_referral,
    closed_on_or_after_referral,
    has_readable_dates,
    not_long_ago,
    not_long_before_birth,
    nothing_after,
    planned_on_or_after_referral,
    referred_by,
)


def rules(
    extract_date: dt.date,
    areas: Collection[str] | None = None,
    *,
    has_plans: bool = False,
    has_children: bool = True,
) -> tuple[Rule, ...]:
    """List the rules that judge a row by itself.

    extract_date: the day the extract was drawn. areas: the districts of the population file; the
    rule on districts is left out without them. has_plans: the extract has the dates of child
    protection plans, so that rules on what was done can read them too. has_children: it has ids of
    children.
    """
    done = (*DONE, c.CHILD_PROTECTION_PLAN_ON) if has_plans else DONE
    listed = [
        has_ids(has_children=has_children),
        referred_by(extract_date),
        not_long_ago(extract_date),
        has_readable_dates(),
        nothing_after(extract_date, done),
        has_nfa_flag(),
        not_long_before_birth(),
        has_need_unless_nfa(),
        closed_on_or_after_referral(),
        has_listed_closure_reason(),
        has_listed_need(),
        has_date_with_closure_reason(),
        has_reason_with_closure_date(),
        assessed_before_not_in_need(),
        nothing_done_after_nfa(done),
        has_listed_source(),
        assessed_on_or_after_referral(),
        planned_on_or_after_referral(),
        enquired_before_plan(),
        *(has_code_of_its_year(column) for column in codes.CODE_LISTS if codes.with_years(column)),
    ]
    if areas is not None:
        listed.append(has_known_district(areas))
    return tuple(listed)


def has_ids(*, has_children: bool = True) -> Rule:
    """Test that a row says which referral, and which child where the extract has their ids."""
    if not has_children:
        return Rule(
            number="missing id",
            severity="exclude",
            sentence="The referral's id is missing.",
            passes=pl.col(c.REFERRAL_ID).is_not_null(),
        )
    return Rule(
        number="missing id",
        severity="exclude",
        sentence="The referral's or the child's id is missing.",
        passes=pl.col(c.REFERRAL_ID).is_not_null() & pl.col(c.CHILD_ID).is_not_null(),
    )


def has_nfa_flag() -> Rule:
    """Test that a row says whether there was no further action."""
    return Rule(
        number="8568",
        severity="flag",
        sentence="The no further action flag is missing or invalid.",
        passes=pl.col(c.IS_NFA).is_not_null(),
    )


def has_need_unless_nfa() -> Rule:
    """Test that a referral that went further says why the child was in need."""
    return Rule(
        number="8610",
        severity="flag",
        sentence="The primary need is missing, though there was further action.",
        passes=pl.col(c.PRIMARY_NEED).is_not_null() | pl.col(c.IS_NFA).fill_null(value=False),
    )


def has_date_with_closure_reason() -> Rule:
    """Test that a case with a reason for closure has a closure date."""
    return Rule(
        number="8805",
        severity="flag",
        sentence="There is a closure reason without a closure date.",
        passes=pl.col(c.CLOSED_ON).is_not_null() | pl.col(c.CLOSURE_REASON).is_null(),
    )


def has_reason_with_closure_date() -> Rule:
    """Test that a closed case has a reason for closure."""
    return Rule(
        number="8810",
        severity="flag",
        sentence="There is a closure date without a closure reason.",
        passes=pl.col(c.CLOSED_ON).is_null() | pl.col(c.CLOSURE_REASON).is_not_null(),
    )


def assessed_before_not_in_need() -> Rule:
    """Test that a case closed as not in need has an assessment."""
    return Rule(
        number="8825",
        severity="flag",
        sentence=f"The case was closed after assessment ({codes.in_words(codes.NOT_IN_NEED)}), "
        "but there is none.",
        passes=~codes.is_closed_as_not_in_need()
        | pl.col(c.INITIAL_ASSESSED_ON).is_not_null()
        | pl.col(c.CORE_ASSESSED_ON).is_not_null(),
    )


def nothing_done_after_nfa(done: Collection[str] = DONE) -> Rule:
    """Test that on a referral with no further action nothing was done (the columns named)."""
    return Rule(
        number="8831",
        severity="flag",
        sentence="There is activity on a referral with no further action.",
        passes=~pl.col(c.IS_NFA).fill_null(value=False)
        | pl.all_horizontal(pl.col(name).is_null() for name in done),
    )


def enquired_before_plan() -> Rule:
    """Test that a case with a child protection plan has a section 47 enquiry.

    A child who moves in with another council's plan rightly has none: flagged, not wrong.
    """
    return Rule(
        number="no section 47",
        severity="flag",
        sentence="There is a child protection plan, but no section 47 enquiry.",
        passes=pl.col(c.CHILD_PROTECTION_PLAN_ON).is_null() | pl.col(c.SECTION_47_ON).is_not_null(),
    )
