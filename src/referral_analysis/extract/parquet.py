"""A Parquet file, or a folder of them divided by the values of columns -> rows in their types."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits
from referral_analysis.extract.table import SourceTable, headers_of, no_rows, table_of, unique_names
from referral_analysis.extract.text_file import require_file
from referral_analysis.extract.text_room import TextRoom


def scan_parquet(path: Path) -> SourceTable:
    """Scan a file, or all files of a folder; names of subfolders like year=2011 are columns.

    FileUnreadableError where a file is broken, the folder holds none, or two files differ in their
    columns. One whose texts take more than the limits is refused when they are read.
    """
    files = _files(path)
    if not files:
        raise FileUnreadableError(
            path.resolve().name,
            found="a folder without a Parquet file",
            needed="files that end in .parquet",
            do="Check the path in the parameters.",
        )
    source = path / "**/*.parquet" if path.is_dir() else path
    try:
        rows = pl.scan_parquet(source, hive_partitioning=path.is_dir(), try_parse_hive_dates=False)
        kinds = rows.collect_schema()
        height = rows.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        raise broken_parquet(path) from None
    if not height:
        raise no_rows(path.name)
    names = kinds.names()
    size = sum(file.stat().st_size for file in files)
    limits.require_few_columns(path.name, len(names))
    limits.require_full_rows(path.name, height, size)
    room = TextRoom(path.name, size, height)
    texts = [name for name, kind in kinds.items() if kind == pl.String]
    headers = headers_of(path.name, names)
    renamed = dict(zip(names, unique_names(headers), strict=True))
    counted = rows.with_columns(room.counted(name) for name in texts).rename(renamed)
    return replace(table_of(path.name, headers, counted), room=room)


def _files(path: Path) -> list[Path]:
    """Return the file, or the Parquet files of a folder; none of them a device or a pipe."""
    if not path.is_dir():
        return [path]
    files = sorted(path.rglob("*.parquet"))
    for file in files:
        require_file(file)
    return files


def broken_parquet(path: Path) -> FileUnreadableError:
    """Return the error of Parquet files that cannot be read together."""
    return FileUnreadableError(
        path.name,
        found="Parquet files that are broken, or differ in their columns",
        needed="whole files with the same columns",
        do="Write them again.",
    )
