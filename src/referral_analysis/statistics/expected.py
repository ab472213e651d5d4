"""What a count would have been without an effect, from the ratio of a fit to its logarithm.

Counts are fitted as log(count + 1/2), so that a period without any has a logarithm. What was
expected is observed over the ratio; of few a period the half is part of both, or a launch after
which nothing was counted would say that nothing had been expected.
"""

import polars as pl

from referral_analysis.its.effects.averted import FEW

HALF = 0.5


def expected(observed: float, ratio: float, periods: float = 1.0) -> float:
    """Return what was expected of so many periods in all, where `observed` came in them in all.

    ratio: of observed to expected, above 0; 1 gives what was observed. periods: as they were
    fitted; a month is a third of one where those are quarters.
    """
    halves = HALF * periods if observed < FEW * periods else 0.0
    return (observed + halves) / ratio - halves


def expected_a_month(observed: pl.Expr, ratio: pl.Expr, *, step: int) -> pl.Expr:
    """Return `expected` of a month, of columns; null where either is. step: months a period."""
    halves = halves_of(observed, pl.lit(1 / step))
    return (observed + halves) / ratio - halves


def halves_of(observed: pl.Expr, periods: pl.Expr) -> pl.Expr:
    """Return the halves that are part of a count of so many periods in all: none of many."""
    return pl.when(observed < FEW * periods).then(HALF * periods).otherwise(0.0)
