"""A Parquet file, or a folder of them divided by the values of columns -> rows in their types."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits
from referral_analysis.extract.table import SourceTable, headers_of, no_rows, table_of, unique_names
from referral_analysis.extract.text_file import require_file


def scan_parquet(path: Path) -> SourceTable:
    """Scan a file, or all files of a folder; names of subfolders like year=2011 are columns.

    FileUnreadableError where a file is broken, the folder holds none, two files differ in their
    columns, or a small one unfolds beyond the limits.
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
        names = rows.collect_schema().names()
        height = rows.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        raise broken_parquet(path) from None
    if not height:
        raise no_rows(path.name)
    size = sum(file.stat().st_size for file in files)
    limits.require_few_columns(path.name, len(names))
    limits.require_full_rows(path.name, height, size)
    _require_room(path, rows, size)
    headers = headers_of(path.name, names)
    renamed = rows.rename(dict(zip(names, unique_names(headers), strict=True)))
    return table_of(path.name, headers, renamed)


def _files(path: Path) -> list[Path]:
    """Return the file, or the Parquet files of a folder; none of them a device or a pipe."""
    if not path.is_dir():
        return [path]
    files = sorted(path.rglob("*.parquet"))
    for file in files:
        require_file(file)
    return files


def _require_room(path: Path, rows: pl.LazyFrame, size: int) -> None:
    """Add up what the texts take: a long one may stand once in the file and in every row of it."""
    texts = [name for name, kind in rows.collect_schema().items() if kind == pl.String]
    lengths = [pl.col(name).str.len_bytes().cast(pl.Int64).sum() for name in texts]
    try:
        total = rows.select(lengths).collect(engine="streaming") if texts else pl.DataFrame()
    except pl.exceptions.PolarsError:
        raise broken_parquet(path) from None
    most, held = limits.most_unfolded(size), sum(total.row(0)) if texts else 0
    if held > most:
        raise limits.beyond(
            path.name,
            found=f"a file that holds {held // limits.MB:,} MB of text in {size // limits.MB:,} MB",
            needed=f"one that holds at most {most // limits.MB:,} MB",
        )


def broken_parquet(path: Path) -> FileUnreadableError:
    """Return the error of Parquet files that cannot be read together."""
    return FileUnreadableError(
        path.name,
        found="Parquet files that are broken, or differ in their columns",
        needed="whole files with the same columns",
        do="Write them again.",
    )
