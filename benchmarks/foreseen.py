"""Is what `plan` foresees what then happens? By counties that the product's simulator did not make.

    python -m benchmarks.foreseen [--counties 1000] [--asked 40]

For each world and length: of so many counties without an effect, how far the answer's range reaches
below nothing, and so the smallest fall that would be told four times in five; and what `foresee`
says of it by the months before the launch of each of the first few. `told`: how often the fall that
is foreseen, at the median of these, is told then, which should be 80%.
Writes benchmarks/results/foreseen.json.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.worlds_engines import EXPOSURE, dates_of, log_odds, named, plan_of, tolerant
from benchmarks.worlds_list import worlds
from benchmarks.worlds_simulator import Counts, Window, World, drawn, months_of

from referral_analysis.analysis.foresight import POWER, foresee
from referral_analysis.its.tolerance import tolerance_for

RESULTS = Path(__file__).parent / "results" / "foreseen.json"
WORLDS = ("AR(1) 0.0", "AR(1) 0.4", "AR(1) 0.7")
WINDOWS = (Window(before=61, after=3), Window(before=61, after=12), Window(before=37, after=5))
SEED = 15
DRAWN = 300
"""Series drawn for each county that is asked."""


def rows(counties: int, asked: int) -> Iterator[dict[str, Any]]:
    """Yield a row a world and window; counties whose form is not the ratio are not asked."""
    for world in (one for one in worlds() if one.name in WORLDS):
        for window in WINDOWS:
            counts = drawn(world, months_of(window), counties, SEED)
            yield _row(world, window, counts, asked)


def _row(world: World, window: Window, counts: Counts, asked: int) -> dict[str, Any]:
    full = tolerance_for(window.before).full
    high = tolerant(log_odds(counts), window, "headline", (full,))[named(full)].high
    foreseen = [_foreseen(pair, window) for pair in _pairs(counts, window, asked)]
    falls = np.array([fall for fall in foreseen if fall is not None])
    middle = float(np.median(falls))
    told = float((high < -np.log(middle)).mean())
    return {
        "world": world.name,
        "before": window.before,
        "after": window.after,
        "smallest_fall": float(np.exp(-np.quantile(high, POWER))),
        "foreseen": middle,
        "foreseen_10": float(np.quantile(falls, 0.1)),
        "foreseen_90": float(np.quantile(falls, 0.9)),
        "told": told,
        "error": float(np.sqrt(told * (1 - told) / len(high))),
        "asked": len(falls),
    }


def _pairs(counts: Counts, window: Window, asked: int) -> Iterator[pl.DataFrame]:
    for ours, others in zip(counts.inappropriate[:asked], counts.others[:asked], strict=True):
        yield pl.DataFrame(
            {
                "period": dates_of(window),
                "child_working_days": EXPOSURE,
                "inappropriate": ours,
                "others": others,
            }
        )


def _foreseen(pair: pl.DataFrame, window: Window) -> float | None:
    """Return the smallest fall foreseen, by a county's months before the launch."""
    found = foresee(pair, plan_of(window), after=(window.after,), replicates=DRAWN)
    return float(found.seen["fall_yes"][0]) if found.decision.form == "ratio" else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the rows, with the day and the command, as each is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=1000)
    parser.add_argument("--asked", type=int, default=40)
    given = parser.parse_args(arguments)
    found = []
    for row in rows(given.counties, given.asked):
        found.append(row)
        print(row, flush=True)
        made = {
            "made_by": f"python -m benchmarks.foreseen --counties {given.counties} "
            f"--asked {given.asked}",
            "made_on": f"{dt.datetime.now(tz=dt.UTC).date()}",
            "rows": found,
        }
        RESULTS.write_text(json.dumps(made, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
