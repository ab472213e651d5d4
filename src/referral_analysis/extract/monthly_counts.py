"""Counts by month, all that some councils share: a table read into series, and its checks.

A row a month (and area or agency): referrals, those closed with no further action, and perhaps
those assessed and not in need. Small counts may be hidden as `c`, `*` or `<5`: they are null.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.formats import TEXT, WORKBOOK, format_of, scan
from referral_analysis.extract.layouts import plain
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable
from referral_analysis.periods import month_name, month_range

PERIOD, SEGMENT, MEASURE, COUNT = "period", "segment", "measure", "count"
ALL = "county"
"""The segment of a table without areas and agencies."""

SCHEMA: Mapping[str, pl.DataType] = {
    PERIOD: pl.Date(),  # first of the month
    SEGMENT: pl.String(),
    MEASURE: pl.String(),  # referrals, nfa or not_in_need
    COUNT: pl.Int64(),  # null where hidden or empty
}
"""The columns of `MonthlyCounts.series`, as those of `series.monthly_counts` begin."""

_MONTH = ("month", "period", "month of referral", "date")
_MEASURES = {
    "referrals": ("referrals", "number of referrals", "total referrals", "all referrals", "count"),
    "nfa": ("nfa", "no further action", "referrals nfa", "nfa referrals", "closed nfa"),
    "not_in_need": ("not in need", "assessed not in need", "assessed and not in need", "rc8"),
}
_BY = {
    "district": ("district", "area", "locality", "borough"),
    "agency": ("agency", "referral source", "source", "referring agency", "agency group"),
}
_HIDDEN = r"^(c|\*|x|:|\.\.|<\s*\d+|-)$"
_NUMBER = r"^\d{1,3}(,?\d{3})*(\.0+)?$"
_WRITTEN = ("%Y-%m", "%b-%y", "%b %y", "%b-%Y", "%b %Y", "%B %Y", "%m/%Y", "%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonthlyCounts:
    """A table of counts, read: its series, whose they are, and what is wrong with them.

    series: SCHEMA, sorted by segment, measure and period. by: None, or what a segment is. hidden:
    counts that the table leaves out. faults: a sentence each, none of them a record's.
    """

    series: pl.DataFrame = field(repr=False)
    by: str | None
    hidden: int
    faults: tuple[str, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """Name what is counted, in the order of the measures."""
        held = set(self.series[MEASURE])
        return tuple(name for name in _MEASURES if name in held)

    @property
    def first(self) -> dt.date:
        """The first month."""
        month: dt.date = self.series[PERIOD].sort().item(0)
        return month

    @property
    def last(self) -> dt.date:
        """The last month."""
        month: dt.date = self.series[PERIOD].sort().item(-1)
        return month


def is_monthly_counts(headers: tuple[str, ...]) -> bool:
    """Claim that headers are of counts by month: a month, referrals and no further action."""
    names = _names(headers)
    return {PERIOD, "referrals", "nfa"} <= set(names)


def require_rows(table: SourceTable) -> None:
    """Raise FileUnreadableError where a table that should hold referrals holds counts of them."""
    if is_monthly_counts(table.headers):
        raise FileUnreadableError(
            table.where,
            found="counts by month, no rows of referrals",
            needed="a row a referral for a report",
            do="`referral-analysis check` reads the counts; `referral-analysis fit` fits one series"
            " of them, with the columns period and count.",
        )


def read_monthly_counts(path: Path, options: ReadOptions = NO_OPTIONS) -> MonthlyCounts:
    """Read a table of counts by month; FileUnreadableError where it is none.

    Months may be written 2018-09, Sep-18, September 2018, 09/2018 or as their first day.
    ValueUnreadableError where one cannot be read, or a count is neither a whole number nor hidden.
    """
    table = scan(path, options, (), is_monthly_counts)
    if not is_monthly_counts(table.headers):
        raise FileUnreadableError(
            table.where,
            found="no counts by month",
            needed="the columns month, referrals and nfa",
            do="Rename the columns; not_in_need, district or agency may stand beside them.",
        )
    names = _names(table.headers)
    for header in names.values():
        table.require(header, do="Rename or take out the others.")
    measures = [name for name in _MEASURES if name in names]
    by = next((name for name in _BY if name in names), None)
    text = dict.fromkeys(names.values(), pl.String())
    rows = typed_companion(table, {}, text).rename({old: new for new, old in names.items()})
    rows = rows.filter(~pl.all_horizontal(pl.all().is_null()))
    rows, totals = _without_totals(rows)
    segment = pl.col(by) if by else pl.lit(ALL)
    wide = rows.select(
        _months(table.where, rows[PERIOD]),
        segment.alias(SEGMENT),
        *(_counts(table.where, rows[name]) for name in measures),
    )
    series = (
        wide.unpivot(on=measures, index=[PERIOD, SEGMENT], variable_name=MEASURE, value_name=COUNT)
        .with_columns(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort(SEGMENT, MEASURE, PERIOD)
    )
    return MonthlyCounts(
        series=series,
        by=by,
        hidden=int(series[COUNT].null_count()),
        faults=(*totals, *_faults(wide, measures)),
    )


def counts_in(path: Path, options: ReadOptions = NO_OPTIONS) -> MonthlyCounts | None:
    """Read the counts by month of a text file or workbook; None where it holds something else."""
    if path.is_dir() or format_of(path).name not in {TEXT, WORKBOOK}:
        return None
    try:
        table = scan(path, options, (), is_monthly_counts)
    except FileUnreadableError:
        return None  # the reader of referrals says what is wrong with it
    return read_monthly_counts(path, options) if is_monthly_counts(table.headers) else None


def to_lines(counts: MonthlyCounts) -> list[str]:
    """Say what a table of counts holds and what is wrong with it, a line each."""
    months = counts.series[PERIOD]
    segments = counts.series[SEGMENT].n_unique()
    each = f" by {counts.by} ({segments})" if counts.by else ""
    return [
        f"counts by month, no rows: {', '.join(counts.measures)}{each}",
        f"{months.n_unique():>10,}  months, {month_name(counts.first)} to "
        f"{month_name(counts.last)}",
        f"{counts.hidden:>10,}  counts hidden or empty",
        *(f"Look at: {fault}" for fault in counts.faults),
    ]


def to_dict(counts: MonthlyCounts) -> dict[str, object]:
    """Return the same as values that JSON can hold."""
    return {
        "monthly_counts": list(counts.measures),
        "by": counts.by,
        "segments": counts.series[SEGMENT].n_unique(),
        "first_month": f"{counts.first:%Y-%m}",
        "last_month": f"{counts.last:%Y-%m}",
        "hidden": counts.hidden,
        "faults": list(counts.faults),
    }


def _names(headers: tuple[str, ...]) -> dict[str, str]:
    """Return our name -> header, of the columns that a table of counts may have."""
    known = {PERIOD: _MONTH, **_MEASURES, **_BY}
    held = {plain(header): header for header in reversed(headers)}
    found = {name: next((held[one] for one in ones if one in held), None)
             for name, ones in known.items()}  # fmt: skip
    return {name: header for name, header in found.items() if header is not None}


def _without_totals(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Take out rows of totals: a word such as Total where a month or a segment should be."""
    named = [name for name in (PERIOD, *_BY) if name in rows.columns]
    is_total = pl.any_horizontal(
        pl.col(name).str.contains(r"^(?i)(grand |sub)?\s*totals?$").fill_null(value=False)
        for name in named
    )
    count = rows.filter(is_total).height
    said = [f"rows of totals, which were left out: {count:,}"] if count else []
    return rows.filter(~is_total), said


