"""What `plan` foresees of thin councils, which are counted by quarters, and what then happens.

    python -m benchmarks.foreseen_thin [--counties 300] [--asked 15]

Councils of `benchmarks.quarters`: 42 months before the launch, 12 after, and few referrals. The
fall that is told four times in five is foreseen by the quarters before the launch of each of the
first few, and so many other councils are drawn with a launch that takes that much, at the median of
what was foreseen. `told`: how often each council's own range, of the form that the rule gives it,
then told the fall, which should be 80%. Writes benchmarks/results/foreseen_thin.json.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.councils_ranges import ranges_of
from benchmarks.one_thread import on_one_thread
from benchmarks.quarters import NAMES, SHARE, SIZES, WINDOW, pair_of, prepared
from benchmarks.worlds_list import worlds
from benchmarks.worlds_simulator import Counts, World, drawn, months_of

from referral_analysis.analysis.foresight import Foreseen, foresee

RESULTS = Path(__file__).parent / "results" / "foreseen_thin.json"
ASKED, JUDGED = 27, 28
"""Seeds of the councils that foresee, and of those that are judged."""
DRAWN = 300
"""Series drawn for each council that is asked."""


def rows(counties: int, asked: int) -> Iterator[dict[str, Any]]:
    """Yield a row a size."""
    calm = next(one for one in worlds() if one.name == NAMES[0])
    for size in SIZES:
        thin = replace(
            calm,
            inappropriate=float(size),
            assessed=size / SHARE * (1 - SHARE),
            own_inspection=0.0,
        )
        yield {"a_month": size, **_row(thin, counties, asked)}


def _row(world: World, counties: int, asked: int) -> dict[str, Any]:
    plan = prepared("quarters").plan
    before = drawn(world, months_of(WINDOW), asked, ASKED)
    seen = [
        foresee(pair_of(*_one(before, place), plan), plan, after=(12,), replicates=DRAWN)
        for place in range(asked)
    ]
    falls = np.array([float(one.seen[Foreseen.fall_yes][0]) for one in seen])
    middle = float(np.median(falls))
    after = drawn(replace(world, ratio=middle), months_of(WINDOW), counties, JUDGED)
    highs = np.array(
        [
            ranges_of(pair_of(*_one(after, place), plan), plan)[1]["full"][1]
            for place in range(counties)
        ]
    )
    told = float((highs < 0).mean())
    return {
        "foreseen": round(middle, 3),
        "foreseen_10": round(float(np.quantile(falls, 0.1)), 3),
        "foreseen_90": round(float(np.quantile(falls, 0.9)), 3),
        "told": round(told, 3),
        "error": round(float(np.sqrt(told * (1 - told) / counties)), 3),
        "adjusted": sum(one.decision.form == "adjusted" for one in seen) / asked,
    }


def _one(counts: Counts, place: int) -> tuple[Any, Any]:
    return counts.inappropriate[place : place + 1], counts.others[place : place + 1]


def main() -> None:
    """Measure and write."""
    on_one_thread("benchmarks.foreseen_thin")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=300)
    parser.add_argument("--asked", type=int, default=15)
    given = parser.parse_args()
    made = {
        "made_by": f"python -m benchmarks.foreseen_thin --counties {given.counties} "
        f"--asked {given.asked}",
    }
    found = []
    for row in rows(given.counties, given.asked):
        print(row, flush=True)
        found.append(json.dumps(row))
    lines = ",\n".join(found)
    RESULTS.write_text(f'{json.dumps(made)[:-1]}, "rows": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
