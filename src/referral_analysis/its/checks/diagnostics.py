"""What a reader must know of a fit before believing it: named checks, each with a sentence."""

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from referral_analysis.its.checks.autocorrelation import autocorrelations, partial_autocorrelations
from referral_analysis.its.checks.check import Check, FitSeen
from referral_analysis.its.checks.checks_of_estimates import (
    collinear,
    correlation,
    estimation,
    lengths,
)
from referral_analysis.its.checks.checks_of_residuals import (
    influential,
    lags_of,
    memory,
    memory_of_innovations,
    season,
    spread,
)
from referral_analysis.its.checks.innovations import innovations
from referral_analysis.its.checks.whitening import whitened
from referral_analysis.its.model.fit import Batch, ItsFit

Checks = tuple[Callable[[FitSeen], Iterator[Check]], ...]
OF_RESIDUALS: Checks = (memory, season, influential)
OF_INNOVATIONS: Checks = (memory_of_innovations,)
OF_ALL: Checks = (spread, collinear, correlation, estimation, lengths)


def diagnostics(fitted: ItsFit) -> pl.DataFrame:
    """Check a fit: a row a segment and check.

    Columns: segment, check, statistic and p_value (null where there is none), is_flagged, meaning:
    of the flag, for a reader. Residuals are those that the model calls white noise; tests of them
    are flagged below five in a hundred, so some flags come by chance. For arima and
    structural they are one-step errors, of which memory alone is tested.

    >>> flags = its.diagnostics(fitted).filter(segment="East", is_flagged=True)
    >>> flags["check"].to_list()
    ['ljung_box', 'breusch_godfrey', 'few_after: launch']
    """
    parts = []
    for batch in fitted.batches:
        is_plain = batch.estimates is batch.kernel
        checks = (*(OF_RESIDUALS if is_plain else OF_INNOVATIONS), *OF_ALL)
        look = FitSeen(batch=batch, spec=fitted.spec, seen=whitened(batch, fitted.spec))
        parts += [_frame(batch, one) for check in checks for one in check(look)]
    return pl.concat(parts).with_row_index("place").sort("segment", "place").drop("place")


def residual_autocorrelations(fitted: ItsFit) -> pl.DataFrame:
    """Return segment, lag, autocorrelation, partial_autocorrelation of the residuals, whitened.

    >>> east = its.residual_autocorrelations(fitted).filter(segment="East")
    >>> east.head(2).select("lag", pl.col("autocorrelation").round(2)).rows()
    [(1, 0.17), (2, 0.3)]
    """
    parts = []
    for batch in fitted.batches:
        seen = whitened(batch, fitted.spec)
        lags = lags_of(FitSeen(batch=batch, spec=fitted.spec, seen=seen))
        errors, times = innovations(batch) or (seen.residuals, batch.design.times)
        correlations = autocorrelations(errors, times, lags)
        size = len(batch.segments)
        parts.append(
            pl.DataFrame(
                {
                    "segment": pl.Series(batch.segments).gather(np.repeat(np.arange(size), lags)),
                    "lag": np.tile(np.arange(1, lags + 1), size),
                    "autocorrelation": correlations.ravel(),
                    "partial_autocorrelation": partial_autocorrelations(correlations).ravel(),
                }
            )
        )
    return pl.concat(parts).sort("segment", "lag")


def _frame(batch: Batch, check: Check) -> pl.DataFrame:
    nothing = np.full(len(batch.segments), np.nan)
    return pl.DataFrame(
        {
            "segment": batch.segments,
            "check": [check.name] * len(batch.segments),
            "statistic": nothing if check.statistic is None else check.statistic,
            "p_value": nothing if check.p_value is None else check.p_value,
            "is_flagged": check.is_flagged,
            "meaning": [check.meaning] * len(batch.segments),
        }
    ).with_columns(pl.col("statistic", "p_value").fill_nan(None))
