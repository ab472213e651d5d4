"""Tables of an SQLite or DuckDB file -> their rows, in DuckDB's types or as SQLite's text.

The file is opened for reading only, and for itself alone: nothing is attached, no extension is
loaded, and a view that reads another file is refused. A view may be made to go on without an end,
and a column may be made of nothing: both have a limit of rows, of text and of time; a column that
DuckDB makes when it is read is refused.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

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
_GENERATED = (2, 3)  # of `PRAGMA table_xinfo`: virtual, stored
_ROWS_LOOKED_AT = 200  # together no more than so many values of the longest that there may be
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_MEMORY = "800MB"
_ALLOWED = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_OUTSIDE = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"})


_Kind: TypeAlias = Literal["table", "view", "table with made columns"]
_MADE: _Kind = "table with made columns"


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
    fields = _fields_of_sqlite if _is_sqlite(path) else _fields_of_duckdb
    wanted = [name for name in kinds if is_known(tuple(fields(path, name)))]
    return [_read(path, name, kinds) for name in wanted]


def _is_sqlite(path: Path) -> bool:
    return first_bytes(path, 16).startswith(b"SQLite")


def _kinds(path: Path) -> dict[str, _Kind]:
    """Return what may be read by name, and which of it is made when it is read."""
    if _is_sqlite(path):
        with _sqlite(path) as database:
            named = database.execute(
                "SELECT name, type FROM sqlite_master "
                "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                "ORDER BY name"
            ).fetchall()
            rows = [(name, kind, _has_made(database, name)) for name, kind in named]
    else:
        with _duckdb(path) as opened:
            rows = opened.execute(
                "SELECT table_name, if(any_value(table_type) = 'VIEW', 'view', 'table'), "
                "bool_or(is_generated = 'ALWAYS') FROM information_schema.tables "
                "JOIN information_schema.columns USING (table_name) "
                "GROUP BY ALL ORDER BY table_name"
            ).fetchall()
    return {name: _MADE if made and kind == "table" else kind for name, kind, made in rows}


def _has_made(database: sqlite3.Connection, name: str) -> bool:
    """Claim that a table of SQLite has a generated column."""
    told = database.execute(f"PRAGMA table_xinfo({_quoted(name)})").fetchall()
    return any(hidden in _GENERATED for *_, hidden in told)


def _read(path: Path, name: str, kinds: dict[str, _Kind]) -> SourceTable:
    where = f"{path.name}, {kinds[name]} {name}"
    if not _is_sqlite(path):
        _require_nothing_made(path, name, kinds)
    rows = (_rows_of_sqlite if _is_sqlite(path) else _rows_of_duckdb)(
        path, where, name, kind=kinds[name]
    )
    if rows.is_empty():
        raise no_rows(where)
    headers = headers_of(where, rows.columns)
    rows.columns = unique_names(headers)
    return table_of(where, headers, rows.lazy())


def _require_nothing_made(path: Path, name: str, kinds: dict[str, _Kind]) -> None:
    """Refuse a table of DuckDB with a made column, and a view where the file has such a table.

    DuckDB makes the values of thousands of rows at once, whatever memory it was allowed.
    """
    made = [one for one, kind in kinds.items() if kind == _MADE]
    if name in made or (made and kinds[name] == "view"):
        table = name if name in made else made[0]
        raise FileUnreadableError(
            f"{path.name}, table {table}",
            found="a column that is made when it is read",
            needed="columns that hold their values",
            do="Write its rows into a new table (CREATE TABLE ... AS SELECT), and name that.",
        )


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            longest = limits.allowed(limits.VALUE_MB * limits.MB)
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
            database.set_authorizer(_allowed)
            yield database
    except sqlite3.Error:
        raise _broken(path) from None


def _allowed(action: int, what: str | None, name: str | None, *_: object) -> int:
    """Let a statement read, call functions that stay inside the file, and ask about columns."""
    is_inside = action in _ALLOWED and (name or "").lower() not in _OUTSIDE
    asks = action == sqlite3.SQLITE_PRAGMA and what == "table_xinfo"
    return sqlite3.SQLITE_OK if is_inside or asks else sqlite3.SQLITE_DENY


def _fields_of_sqlite(path: Path, name: str) -> list[str]:
    with _sqlite(path) as database:
        told = database.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0")  # noqa: S608 - quoted
        return [field[0] for field in told.description]


def _rows_of_sqlite(path: Path, where: str, name: str, *, kind: _Kind) -> pl.DataFrame:
    """Read all columns as text: a column of SQLite may hold any type in any row."""
    fields = _fields_of_sqlite(path, name)
    schema = dict.fromkeys(_places(fields), pl.String())
    chosen = ", ".join(f"CAST({_quoted(field)} AS TEXT)" for field in fields)
    frames = [pl.DataFrame(schema=schema)]
    ends_at = time.monotonic() + limits.allowed(limits.VIEW_SECONDS)
    with _sqlite(path) as database:
        is_made = kind != "table"
        if is_made:
            database.set_progress_handler(lambda: int(time.monotonic() > ends_at), _STEPS)
        try:
            rows = database.execute(f"SELECT {chosen} FROM {_quoted(name)}")  # noqa: S608 - quoted
            frames += [
                pl.DataFrame(some, schema=schema, orient="row")
                for some in _pieces(where, rows, path.stat().st_size, kind)
            ]
        except sqlite3.OperationalError:
            if is_made and time.monotonic() > ends_at:
                raise _endless(where, kind) from None
            raise
        except sqlite3.DatabaseError as error:
            if is_made and "not authorized" in str(error):
                raise _reaches_out(where) from None
            if error.sqlite_errorcode == sqlite3.SQLITE_TOOBIG:
                raise _too_long(where) from None
            raise
    return pl.concat(frames).rename(dict(zip(schema, fields, strict=True)), strict=False)


def _pieces(
    where: str, rows: sqlite3.Cursor, size: int, kind: _Kind
) -> Iterator[list[tuple[str | None, ...]]]:
    """Yield rows, some at a time; FileUnreadableError where they or their text go on too long."""
    most, most_rows = limits.most_unfolded(size), limits.allowed(limits.VIEW_ROWS)
    given = length = 0
    piece: list[tuple[str | None, ...]] = []
    for some in iter(lambda: rows.fetchmany(_ROWS_LOOKED_AT), []):
        given += len(some)
        length += sum(len(value) for row in some for value in row if value)
        if kind != "table" and given > most_rows:
            raise _endless(where, kind)
        if length > most:
            raise _unfolds(where, most)
        piece += some
        if len(piece) >= _ROWS_AT_ONCE:
            yield piece
            piece = []
    yield piece


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


def _rows_of_duckdb(path: Path, where: str, name: str, *, kind: _Kind) -> pl.DataFrame:
    with _duckdb(path) as database:
        import duckdb  # noqa: PLC0415 - an extra

        seconds = limits.allowed(limits.VIEW_SECONDS)
        ends_at = time.monotonic() + seconds
        stop = threading.Timer(seconds, database.interrupt)
        stop.start()
        try:
            wanted = _limited(database, where, name, kind=kind, size=path.stat().st_size)
            rows = pl.DataFrame(wanted)
        except duckdb.PermissionException:
            raise _reaches_out(where) from None
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            raise _endless(where, kind) from None
        except pl.exceptions.PolarsError:  # an interrupt that came while rows were handed over
            raise (_endless(where, kind) if time.monotonic() > ends_at else _broken(path)) from None
        finally:
            stop.cancel()
    if kind == "view" and rows.height > limits.allowed(limits.VIEW_ROWS):
        raise _endless(where, kind)
    return rows


def _limited(
    database: "duckdb.DuckDBPyConnection", where: str, name: str, *, kind: _Kind, size: int
) -> "duckdb.DuckDBPyRelation":
    """Return the rows to read; FileUnreadableError where they or their text are too many.

    A value that comes again takes no room in the file, and all of it in the memory.
    """
    table = database.table(_quoted(name))
    if kind == "view":
        table = table.limit(limits.allowed(limits.VIEW_ROWS) + 1)
    else:
        limits.require_full_rows(where, table.count("*").fetchall()[0][0], size)
    texts = [
        f"coalesce(sum(strlen({_quoted(field)})), 0)"
        for field, of in zip(table.columns, table.types, strict=True)
        if str(of) == "VARCHAR"
    ]
    most = limits.most_unfolded(size)
    if texts and sum(table.aggregate(", ".join(texts)).fetchall()[0]) > most:
        raise _unfolds(where, most)
    return table


def _reaches_out(where: str) -> FileUnreadableError:
    return FileUnreadableError(
        where,
        found="a view that reads outside its own file",
        needed="a table, or a view of tables of the same file",
        do="Write its rows into a table, and do not open the file elsewhere before you know it.",
    )


def _endless(where: str, kind: _Kind) -> FileUnreadableError:
    rows, seconds = limits.allowed(limits.VIEW_ROWS), limits.allowed(limits.VIEW_SECONDS)
    return limits.beyond(
        where,
        found=f"a {kind} that gives more than {rows:,} rows, or takes more than {seconds} seconds",
        needed="a table that holds its rows, or a view that ends sooner",
    )


def _unfolds(where: str, most: int) -> FileUnreadableError:
    return limits.beyond(
        where,
        found=f"more than {most // limits.MB:,} MB of text, far more than the file",
        needed="a table that holds its own text",
    )


def _too_long(where: str) -> FileUnreadableError:
    longest = limits.allowed(limits.VALUE_MB * limits.MB)
    return limits.beyond(
        where,
        found=f"a value of more than {longest:,} characters",
        needed="values that are shorter",
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
