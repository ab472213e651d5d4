"""Files of referrals -> typed rows in the one vocabulary, by the readers that they ask for.

Reading raises what is wrong with the file as a whole; what is wrong with single rows is left to
`extract.check`. Rows are read once into memory, and handed on as a lazy frame over it.
"""

from dataclasses import replace

import polars as pl

from referral_analysis.errors import ColumnMissingError
from referral_analysis.extract import columns
from referral_analysis.extract.area_names import with_one_spelling
from referral_analysis.extract.assessments import with_single_assessments
from referral_analysis.extract.columns import ExtractColumn
from referral_analysis.extract.convert import convert
from referral_analysis.extract.fields import fields_of
from referral_analysis.extract.mapping import NO_MAPPING, ExtractMapping
from referral_analysis.extract.one_writing import require_one_writing
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.several import Joined, Part, join
from referral_analysis.extract.sources import Paths, referral_tables
from referral_analysis.extract.table import SourceTable, listed


def read_referrals(
    path: Paths, mapping: ExtractMapping = NO_MAPPING, options: ReadOptions = NO_OPTIONS
) -> pl.LazyFrame:
    """Read an extract of referrals: the columns of `columns.REFERRALS` that it has, typed.

    path: a file, a folder, or several, which are one extract: see `several.join`. Adds
    `columns.HAS_UNREADABLE_DATE`. An optional column that the files lack is left out, so that
    nothing can take it for empty; so is one that their kind never has (a CIN census return has no
    district). FileUnreadableError, ColumnMissingError, ValueUnreadableError.
    """
    return read_joined(path, mapping, options).rows.lazy()


def read_joined(
    path: Paths, mapping: ExtractMapping = NO_MAPPING, options: ReadOptions = NO_OPTIONS
) -> Joined:
    """Read an extract as `read_referrals` does, and say which files it was made of."""
    few_valued = [
        mapping.header_of(column.name)
        for column in columns.REFERRALS
        if column.name not in columns.IDS and column.dtype != pl.Date
    ]
    tables = referral_tables(path, options, few_valued)
    parts = [
        Part(
            where=table.where,
            rows=_typed(table, mapping),
            has_own_ids=table.has_own_ids or columns.REFERRAL_ID in mapping.headers,
            as_of=table.as_of,
        )
        for table in tables
    ]
    if len(parts) == 1 and parts[0].has_own_ids:
        alone = parts[0]
        files = ((alone.where, alone.rows.height),)
        return Joined(rows=_known(alone.where, alone.rows), files=files, older=0)
    joined = join(parts)
    return replace(joined, rows=_known(tables[0].where, joined.rows))


def typed_referrals(table: SourceTable, mapping: ExtractMapping = NO_MAPPING) -> pl.LazyFrame:
    """Turn the rows of a table into typed referrals, as `read_referrals` does."""
    return _known(table.where, _typed(table, mapping)).lazy()


def _known(where: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the columns that every reader of them knows, ids and areas looked at.

    Ids of children that are empty in every row are none: else each row would lack one.
    """
    require_one_writing(where, rows)
    rows = with_one_spelling(rows)
    is_empty = columns.CHILD_ID in rows.columns and not rows[columns.CHILD_ID].count()
    return with_single_assessments(rows.drop(columns.CHILD_ID) if is_empty else rows)


def _typed(table: SourceTable, mapping: ExtractMapping) -> pl.DataFrame:
    found = _columns_in(table, mapping)
    rows = convert(table.where, fields_of(table, found, mapping), found, mapping.codes)
    if not table.is_counted:
        return rows
    return rows.with_columns(pl.lit(value=True).alias(columns.IS_COUNTED))


def _columns_in(table: SourceTable, mapping: ExtractMapping) -> list[ExtractColumn]:
    """List the columns that a file has; all that are required or named by the mapping must be."""
    found, missing = [], []
    for column in columns.REFERRALS:
        header = mapping.header_of(column.name)
        if column.name in mapping.headers and not header:
            continue
        is_needed = column.required and column.name not in table.lacks
        if is_needed or column.name in mapping.headers or header in table.headers:
            missing += [] if header in table.headers else [(column.name, header)]
            found.append((column, header))
    if len(missing) > 1:
        raise _without(table, missing)
    for column, header in found:
        table.require(header, do=f"Name the header that holds {column.name} under `columns`.")
    return [column for column, _ in found]


def _without(table: SourceTable, missing: list[tuple[str, str]]) -> ColumnMissingError:
    """Return the error of a file that lacks several columns, naming all of them."""
    return ColumnMissingError(
        table.where,
        found=f"the columns {listed(table.headers)}",
        needed=f"columns {', '.join(header for _, header in missing)}",
        do=f"Name the headers that hold {', '.join(name for name, _ in missing)} under `columns`.",
    )
