"""A CSV file that an analyst wrote by hand -> its rows as text, columns by their own names."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.tabular import BEYOND_HEADER, scan_csv


def read(path: Path) -> pl.DataFrame:
    """Read all rows as String, headers in small letters and without spaces around them.

    FileUnreadableError where a row has more fields than the header, or two columns have one name.
    """
    table = scan_csv(path)
    try:
        rows = table.rows.collect()
    except pl.exceptions.PolarsError:
        raise _ragged(path) from None
    if BEYOND_HEADER in rows.columns and rows[BEYOND_HEADER].any():
        raise _ragged(path)
    names = {name: name.strip().lower() for name in rows.columns if name != BEYOND_HEADER}
    if table.repeated or len(set(names.values())) < len(names):
        raise FileUnreadableError(
            path.name,
            found="two columns of one name",
            needed="a name for each column",
            do="Rename one of them.",
        )
    return rows.select(pl.col(old).alias(new) for old, new in names.items())


def _ragged(path: Path) -> FileUnreadableError:
    return FileUnreadableError(
        path.name,
        found="rows that cannot be split into the header's columns",
        needed="as many fields in every row as in the header",
        do="Export it again.",
    )
