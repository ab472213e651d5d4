"""How often the range of several councils' estimates, joined, holds the mean of their effects.

Councils differ in size, so that their standard errors do; their effects are normal around the mean,
or have a heavy tail (t of 3), or are one and the same.
python -m benchmarks.pooled_councils [--replicates 1000]
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from referral_analysis.statistics.random_effects import join

RESULTS = Path(__file__).resolve().parent / "results" / "pooled_councils.json"
SEED = 41_000
MEAN = float(np.log(0.8))
ERROR = 0.15
"""Of a council's log ratio, the median: a range of 40% fewer to 7% more around 20% fewer."""
UNITS = (5, 10, 20)
BETWEEN = (0.0, 0.1, 0.3)
SIZES = {"alike": 0.1, "uneven": 0.5}
"""The standard deviation of the log of councils' standard errors."""
TAIL = 3


def coverage(units: int, between: float, sizes: str, tail: str, replicates: int) -> dict[str, Any]:
    """Return how often the range held the mean, with its Monte-Carlo error, in per cent."""
    rng = np.random.default_rng([SEED, units, round(100 * between), len(sizes), len(tail)])
    held = 0
    for _ in range(replicates):
        errors = np.exp(rng.normal(np.log(ERROR), SIZES[sizes], units))
        own = rng.normal(size=units)
        if tail == "heavy":
            own = rng.standard_t(TAIL, units) / np.sqrt(TAIL / (TAIL - 2))
        joined = join(MEAN + between * own + errors * rng.normal(size=units), errors)
        held += joined.low < MEAN < joined.high
    share = held / replicates
    return {
        "councils": units,
        "between": between,
        "sizes": sizes,
        "tail": tail,
        "replicates": replicates,
        "held_percent": round(100 * share, 1),
        "error_percent": round(100 * float(np.sqrt(share * (1 - share) / replicates)), 1),
    }


def main() -> None:
    """Measure every design and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=1_000)
    replicates = parser.parse_args().replicates
    tails = {0.0: ("normal",)}
    rows = [
        coverage(units, between, sizes, tail, replicates)
        for units in UNITS
        for between in BETWEEN
        for sizes in SIZES
        for tail in tails.get(between, ("normal", "heavy"))
    ]
    for row in rows:
        print(row)
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
