"""What texts take, added up while they are read: a long one may stand once, and in every row.

A small Parquet file can hold a value once that all of its rows share. To add up beforehand what the
texts take would be to read them twice.
"""

from threading import Lock

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits


class TextRoom:
    """Counts the bytes of a table's texts in each reading of them, and ends one that is too much.

    size: of the file. rows: of the table; a reading that goes beyond them is another.
    """

    def __init__(self, where: str, size: int, rows: int) -> None:
        self._where, self._size, self._rows = where, size, rows
        self._most = limits.most_unfolded(size)
        self._seen: dict[str, tuple[int, int]] = {}
        self._lock = Lock()

    def counted(self, column: str) -> pl.Expr:
        """Return a column of text as it is; reading it ends where the texts take too much."""
        return pl.col(column).map_batches(
            self._counted, return_dtype=pl.String(), is_elementwise=True
        )

    def refusal(self) -> FileUnreadableError | None:
        """Return the error of texts that take too much; None where they do not."""
        if not self._is_beyond():
            return None
        return limits.beyond(
            self._where,
            found=f"a file that holds more than {self._most // limits.MB:,} MB of text in "
            f"{self._size // limits.MB:,} MB",
            needed=f"one that holds at most {self._most // limits.MB:,} MB",
        )

    def _counted(self, texts: pl.Series) -> pl.Series:
        held = int(texts.str.len_bytes().cast(pl.Int64).sum())
        with self._lock:
            rows, before = self._seen.get(texts.name, (0, 0))
            is_another = rows + texts.len() > self._rows
            self._seen[texts.name] = (
                (texts.len(), held) if is_another else (rows + texts.len(), before + held)
            )
            if self._is_beyond():
                # polars makes the error anew from its message alone
                raise pl.exceptions.ComputeError("texts beyond the limit")
        return texts

    def _is_beyond(self) -> bool:
        return sum(held for _, held in self._seen.values()) > self._most
