"""What the months of an extract say about how it was recorded: gaps, jumps, outcomes not settled.

A signal is no fault of a row: it is a month, of the county or of a district, to ask the council
about. Jumps are from one month to the next, in counts a working day and in the share of missing
values; both are measured in standard errors, and a jump that is small in itself is none.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.errors import ParametersError, RowsFailedError
from referral_analysis.extract import columns as c
from referral_analysis.extract.area_spans import SpanName, spans
from referral_analysis.extract.rule import Severity
from referral_analysis.periods import month_name, month_of, month_range, working_days

SignalName: TypeAlias = (
    Literal[
        "gap in months",
        "jump in volume",
        "jump in missing values",
        "unripe outcomes",
        "new child ids",
    ]
    | SpanName
)
SIGNALS: tuple[SignalName, ...] = tuple(
    name for names in get_args(SignalName) for name in get_args(names)
)
COUNTY = "county"

_USUAL_ROWS = 10  # a month of fewer rows may be empty by chance: e^-10 is one in 22,000
_JUMP_ERRORS = 5.0  # about one in two million by chance, and there are thousands of months
_JUMP_RATIO = 1.25
_JUMP_SHARE = 0.1
_DAY_0 = dt.date(1970, 1, 1)
_MUST_HAVE = (c.DISTRICT, c.REFERRAL_SOURCE, c.PRIMARY_NEED, c.IS_NFA, c.AGE_AT_REFERRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One month to ask about: of which check, in the county or a district, and what was seen."""

    name: SignalName
    severity: Severity
    segment: str
    month: dt.date
    sentence: str

    @property
    def heading(self) -> str:
        """The check, and where; the whole has no name, which not every place calls a county."""
        return self.name if self.segment == COUNTY else f"{self.name}, {self.segment}"


def signals(
    kept: pl.LazyFrame,
    *,
    extract_date: dt.date,
    ripens_in_days: int,
    severities: Mapping[str, Severity],
    new_ids_on: dt.date | None = None,
) -> tuple[Signal, ...]:
    """List the signals of the rows kept, by name, segment (the county first) and month.

    new_ids_on: the day from which child ids have another form, if there is one.
    The extract's own month is left out, as it is not over. RowsFailedError where one of a check
    comes whose severity is `stop`; ParametersError where one is to be `exclude`.
    """
    _require_possible(severities)
    monthly = _monthly(kept, extract_date)
    flagged = [*_unripe(kept, extract_date, ripens_in_days), *_new_ids(new_ids_on)]
    flagged += spans(monthly, COUNTY)
    for (segment,), months in monthly.group_by(["segment"], maintain_order=True):
        flagged += _of_segment(str(segment), months)
    given = [
        Signal(name=name, severity=severities.get(name, "flag"), segment=s, month=m, sentence=text)
        for name, s, m, text in sorted(
            flagged, key=lambda one: (one[0], one[1] != COUNTY, *one[1:])
        )
    ]
    _require_none_stops(given)
    return tuple(given)


_Found: TypeAlias = tuple[SignalName, str, dt.date, str]


def _monthly(kept: pl.LazyFrame, extract_date: dt.date) -> pl.DataFrame:
    """Count rows and missing values by month, for the county and each district: whole months."""
    held = set(kept.collect_schema().names())
    judged = [name for name in _MUST_HAVE if set(_is_missing(name).meta.root_names()) <= held]
    missing = [_is_missing(name).sum().alias(f"{name} missing") for name in judged]
    by = ["month", c.DISTRICT] if c.DISTRICT in held else ["month"]
    counted = (
        kept.filter(pl.col(c.REFERRED_ON) < extract_date.replace(day=1))
        .group_by(_month(kept), *by[1:])
        .agg(pl.len().alias("rows"), *missing)
        .collect()
    )
    counts = pl.col(pl.UInt32).sum()
    county = counted.group_by("month").agg(counts).with_columns(segment=pl.lit(COUNTY))
    if c.DISTRICT not in held:
        return county.sort("month")
    named = counted.drop_nulls(c.DISTRICT).with_columns(
        pl.col(c.DISTRICT).cast(pl.String).alias("segment")
    )
    return pl.concat([county, named.select(county.columns)]).sort("segment", "month")


def _month(kept: pl.LazyFrame) -> pl.Expr:
    """Return the first day of a referral's month: worked out once for each day that there may be.

    A tenth of the time of working it out for every row.
    """
    referred = pl.col(c.REFERRED_ON)
    ends = kept.select(referred.min().alias("first"), referred.max().alias("last")).collect()
    first, last = ends.row(0)
    if first is None:
        return referred.alias("month")
    days = pl.date_range(first, last, eager=True).dt.month_start()
    since = referred.to_physical() - (first - _DAY_0).days
    return pl.lit(days).gather(since).alias("month")


def _is_missing(name: str) -> pl.Expr:
    """Claim that a field which should be there is empty; a need is, unless nothing was done."""
    is_empty = pl.col(name).is_null()
    if name == c.PRIMARY_NEED:
        return is_empty & ~pl.col(c.IS_NFA).fill_null(value=False)
    return is_empty


