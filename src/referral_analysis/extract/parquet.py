"""A Parquet file, or a folder of them divided by the values of columns -> rows in their types."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.table import SourceTable, headers_of, no_rows, table_of, unique_names


def scan_parquet(path: Path) -> SourceTable:
    """Scan a file, or all files of a folder; names of subfolders like year=2011 are columns.

    FileUnreadableError where a file is broken, the folder holds none, or two files differ in
    their columns.
    """
    if path.is_dir() and not any(path.rglob("*.parquet")):
        raise FileUnreadableError(
            path.resolve().name,
            found="a folder without a Parquet file",
            needed="files that end in .parquet",
            do="Check the path in the parameters.",
        )
    source = path / "**/*.parquet" if path.is_dir() else path
    try:
        rows = pl.scan_parquet(source, hive_partitioning=path.is_dir(), try_parse_hive_dates=False)
        names = rows.collect_schema().names()
        is_empty = rows.head(1).collect().is_empty()
    except (pl.exceptions.PolarsError, OSError):
        raise broken_parquet(path) from None
    if is_empty:
        raise no_rows(path.name)
    headers = headers_of(path.name, names)
    renamed = rows.rename(dict(zip(names, unique_names(headers), strict=True)))
    return table_of(path.name, headers, renamed)


def broken_parquet(path: Path) -> FileUnreadableError:
    """Return the error of Parquet files that cannot be read together."""
    return FileUnreadableError(
        path.name,
        found="Parquet files that are broken, or differ in their columns",
        needed="whole files with the same columns",
        do="Write them again.",
    )
