"""Tables and views of an SQLite file -> their rows as text, up to limits of rows, text and time.

The file is opened for reading only, and for itself alone: nothing is attached, no extension is
loaded. A view may be made to go on without an end, and a column may be made of nothing.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import polars as pl

from referral_analysis.extract import limits
from referral_analysis.extract.database_refusals import (
    MADE,
    Kind,
    broken,
    endless,
    quoted,
    reaches_out,
    too_long,
    unfolds,
)

_ROWS_AT_ONCE = 50_000
_GENERATED = (2, 3)  # of `PRAGMA table_xinfo`: virtual, stored
_ROWS_LOOKED_AT = 200  # together no more than so many values of the longest that there may be
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_ALLOWED = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_OUTSIDE = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"})


def kinds_of(path: Path) -> dict[str, Kind]:
    """Return the tables and views by name, and which of them are made when they are read."""
    with _sqlite(path) as database:
        named = database.execute(
            "SELECT name, type FROM sqlite_master "
            "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            "ORDER BY name"
        ).fetchall()
        made = {name: kind == "table" and _has_made(database, name) for name, kind in named}
    return {name: MADE if made[name] else kind for name, kind in named}


def fields_of(path: Path, name: str) -> list[str]:
    """Name the columns of a table or view."""
    with _sqlite(path) as database:
        told = database.execute(f"SELECT * FROM {quoted(name)} LIMIT 0")  # noqa: S608 - quoted
        return [field[0] for field in told.description]


def rows_of(path: Path, where: str, name: str, *, kind: Kind) -> pl.DataFrame:
    """Read all columns as text: a column of SQLite may hold any type in any row.

    where: what errors call the table. FileUnreadableError beyond the limits.
    """
    fields = fields_of(path, name)
    schema = dict.fromkeys(_places(fields), pl.String())
    chosen = ", ".join(f"CAST({quoted(field)} AS TEXT)" for field in fields)
    frames = [pl.DataFrame(schema=schema)]
    ends_at = time.monotonic() + limits.allowed(limits.VIEW_SECONDS)
    with _sqlite(path) as database:
        is_made = kind != "table"
        if is_made:
            database.set_progress_handler(lambda: int(time.monotonic() > ends_at), _STEPS)
        try:
            rows = database.execute(f"SELECT {chosen} FROM {quoted(name)}")  # noqa: S608 - quoted
            frames += [
                pl.DataFrame(some, schema=schema, orient="row")
                for some in _pieces(where, rows, path.stat().st_size, kind)
            ]
        except sqlite3.OperationalError:
            if is_made and time.monotonic() > ends_at:
                raise endless(where, kind) from None
            raise
        except sqlite3.DatabaseError as error:
            if is_made and "not authorized" in str(error):
                raise reaches_out(where) from None
            if error.sqlite_errorcode == sqlite3.SQLITE_TOOBIG:
                raise too_long(where) from None
            raise
    return pl.concat(frames).rename(dict(zip(schema, fields, strict=True)), strict=False)


def _has_made(database: sqlite3.Connection, name: str) -> bool:
    """Claim that a table of SQLite has a generated column."""
    told = database.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
    return any(hidden in _GENERATED for *_, hidden in told)


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
        raise broken(path) from None


def _allowed(action: int, what: str | None, name: str | None, *_: object) -> int:
    """Let a statement read, call functions that stay inside the file, and ask about columns."""
    is_inside = action in _ALLOWED and (name or "").lower() not in _OUTSIDE
    asks = action == sqlite3.SQLITE_PRAGMA and what == "table_xinfo"
    return sqlite3.SQLITE_OK if is_inside or asks else sqlite3.SQLITE_DENY


def _pieces(
    where: str, rows: sqlite3.Cursor, size: int, kind: Kind
) -> Iterator[list[tuple[str | None, ...]]]:
    """Yield rows, some at a time; FileUnreadableError where they or their text go on too long."""
    most, most_rows = limits.most_unfolded(size), limits.allowed(limits.VIEW_ROWS)
    given = length = 0
    piece: list[tuple[str | None, ...]] = []
    for some in iter(lambda: rows.fetchmany(_ROWS_LOOKED_AT), []):
        given += len(some)
        length += sum(len(value) for row in some for value in row if value)
        if kind != "table" and given > most_rows:
            raise endless(where, kind)
        if length > most:
            raise unfolds(where, most)
        piece += some
        if len(piece) >= _ROWS_AT_ONCE:
            yield piece
            piece = []
    yield piece


def _places(fields: list[str]) -> list[str]:
    return [f"{place} {field}" for place, field in enumerate(fields)]