def _of_segment(segment: str, months: pl.DataFrame) -> list[_Found]:
    """Look at one segment's months, sorted; months without rows are not among them."""
    if months.height < 2:
        return []
    every = month_range(months["month"][0], months["month"][-1])
    usual = float(months["rows"].median() or 0.0)  # type: ignore[arg-type]  # counts
    whole = pl.DataFrame({"month": every}).join(months, on="month", how="left").fill_null(0)
    rows = whole["rows"].to_numpy().astype(np.float64)
    found = _jumps(segment, every, rows)
    if segment == COUNTY or usual >= _USUAL_ROWS:
        found += _gaps(segment, every, rows)
    for name in (name for name in whole.columns if name.endswith(" missing")):
        if not (name.startswith(c.DISTRICT) and segment != COUNTY):
            missing = whole[name].to_numpy().astype(np.float64)
            found += _missing_jumps(segment, name, every, missing, rows)
    return found


def _gaps(segment: str, months: Sequence[dt.date], rows: NDArray[np.float64]) -> list[_Found]:
    """Find runs of months without rows; each is named by its first month."""
    is_empty = np.concatenate([[False], rows == 0, [False]])
    edges = np.flatnonzero(is_empty[1:] != is_empty[:-1]).reshape(-1, 2).tolist()
    return [
        ("gap in months", segment, months[first], f"no referrals; months without: {after - first}")
        for first, after in edges
    ]


def _jumps(segment: str, months: Sequence[dt.date], rows: NDArray[np.float64]) -> list[_Found]:
    """Find months whose count a working day differs from the month before beyond its noise.

    The root of a Poisson count has a standard error of one half; where months differ more than
    that as a rule (seasons, holidays), the typical difference is the yardstick.
    """
    daily = rows / working_days(months)
    root = 2 * np.sqrt(rows.mean() / daily.mean() * daily) if daily.mean() else daily
    steps = np.diff(root)
    typical = max(np.sqrt(2.0), 1.4826 * float(np.median(np.abs(steps))))
    is_seen = (rows[1:] > 0) & (rows[:-1] > 0)
    change = np.log(np.where(is_seen, daily[1:] / np.where(is_seen, daily[:-1], 1), 1))
    large = (np.abs(steps) > _JUMP_ERRORS * typical) & (np.abs(change) > np.log(_JUMP_RATIO))
    return [
        ("jump in volume", segment, months[place + 1],
         f"{rows[place + 1]:,.0f} referrals after {rows[place]:,.0f} in the month before")
        for place in np.flatnonzero(large).tolist()
    ]  # fmt: skip


def _missing_jumps(
    segment: str,
    name: str,
    months: Sequence[dt.date],
    missing: NDArray[np.float64],
    rows: NDArray[np.float64],
) -> list[_Found]:
    """Find months whose share of missing values differs from that of the month before."""
    share = missing / np.fmax(rows, 1)
    angle = 2 * np.arcsin(np.sqrt(share))
    error = np.sqrt(1 / np.fmax(rows[1:], 1) + 1 / np.fmax(rows[:-1], 1))
    is_seen = (rows[1:] > 0) & (rows[:-1] > 0)
    large = (np.abs(np.diff(angle)) > _JUMP_ERRORS * error) & is_seen
    return [
        ("jump in missing values", segment, months[place + 1],
         f"{name} in {share[place + 1]:.0%} of rows after {share[place]:.0%}")
        for place in np.flatnonzero(large & (np.abs(np.diff(share)) >= _JUMP_SHARE)).tolist()
    ]  # fmt: skip


def _unripe(kept: pl.LazyFrame, extract_date: dt.date, days: int) -> list[_Found]:
    """Find the months with referrals so recent that their outcome may still change."""
    since = extract_date - dt.timedelta(days=days)
    recent = (
        kept.filter(pl.col(c.REFERRED_ON) > since)
        .group_by(pl.col(c.REFERRED_ON).dt.month_start().alias("month"))
        .len()
        .collect()
    )
    return [
        ("unripe outcomes", COUNTY, month,
         f"referrals in the {days} days before the extract, whose outcomes may change: {count:,}")
        for month, count in recent.iter_rows()
    ]  # fmt: skip


def _new_ids(day: dt.date | None) -> list[_Found]:
    """Name the month from which child ids have another form."""
    if day is None:
        return []
    said = "child ids have another form from here on: nobody can be followed across this month"
    return [("new child ids", COUNTY, month_of(day), said)]


def _require_possible(severities: Mapping[str, Severity]) -> None:
    for name in SIGNALS:
        if severities.get(name) == "exclude":
            raise ParametersError(
                "rule_severities",
                found=f"{name} as `exclude`",
                needed="`flag` or `stop`: it judges months, not rows",
                do="Change it.",
            )


def _require_none_stops(given: Collection[Signal]) -> None:
    stops = [signal for signal in given if signal.severity == "stop"]
    if stops:
        first = stops[0]
        more = f" and {len(stops) - 1} more" if len(stops) > 1 else ""
        raise RowsFailedError(
            first.heading,
            found=f"{month_name(first.month)}: {first.sentence}{more}",
            needed="none, since its severity is `stop`",
            do="Ask the council what changed, or change the severity.",
        )