def _months(where: str, written: pl.Series) -> pl.Series:
    """Read months as their first day; every one of them must be readable."""
    text = written.str.strip_chars()
    months = pl.select(
        pl.coalesce(
            pl.lit(_padded(text, form)).str.to_date(_full(form), strict=False) for form in _WRITTEN
        ).dt.month_start()
    ).to_series()
    if months.has_nulls():
        raise ValueUnreadableError(
            f"{where}, month",
            found=f"values that are no month ({months.null_count():,} of {months.len():,})",
            needed="months written 2018-09 or Sep-18, or their first day",
            do="Correct them.",
        )
    return months.alias(PERIOD)


def _padded(text: pl.Series, form: str) -> pl.Series:
    return text if "%d" in form else "01 " + text


def _full(form: str) -> str:
    return form if "%d" in form else f"%d {form}"


def _counts(where: str, written: pl.Series) -> pl.Series:
    """Read counts; one that is hidden, or empty, is null."""
    text = written.str.strip_chars().str.to_lowercase()
    is_number = text.str.contains(_NUMBER)
    strange = int((~is_number & ~text.str.contains(_HIDDEN)).sum())
    if strange:
        raise ValueUnreadableError(
            f"{where}, {written.name}",
            found=f"values that are no count ({strange:,} of {text.len():,})",
            needed="whole numbers, or c or * where a small count is hidden",
            do="Correct them.",
        )
    digits = text.str.replace_all(",", "").str.replace(r"\.0+$", "")
    return pl.select(
        pl.when(pl.lit(is_number)).then(pl.lit(digits)).cast(pl.Int64).alias(written.name)
    ).to_series()


def _faults(wide: pl.DataFrame, measures: list[str]) -> list[str]:
    """Say what cannot be: months missing, twice, or with parts larger than their whole."""
    said = []
    twice = wide.select(PERIOD, SEGMENT).is_duplicated().sum()
    if twice:
        said.append(f"rows whose month (and segment) stands twice: {twice:,}")
    known = set(wide[PERIOD])
    missing = [month for month in month_range(min(known), max(known)) if month not in known]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        said.append(
            f"months missing between the first and the last: {month_name(missing[0])}{more}"
        )
    for part in measures[1:]:
        larger = wide.filter(pl.col(part) > pl.col("referrals")).height
        if larger:
            said.append(f"rows with more {part.replace('_', ' ')} than referrals: {larger:,}")
    parts = wide.filter(pl.sum_horizontal(measures[1:]) > pl.col("referrals")).height
    if len(measures) > 2 and parts and not any("than referrals" in one for one in said):
        said.append(f"rows whose parts add up to more than referrals: {parts:,}")
    return said
