"""What a database file may not be: an error for each fault, and the kinds that they name."""

from pathlib import Path
from typing import Literal, TypeAlias

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits

Kind: TypeAlias = Literal["table", "view", "table with made columns"]
MADE: Kind = "table with made columns"


def reaches_out(where: str) -> FileUnreadableError:
    """Return the error of a view that reads another file."""
    return FileUnreadableError(
        where,
        found="a view that reads outside its own file",
        needed="a table, or a view of tables of the same file",
        do="Write its rows into a table, and do not open the file elsewhere before you know it.",
    )


def endless(where: str, kind: Kind) -> FileUnreadableError:
    """Return the error of a view, or of made columns, beyond the limits of rows or of time."""
    rows, seconds = limits.allowed(limits.VIEW_ROWS), limits.allowed(limits.VIEW_SECONDS)
    return limits.beyond(
        where,
        found=f"a {kind} that gives more than {rows:,} rows, or takes more than {seconds} seconds",
        needed="a table that holds its rows, or a view that ends sooner",
    )


def unfolds(where: str, most: int) -> FileUnreadableError:
    """Return the error of a table whose text is far longer than its file; most: in bytes."""
    return limits.beyond(
        where,
        found=f"more than {most // limits.MB:,} MB of text, far more than the file",
        needed="a table that holds its own text",
    )


def too_long(where: str) -> FileUnreadableError:
    """Return the error of a value beyond the limit of characters."""
    longest = limits.allowed(limits.VALUE_MB * limits.MB)
    return limits.beyond(
        where,
        found=f"a value of more than {longest:,} characters",
        needed="values that are shorter",
    )


def broken(path: Path) -> FileUnreadableError:
    """Return the error of a file that its own engine cannot read."""
    return FileUnreadableError(
        path.name,
        found="a database file that cannot be read",
        needed="a whole SQLite or DuckDB file that nothing else is writing to",
        do="Close the program that has it open, or copy it again.",
    )


def quoted(name: str) -> str:
    """Write a name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'
