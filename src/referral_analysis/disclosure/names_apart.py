"""Names of counts in registers: those of contacts are none of referrals.

A report counts referrals, or contacts, under the same names of measures. Two registers must never
hold two numbers for one name, so that of a report of contacts says so of every count of them.
"""

import polars as pl

from referral_analysis.errors import DisclosureError

OF_CONTACTS = "contacts: "
_BESIDE = ("contacts_kept", "cafs_started")
"""Measures that are counted in a file of their own, whatever the report counts."""


def written(register: pl.DataFrame, *, is_of_contacts: bool) -> pl.DataFrame:
    """Return a register as its file has it; is_of_contacts: whether its report counts contacts."""
    if not is_of_contacts:
        return register
    measure = pl.col("measure")
    named = pl.when(measure.is_in(_BESIDE)).then(measure).otherwise(OF_CONTACTS + measure)
    return register.with_columns(named.alias("measure"))


def read(register: pl.DataFrame, *, is_of_contacts: bool) -> pl.DataFrame:
    """Return the register of a file as a report takes it, `written` turned round.

    DisclosureError where a count of it is of what the report does not count.
    """
    own = register.filter(~pl.col("measure").is_in(_BESIDE))["measure"]
    if (own.str.starts_with(OF_CONTACTS) != is_of_contacts).any():
        raise DisclosureError(
            "the register of earlier releases",
            found=f"counts of {'referrals' if is_of_contacts else 'contacts'}",
            needed=f"counts of {'contacts' if is_of_contacts else 'referrals'}, as this report has",
            do="Name earlier runs by the same choice of inappropriate.",
        )
    return register.with_columns(pl.col("measure").str.strip_prefix(OF_CONTACTS))
