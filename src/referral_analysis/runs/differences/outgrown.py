"""A file of a run that has outgrown the one made again: named by its size, and never read.

A run folder may come from anybody, and what is compared is taken into memory whole.
"""

from pathlib import Path

from referral_analysis.runs.differences.difference import WHOLE, Difference
from referral_analysis.runs.differences.workbooks import unfolds_small

TIMES, ROOM = 4, 1_000_000
"""A file is compared up to so many times as many bytes as the one made again, and so many more: a
report of another version is far from that."""


def outgrown(file: str, had: Path, made: Path) -> Difference | None:
    """Return the difference of a file that is too large to be compared; None of all others."""
    sizes = had.stat().st_size, made.stat().st_size
    if sizes[0] > TIMES * sizes[1] + ROOM:
        old, new = (f"{size:,} bytes" for size in sizes)
        return Difference(file=file, place=WHOLE, old=old, new=new)
    if had.suffix == ".xlsx" and not unfolds_small(had):
        return Difference(
            file=file, place=WHOLE, old="a workbook too large to be read", new="a workbook"
        )
    return None
