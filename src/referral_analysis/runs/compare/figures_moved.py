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


def to_dict(comparison: Comparison) -> dict[str, object]:
    """Return the comparison as plain values for JSON."""
    return asdict(comparison)


def to_lines(comparison: Comparison) -> list[str]:
    """Return the comparison as lines for a terminal; texts of a run folder are anybody's."""
    lines = [
        f"{comparison.first} -> {comparison.second}: "
        f"{len(comparison.moved):,} of {comparison.cells:,} figures moved, "
        f"in {comparison.tables} tables; "
        f"{len(comparison.new_rows):,} rows new, {len(comparison.gone_rows):,} gone",
        *_since(comparison),
        *(f"  cause: {cause}" for cause in comparison.causes),
        *_figures(comparison),
    ]
    return ["".join(c if c.isprintable() else " " for c in line) for line in lines]


def _figures(comparison: Comparison) -> Iterator[str]:
    for table, group in groupby(comparison.moved, lambda one: one.table):
        held = list(group)
        for one in held[:SHOWN]:
            by = "" if one.by is None else f" ({one.by:+g})"
            old, new = one.old or "nothing", one.new or "nothing"
            yield f"  {table}, {one.row}, {one.column}: {old} -> {new}{by}"
        if len(held) > SHOWN:
            yield f"  {table}: and {len(held) - SHOWN:,} more"


def _since(comparison: Comparison) -> Iterator[str]:
    if not comparison.since:
        return
    yield "What moved since the first, cause by cause, as the second says:"
    widths = [max(map(len, column)) for column in zip(*comparison.since, strict=True)]
    for row in comparison.since:
        name, *figures = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(["", name, *(cell.strip().rjust(len(cell)) for cell in figures)])
