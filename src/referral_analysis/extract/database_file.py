"""Tables of an SQLite or DuckDB file -> their rows, in DuckDB's types or as SQLite's text.

The file is opened for reading only, and for itself alone: nothing is attached, no extension is
loaded, and a view that reads another file is refused. A view may be made to go on without an end:
it has a limit of rows and of time.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable, headers_of, no_rows, table_of, unique_names
from referral_analysis.extract.text_file import first_bytes
from referral_analysis.extract.text_shape import IsKnown

if TYPE_CHECKING:
    import duckdb

_ROWS_AT_ONCE = 50_000
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_MEMORY = "800MB"
_ALLOWED = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_OUTSIDE = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"})


def scan_database_file(path: Path, options: ReadOptions = NO_OPTIONS) -> SourceTable:
    """Read a table or view.

    FileUnreadableError where the file is broken, has several tables and none is named, or lacks
    the one named, and where a view reads another file or goes on beyond `limits.VIEW_ROWS` or
    `limits.VIEW_SECONDS`; DuckDB files need the extra `database`.
    """
    kinds = _kinds(path)
    return _read(path, _table(path, options.table, list(kinds)), kinds)


def known_tables(path: Path, is_known: IsKnown) -> list[SourceTable]:
    """Read the tables and views whose headers are known; no other."""
    kinds = _kinds(path)
    fields = _fields_of_sqlite if _is_sqlite(path) else _fields_of_duckdb
    wanted = [name for name in kinds if is_known(tuple(fields(path, name)))]
    return [_read(path, name, kinds) for name in wanted]


def _is_sqlite(path: Path) -> bool:
    return first_bytes(path, 16).startswith(b"SQLite")


def _kinds(path: Path) -> dict[str, bool]:
    """Return the tables and views by name; true for a view."""
    if _is_sqlite(path):
        with _sqlite(path) as database:
            rows = database.execute(
                "SELECT name, type = 'view' FROM sqlite_master "
                "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                "ORDER BY name"
            ).fetchall()
    else:
        with _duckdb(path) as opened:
            rows = opened.execute(
                "SELECT table_name, table_type = 'VIEW' FROM information_schema.tables "
                "ORDER BY table_name"
            ).fetchall()
    return {name: bool(is_view) for name, is_view in rows}


def _read(path: Path, name: str, kinds: dict[str, bool]) -> SourceTable:
    where = f"{path.name}, {'view' if kinds[name] else 'table'} {name}"
    rows = (_rows_of_sqlite if _is_sqlite(path) else _rows_of_duckdb)(
        path, where, name, is_view=kinds[name]
    )
    if rows.is_empty():
        raise no_rows(where)
    headers = headers_of(where, rows.columns)
    rows.columns = unique_names(headers)
    return table_of(where, headers, rows.lazy())


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.set_authorizer(_allowed)
            yield database
    except sqlite3.Error:
        raise _broken(path) from None


def _allowed(action: int, _: str | None, name: str | None, *__: object) -> int:
    """Let a statement read, and call functions that stay inside the file."""
    is_inside = action in _ALLOWED and (name or "").lower() not in _OUTSIDE
    return sqlite3.SQLITE_OK if is_inside else sqlite3.SQLITE_DENY


def _fields_of_sqlite(path: Path, name: str) -> list[str]:
    with _sqlite(path) as database:
        told = database.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0")  # noqa: S608 - quoted
        return [field[0] for field in told.description]


def _rows_of_sqlite(path: Path, where: str, name: str, *, is_view: bool) -> pl.DataFrame:
    """Read all columns as text: a column of SQLite may hold any type in any row."""
    fields = _fields_of_sqlite(path, name)
    schema = dict.fromkeys(_places(fields), pl.String())
    chosen = ", ".join(f"CAST({_quoted(field)} AS TEXT)" for field in fields)
    frames = [pl.DataFrame(schema=schema)]
    ends_at = time.monotonic() + limits.allowed(limits.VIEW_SECONDS)
    with _sqlite(path) as database:
        if is_view:
            database.set_progress_handler(lambda: int(time.monotonic() > ends_at), _STEPS)
        try:
            rows = database.execute(f"SELECT {chosen} FROM {_quoted(name)}")  # noqa: S608 - quoted
            for some in iter(lambda: rows.fetchmany(_ROWS_AT_ONCE), []):
                frames.append(pl.DataFrame(some, schema=schema, orient="row"))
                if is_view and len(frames) * _ROWS_AT_ONCE > limits.allowed(limits.VIEW_ROWS):
                    raise _endless(where)
        except sqlite3.OperationalError:
            if is_view and time.monotonic() > ends_at:
                raise _endless(where) from None
            raise
        except sqlite3.DatabaseError as error:
            if is_view and "not authorized" in str(error):
                raise _reaches_out(where) from None
            raise
    return pl.concat(frames).rename(dict(zip(schema, fields, strict=True)), strict=False)


def _places(fields: list[str]) -> list[str]:
    return [f"{place} {field}" for place, field in enumerate(fields)]


@contextmanager
def _duckdb(path: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ImportError:
        raise FileUnreadableError(
            path.name,
            found="a DuckDB file",
            needed="the extra `database` installed",
            do="Install referral-analysis[database], or export the table as Parquet.",
        ) from None
    inside: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": _MEMORY,
        "lock_configuration": "true",
    }
    try:
        with duckdb.connect(path, read_only=True, config=inside) as database:
            yield database
    except duckdb.Error:
        raise _broken(path) from None


def _fields_of_duckdb(path: Path, name: str) -> list[str]:
    with _duckdb(path) as database:
        told = database.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ? "
            "ORDER BY ordinal_position",
            [name],
        ).fetchall()
    return [field for (field,) in told]


def _rows_of_duckdb(path: Path, where: str, name: str, *, is_view: bool) -> pl.DataFrame:
    with _duckdb(path) as database:
        if not is_view:
            return pl.DataFrame(database.table(_quoted(name)))
        import duckdb  # noqa: PLC0415 - an extra

        most = limits.allowed(limits.VIEW_ROWS)
        ends_at = time.monotonic() + limits.allowed(limits.VIEW_SECONDS)
        stop = threading.Timer(limits.allowed(limits.VIEW_SECONDS), database.interrupt)
        stop.start()
        try:
            rows = pl.DataFrame(database.table(_quoted(name)).limit(most + 1))
        except duckdb.PermissionException:
            raise _reaches_out(where) from None
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            raise _endless(where) from None
        except pl.exceptions.PolarsError:  # an interrupt that came while rows were handed over
            raise (_endless(where) if time.monotonic() > ends_at else _broken(path)) from None
        finally:
            stop.cancel()
    if rows.height > most:
        raise _endless(where)
    return rows


def _reaches_out(where: str) -> FileUnreadableError:
    return FileUnreadableError(
        where,
        found="a view that reads outside its own file",
        needed="a table, or a view of tables of the same file",
        do="Write its rows into a table, and do not open the file elsewhere before you know it.",
    )


def _endless(where: str) -> FileUnreadableError:
    rows, seconds = limits.allowed(limits.VIEW_ROWS), limits.allowed(limits.VIEW_SECONDS)
    return limits.beyond(
        where,
        found=f"a view that gives more than {rows:,} rows, or takes more than {seconds} seconds",
        needed="a table, or a view that ends sooner",
    )


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
