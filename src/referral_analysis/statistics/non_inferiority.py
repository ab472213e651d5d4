"""Did a measure hold up? A test of non-inferiority, read from an honest interval.

A measure held up when a fall of the margin or more is outside a range that errs on the safe side:
it misses in three tenths of the cases that the report's own ranges may miss in. With ranges of 95%
that is one of 98.5%: were the true fall exactly the margin, `held up` would be said in fewer than
one of a hundred counties that keep to the model, and in one of forty of the worst kind that was
tried, whose own path turns upwards or whose months grow restless (`benchmarks/worlds_alone.py`). By
the ranges of 95% it would be one in twenty.
"""

import math
from typing import Literal

import polars as pl

from referral_analysis.errors import ParametersError

SPENT = 0.3
"""What a claim that nothing much changed gets of the chance of missing out; fixed by simulation."""
STAYED = 0.4
"""The largest change either way of which it is still said that a measure stayed as it was."""
Held = Literal["held up", "fell", "cannot tell"]


def safe_level(level: float) -> float:
    """Return the level of the range that `held up` is read from, of a report's own: .985 of .95."""
    return 1 - (1 - level) * SPENT


def held(low: float, high: float, margin: float) -> Held:
    """Judge a ratio of observed to expected: low is the safe range's, high the report's own.

    margin: the largest relative fall that would still be small. A fall that is shown, but smaller
    than the margin, counts as holding up.
    """
    if low > 1 - _checked(margin):
        return "held up"
    return "fell" if high < 1 else "cannot tell"


def held_in_frame(margin: float) -> pl.Expr:
    """Judge each row of a frame with safe_low and high, as `held` does; null where either is.

    What is not a number counts as null: polars has it above every number, so that it would pass.
    """
    low, high = (pl.col(name).fill_nan(None) for name in ("safe_low", "high"))
    return (
        pl.when(low.is_null() | high.is_null())
        .then(None)
        .when(low > 1 - _checked(margin))
        .then(pl.lit("held up"))
        .when(high < 1)
        .then(pl.lit("fell"))
        .otherwise(pl.lit("cannot tell"))
        .alias("verdict")
    )


def together(verdicts: list[Held]) -> Held:
    """Judge several measures as one: held up only if each did, fell as soon as one did.

    That each must pass keeps the error of `held up` at that of one test, whatever their
    correlation (an intersection-union test). Source: Berger (1982), Technometrics 24, 295-300.
    """
    if "fell" in verdicts:
        return "fell"
    return "held up" if verdicts and set(verdicts) == {"held up"} else "cannot tell"


def smallest_fall(low: float) -> float:
    """Return the smallest fall, in whole hundredths, that a range which begins at low excludes."""
    return _up(1 - low)


def smallest_change(low: float, high: float) -> float:
    """Return the smallest change either way, in whole hundredths, that a range excludes."""
    return _up(max(1 - low, high - 1))


def _up(share: float) -> float:
    """Round up to hundredths, the next one where it is just so many: a range holds its ends."""
    return (math.floor(share * 100 + 1e-9) + 1) / 100


def _checked(margin: float) -> float:
    if not 0 < margin < 1:
        raise ParametersError(
            "guardrail_margin",
            found=f"{margin}",
            needed="a share between 0 and 1: 0.1 is a fall of 10%",
            do="Correct it.",
        )
    return margin
