"""What would have been expected without an interruption, period by period."""

import numpy as np
import polars as pl

from referral_analysis.errors import SpecError
from referral_analysis.its.intervals.inference import infer, interval_choice
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.design import effect_rows
from referral_analysis.its.model.fit import Batch, ItsFit
from referral_analysis.its.model.models import is_differenced
from referral_analysis.its.model.outcome import counted_unit, on_outcome_scale
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import Interruption, interruption_named
from referral_analysis.periods import first_days


def counterfactual(fitted: ItsFit, at: str, *, level: float = 0.95) -> pl.DataFrame:
    """Set observed beside fitted and expected without the interruption `at`, in each period.

    Columns: period (its first day), segment, observed, exposure, fitted, expected_without, low,
    high, level, unit, is_left_out. low and high bound the expected path, at each period apart, by
    the model's own interval: where the mean of such periods would have been, not a single period.
    On the log and logit scale paths are medians. fitted is null in periods left out (a phase-in);
    observed is null where the series has no row; all are null where a covariate is missing.
    A structural model forecasts from the periods before (see `forecast`): its path begins with the
    interruption, its bounds hold a single period, and it has no fitted line. SpecError for a
    differenced ARIMA, which has no such path.

    >>> last = its.counterfactual(fitted, "launch").filter(segment="East").tail(1)
    >>> last.select("observed", pl.col("expected_without").round()).rows()
    [(79.0, 99.0)]
    """
    if is_differenced(fitted.spec):
        raise SpecError(
            "counterfactual",
            found="an ARIMA model of differences, which knows no level",
            needed="a model with a fitted path",
            do="Draw the path of model='ar1', and report this model's effects beside it.",
        )
    interruption = interruption_named(fitted.spec.timeline, at)
    parts = []
    for batch in fitted.batches:
        is_forecast = fitted.spec.model == "structural"
        paths_of = _forecast_paths if is_forecast else _model_paths
        paths_of_batch = paths_of(batch, fitted.spec, interruption, level)
        scaled = {
            name: on_outcome_scale(path, batch, fitted.spec)
            for name, path in paths_of_batch.items()
        }
        parts.append(_frame(batch, fitted, scaled, level))
    return pl.concat(parts).sort("segment", "period")


def _forecast_paths(
    batch: Batch, spec: ItsSpec, interruption: Interruption, level: float
) -> dict[str, Floats]:
    """Return what `_model_paths` does of a model that forecasts, which has no fitted path."""
    from referral_analysis.its.effects import of_forecast  # noqa: PLC0415 - only where asked for

    unknown = {"fitted": np.full_like(batch.observed, np.nan)}
    return unknown | of_forecast.paths(of_forecast.ahead(batch, spec, interruption), level)


def _model_paths(
    batch: Batch, spec: ItsSpec, interruption: Interruption, level: float
) -> dict[str, Floats]:
    """Return the fitted and the expected path with its interval (S, N), on the model's scale."""
    full = batch.design.full
    without = np.nan_to_num(full - effect_rows(batch.design, interruption.name))
    inference = infer(batch, without, interval_choice(spec, None, "all", level))
    is_known = np.where(np.isfinite(full).all(axis=1), 0.0, np.nan)
    is_fitted = np.where(batch.design.is_kept, 0.0, np.nan) + is_known
    return {
        "fitted": batch.kernel.coefficients @ np.nan_to_num(full).T + is_fitted,
        "expected_without": inference.estimate + is_known,
        "low": inference.low + is_known,
        "high": inference.high + is_known,
    }


def _frame(batch: Batch, fitted: ItsFit, paths: dict[str, Floats], level: float) -> pl.DataFrame:
    size, periods = batch.observed.shape
    days = first_days(batch.design.numbers, fitted.spec.timeline.frequency)
    exposure = np.full_like(batch.observed, np.nan) if batch.exposure is None else batch.exposure
    numbers = {"observed": batch.observed, "exposure": exposure, **paths}
    frame = pl.DataFrame(
        {
            "period": np.tile(days, size),
            "segment": pl.Series(batch.segments).gather(np.repeat(np.arange(size), periods)),
            **{name: values.ravel() for name, values in numbers.items()},
            "is_left_out": np.tile(~batch.design.is_kept, size),
        }
    )
    return frame.select(
        "period",
        "segment",
        *(pl.col(name).fill_nan(None) for name in numbers),
        pl.lit(level).alias("level"),
        pl.lit(counted_unit(batch, fitted.spec)).alias("unit"),
        "is_left_out",
    )
