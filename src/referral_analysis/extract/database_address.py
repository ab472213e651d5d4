"""A database's address, read before any driver sees it: its kind, and a server that answers.

A driver says what is wrong in words that hold the address, or prints them by itself; so a fault
that can be found without one is found here, and named without a part of the address.
"""

import re
import socket
from urllib.parse import SplitResult, urlsplit

from referral_analysis.errors import FileUnreadableError

PORTS = {
    "postgresql": 5432,
    "postgres": 5432,
    "redshift": 5439,
    "mysql": 3306,
    "mssql": 1433,
    "oracle": 1521,
    "clickhouse": 9000,
    "trino": 8080,
}
"""The kinds of server that are read, and the port that each listens at by default."""

_SECONDS = 4.0  # of waiting for each of a server's addresses
_MOST_PLACES = 2  # a name may stand for several machines
_KINDS = ", ".join(PORTS)
_READ_ONLY = "options=-c%20default_transaction_read_only%3Don"
_HINT = "In a name or password write @ as %40, / as %2F, # as %23, : as %3A and % as %25."


def where_of(uri: str) -> str:
    """Name a database in a message: by its kind alone, where that is one that is known."""
    kind = re.match(r"[a-z]+", uri)
    is_known = kind is not None and kind[0] in PORTS and uri[kind.end() :].startswith("://")
    return f"{kind[0] if kind is not None and is_known else 'unnamed'} database"


def require_answer(uri: str) -> None:
    """Raise FileUnreadableError where an address cannot be right, or its server does not answer.

    Within about ten seconds: a connection to the port is tried, and closed again.
    """
    where = where_of(uri)
    parts = _parts(where, uri)
    if not parts.hostname or "host=" in parts.query:
        return  # a socket of this machine: the driver finds it
    port = parts.port or PORTS[parts.scheme]
    try:
        places = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        raise _no_answer(where, "a server whose name is not known here") from None
    for family, kind, protocol, _, address in places[:_MOST_PLACES]:
        with socket.socket(family, kind, protocol) as line:
            line.settimeout(_SECONDS)
            try:
                line.connect(address)
            except OSError:
                continue
            return
    raise _no_answer(where, "a server that does not answer")


def read_only(uri: str) -> str:
    """Return the address with the wish for transactions that can only read, where it can be put."""
    parts = urlsplit(uri)
    if parts.scheme not in {"postgresql", "postgres"} or "options=" in parts.query:
        return uri
    return f"{uri}{'&' if parts.query else '?'}{_READ_ONLY}"


def _parts(where: str, uri: str) -> SplitResult:
    fault = None
    try:
        parts = urlsplit(uri)
        kind, _ = parts.scheme, parts.port
    except ValueError:
        parts, kind, fault = SplitResult("", "", "", "", ""), "", "an address that cannot be read"
    if fault is None and kind not in PORTS:
        fault = "an address of no kind that is known"
    elif fault is None and (parts.netloc.count("@") > 1 or parts.fragment or "@" in parts.path):
        fault = "an address that can be read in two ways"
    if fault is None:
        return parts
    raise FileUnreadableError(
        where,
        found=fault,
        needed=f"one such as postgresql://user:password@host/database ({_KINDS})",
        do=_HINT,
    )


def _no_answer(where: str, found: str) -> FileUnreadableError:
    return FileUnreadableError(
        where,
        found=found,
        needed="a server that is up and can be reached from here",
        do="Check that it runs, the host and the port in the address, and your network.",
    )
