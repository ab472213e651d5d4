"""How much one month matters: the estimate with each period left out in turn."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from referral_analysis.its.checks.whitening import Whitened, whitened
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.design import effect_rows, is_after
from referral_analysis.its.model.fit import Batch, ItsFit
from referral_analysis.its.model.timeline import Interruption, interruption_named
from referral_analysis.periods import first_days

ROUNDING = 1e-9  # what is left of a column that the design holds, relative to its size


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeriodLeftOut:
    """The mean effect with each of n periods left out (S, n), and all in: estimate and error (S,).

    On the scale of the linear predictor; NaN where the effect rests on that period alone.
    """

    without: Floats
    estimate: Floats
    standard_error: Floats


def influence(fitted: ItsFit, at: str) -> pl.DataFrame:
    """Estimate the mean effect of `at` with each kept period left out in turn.

    Columns: period, segment, estimate (with all periods), estimate_without, change_in_errors (the
    change in standard errors of the estimate). Estimates are on the log scale for ratios. The
    correlation and the weights are kept as fitted; for models of counts it is one step of the fit.

    >>> east = its.influence(fitted, "launch").filter(segment="East")
    >>> str(east.sort(pl.col("change_in_errors").abs()).item(-1, "period"))
    '2011-11-01'
    """
    interruption = interruption_named(fitted.spec.timeline, at)
    parts = []
    for batch in fitted.batches:
        seen = whitened(batch, fitted.spec)
        effects = left_out_in_turn(batch, interruption, seen)
        size, rows = effects.without.shape
        days = first_days(
            batch.design.numbers[batch.design.is_kept], fitted.spec.timeline.frequency
        )
        change = (effects.without - effects.estimate[:, None]) / effects.standard_error[:, None]
        parts.append(
            pl.DataFrame(
                {
                    "period": np.tile(days, size),
                    "segment": pl.Series(batch.segments).gather(np.repeat(np.arange(size), rows)),
                    "estimate": np.repeat(effects.estimate, rows),
                    "estimate_without": effects.without.ravel(),
                    "change_in_errors": change.ravel(),
                }
            )
        )
    return pl.concat(parts).sort("segment", "period")


def left_out_in_turn(batch: Batch, interruption: Interruption, seen: Whitened) -> PeriodLeftOut:
    """Return the mean effect without each period: a dummy for a period equals leaving it out."""
    contrast = effect_rows(batch.design, interruption.name)[
        is_after(batch.design, interruption)
    ].mean(axis=0)
    solve = np.linalg.pinv(seen.design)
    pushed = solve @ seen.root
    # the part of each period's dummy, whitened, that the design leaves over
    over = seen.root - seen.design @ pushed
    own = np.einsum("sij,sij->sj", over, seen.root)
    jump = np.einsum("sij,si->sj", seen.root, seen.residuals)
    is_alone = own < ROUNDING * np.einsum("sij,sij->sj", seen.root, seen.root)
    size = np.where(is_alone, np.nan, jump / np.where(is_alone, 1.0, own))
    weight = np.einsum("i,sij->sj", contrast, pushed)
    is_nothing = np.abs(weight) < ROUNDING * np.abs(weight).max(axis=1, keepdims=True)
    estimate = batch.kernel.coefficients @ contrast
    variance = np.einsum("i,sij,j->s", contrast, batch.kernel.covariance, contrast)
    return PeriodLeftOut(
        without=estimate[:, None] - np.where(is_nothing, 0.0, weight * size),
        estimate=estimate,
        standard_error=np.sqrt(np.where(variance > 0, variance, np.nan)),
    )
