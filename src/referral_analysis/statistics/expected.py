"""What a count would have been without an effect, from the ratio of a fit to its logarithm.

Counts are fitted as log(count + 1/2), so that a month without any has a logarithm. What was
expected is observed over the ratio; of few a month the half is part of both, or a launch after
which nothing was counted would say that nothing had been expected.
"""

import polars as pl

from referral_analysis.its.effects.averted import FEW

HALF = 0.5


def expected(observed: float, ratio: float, months: float = 1.0) -> float:
    """Return what was expected of so many months in all, where `observed` came in them in all.

    ratio: of observed to expected, above 0; 1 gives what was observed.
    """
    halves = HALF * months if observed < FEW * months else 0.0
    return (observed + halves) / ratio - halves


def expected_a_month(observed: pl.Expr, ratio: pl.Expr) -> pl.Expr:
    """Return `expected` of a month, of columns; null where either is."""
    halves = halves_of(observed, pl.lit(1))
    return (observed + halves) / ratio - halves


def halves_of(observed: pl.Expr, months: pl.Expr) -> pl.Expr:
    """Return the halves that are part of a count of so many months in all: none of many."""
    return pl.when(observed < FEW * months).then(HALF * months).otherwise(0.0)
