"""A query on a database server -> typed referrals; the extra `database` reads it."""

import contextlib
import os
import sys
from collections.abc import Iterator

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.database_address import read_only, require_answer, where_of
from referral_analysis.extract.mapping import NO_MAPPING, ExtractMapping
from referral_analysis.extract.query import one_that_reads
from referral_analysis.extract.read import typed_referrals
from referral_analysis.extract.table import headers_of, no_rows, table_of, unique_names


def read_referrals_from_database(
    query: str, uri: str, mapping: ExtractMapping = NO_MAPPING
) -> pl.LazyFrame:
    """Read the rows of a query as `read_referrals` reads those of a file.

    uri: such as postgresql://user:password@host/database; no part of it but its kind comes into a
    message. FileUnreadableError where the extra is missing, the server does not answer or refuses,
    or the query fails, writes, or gives no rows; errors of `read_referrals` for what it gives.
    """
    where = where_of(uri)
    rows = fetch(query, uri)
    headers = headers_of(where, rows.columns)
    rows.columns = unique_names(headers)
    return typed_referrals(table_of(where, headers, rows.lazy()), mapping)


def fetch(query: str, uri: str) -> pl.DataFrame:
    """Return the rows of a query in the database's own types, at least one.

    The query runs where it can only read. FileUnreadableError: as `read_referrals_from_database`,
    and where two columns share a name.
    """
    where = where_of(uri)
    asked = one_that_reads(f"{where}, query", query)
    _require_reader(where)
    require_answer(uri)
    rows = _rows(where, asked, read_only(uri))
    if rows.is_empty():
        raise no_rows(where)
    return rows


def _require_reader(where: str) -> None:
    try:
        import connectorx  # noqa: F401, PLC0415 - an extra
    except ImportError:
        raise FileUnreadableError(
            where,
            found="a database, without what reads it",
            needed="the extra `database` installed",
            do="Install referral-analysis[database].",
        ) from None


def _rows(where: str, query: str, uri: str) -> pl.DataFrame:
    try:
        with _silence():
            return pl.read_database_uri(query, uri, engine="connectorx")
    except pl.exceptions.DuplicateError:
        raise FileUnreadableError(
            where,
            found="a query that gives two columns of one name",
            needed="a name for each column",
            do="Name them apart with AS.",
        ) from None
    # the driver's message may hold the password or a record: none of it is passed on
    except (RuntimeError, ValueError, pl.exceptions.PolarsError):
        raise _failed(where) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of a driver written in Rust
            raise
        raise _failed(where) from None


def _failed(where: str) -> FileUnreadableError:
    return FileUnreadableError(
        where,
        found="a connection or a query that failed",
        needed="a server that lets you in, and a query that reads and can be run",
        do="Try the query with the database's own tool; each of its columns needs a name of its"
        " own.",
    )


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Let what a driver prints on standard error be lost: it may hold the address or a record."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
