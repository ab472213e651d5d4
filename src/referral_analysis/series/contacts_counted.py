"""Contacts as rows that are counted as referrals are, by what each of them led to."""

import polars as pl

from referral_analysis.extract import codes
from referral_analysis.extract import columns as c
from referral_analysis.extract.contacts import CONTACT_SOURCE
from referral_analysis.series.beside import contact_rows
from referral_analysis.series.measures import IS_TAKEN, TAKEN_WITHIN_DAYS

_NO_REFERRAL = codes.NOT_IN_NEED[0]


def as_counted(contacts: pl.DataFrame, referrals: pl.LazyFrame) -> pl.LazyFrame:
    """Return contacts as `series.outcome.recoded` returns referrals, a row each.

    contacts: as `extract.read_contacts`, with child ids. referrals: checked, with child ids.
    A contact led to a referral where one of the same child came on its day or within
    `TAKEN_WITHIN_DAYS` days: several contacts of a child may have led to the same one. The flag
    says that none came; it is null without a child's id, of which nothing can be said. As of
    recoded referrals the reason of closure agrees with the flag, so that the others are all that
    are not flagged, and the day of the closure is the one on which that was known. Source and
    district are there as far as the file has them; ids of children are not, as nobody is followed
    from contact to contact.
    """
    led_to_none = pl.when(pl.col(c.CHILD_ID).is_not_null()).then(~pl.col(IS_TAKEN))
    is_flagged = led_to_none.fill_null(value=False)
    known_on = pl.col(c.REFERRED_ON).dt.offset_by(f"{TAKEN_WITHIN_DAYS}d")
    held = {c.DISTRICT: c.DISTRICT, CONTACT_SOURCE: c.REFERRAL_SOURCE}
    return contact_rows(contacts, referrals).select(
        c.REFERRED_ON,
        *(pl.col(name).alias(ours) for name, ours in held.items() if name in contacts.columns),
        pl.lit(value=True).alias(c.IS_CONTACT),
        led_to_none.alias(c.IS_NFA),
        led_to_none.alias(c.WAS_NFA),
        pl.when(is_flagged).then(pl.lit(_NO_REFERRAL)).alias(c.CLOSURE_REASON),
        pl.when(is_flagged).then(known_on).alias(c.CLOSED_ON),
    )
