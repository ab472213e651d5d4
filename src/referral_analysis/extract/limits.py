"""How much a file may unfold to before it is refused, so that a small one cannot fill the memory.

Every limit is far above what a county has. A file that is larger for a good reason is read when the
environment variable REFERRAL_ANALYSIS_LIMITS says how many times the limits to allow, such as 4.
"""

import os
from collections.abc import Mapping

from referral_analysis.errors import FileUnreadableError, ParametersError

VARIABLE = "REFERRAL_ANALYSIS_LIMITS"
"""The environment variable with the number that every limit is multiplied by."""

UNPACKED_MB = 1_000
"""Text out of a packed file: ten million referrals."""
TIMES_PACKED = 200
"""How much larger text may be than its packed file, once it is more than SMALL_MB: rows of a real
extract pack to a tenth or a fortieth."""
SMALL_MB = 64
WORKBOOK_MB = 250
"""All parts of a workbook unpacked: four hundred thousand rows of fourteen columns."""
SHEETS = 500
"""Sheets of a workbook: one a month for forty years."""
CELLS = 8_000_000
"""The grid of a sheet, up to its last row and column: half a million rows of sixteen columns."""
STRINGS = 2_000_000
"""Texts that the cells of a workbook share: two ids for each of a million rows."""
COLUMNS = 5_000
"""Columns of a table, and fields of a row: an extract has a few dozen."""
ROWS = 1_000_000
"""Rows of a table that need not fill a file: beyond these each takes at least what follows."""
ROW_BYTES = 1
"""What a row takes of a Parquet or DuckDB file: an id that is another's by one figure has more."""
LINE_BYTES = 20
"""What a row takes as text, at least: its date alone has ten."""
FIELD_BYTES = 8
"""What a field takes as JSON, at least, with its name."""
VALUE_MB = 0.1
"""One value of a database file: a note of fifty pages."""
LINE_MB = 16
"""One line of text: a row of a referral is under a thousandth of it."""
VIEW_ROWS = 5_000_000
"""Rows that a view of a database file may give: a table has those it has, a view can make them."""
VIEW_SECONDS = 4
"""What a view may take to give its rows."""
MB = 1_000_000
_MOST = 1_000.0


def allowed(limit: float, environment: Mapping[str, str] = os.environ) -> int:
    """Return a limit times what the environment allows; ParametersError where that is no number."""
    written = environment.get(VARIABLE, "1")
    try:
        times = float(written)
    except ValueError:
        times = 0.0
    if not 0 < times <= _MOST:
        raise ParametersError(
            VARIABLE,
            found="something that is no number of times",
            needed=f"a number above 0, up to {_MOST:,.0f}",
            do="Set it to 4, for instance, or unset it.",
        )
    return int(limit * times)


def most_unfolded(packed: int) -> int:
    """Return how many bytes a file of so many may hold when it is unfolded."""
    of_packed = packed * allowed(TIMES_PACKED)
    return min(allowed(UNPACKED_MB * MB), max(of_packed, allowed(SMALL_MB * MB)))


def require_few_columns(where: str, columns: int) -> None:
    """Raise FileUnreadableError where a table has more columns than `COLUMNS`."""
    most = allowed(COLUMNS)
    if columns > most:
        raise beyond(
            where, found=f"{columns:,} columns", needed=f"a table of at most {most:,} columns"
        )


def require_full_rows(where: str, rows: int, size: int, row_bytes: int = ROW_BYTES) -> None:
    """Raise FileUnreadableError where a file of so many bytes has far more rows than fill it."""
    most = allowed(max(ROWS, size // row_bytes))
    if rows > most:
        raise beyond(
            where,
            found=f"more than {most:,} rows in {size // MB:,} MB",
            needed=f"rows of at least {row_bytes} bytes, where there are more than {ROWS:,}",
        )


def beyond(where: str, found: str, needed: str) -> FileUnreadableError:
    """Return the error of a file that unfolds to more than a limit."""
    return FileUnreadableError(
        where,
        found=found,
        needed=needed,
        do=f"If it is whole and sound, set {VARIABLE}=4 for this command: four times the limit.",
    )
