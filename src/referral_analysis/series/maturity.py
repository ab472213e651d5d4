"""Which months are ripe: over, and long enough ago for their outcomes to have settled."""

import datetime as dt

import polars as pl

from referral_analysis.errors import ParametersError
from referral_analysis.extract import columns
from referral_analysis.periods import add_months, month_of


def last_ripe_month(extract_date: dt.date, ripening_days: int = 0) -> dt.date:
    """Return the last month that had ended `ripening_days` before the extract was drawn.

    A month with its last day on the extract's own day is not over: that day is not yet whole.
    Outcomes are taken as settled after `ripening_days`; how many change later is not estimated.
    """
    if ripening_days < 0:
        raise ParametersError(
            "ripening_days", found="a number below zero", needed="0 or more", do="Correct it."
        )
    return add_months(month_of(extract_date - dt.timedelta(days=ripening_days)), -1)


def cut_unripe(series: pl.DataFrame, extract_date: dt.date, ripening_days: int = 0) -> pl.DataFrame:
    """Drop the months of a series (column `period`) after the last ripe one."""
    return series.filter(pl.col("period") <= last_ripe_month(extract_date, ripening_days))


def as_known(rows: pl.LazyFrame, days: int) -> pl.LazyFrame:
    """Return referrals as they stood `days` after the end of the month they were made in.

    Closures after that day are undone, so that every month is seen at the same age and the last
    ones are as ripe as the first. A closure without a date is undone too: in an extract that has no
    dates, or no reasons, of closures, nothing is known of any.
    """
    both = {columns.CLOSED_ON: pl.Date, columns.CLOSURE_REASON: pl.String}
    if not both.keys() <= set(rows.collect_schema().names()):
        return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in both.items())
    seen_on = pl.col(columns.REFERRED_ON).dt.month_end() + pl.duration(days=days)
    in_time = pl.col(columns.CLOSED_ON) <= seen_on
    return rows.with_columns(
        pl.when(in_time).then(pl.col(name)) for name in (columns.CLOSED_ON, columns.CLOSURE_REASON)
    )
