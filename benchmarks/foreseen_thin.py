"""What `plan` foresees of thin councils, which are counted by quarters, and what then happens.

    python -m benchmarks.foreseen_thin [--counties 250]

Councils of `benchmarks.quarters`: 42 months before the launch, 12 after, and few referrals. Each
foresees by its own quarters, and what it foresees happens to it: see `benchmarks.foreseen`. Writes
benchmarks/results/foreseen_thin.json.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.foreseen import counties_of, row, write
from benchmarks.one_thread import on_one_thread
from benchmarks.quarters import NAMES, SHARE, SIZES, WINDOW, prepared
from benchmarks.worlds_list import worlds
from benchmarks.worlds_simulator import World

RESULTS = Path(__file__).parent / "results" / "foreseen_thin.json"
SEED = 28
DRAWN = 240
"""Series drawn for each council's foresight."""


def rows(counties: int) -> Iterator[dict[str, Any]]:
    """Yield a row a size."""
    plan = prepared("quarters").plan
    for size in SIZES:
        found = counties_of(thin(size), WINDOW, plan, counties, SEED)
        yield {"a_month": size, **row(found, DRAWN)}


def thin(size: float) -> World:
    """Return a calm world of so many inappropriate referrals a month, without an earlier event."""
    calm = next(one for one in worlds() if one.name == NAMES[0])
    return replace(
        calm,
        inappropriate=float(size),
        assessed=size / SHARE * (1 - SHARE),
        own_inspection=0.0,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=250)
    given = parser.parse_args(arguments)
    command = f"python -m benchmarks.foreseen_thin --counties {given.counties}"
    write(RESULTS, command, rows(given.counties))


if __name__ == "__main__":
    on_one_thread("benchmarks.foreseen_thin")
    main()
