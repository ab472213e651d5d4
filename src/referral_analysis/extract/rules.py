"""What a row of an extract must fulfil, one function a rule, under the DfE's own numbers.

Each rule is an expression: true where the row passes; a null verdict counts as failed. The rules
that the DfE has no number for have a name. Source: DfE children in need census validation rules.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import polars as pl

from referral_analysis.extract import codes
from referral_analysis.extract import columns as c

Severity: TypeAlias = Literal["exclude", "flag", "stop"]
Among: TypeAlias = Literal["alone", "copies", "episodes"]
"""A row is judged by itself, beside rows that may be copies of it, or among its child's rows."""
AMONG: tuple[Among, ...] = get_args(Among)


_LONG_AGO_DAYS = 20 * 365 + 5
_DONE = (c.INITIAL_ASSESSED_ON, c.CORE_ASSESSED_ON, c.SECTION_47_ON)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule: its number, what happens to rows that fail it, and what it says to a person.

    `exclude`: the row leaves the analysis; `flag`: it stays and is counted; `stop`: the run ends.
    `passes` reads columns of the vocabulary; where one of them is missing the rule is not judged.
    """

    number: str
    severity: Severity
    sentence: str
    passes: pl.Expr = field(repr=False)
    among: Among = "alone"

    @property
    def needs(self) -> frozenset[str]:
        """The columns that the rule reads."""
        return frozenset(self.passes.meta.root_names())


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
    done = (*_DONE, c.CHILD_PROTECTION_PLAN_ON) if has_plans else _DONE
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


def referred_by(extract_date: dt.date) -> Rule:
    """Test that a referral has a date, by the day the extract was drawn."""
    return Rule(
        number="8600",
        severity="exclude",
        sentence="The referral date is missing, or later than the extract.",
        passes=pl.col(c.REFERRED_ON) <= extract_date,
    )


def has_readable_dates() -> Rule:
    """Test that every date field of a row is empty or holds a date."""
    return Rule(
        number="unreadable date",
        severity="flag",
        sentence="A date field holds something that is not a date.",
        passes=~pl.col(c.HAS_UNREADABLE_DATE),
    )


def not_long_ago(extract_date: dt.date) -> Rule:
    """Test that a referral is of the last twenty years; a missing date passes here."""
    first = extract_date - dt.timedelta(days=_LONG_AGO_DAYS)
    return Rule(
        number="long ago",
        severity="flag",
        sentence="The referral is more than twenty years older than the extract.",
        passes=pl.col(c.REFERRED_ON).is_null() | (pl.col(c.REFERRED_ON) >= first),
    )


def nothing_after(extract_date: dt.date, done: Collection[str] = _DONE) -> Rule:
    """Test that nothing was done (the columns named) or closed after the extract was drawn."""
    plan = ", a child protection plan" if c.CHILD_PROTECTION_PLAN_ON in done else ""
    return Rule(
        number="future date",
        severity="flag",
        sentence=(
            f"An assessment, a section 47 enquiry{plan} or the closure is later than the extract."
        ),
        passes=pl.all_horizontal(
            (pl.col(name) <= extract_date).fill_null(value=True) for name in (*done, c.CLOSED_ON)
        ),
    )


def has_nfa_flag() -> Rule:
    """Test that a row says whether there was no further action."""
    return Rule(
        number="8568",
        severity="flag",
        sentence="The no further action flag is missing or invalid.",
        passes=pl.col(c.IS_NFA).is_not_null(),
    )


def not_long_before_birth() -> Rule:
    """Test that no child was referred more than 40 weeks before birth, as far as the age can say.

    Age -1 is the year before birth, in which 40 weeks cannot be told apart; a missing age passes.
    """
    return Rule(
        number="8606",
        severity="flag",
        sentence="The referral is more than 40 weeks before birth.",
        passes=pl.col(c.AGE_AT_REFERRAL).is_null() | (pl.col(c.AGE_AT_REFERRAL) >= -1),
    )


def has_need_unless_nfa() -> Rule:
    """Test that a referral that went further says why the child was in need."""
    return Rule(
        number="8610",
        severity="flag",
        sentence="The primary need is missing, though there was further action.",
        passes=pl.col(c.PRIMARY_NEED).is_not_null() | pl.col(c.IS_NFA).fill_null(value=False),
    )


def closed_on_or_after_referral() -> Rule:
    """Test that no case closed before it was referred; an open case passes."""
    return Rule(
        number="8630",
        severity="flag",
        sentence="The case was closed before it was referred.",
        passes=pl.col(c.CLOSED_ON).is_null() | (pl.col(c.CLOSED_ON) >= pl.col(c.REFERRED_ON)),
    )


def has_listed_closure_reason() -> Rule:
    """Test that a reason for closure, if there is one, is on the list."""
    return Rule(
        number="8640",
        severity="flag",
        sentence="The closure reason is not on the list.",
        passes=pl.col(c.CLOSURE_REASON).is_null() | codes.is_listed(c.CLOSURE_REASON),
    )


def has_listed_need() -> Rule:
    """Test that a primary need, if there is one, is on the list."""
    return Rule(
        number="8650",
        severity="flag",
        sentence="The primary need is not on the list.",
        passes=pl.col(c.PRIMARY_NEED).is_null() | codes.is_listed(c.PRIMARY_NEED),
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


def nothing_done_after_nfa(done: Collection[str] = _DONE) -> Rule:
    """Test that on a referral with no further action nothing was done (the columns named)."""
    return Rule(
        number="8831",
        severity="flag",
        sentence="There is activity on a referral with no further action.",
        passes=~pl.col(c.IS_NFA).fill_null(value=False)
        | pl.all_horizontal(pl.col(name).is_null() for name in done),
    )


def has_listed_source() -> Rule:
    """Test that the referring agency is there and on the list."""
    return Rule(
        number="8866",
        severity="flag",
        sentence="The referral source is missing or not on the list.",
        passes=codes.is_listed(c.REFERRAL_SOURCE),
    )


def assessed_on_or_after_referral() -> Rule:
    """Test that no assessment came before the referral; a missing one passes."""
    return Rule(
        number="1103",
        severity="flag",
        sentence="An assessment is earlier than the referral.",
        passes=pl.all_horizontal(
            pl.col(name).is_null() | (pl.col(name) >= pl.col(c.REFERRED_ON))
            for name in (c.INITIAL_ASSESSED_ON, c.CORE_ASSESSED_ON)
        ),
    )


def planned_on_or_after_referral() -> Rule:
    """Test that no child protection plan began before the referral; a missing one passes.

    An earlier one is of an earlier referral, and is not counted for this one.
    """
    return Rule(
        number="1105",
        severity="flag",
        sentence="The child protection plan began before the referral.",
        passes=pl.col(c.CHILD_PROTECTION_PLAN_ON).is_null()
        | (pl.col(c.CHILD_PROTECTION_PLAN_ON) >= pl.col(c.REFERRED_ON)),
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


def has_code_of_its_year(column: str) -> Rule:
    """Test that a code is none that came in after, or went out before, the day it was given."""
    listed = "; ".join(f"{one.code} {_in_years(one)}" for one in codes.with_years(column))
    return Rule(
        number=f"year of {column}",
        severity="flag",
        sentence=f"The {_CODED[column]} is a code that its year did not have ({listed}).",
        passes=codes.is_of_its_year(column),
    )


_CODED = {
    c.REFERRAL_SOURCE: "referral source",
    c.PRIMARY_NEED: "primary need",
    c.CLOSURE_REASON: "closure reason",
}


def _in_years(code: codes.Code) -> str:
    """Name the census years that have a code, which end on 31 March."""
    since = f"from April {code.first_year - 1}" if code.first_year else ""
    until = f"up to March {code.last_year}" if code.last_year else ""
    return " ".join(part for part in (since, until) if part)


def has_known_district(areas: Collection[str]) -> Rule:
    """Test that the district is one of the population file's areas."""
    return Rule(
        number="unknown district",
        severity="flag",
        sentence="The district is missing, or not in the population file.",
        passes=pl.col(c.DISTRICT).is_in(sorted(areas)),
    )
