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
WORKBOOK_MB = 500
"""All parts of a workbook unpacked: a million rows of fourteen columns."""
CELLS = 20_000_000
"""The grid of a sheet, up to its last row and column: a million rows of nineteen columns."""
LINE_MB = 16
"""One line of text: a row of a referral is under a thousandth of it."""
VIEW_ROWS = 5_000_000
"""Rows that a view of a database file may give: a table has those it has, a view can make them."""
VIEW_SECONDS = 4
"""What a view may take to give its rows."""
_MOST = 1_000.0


def allowed(limit: int, environment: Mapping[str, str] = os.environ) -> int:
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


def beyond(where: str, found: str, needed: str) -> FileUnreadableError:
    """Return the error of a file that unfolds to more than a limit."""
    return FileUnreadableError(
        where,
        found=found,
        needed=needed,
        do=f"If it is whole and sound, set {VARIABLE}=4 for this command: four times the limit.",
    )
