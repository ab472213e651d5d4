"""Checks of what a fit leaves over: memory, season, spread, single periods that decide."""

from collections.abc import Iterator

import numpy as np

from referral_analysis.its.checks.autocorrelation import durbin_watson, explained, ljung_box
from referral_analysis.its.checks.check import Check, FitSeen, tested
from referral_analysis.its.checks.influence import left_out_in_turn
from referral_analysis.its.checks.innovations import innovations
from referral_analysis.its.memory_null import small_sample
from referral_analysis.its.model.season import all_seasonal_columns
from referral_analysis.periods import Frequency

# a year of months or quarters back, a season of weeks, a few years
LAGS: dict[Frequency, int] = {"month": 12, "week": 13, "quarter": 4, "year": 3}
LARGE_INFLUENCE = 1.0  # in standard errors
OVERDISPERSED = 5.0
MEMORY = (
    "Resemblance between periods is left unexplained, so intervals are too short; prefer test "
    "inversion over all families."
)
NEIGHBOURS = "Neighbouring periods resemble each other more, or less, than the model allows."


def lags_of(look: FitSeen) -> int:
    """Return how many lags to look at; no more than half of what the residuals are free to show."""
    return max(1, min(LAGS[look.spec.timeline.frequency], look.batch.kernel.df_residual // 2))


def memory(look: FitSeen) -> Iterator[Check]:
    """Test whether residuals resemble those before them, by statistics simulated for the design."""
    times, lags = look.batch.design.times, lags_of(look)
    box, godfrey = small_sample(look.batch, look.spec, look.seen, lags)
    yield tested("ljung_box", box, MEMORY)
    yield tested("breusch_godfrey", godfrey, MEMORY)
    watson = durbin_watson(look.seen.residuals, times)
    yield Check(
        name="durbin_watson",
        statistic=watson,
        p_value=None,
        is_flagged=(watson < 1) | (watson > 3),
        meaning=NEIGHBOURS,
    )


def memory_of_innovations(look: FitSeen) -> Iterator[Check]:
    """Test whether one-step errors of arima and structural models resemble those before them."""
    errors, times = innovations(look.batch) or (look.seen.residuals, look.batch.design.times)
    kind = look.spec.model
    fitted = sum(look.spec.arima_order.parameters) if kind == "arima" else 1
    lags = min(max(lags_of(look), fitted + 1), errors.shape[1] - 1)
    yield tested("ljung_box", ljung_box(errors, times, lags, fitted=fitted), MEMORY)
    watson = durbin_watson(errors, times)
    yield Check(
        name="durbin_watson",
        statistic=watson,
        p_value=None,
        is_flagged=(watson < 1) | (watson > 3),
        meaning=NEIGHBOURS,
    )


def season(look: FitSeen) -> Iterator[Check]:
    """Test whether a yearly pattern is left."""
    columns = all_seasonal_columns(
        look.batch.design.numbers[look.batch.design.is_kept], look.spec.timeline.frequency
    )
    if columns.shape[1]:
        yield tested(
            "leftover_seasonality",
            explained(look.seen.residuals, look.seen.design, look.seen.root @ columns),
            "A yearly pattern is left in the residuals; add seasonality, or the effect may be one.",
        )


def spread(look: FitSeen) -> Iterator[Check]:
    """Compare the counts' variance with that of chance counting; (observed - mean)^2 / mean."""
    if not look.batch.is_count or look.spec.scale != "log":
        return
    kernel, kept = look.batch.kernel, look.batch.design.is_kept
    exposure = 1.0 if look.batch.exposure is None else look.batch.exposure[:, kept]
    mean = np.exp(kernel.fitted) * exposure
    dispersion = ((look.batch.observed[:, kept] - mean) ** 2 / mean).sum(
        axis=1
    ) / kernel.df_residual
    yield Check(
        name="dispersion",
        statistic=dispersion,
        p_value=None,
        is_flagged=dispersion > OVERDISPERSED,
        meaning="Counts vary far more than chance counting would; something else moves them.",
    )


def influential(look: FitSeen) -> Iterator[Check]:
    """Find the largest change that leaving out one period makes."""
    for interruption in look.spec.timeline.interruptions:
        effects = left_out_in_turn(look.batch, interruption, look.seen)
        change = (
            np.abs(effects.without - effects.estimate[:, None]) / effects.standard_error[:, None]
        )
        largest = np.where(np.isfinite(change), change, np.inf).max(axis=1)
        yield Check(
            name=f"influence of one period: {interruption.name}",
            statistic=largest,
            p_value=None,
            is_flagged=largest > LARGE_INFLUENCE,
            meaning="Leaving out a single period would move the estimate by over a standard error.",
        )
