"""Counts by month, all that some councils share: a table read, and held to what counts can be.

A row a month (and area or agency): referrals, those closed with no further action, and perhaps
those assessed and not in need. Small counts may be hidden as `c`, `*` or `<5`: they are null.
`counted_rows` makes rows of them for a report, `counts_lines` says what was found.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.counts_headers import BY, MEASURES, PERIOD, names_in
from referral_analysis.extract.formats import TEXT, WORKBOOK, format_of, scan
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable, no_rows
from referral_analysis.periods import month_name, month_range

SEGMENT, MEASURE, COUNT = "segment", "measure", "count"
ALL = "county"
"""The segment of a table without areas and agencies."""

SCHEMA: Mapping[str, pl.DataType] = {
    PERIOD: pl.Date(),  # first of the month
    SEGMENT: pl.String(),
    MEASURE: pl.String(),  # referrals, nfa or not_in_need
    COUNT: pl.Int64(),  # null where hidden or empty
}
"""The columns of `MonthlyCounts.series`, as those of `series.monthly_counts` begin."""

_TOTAL = (
    r"^(?i)\W*(((grand |sub|all |county |overall )?\s*totals?\b)"
    r"|((all|all areas|all districts|all agencies|all sources|overall|whole county)\W*$))"
)
_HIDDEN = r"^(c|\*|x|:|\.\.|<\s*\d+|-)$"
_NUMBER = r"^\d{1,3}(,?\d{3})*(\.0+)?$"
_WRITTEN = ("%Y-%m", "%b-%y", "%b %y", "%b-%Y", "%b %Y", "%B %Y", "%m/%Y", "%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonthlyCounts:
    """A table of counts, read: its series, whose they are, and what is wrong with them.

    cells: a row a row of the table: PERIOD, a column each of `by`, a count each of `measures`,
    null where hidden or empty. totals: the same of rows of totals whose month is known. by:
    district, agency, both or neither. faults: what keeps a report from being made of them, a
    sentence each, none of them a record's. left_out: rows of totals.
    """

    cells: pl.DataFrame = field(repr=False)
    totals: pl.DataFrame = field(repr=False)
    by: tuple[str, ...]
    faults: tuple[str, ...]
    left_out: int

    @property
    def series(self) -> pl.DataFrame:
        """Each count of a segment and month (SCHEMA), by segment, measure and period.

        A segment is of the first of `by`, its count null where one of those in it is.
        """
        segment = pl.col(self.by[0]) if self.by else pl.lit(ALL)
        held = [pl.col(name).sum() for name in self.measures]
        whole = [
            pl.when(pl.col(name).is_not_null().all()).then(count)
            for name, count in zip(self.measures, held, strict=True)
        ]
        cells = self.cells.group_by(PERIOD, segment.alias(SEGMENT)).agg(whole)
        return (
            cells.unpivot(
                on=self.measures, index=[PERIOD, SEGMENT], variable_name=MEASURE, value_name=COUNT
            )
            .with_columns(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
            .sort(SEGMENT, MEASURE, PERIOD)
        )

    @property
    def hidden(self) -> int:
        """How many counts the table leaves out."""
        return sum(self.cells[name].null_count() for name in self.measures)

    @property
    def measures(self) -> tuple[str, ...]:
        """Name what is counted, in the order of the measures."""
        return tuple(name for name in MEASURES if name in self.cells.columns)

    @property
    def first(self) -> dt.date:
        """The first month."""
        month: dt.date = self.cells[PERIOD].sort().item(0)
        return month

    @property
    def last(self) -> dt.date:
        """The last month."""
        month: dt.date = self.cells[PERIOD].sort().item(-1)
        return month


def is_monthly_counts(headers: tuple[str, ...]) -> bool:
    """Claim that headers are of counts by month: a month, referrals and no further action."""
    names = names_in(headers)
    return {PERIOD, "referrals", "nfa"} <= set(names)


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
    return counts_of([table])


def counts_of(tables: Sequence[SourceTable]) -> MonthlyCounts:
    """Read the counts of tables that are one extract; errors as `read_monthly_counts`."""
    kinds = {
        tuple(name for name in (*MEASURES, *BY) if name in names_in(t.headers)) for t in tables
    }
    if len(kinds) > 1:
        raise FileUnreadableError(
            tables[0].where,
            found="counts by month in files of different columns",
            needed="the same columns in every one of them",
            do="Name those that belong together; the others are another extract.",
        )
    held = next(iter(kinds))
    read = [_typed(table) for table in tables]
    cells = pl.concat([one.filter(~pl.col(_IS_TOTAL)).drop(_IS_TOTAL) for one in read])
    totals = pl.concat([one.filter(_IS_TOTAL).drop(_IS_TOTAL) for one in read])
    if cells.is_empty():
        raise no_rows(tables[0].where)
    by = tuple(name for name in BY if name in held)
    measures = [name for name in MEASURES if name in held]
    return MonthlyCounts(
        cells=cells,
        totals=totals.drop_nulls(PERIOD).drop(by),
        by=by,
        faults=tuple(_faults(cells, by, measures)),
        left_out=totals.height,
    )


_IS_TOTAL = "is total"


def _typed(table: SourceTable) -> pl.DataFrame:
    """Read a table's rows: PERIOD, what they are by, their counts, and _IS_TOTAL."""
    names = names_in(table.headers)
    for header in names.values():
        table.require(header, do="Rename or take out the others.")
    text = dict.fromkeys(names.values(), pl.String())
    rows = typed_companion(table, {}, text).rename({old: new for new, old in names.items()})
    rows = rows.filter(~pl.all_horizontal(pl.all().is_null()))
    by = [name for name in BY if name in names]
    is_total = rows.select(_is_total([PERIOD, *by]).alias(_IS_TOTAL)).to_series()
    return rows.select(
        _months(table.where, rows[PERIOD], is_total),
        *by,
        *(_counts(table.where, rows[name]) for name in MEASURES if name in names),
        is_total,
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


def _is_total(names: list[str]) -> pl.Expr:
    """Claim that a row is of totals: a word such as Total where a month or segment should be."""
    return pl.any_horizontal(
        pl.col(name).str.contains(_TOTAL)
        .fill_null(value=False)
        for name in names
    )  # fmt: skip


def _months(where: str, written: pl.Series, is_total: pl.Series) -> pl.Series:
    """Read months as their first day; every one of them must be readable, but a total's."""
    text = written.str.strip_chars()
    months = pl.select(
        pl.coalesce(
            pl.lit(_padded(text, form)).str.to_date(_full(form), strict=False) for form in _WRITTEN
        ).dt.month_start()
    ).to_series()
    unread = int((months.is_null() & ~is_total).sum())
    if unread:
        raise ValueUnreadableError(
            f"{where}, month",
            found=f"values that are no month ({unread:,} of {months.len():,})",
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


def _faults(wide: pl.DataFrame, by: Sequence[str], measures: list[str]) -> list[str]:
    """Say what cannot be: months missing, twice, or with parts larger than their whole."""
    said = []
    twice = wide.select(PERIOD, *by).is_duplicated().sum()
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
