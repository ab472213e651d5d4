"""What the tables of the worlds share."""

from collections.abc import Sequence

import polars as pl
from benchmarks.worlds_engines import named

STRAIGHT = named(0.0)
MOST_TOLD, NEARLY = 2.5, 93.0
"""Per cent: of falls told where none is; of ranges that hold the truth, near enough."""


def least_by_tolerance(rows: pl.DataFrame) -> str:
    """Return the least coverage, which world's, and the width where nothing happened."""
    lines = [
        ["window", "tolerance", "least coverage", "world", "worlds below 93", "width, AR(1) 0.4"]
    ]
    keys = rows.select("window", "method").unique(maintain_order=True)
    for window, method in keys.iter_rows():
        its = rows.filter(pl.col("window") == window, pl.col("method") == method)
        least = its.sort("coverage").row(0, named=True)
        plain = its.filter(pl.col("world") == "AR(1) 0.4")["width"]
        below = its.filter(pl.col("coverage") < NEARLY).height
        width = f"{plain[0]:.2f}" if len(plain) else ""
        share = f"{below} of {its.height}"
        lines.append([window, method, f"{least['coverage']:.1f}", least["world"], share, width])
    return table(lines)


def table(lines: Sequence[Sequence[str]]) -> str:
    """Lay out lines, the first of which is the head."""
    head, *rows = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([head, "|" + "---|" * len(lines[0]), *rows])
