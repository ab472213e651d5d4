"""Tables and views of a DuckDB file -> rows in its types, up to limits of rows, text and time.

The file is opened for reading only, and for itself alone: no other is reached, no extension is
loaded. A view may be made to go on without an end; a column that is made when it is read is
refused.
"""

import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits
from referral_analysis.extract.database_refusals import (
    MADE,
    Kind,
    broken,
    endless,
    quoted,
    reaches_out,
    unfolds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

_MEMORY = "800MB"


def kinds_of(path: Path) -> dict[str, Kind]:
    """Return the tables and views by name, and which of them are made when they are read."""
    with _duckdb(path) as opened:
        rows = opened.execute(
            "SELECT table_name, if(any_value(table_type) = 'VIEW', 'view', 'table'), "
            "bool_or(is_generated = 'ALWAYS') FROM information_schema.tables "
            "JOIN information_schema.columns USING (table_name) "
            "GROUP BY ALL ORDER BY table_name"
        ).fetchall()
    return {name: MADE if made and kind == "table" else kind for name, kind, made in rows}


def require_nothing_made(path: Path, name: str, kinds: dict[str, Kind]) -> None:
    """Refuse a table of DuckDB with a made column, and a view where the file has such a table.

    DuckDB makes the values of thousands of rows at once, whatever memory it was allowed.
    """
    made = [one for one, kind in kinds.items() if kind == MADE]
    if name in made or (made and kinds[name] == "view"):
        table = name if name in made else made[0]
        raise FileUnreadableError(
            f"{path.name}, table {table}",
            found="a column that is made when it is read",
            needed="columns that hold their values",
            do="Write its rows into a new table (CREATE TABLE ... AS SELECT), and name that.",
        )


def fields_of(path: Path, name: str) -> list[str]:
    """Name the columns of a table or view."""
    with _duckdb(path) as database:
        told = database.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ? "
            "ORDER BY ordinal_position",
            [name],
        ).fetchall()
    return [field for (field,) in told]


def rows_of(path: Path, where: str, name: str, *, kind: Kind) -> pl.DataFrame:
    """Read all columns in their own types; FileUnreadableError beyond the limits."""
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
            raise reaches_out(where) from None
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            raise endless(where, kind) from None
        except pl.exceptions.PolarsError:  # an interrupt that came while rows were handed over
            raise (endless(where, kind) if time.monotonic() > ends_at else broken(path)) from None
        finally:
            stop.cancel()
    if kind == "view" and rows.height > limits.allowed(limits.VIEW_ROWS):
        raise endless(where, kind)
    return rows


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
        raise broken(path) from None


def _limited(
    database: "duckdb.DuckDBPyConnection", where: str, name: str, *, kind: Kind, size: int
) -> "duckdb.DuckDBPyRelation":
    """Return the rows to read; FileUnreadableError where they or their text are too many.

    A value that comes again takes no room in the file, and all of it in the memory.
    """
    table = database.table(quoted(name))
    if kind == "view":
        table = table.limit(limits.allowed(limits.VIEW_ROWS) + 1)
    else:
        limits.require_full_rows(where, table.count("*").fetchall()[0][0], size)
    texts = [
        f"coalesce(sum(strlen({quoted(field)})), 0)"
        for field, of in zip(table.columns, table.types, strict=True)
        if str(of) == "VARCHAR"
    ]
    most = limits.most_unfolded(size)
    if texts and sum(table.aggregate(", ".join(texts)).fetchall()[0]) > most:
        raise unfolds(where, most)
    return table
