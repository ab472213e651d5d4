"""The text of a query: one statement that reads, without what editors leave around it."""

import re

from referral_analysis.errors import FileUnreadableError

_BESIDE = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\[[^\]\n]*\]|`[^`]*`"
    r"|\$(\w*)\$.*?\$\1\$",
    re.DOTALL,
)
"""Comments, texts and quoted names: words in them are not the statement's own."""
_WRITES = frozenset({
    "insert", "update", "delete", "merge", "into", "drop", "alter", "truncate", "create", "grant",
    "revoke", "call", "exec", "execute", "copy", "vacuum", "lock",
})  # fmt: skip
_BEGINS = ("select", "with", "table", "values")


def one_that_reads(where: str, text: str) -> str:
    """Return a query without a byte-order mark, outer spaces and semicolons at its end.

    FileUnreadableError where it is empty, is more than one statement, or is one that writes.
    """
    query = text.removeprefix("\ufeff").strip()
    while query.endswith(";"):
        query = query[:-1].rstrip()
    own = _BESIDE.sub(" ", query)
    words = re.findall(r"[a-z_]+", own.lower())
    if not words:
        raise _refused(where, "no query")
    if ";" in own:
        raise _refused(where, "more than one statement")
    writing = next((word for word in words if word in _WRITES), None)
    if writing is not None:
        raise _refused(where, f"a statement with {writing.upper()}")
    if words[0] not in _BEGINS:
        raise _refused(where, "a statement that is no SELECT")
    return query


def _refused(where: str, found: str) -> FileUnreadableError:
    return FileUnreadableError(
        where,
        found=found,
        needed="one query that only reads: SELECT, or WITH and SELECT",
        do='Take the rest out; a column of such a name is written in quotation marks, "update".',
    )
