"""Age at referral from a birth date, so that the birth date itself goes no further."""

import polars as pl

from referral_analysis.extract import columns as c

BORN = "born_on"
"""The column of birth dates or expected ones, as ISO text; dropped once the age is known."""

_LONGEST_PREGNANCY_DAYS = 280  # rule 8606: 40 weeks


def age_at_referral() -> pl.Expr:
    """Return the age in whole years as text; -1 in the 40 weeks before birth, -2 earlier.

    Reads BORN and the referral's date, both as ISO text; null where either is no date.
    """
    born = pl.col(BORN).str.to_date("%Y-%m-%d", strict=False)
    referred = pl.col(c.REFERRED_ON).str.to_date("%Y-%m-%d", strict=False)
    had_birthday = _day_of_year(referred) >= _day_of_year(born)
    years = referred.dt.year() - born.dt.year() - (~had_birthday).cast(pl.Int32)
    days_to_birth = (born - referred).dt.total_days()
    return (
        pl.when(days_to_birth > _LONGEST_PREGNANCY_DAYS)
        .then(-2)
        .when(days_to_birth > 0)
        .then(-1)
        .otherwise(years)
        .cast(pl.Int64)
        .cast(pl.String)
        .alias(c.AGE_AT_REFERRAL)
    )


def _day_of_year(date: pl.Expr) -> pl.Expr:
    """Return month and day as one number that orders them; polars has months in 8 bits."""
    return date.dt.month().cast(pl.Int32) * 100 + date.dt.day()
