"""Which months are ripe: over, and long enough ago for their outcomes to have settled."""

import datetime as dt

import polars as pl

from referral_analysis.errors import ParametersError
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
