"""The fields of a table that the vocabulary has a name for, loaded as `convert` takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import columns, plain_days
from referral_analysis.extract.below_rows import require_no_full_sheet
from referral_analysis.extract.columns import ExtractColumn
from referral_analysis.extract.convert import load
from referral_analysis.extract.empty_words import EMPTY_WORDS
from referral_analysis.extract.mapping import ExtractMapping
from referral_analysis.extract.midnights import require_days_of_london, times_of
from referral_analysis.extract.table import SourceTable, no_rows, unsplittable
from referral_analysis.extract.tabular import BEYOND_HEADER

_WORD = "\0word "


def fields_of(
    table: SourceTable, found: Sequence[ExtractColumn], mapping: ExtractMapping
) -> pl.DataFrame:
    """Load the columns found, under our names: days as Date where the file or its text has them.

    FileUnreadableError where rows cannot be split, fill a sheet, or are none; ValueUnreadableError
    where times are midnights of London in UTC.
    """
    headers = {column.name: mapping.header_of(column.name) for column in found}
    is_text = BEYOND_HEADER in table.rows.collect_schema()
    try:
        times = _times(table, found, headers)
        read = _collected(table, found, headers, mapping, is_text=is_text)
    except (pl.exceptions.PolarsError, OSError):
        # the message of the cause may quote a record: none of it is passed on
        fault = unsplittable(table.where) if is_text else _unreadable(table.where)
        raise table.refusal(fault) from None
    for name, counts in times.items():
        require_days_of_london(f"{table.where}, {name}", counts)
    require_no_full_sheet(table.where, read)
    if read.is_empty():
        raise no_rows(table.where)
    pieces = read.get_columns()
    del read  # so that no piece outlasts the column that is made of it
    return _in_one_piece(pieces)


def _collected(
    table: SourceTable,
    found: Sequence[ExtractColumn],
    headers: Mapping[str, str],
    mapping: ExtractMapping,
    *,
    is_text: bool,
) -> pl.DataFrame:
    """Read the file: once where its days are plain, the columns in which they are not once more."""
    kinds = table.rows.collect_schema()
    texts = {
        headers[column.name]: column.name
        for column in found
        if column.dtype == pl.Date
        and kinds[headers[column.name]] == pl.String
        and not mapping.codes.get(column.name)
    }
    quick = table.quick_rows
    plain_or_words, days = plain_days.likely(table.rows if quick is None else quick, list(texts))
    if quick is not None and plain_or_words != days:
        # words for none stand among the first days: do not read them twice
        quick, days = None, plain_or_words
    plain = {texts[header]: header for header in days}
    loads = {one.name: load(headers[one.name], kinds[headers[one.name]], one) for one in found}
    first = [expr for name, expr in loads.items() if name not in plain]
    first += [expr for name, header in plain.items() for expr in plain_days.as_days(header, name)]
    ids = [name for name in columns.IDS if name in loads] if quick is not None else []
    first += [_is_word(headers[name]).alias(f"{_WORD}{name}") for name in ids]
    beyond = [BEYOND_HEADER] if is_text else []
    rows = table.rows if quick is None else quick
    read = rows.select(*first, *beyond).collect(engine="streaming")
    if is_text and read[BEYOND_HEADER].any():
        if quick is None:
            raise unsplittable(table.where)
        return _collected(replace(table, quick=None), found, headers, mapping, is_text=is_text)
    doubtful = [name for name in ids if read[f"{_WORD}{name}"].any()]
    read, no_days = plain_days.settled(
        read.drop(*beyond, *(f"{_WORD}{name}" for name in ids)), list(plain)
    )
    doubtful += no_days
    if doubtful:
        again = table.rows.select(loads[name] for name in doubtful).collect(engine="streaming")
        read = read.with_columns(again.get_columns())
    return read


def _is_word(header: str) -> pl.Expr:
    """Claim that a field is a word for an empty one, as `scan_csv` reads it unless it is quick."""
    return pl.any_horizontal(pl.col(header) == word for word in EMPTY_WORDS if word)


def _in_one_piece(columns: list[pl.Series]) -> pl.DataFrame:
    """Put each column's pieces together, one column after the other.

    Where columns are divided in different ways, polars puts all of them together whenever a few are
    asked for: fifty times on the way through the checks, and each time beside the whole.
    """
    for place, column in enumerate(columns):
        columns[place] = column.rechunk()
    return pl.DataFrame(columns)


def _times(
    table: SourceTable, found: Sequence[ExtractColumn], headers: Mapping[str, str]
) -> dict[str, pl.DataFrame]:
    """Count the times of the date columns that the file holds as times without a zone."""
    kinds = table.rows.collect_schema()
    return {
        column.name: times_of(table.rows, headers[column.name])
        for column in found
        if column.dtype == pl.Date
        and isinstance(kind := kinds[headers[column.name]], pl.Datetime)
        and kind.time_zone is None
    }


def _unreadable(where: str) -> FileUnreadableError:
    return FileUnreadableError(
        where,
        found="rows that cannot be read",
        needed="the same columns in every part, and values of their types",
        do="Write the file or the folder again.",
    )
