"""How the form that adjusts for the others does, where the two have little in common.

Each county has a design of its own, with the logarithm of the others among its columns, so that
its critical values are its own: seconds a county, and few of them.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from benchmarks.worlds_engines import EXPOSURE, Ends, dates_of, doses, plan_of
from benchmarks.worlds_measure import Measured, Row, counted, summary
from benchmarks.worlds_simulator import PHASE_IN, Counts, Window, World, truth

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import Choices, by_dose
from referral_analysis.its.tolerance import tolerance_for

AS_BUILT_FROM = 37
IS_RATIO = (pl.col("estimand") == "level_change") & (pl.col("scale") == "ratio")


def adjusted(worlds: Sequence[World], window: Window, counties: int) -> Iterator[Measured]:
    """Judge the adjusted form as built and at the rule's tolerances; the launch moves no others."""
    for world in worlds:
        counts = counted(world, counties, window)
        each = [_ranges(_pair(counts, place, window), window) for place in range(counties)]
        for method in each[0]:
            low, high = np.log([one[method] for one in each]).T
            yield summary(
                Row(study="adjusted", world=world, window=window, method=method),
                Ends(low=low, high=high),
                truth(world, window),
            )


def _pair(counts: Counts, county: int, window: Window) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "period": dates_of(window),
            "child_working_days": EXPOSURE,
            "inappropriate": counts.inappropriate[county],
            "others": counts.others[county],
        }
    )


def _ranges(pair: pl.DataFrame, window: Window) -> Mapping[str, tuple[float, float]]:
    short = Window(before=min(window.before, AS_BUILT_FROM), after=window.after)
    last = pair.tail(short.before + PHASE_IN + short.after)
    built = primary.fit(last, plan_of(short), by_dose(doses()), "adjusted")
    whole = primary.fit(pair, plan_of(window), Choices(), "adjusted")
    rule = tolerance_for(window.before)
    return {
        "as built": _ends(its.effects(built, at=LAUNCH, interval="test_inversion", family="all")),
        **{
            name: _ends(
                its.effects(
                    whole,
                    at=LAUNCH,
                    interval="test_inversion",
                    family="robust",
                    tolerance=tolerance,
                )
            )
            for name, tolerance in (("straight", 0.0), ("mild", rule.mild), ("full", rule.full))
        },
    }


def _ends(effects: pl.DataFrame) -> tuple[float, float]:
    row = effects.row(by_predicate=IS_RATIO, named=True)
    return row["low"], row["high"]
