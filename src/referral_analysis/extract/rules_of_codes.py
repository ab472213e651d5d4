"""Rules on codes: each on its list, in a year that had it, and a district that is known."""

from collections.abc import Collection

import polars as pl

from referral_analysis.extract import codes
from referral_analysis.extract import columns as c
from referral_analysis.extract.rule import Rule


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


def has_listed_source() -> Rule:
    """Test that the referring agency is there and on the list."""
    return Rule(
        number="8866",
        severity="flag",
        sentence="The referral source is missing or not on the list.",
        passes=codes.is_listed(c.REFERRAL_SOURCE),
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
