"""How the form that adjusts for the others does, where the two have little in common.

Each county has a design of its own, with the logarithm of the others among its columns: it is
examined by itself, which takes a fifth of a second, and not all of them are.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from benchmarks.worlds_blanks import pair
from benchmarks.worlds_engines import Ends, plan_of
from benchmarks.worlds_measure import Measured, Row, counted, summary
from benchmarks.worlds_simulator import Window, World, truth

from referral_analysis.analysis import primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import Choices
from referral_analysis.its.tolerance import Reach, examine, tolerance_for


def adjusted(worlds: Sequence[World], window: Window, counties: int) -> Iterator[Measured]:
    """Judge the adjusted form at the rule's tolerances; the launch moves no others."""
    for world in worlds:
        counts = counted(world, counties, window)
        each = [_ranges(pair(counts, place, window), window) for place in range(counties)]
        for method in each[0]:
            low, high = np.array([(one[method].low, one[method].high) for one in each]).T
            yield summary(
                Row(study="adjusted", world=world, window=window, method=method),
                Ends(low=low, high=high),
                truth(world, window),
            )


def _ranges(months: pl.DataFrame, window: Window) -> Mapping[str, Reach]:
    fitted = primary.fit(months, plan_of(window), Choices(), "adjusted")
    found = examine(fitted, LAUNCH, tolerance_for(window.before))
    return {"straight": found.straight, "mild": found.mild, "full": found.full}
