"""A query on a database server -> typed referrals; the extra `database` reads it."""

import re

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.mapping import NO_MAPPING, ExtractMapping
from referral_analysis.extract.read import typed_referrals
from referral_analysis.extract.table import headers_of, no_rows, table_of, unique_names

_SCHEME = re.compile(r"[a-z][a-z0-9+]*")


def read_referrals_from_database(
    query: str, uri: str, mapping: ExtractMapping = NO_MAPPING
) -> pl.LazyFrame:
    """Read the rows of a query as `read_referrals` reads those of a file.

    uri: such as postgresql://user:password@host/database; no part of it but the first word comes
    into a message. FileUnreadableError where the extra is missing, the server refuses, or the
    query fails or gives no rows; errors of `read_referrals` for what it gives.
    """
    where = where_of(uri)
    rows = fetch(query, uri)
    headers = headers_of(where, rows.columns)
    rows.columns = unique_names(headers)
    return typed_referrals(table_of(where, headers, rows.lazy()), mapping)


def where_of(uri: str) -> str:
    """Name a database in a message: by the first word of its address alone."""
    scheme = _SCHEME.match(uri)
    return f"{scheme[0] if scheme else 'unnamed'} database"


def fetch(query: str, uri: str) -> pl.DataFrame:
    """Return the rows of a query in the database's own types, at least one.

    FileUnreadableError: as `read_referrals_from_database`.
    """
    where = where_of(uri)
    rows = _asked(where, query, uri)
    if rows.is_empty():
        raise no_rows(where)
    return rows


def _asked(where: str, query: str, uri: str) -> pl.DataFrame:
    try:
        return pl.read_database_uri(query, uri, engine="connectorx")
    except ImportError:
        raise FileUnreadableError(
            where,
            found="a database, without what reads it",
            needed="the extra `database` installed",
            do="Install referral-analysis[database].",
        ) from None
    # the driver's message may hold the password or a record: none of it is passed on
    except (RuntimeError, ValueError, pl.exceptions.PolarsError):
        raise FileUnreadableError(
            where,
            found="a connection or a query that failed",
            needed="a server that answers, and a query that it can run",
            do="Try the query with the database's own tool.",
        ) from None
