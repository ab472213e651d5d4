"""When an extract was drawn, and the months in it worth analysing: proposals, each with its why."""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from referral_analysis.errors import ParametersError
from referral_analysis.extract import columns
from referral_analysis.extract.drawn_on import FILLED, drawn_on, latest_day
from referral_analysis.periods import add_months, month_name, month_of
from referral_analysis.series import last_ripe_month

_STEADY = 0.5  # a month with under half of the usual referrals is not a usual one
_FLAGGED = 0.5  # of a month's flags
_WEEK = 7  # days at either end of a month in which a small council may have no referral
_RIPENS_IN_DAYS = 10  # as the sample's reports take decisions to settle


def days_and_months(
    names: Sequence[str], rows: pl.DataFrame, today: dt.date, given: object = None
) -> dict[str, tuple[str, str]]:
    """Find the day it was drawn, the first and the last month worth analysing, each with why.

    names: of the extract's files. rows: typed, with days of referral. today: a date after it is a
    slip. given: the day that a person says it was drawn on, which stands; ParametersError where it
    is none. Nothing is found where no month has more than a handful of rows.
    """
    said = None if given is None else _day(given)
    days = rows.filter(pl.col(columns.REFERRED_ON) <= today)
    if days.is_empty():
        return {}
    months = _by_month(days)
    filled = months.filter(pl.col("rows") >= FILLED)
    latest = latest_day(rows, by=today)
    if filled.is_empty() or latest is None:
        return {}
    drawn, why = drawn_on(names, latest) if said is None else (said, "as given")
    last = min(last_ripe_month(drawn, _RIPENS_IN_DAYS), _last_whole_month(filled, rows))
    found = {
        "extract_drawn_on": (f"{drawn}", why),
        "last_month": (
            f"{last:%Y-%m}",
            f"the last with referrals whose decisions were {_RIPENS_IN_DAYS} days old",
        ),
    }
    in_use = months.filter(pl.col("month") <= last)
    first = _first_usual_month(in_use)
    if first is not None:
        why = f"{month_name(first)} is the first whole month with at least half of the usual count"
        flagged = _flagged_from(in_use)
        if flagged > first:
            first = flagged
            why = "in every month before it most of the no further action flags are empty"
        found["series_starts"] = (f"{first:%Y-%m}", why)
    return found


def _last_whole_month(filled: pl.DataFrame, rows: pl.DataFrame) -> dt.date:
    """Return the last month with more than a handful of rows, its last week among them.

    Counts by month, which stand on its first day, are of whole months.
    """
    days_left = filled["month"].dt.month_end() - filled["last_day"]
    is_cut = columns.IS_COUNTED not in rows.columns and days_left.dt.total_days()[-1] > _WEEK
    last = month_of(filled["month"][-1])
    return add_months(last, -1) if is_cut else last


def _by_month(rows: pl.DataFrame) -> pl.DataFrame:
    """Count referrals by month, none left out between: month, rows, first_day, last_day, flagged.

    flagged: how many have a no further action flag; all, where the extract's were not read.
    """
    day = pl.col(columns.REFERRED_ON)
    has_flag = pl.col(columns.IS_NFA).count() if columns.IS_NFA in rows.columns else pl.len()
    return (
        rows.group_by(day.dt.month_start().alias("month"))
        .agg(
            pl.len().cast(pl.Int64).alias("rows"),
            day.min().alias("first_day"),
            day.max().alias("last_day"),
            has_flag.cast(pl.Int64).alias("flagged"),
        )
        .sort("month")
        .upsample("month", every="1mo")
        .with_columns(pl.col("rows", "flagged").fill_null(0))
    )


def _first_usual_month(months: pl.DataFrame) -> dt.date | None:
    """Return the first whole month with a usual count of referrals, two usual ones after it.

    A month is usual from half of the median month with more than a handful.
    """
    usual = months.filter(pl.col("rows") >= FILLED)["rows"].median()
    is_usual = pl.col("rows") >= _STEADY * pl.lit(usual)
    is_first = pl.col("month") == pl.col("month").min()
    begins_late = is_first & (pl.col("first_day").dt.day() > _WEEK)
    goes_on = is_usual.shift(-1, fill_value=True) & is_usual.shift(-2, fill_value=True)
    found = months.filter(is_usual & goes_on & ~begins_late)
    return None if found.is_empty() else month_of(found["month"][0])


def _flagged_from(months: pl.DataFrame) -> dt.date:
    """Return the month from which most flags are filled in, as in none before it; else the first.

    A column in which an empty field is the usual "no" has no such month.
    """
    is_flagged = pl.col("flagged") >= _FLAGGED * pl.col("rows")
    marked = months.select("month", is_flagged.alias("is_flagged"))
    later = marked.filter(pl.col("is_flagged").cum_max())
    begins = later if not later.is_empty() and later["is_flagged"].all() else marked
    return month_of(begins["month"][0])


def _day(given: object) -> dt.date:
    """Read the day that a person gave; ParametersError where it is none."""
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        raise ParametersError(
            "extract_drawn_on",
            found="text that is no day",
            needed="the day on which the extract was drawn, as YYYY-MM-DD",
            do="Correct it.",
        ) from None
