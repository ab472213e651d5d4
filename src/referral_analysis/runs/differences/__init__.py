"""Where two versions of one file of a run differ, in the words of whoever reads that file."""

from pathlib import PurePosixPath

from referral_analysis.runs.differences.agreement import Agree, closely, exactly
from referral_analysis.runs.differences.difference import WHOLE, Difference
from referral_analysis.runs.differences.notebooks import between_notebooks
from referral_analysis.runs.differences.outgrown import outgrown
from referral_analysis.runs.differences.pages import between_pages
from referral_analysis.runs.differences.plain import between_bytes, between_texts
from referral_analysis.runs.differences.tables import between_tables
from referral_analysis.runs.differences.workbooks import between_workbooks

__all__ = ["WHOLE", "Agree", "Difference", "between", "closely", "exactly", "outgrown"]

_READERS = {
    ".csv": between_tables,
    ".html": between_pages,
    ".ipynb": between_notebooks,
    ".svg": between_texts,
}


def between(file: str, old: bytes, new: bytes, agree: Agree = exactly) -> tuple[Difference, ...]:
    """Compare a file of a run with the same file made again; empty where they agree.

    Tables and workbooks are compared by cell, pages by section, notebooks by cell. agree says
    whether two texts count as the same. Bytes that differ are always found: where a reader of the
    file's kind sees no difference (line ends, white space) the first byte is named.
    """
    if old == new:
        return ()
    if PurePosixPath(file).suffix == ".xlsx":
        return between_workbooks(file, old, new, agree)
    try:
        before, after = old.decode("utf-8"), new.decode("utf-8")
    except UnicodeDecodeError:
        return (between_bytes(file, old, new),)
    if agree(before, after):
        return ()
    read = _READERS.get(PurePosixPath(file).suffix, between_texts)
    return read(file, before, after, agree) or (between_bytes(file, old, new),)
