"""One table of an SQLite or DuckDB file -> its rows, in DuckDB's types or as SQLite's text."""

import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable, headers_of, no_rows, table_of, unique_names
from referral_analysis.extract.text_file import first_bytes

_ROWS_AT_ONCE = 50_000


def scan_database_file(path: Path, options: ReadOptions = NO_OPTIONS) -> SourceTable:
    """Read a table or view; the file is opened for reading only.

    FileUnreadableError where the file is broken, has several tables and none is named, or lacks
    the one named; DuckDB files need the extra `database`.
    """
    is_sqlite = first_bytes(path, 16).startswith(b"SQLite")
    return _sqlite(path, options) if is_sqlite else _duckdb(path, options)


def _sqlite(path: Path, options: ReadOptions) -> SourceTable:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            )
            name = _table(path, options.table, [row[0] for row in found])
            return _table_of_sqlite(f"{path.name}, table {name}", database, name)
    except sqlite3.Error:
        raise _broken(path) from None


def _table_of_sqlite(where: str, database: sqlite3.Connection, name: str) -> SourceTable:
    """Read all columns as text: a column of SQLite may hold any type in any row."""
    fields = [row[1] for row in database.execute("SELECT * FROM pragma_table_info(?)", (name,))]
    headers = headers_of(where, fields)
    chosen = ", ".join(f"CAST({_quoted(field)} AS TEXT)" for field in fields)
    rows = database.execute(f"SELECT {chosen} FROM {_quoted(name)}")  # noqa: S608 - quoted names
    schema = dict.fromkeys(unique_names(headers), pl.String())
    frames = [
        pl.DataFrame(some, schema=schema, orient="row")
        for some in iter(lambda: rows.fetchmany(_ROWS_AT_ONCE), [])
    ]
    if not frames:
        raise no_rows(where)
    return table_of(where, headers, pl.concat(frames).lazy())


def _duckdb(path: Path, options: ReadOptions) -> SourceTable:
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ImportError:
        raise FileUnreadableError(
            path.name,
            found="a DuckDB file",
            needed="the extra `database` installed",
            do="Install referral-analysis[database], or export the table as Parquet.",
        ) from None
    try:
        with duckdb.connect(path, read_only=True) as database:
            found = database.execute(
                "SELECT table_name FROM information_schema.tables ORDER BY table_name"
            ).fetchall()
            name = _table(path, options.table, [row[0] for row in found])
            rows = pl.DataFrame(database.table(_quoted(name)))
    except duckdb.Error:
        raise _broken(path) from None
    where = f"{path.name}, table {name}"
    if rows.is_empty():
        raise no_rows(where)
    headers = headers_of(where, rows.columns)
    rows.columns = unique_names(headers)
    return table_of(where, headers, rows.lazy())


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


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _broken(path: Path) -> FileUnreadableError:
    return FileUnreadableError(
        path.name,
        found="a database file that cannot be read",
        needed="a whole SQLite or DuckDB file that nothing else is writing to",
        do="Close the program that has it open, or copy it again.",
    )
