"""A query on a database server -> a Parquet file: the extract that runs read and auditors keep.

A database moves on; the file is what was drawn on the day, and its hash is in every manifest.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from referral_analysis import extract
from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.runs.disk.small_text import small_text

ADDRESS = "REFERRAL_ANALYSIS_DATABASE"
"""The environment variable with the address: a password has no place in a file or a command."""


def fetch(query_file: Path, output: Path, environment: Mapping[str, str] = os.environ) -> int:
    """Write the rows of a query into a new Parquet file that its owner alone can read; count them.

    FileUnreadableError for a query that is missing or fails, and where no address is set; RunError
    where the output exists or cannot be written. Nothing half-written is left.
    """
    if output.exists() or output.suffix != ".parquet":
        raise RunError(
            output.name,
            found="a file of that name" if output.exists() else "a name without .parquet",
            needed="the name of a new Parquet file",
            do="Name another: what was drawn on a day is kept.",
        )
    query = _text(query_file)
    if not (address := environment.get(ADDRESS)):
        raise FileUnreadableError(
            ADDRESS,
            found="no database address in the environment",
            needed="one such as postgresql://user:password@host/database",
            do=f"Set {ADDRESS} for this command.",
        )
    rows = extract.fetch(query, address)
    try:
        with TemporaryDirectory(dir=output.parent, prefix=".fetch-") as folder:
            part = Path(folder) / output.name
            part.touch(mode=0o600)
            rows.write_parquet(part)
            part.rename(output)
    except OSError as error:
        raise RunError(
            output.name,
            found=f"a file that cannot be written ({error.strerror})",
            needed="a folder with room that can be written to",
            do="Name another.",
        ) from None
    return rows.height


def _text(path: Path) -> str:
    try:
        return small_text(path, where=path.name).removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError):
        raise FileUnreadableError(
            path.name,
            found="no such file, or no text in UTF-8",
            needed="a file that holds one query",
            do="Check its path.",
        ) from None
