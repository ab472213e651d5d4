"""A file of text that a person or a run wrote: a regular file, and a small one."""

from pathlib import Path

from referral_analysis.errors import FileUnreadableError

BYTES_AT_MOST = 1_000_000
"""A parameters file: a thousandth of this is one."""


def small_text(path: Path, *, where: str, most: int = BYTES_AT_MOST) -> str:
    """Return the text of a file in UTF-8; OSError and UnicodeDecodeError as of `read_text`.

    FileUnreadableError for a device or a pipe, which may go on without an end, and for more bytes
    than `most`. where: what the message calls it.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise FileUnreadableError(
            where,
            found="a device or a pipe, which may go on without an end",
            needed="a file",
            do="Write what it gives into a file first.",
        )
    size = path.stat().st_size
    if size > most:
        raise FileUnreadableError(
            where,
            found=f"a file of {size // 1_000_000:,} MB",
            needed=f"at most {most // 1_000_000:,} MB",
            do="Check that it is the file that you mean.",
        )
    return path.read_text("utf-8")
