"""A shape of an export: how it is written, and what is right of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from benchmarks.shapes.council import Change, Rows, council

Due: TypeAlias = Literal["read", "said", "refused"]
"""read: the numbers are right. said: they are, and a sentence names what the file has lost or held
twice. refused: one line."""
Write = Callable[[Path], list[Path]]


def as_made(rows: Rows) -> Rows:
    """Return the truth of a file that holds all of it."""
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A way to export the council's referrals.

    write: makes the files in a folder, and returns their paths. truth: typed referrals -> those
    that the file still tells. says: what must be said of it (a regular expression, any case).
    sheet, header_row: what a person gives as options.
    """

    name: str
    due: Due
    write: Write
    truth: Change = as_made
    says: str = ""
    header_row: int = 1
    sheet: str | None = None


def csv(name: str, due: Due, change: Change, *, truth: Change = as_made, says: str = "") -> Shape:
    """Write a CSV file of the council's rows after a change."""
    return text(name, due, lambda rows: change(rows).write_csv(), truth=truth, says=says)


def text(
    name: str,
    due: Due,
    write: Callable[[Rows], str | bytes],
    *,
    truth: Change = as_made,
    says: str = "",
    header_row: int = 1,
) -> Shape:
    """Write a file of the council's rows as text or bytes."""

    def written(folder: Path) -> list[Path]:
        made = write(council())
        path = folder / "referrals.csv"
        path.write_bytes(made.encode() if isinstance(made, str) else made)
        return [path]

    return Shape(name=name, due=due, write=written, truth=truth, says=says, header_row=header_row)


def files(name: str, due: Due, parts: Callable[[Rows], list[Rows]], *, says: str = "") -> Shape:
    """Write several CSV files that are one extract."""

    def written(folder: Path) -> list[Path]:
        paths = []
        for place, rows in enumerate(parts(council()), start=1):
            paths.append(folder / f"part_{place}.csv")
            rows.write_csv(paths[-1])
        return paths

    return Shape(name=name, due=due, write=written, says=says)
