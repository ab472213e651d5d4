"""Did a measure hold up? A test of non-inferiority, read from an honest interval.

A measure held up when a fall of the margin or more is outside the range. With a two-sided range of
95% that is a one-sided test at 2.5%: were the true fall exactly the margin, `held up` would be said
at most once in forty times.
"""

from typing import Literal

import polars as pl

from referral_analysis.errors import ParametersError

Held = Literal["held up", "fell", "cannot tell"]


def held(low: float, high: float, margin: float) -> Held:
    """Judge a ratio of observed to expected by the ends of its interval.

    margin: the largest relative fall that would still be small. A fall that is shown, but smaller
    than the margin, counts as holding up.
    """
    if low > 1 - _checked(margin):
        return "held up"
    return "fell" if high < 1 else "cannot tell"


def held_in_frame(margin: float) -> pl.Expr:
    """Judge each row of a frame with low and high, as `held` does; null where either is.

    What is not a number counts as null: polars has it above every number, so that it would pass.
    """
    low, high = (pl.col(name).fill_nan(None) for name in ("low", "high"))
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


def _checked(margin: float) -> float:
    if not 0 < margin < 1:
        raise ParametersError(
            "guardrail_margin",
            found=f"{margin}",
            needed="a share between 0 and 1: 0.1 is a fall of 10%",
            do="Correct it.",
        )
    return margin
