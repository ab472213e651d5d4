"""Tables of an SQLite or DuckDB file -> their rows, in DuckDB's types or as SQLite's text."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import duckdb_file, sqlite_file
from referral_analysis.extract.database_refusals import Kind
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable, headers_of, no_rows, table_of, unique_names
from referral_analysis.extract.text_file import first_bytes
from referral_analysis.extract.text_shape import IsKnown


def scan_database_file(path: Path, options: ReadOptions = NO_OPTIONS) -> SourceTable:
    """Read a table or view.

    FileUnreadableError where the file is broken, has several tables and none is named, or lacks
    the one named, where a view reads another file or goes on beyond `limits.VIEW_ROWS` or
    `limits.VIEW_SECONDS`, and where a small file unfolds beyond the limits; DuckDB files need the
    extra `database`.
    """
    kinds = _kinds(path)
    return _read(path, _table(path, options.table, list(kinds)), kinds)


def known_tables(path: Path, is_known: IsKnown) -> list[SourceTable]:
    """Read the tables and views whose headers are known; no other."""
    kinds = _kinds(path)
    fields = sqlite_file.fields_of if _is_sqlite(path) else duckdb_file.fields_of
    wanted = [name for name in kinds if is_known(tuple(fields(path, name)))]
    return [_read(path, name, kinds) for name in wanted]


def _is_sqlite(path: Path) -> bool:
    return first_bytes(path, 16).startswith(b"SQLite")


def _kinds(path: Path) -> dict[str, Kind]:
    """Return what may be read by name, and which of it is made when it is read."""
    return sqlite_file.kinds_of(path) if _is_sqlite(path) else duckdb_file.kinds_of(path)


def _read(path: Path, name: str, kinds: dict[str, Kind]) -> SourceTable:
    where = f"{path.name}, {kinds[name]} {name}"
    rows = _rows(path, where, name, kinds)
    if rows.is_empty():
        raise no_rows(where)
    headers = headers_of(where, rows.columns)
    rows.columns = unique_names(headers)
    return table_of(where, headers, rows.lazy())


def _rows(path: Path, where: str, name: str, kinds: dict[str, Kind]) -> pl.DataFrame:
    if _is_sqlite(path):
        return sqlite_file.rows_of(path, where, name, kind=kinds[name])
    duckdb_file.require_nothing_made(path, name, kinds)
    return duckdb_file.rows_of(path, where, name, kind=kinds[name])


def _table(path: Path, wanted: str | None, tables: list[str]) -> str:
    if wanted is None and len(tables) == 1:
        return tables[0]
    if wanted in tables:
        return str(wanted)
    found = "no table named" if wanted is None else f"no table {wanted}"
    raise FileUnreadableError(
        path.name,
        found=f"{found} among {', '.join(tables) or 'none'}",
        needed="the name of one of them",
        do="Give it as `table`, such as --set table=referrals.",
    )
