"""CSV files -> rows of text under the file's own headers; nothing is parsed or guessed at."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import polars as pl

from referral_analysis.extract.below_rows import LOOKED_AT, filters_at, require_all_rows
from referral_analysis.extract.empty_words import EMPTY_WORDS
from referral_analysis.extract.packed import packing_of
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable, table_of, unique_names
from referral_analysis.extract.text_file import as_utf8, read_through, require_file
from referral_analysis.extract.text_shape import IsKnown, shape_of

BEYOND_HEADER = "\0beyond"
"""Column of `scan_csv`: true where a row has a value in more fields than the header has."""


def scan_csv(
    path: Path,
    options: ReadOptions = NO_OPTIONS,
    few_valued: Collection[str] = (),
    is_known: IsKnown | None = None,
) -> SourceTable:
    """Scan a CSV file: UTF-8, UTF-16, Windows-1252; comma, semicolon, tab or |; plain or packed.

    few_valued: headers whose columns are to be Categorical, each with categories of its own: a
    tenth of the time of text where values come again. Others are String. Rows have BEYOND_HEADER.
    is_known: tells headers that are found wherever they stand. A file that is read where it lies is
    scanned in a quick way too, no field held to words. FileUnreadableError where it is missing,
    empty, only a header, undecodable or not delimited.
    """
    require_file(path)
    text = read_through(path, LOOKED_AT)
    encoding, below = text.encoding, text.last
    shape = shape_of(path, encoding, options.header_row, is_known)
    names = unique_names(shape.headers)
    beyond = [f"{BEYOND_HEADER} {place}" for place in range(max(shape.beyond, 1))]
    require_all_rows(path.name, below)
    ends = filters_at(below)
    is_plain = encoding == "utf-8" and packing_of(path) != "zip" and ends is None
    source = (
        path
        if is_plain
        else as_utf8(path, encoding, without=below[ends:] if ends is not None else "")
    )

    def scanned(null_values: list[str] | None) -> pl.LazyFrame:
        rows = pl.scan_csv(
            source,
            has_header=False,
            skip_lines=shape.lines,
            separator=shape.delimiter,
            eol_char=shape.line_end,
            schema={
                **{name: _type(name in few_valued) for name in names},
                **dict.fromkeys(beyond, pl.String()),
            },
            null_values=null_values,
            missing_columns="insert",
        )
        is_beyond = pl.any_horizontal(pl.col(beyond).is_not_null()).alias(BEYOND_HEADER)
        return rows.with_columns(is_beyond).drop(beyond)

    rows = scanned(list(EMPTY_WORDS))
    table = table_of(path.name, shape.headers, rows)
    return replace(table, quick=(rows, scanned(None))) if is_plain and few_valued else table


def _type(is_few_valued: bool) -> pl.DataType:  # noqa: FBT001 - the one thing it says
    return pl.Categorical(pl.Categories.random("extract")) if is_few_valued else pl.String()
