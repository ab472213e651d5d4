"""What an extract says of itself: a mapping, districts, dates; a proposal, which a person reads."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from referral_analysis import extract
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.extract import columns
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.read_options import NO_OPTIONS
from referral_analysis.extract.sources import referral_tables
from referral_analysis.extract.suggest import suggest_mapping
from referral_analysis.extract.unmapped import Unmapped, showable
from referral_analysis.periods import month_name, month_of
from referral_analysis.series import last_ripe_month

_DAY_IN_NAME = re.compile(r"20\d\d-\d\d-\d\d")
_STEADY = 0.5  # a month with under half of the usual referrals is one in which recording began
_FILLED = 10  # a month with fewer rows may be a slip of the hand, such as a year mistyped
_RIPENS_IN_DAYS = 10  # as the sample's reports take decisions to settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What was worked out, each value by its parameter, and how; and what could not be.

    values: parameter -> value. why: parameter -> how it was found. districts: as the extract spells
    them. left: the values on no code list that may be shown, by column. notes: what a person must
    look at, a sentence each.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    districts: tuple[str, ...] = ()
    left: tuple[Unmapped, ...] = ()
    notes: tuple[str, ...] = ()


NOTHING = Guess()


def guess(path: Path, options: extract.ReadOptions = NO_OPTIONS, *, today: dt.date) -> Guess:
    """Work out what an extract says of itself; errors of reading its header.

    Where a run would stop yet (a column is missing, or its values are of no known kind), a note
    says what stands in the way.
    """
    proposed = suggest_mapping(path, options)
    values: dict[str, Any] = {
        "columns": dict(proposed.columns),
        "codes": {name: dict(codes) for name, codes in proposed.codes.items()},
        "is_synthetic": "synthetic" in path.name.lower(),
    }
    why = {
        "columns": "headers that read like ours",
        "codes": "values that read like the national codes' labels",
        "is_synthetic": "by the file's name",
    }
    rows, doubts = _days_and_districts(path, options, proposed)
    dates = _dates(path, rows, today)
    left, notes = _check(path, options, values, today)
    own = {one.column for one in proposed.left}
    return Guess(
        values=values | {name: value for name, (value, _) in dates.items()},
        why=why | {name: reason for name, (_, reason) in dates.items()},
        districts=_districts(rows),
        left=(*proposed.left, *(one for one in left if one.column not in own)),
        notes=(*doubts, *notes),
    )


def _days_and_districts(
    path: Path, options: extract.ReadOptions, proposed: extract.Suggestion
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Read the two columns that the dates and the districts come from, whatever the others hold."""
    kinds = {columns.REFERRED_ON: pl.Date, columns.DISTRICT: pl.String}
    headers = {proposed.found[name]: name for name in kinds if name in proposed.found}
    optional = {header: kinds[name] for header, name in headers.items()}
    doubts: tuple[str, ...] = ()
    try:
        held = [typed_companion(table, {}, optional) for table in referral_tables(path, options)]
        rows = pl.concat(held, how="diagonal").rename(headers)
    except ReferralAnalysisError as error:
        rows, doubts = pl.DataFrame(), (f"no dates worked out: {error}",)
    missing = [pl.lit(None, kind).alias(name) for name, kind in kinds.items()
               if name not in rows.columns]  # fmt: skip
    return rows.with_columns(missing), doubts


def _check(
    path: Path, options: extract.ReadOptions, values: Mapping[str, Any], today: dt.date
) -> tuple[tuple[Unmapped, ...], tuple[str, ...]]:
    """Check the rows by the mapping proposed: values on no list, and what to look at."""
    mapping = extract.ExtractMapping(headers=values["columns"], codes=values["codes"])
    try:
        checked = extract.check(extract.read_referrals(path, mapping, options), extract_date=today)
    except ReferralAnalysisError as error:
        return (), (f"a run would stop: {error}",)
    left = tuple(one for one in checked.unmapped if one.shown or one.other_rows)
    if not checked.n_excluded:
        return left, ()
    return left, (f"{checked.n_excluded:,} of {checked.n_read:,} rows would be left out",)


def _dates(path: Path, rows: pl.DataFrame, today: dt.date) -> dict[str, tuple[str, str]]:
    """Find the day it was drawn, the first and the last month worth analysing, each with why."""
    days = rows.filter(pl.col(columns.REFERRED_ON) <= today)
    if days.is_empty():
        return {}
    months = _by_month(days)
    filled = months.filter(pl.col("rows") >= _FILLED)
    if filled.is_empty():
        return {}
    drawn, why = _drawn_on(path, filled["last_day"][-1])
    last = last_ripe_month(drawn, _RIPENS_IN_DAYS)
    found = {
        "extract_drawn_on": (f"{drawn}", why),
        "last_month": (
            f"{last:%Y-%m}",
            f"the last whose decisions were {_RIPENS_IN_DAYS} days old",
        ),
    }
    first = _first_steady_month(months.filter(pl.col("month") <= last))
    if first is not None:
        why = f"from {month_name(first)} on no month has under half of the usual referrals"
        found["series_starts"] = (f"{first:%Y-%m}", why)
    return found


def _by_month(rows: pl.DataFrame) -> pl.DataFrame:
    """Count referrals by month, none left out between: month, rows, first_day, last_day."""
    day = pl.col(columns.REFERRED_ON)
    return (
        rows.group_by(day.dt.month_start().alias("month"))
        .agg(
            pl.len().cast(pl.Int64).alias("rows"),
            day.min().alias("first_day"),
            day.max().alias("last_day"),
        )
        .sort("month")
        .upsample("month", every="1mo")
        .with_columns(pl.col("rows").fill_null(0))
    )


def _drawn_on(path: Path, latest: dt.date) -> tuple[dt.date, str]:
    """Take the day that the file's name holds, if it is no earlier than the latest referral."""
    for text in _DAY_IN_NAME.findall(path.name):
        try:
            named = dt.date.fromisoformat(text)
        except ValueError:
            continue
        if named >= latest:
            return named, "the day in the file's name"
    return latest, "the latest referral in it"


def _first_steady_month(months: pl.DataFrame) -> dt.date | None:
    """Return the first month of the run, up to the last one, without a month of few referrals."""
    usual = months["rows"].tail(24).median()
    is_thin = pl.col("rows") < _STEADY * pl.lit(usual)
    begins_late = (pl.col("month") == pl.col("month").min()) & (pl.col("first_day").dt.day() > 7)
    thin_from_here = (is_thin | begins_late).reverse().cum_max().reverse()
    steady = months.filter(~thin_from_here)
    return None if steady.is_empty() else month_of(steady["month"][0])


def _districts(rows: pl.DataFrame) -> tuple[str, ...]:
    """List the districts by name, those that may be shown."""
    counts = (
        rows.group_by(pl.col(columns.DISTRICT).alias("value"))
        .agg(pl.len().cast(pl.Int64).alias("rows"))
        .drop_nulls()
    )
    return tuple(sorted(name for name, _ in showable(counts)))
