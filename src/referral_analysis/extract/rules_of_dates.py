"""Rules on the order of what was done: dates that are there, can be read, and follow each other."""

import datetime as dt
from collections.abc import Collection

import polars as pl

from referral_analysis.extract import columns as c
from referral_analysis.extract.rule import Rule

_LONG_AGO_DAYS = 20 * 365 + 5


DONE = (c.INITIAL_ASSESSED_ON, c.CORE_ASSESSED_ON, c.SECTION_47_ON)


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


def nothing_after(extract_date: dt.date, done: Collection[str] = DONE) -> Rule:
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


def closed_on_or_after_referral() -> Rule:
    """Test that no case closed before it was referred; an open case passes."""
    return Rule(
        number="8630",
        severity="flag",
        sentence="The case was closed before it was referred.",
        passes=pl.col(c.CLOSED_ON).is_null() | (pl.col(c.CLOSED_ON) >= pl.col(c.REFERRED_ON)),
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
