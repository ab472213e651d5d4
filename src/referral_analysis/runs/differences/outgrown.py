"""A file of a run that has outgrown the one made again: named by its size, and never read.

A run folder may come from anybody, and what is compared is taken into memory whole.
"""

import zipfile
from pathlib import Path

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.workbook_size import require_openable, require_room
from referral_analysis.runs.differences.difference import WHOLE, Difference

TIMES, ROOM = 4, 1_000_000
"""A file is compared up to so many times as many bytes as the one made again, and so many more: a
report of another version is far from that."""


def outgrown(file: str, had: Path, made: Path) -> Difference | None:
    """Return the difference of a file that is too large to be compared; None of all others."""
    sizes = had.stat().st_size, made.stat().st_size
    if sizes[0] > TIMES * sizes[1] + ROOM:
        old, new = (f"{size:,} bytes" for size in sizes)
        return Difference(file=file, place=WHOLE, old=old, new=new)
    if had.suffix == ".xlsx" and not _is_small(had):
        return Difference(
            file=file, place=WHOLE, old="a workbook too large to be read", new="a workbook"
        )
    return None


def _is_small(workbook: Path) -> bool:
    """Claim that a workbook can be read, or is none: that is seen when it is compared."""
    import fastexcel  # noqa: PLC0415 - only where two workbooks differ

    try:
        require_openable(workbook)
        for sheet in fastexcel.read_excel(workbook).sheet_names:
            require_room(workbook, sheet)
    except FileUnreadableError:
        return False
    except (fastexcel.FastExcelError, zipfile.BadZipFile):
        return True
    return True
