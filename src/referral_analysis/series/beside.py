"""The files beside an extract, contacts and CAFs, as rows that `monthly_counts` can count."""

import datetime as dt

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.extract.cafs import OPENED_ON
from referral_analysis.extract.contacts import CONTACTED_ON
from referral_analysis.series.measures import IS_TAKEN, TAKEN_WITHIN_DAYS


def contact_rows(contacts: pl.DataFrame, referrals: pl.LazyFrame) -> pl.LazyFrame:
    """Return contacts as rows: the day as referred_on, and whether a referral followed.

    A contact was taken when a referral of the same child came on its day or within
    `TAKEN_WITHIN_DAYS` days; one without a child id was not. Without a column of child ids that
    cannot be said, and only all contacts can be counted.
    """
    rows = contacts.lazy().rename({CONTACTED_ON: columns.REFERRED_ON})
    if columns.CHILD_ID not in contacts.columns:
        return rows
    followed = referrals.select(
        columns.CHILD_ID, columns.REFERRED_ON, pl.lit(value=True).alias(IS_TAKEN)
    ).sort(columns.REFERRED_ON)
    return (
        rows.sort(columns.REFERRED_ON)
        .join_asof(
            followed,
            on=columns.REFERRED_ON,
            by=columns.CHILD_ID,
            strategy="forward",
            tolerance=dt.timedelta(days=TAKEN_WITHIN_DAYS),
            check_sortedness=False,
        )
        .with_columns(pl.col(IS_TAKEN).fill_null(value=False))
    )


def caf_rows(cafs: pl.DataFrame) -> pl.LazyFrame:
    """Return CAFs as rows: the day as referred_on."""
    return cafs.lazy().rename({OPENED_ON: columns.REFERRED_ON})
