"""What came of comparing two runs: every figure that moved, and the causes that are known."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby

SHOWN = 5
"""Figures printed for each table; JSON has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedFigure:
    """One released figure that moved; by: new less old, None where either is no number."""

    table: str
    row: str
    column: str
    old: str
    new: str
    by: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs side by side.

    cells: how many figures the second has. since: its own table of what moved since the first and
    why, adding up; empty where it has none. causes: what went into them that is not the same.
    """

    first: str
    second: str
    tables: int
    cells: int
    moved: tuple[MovedFigure, ...]
    new_rows: tuple[str, ...]
    gone_rows: tuple[str, ...]
    causes: tuple[str, ...]
    since: tuple[tuple[str, ...], ...]

    @property
    def is_same(self) -> bool:
        """Claim that no released figure moved, came or went."""
        return not (self.moved or self.new_rows or self.gone_rows)


def to_dict(found: Comparison) -> dict[str, object]:
    """Return the comparison as plain values for JSON."""
    return asdict(found)


def to_lines(found: Comparison) -> list[str]:
    """Return the comparison as lines for a terminal; texts of a run folder are anybody's."""
    lines = [
        f"{found.first} -> {found.second}: "
        f"{len(found.moved):,} of {found.cells:,} figures moved, in {found.tables} tables; "
        f"{len(found.new_rows):,} rows new, {len(found.gone_rows):,} gone",
        *_since(found),
        *(f"  cause: {cause}" for cause in found.causes),
        *_figures(found),
    ]
    return ["".join(c if c.isprintable() else " " for c in line) for line in lines]


def _figures(found: Comparison) -> Iterator[str]:
    for table, group in groupby(found.moved, lambda one: one.table):
        held = list(group)
        for one in held[:SHOWN]:
            by = "" if one.by is None else f" ({one.by:+g})"
            old, new = one.old or "nothing", one.new or "nothing"
            yield f"  {table}, {one.row}, {one.column}: {old} -> {new}{by}"
        if len(held) > SHOWN:
            yield f"  {table}: and {len(held) - SHOWN:,} more"


def _since(found: Comparison) -> Iterator[str]:
    if not found.since:
        return
    yield "What moved since the first, cause by cause, as the second says:"
    widths = [max(map(len, column)) for column in zip(*found.since, strict=True)]
    for row in found.since:
        name, *figures = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(["", name, *(cell.strip().rjust(len(cell)) for cell in figures)])
