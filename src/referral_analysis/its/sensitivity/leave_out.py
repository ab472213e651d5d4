"""The estimate with one period or one segment left out in turn, fitted anew each time."""

from dataclasses import replace

import numpy as np
import polars as pl

from referral_analysis.errors import SeriesInvalidError, SpecError
from referral_analysis.its.effects.estimands import Estimand
from referral_analysis.its.model.fit import ItsFit, fit
from referral_analysis.its.model.spec import ItsSpec, least_before
from referral_analysis.its.model.timeline import Timeline
from referral_analysis.its.sensitivity.estimate import estimated, estimated_or_refused
from referral_analysis.periods import Period, first_days, period_label
from referral_analysis.sums import summed


def leave_one_period_out(
    series: pl.DataFrame,
    spec: ItsSpec,
    at: str,
    *,
    estimand: Estimand = "mean_effect",
    level: float = 0.95,
) -> pl.DataFrame:
    """Estimate the effect of `at` without each kept period in turn, and first with all of them.

    Columns: left_out (its first day; null for none), segment, scale, unit, estimate, low, high,
    level, p_value, method, measured_coverage, n_before, n_after, verdict, refused. The correlation
    and everything else is estimated anew, unlike `influence`, which is quicker.
    """
    whole = fit(series, spec)
    frequency = spec.timeline.frequency
    shorter = replace(
        spec,
        least_before=max(1, least_before(spec) - 1),
        least_after=max(1, spec.least_after - 1),
    )
    parts = [_marked(None, estimated(whole, at, estimand, level))]
    for number in _kept(whole):
        label = period_label(Period(frequency, number))
        timeline = Timeline(
            *spec.timeline.interruptions, left_out=(*spec.timeline.left_out, (label, label))
        )
        without = replace(shorter, timeline=timeline)
        row = estimated_or_refused(series, without, at, estimand, level)
        parts.append(_marked(first_days([number], frequency)[0].item(), row))
    return pl.concat(parts)


def total(series: pl.DataFrame) -> pl.DataFrame:
    """Add segments up: a row a period, of the counts and exposures that there are."""
    return summed(series, "period", [n for n in ("count", "exposure") if n in series.columns])


def leave_one_segment_out(
    series: pl.DataFrame,
    spec: ItsSpec,
    at: str,
    *,
    estimand: Estimand = "mean_effect",
    level: float = 0.95,
) -> pl.DataFrame:
    """Estimate the effect of `at` on the total without each segment in turn, and first on it all.

    Counts and exposures are summed over segments, each of which must have a row for every period.
    Columns: left_out (null for none), scale, unit, estimate, low, high, level, p_value, method,
    measured_coverage, n_before, n_after, verdict, refused. SpecError for values, covariates or a
    control, which have no sum; SeriesInvalidError where a segment lacks a period.
    """
    _check_summable(series, spec)
    parts = [_marked_name(None, estimated(fit(total(series), spec), at, estimand, level))]
    names = series["segment"].unique().sort().to_list()
    for name in names if len(names) > 1 else []:
        others = total(series.filter(pl.col("segment") != name))
        row = estimated_or_refused(others, spec, at, estimand, level)
        parts.append(_marked_name(str(name), row))
    return pl.concat(parts)


def _kept(whole: ItsFit) -> list[int]:
    numbers = [batch.design.numbers[batch.design.is_kept] for batch in whole.batches]
    return [int(number) for number in np.unique(np.concatenate(numbers))]


def _marked(period: object, row: pl.DataFrame) -> pl.DataFrame:
    return row.select(pl.lit(period, pl.Date).alias("left_out"), pl.all())


def _marked_name(name: str | None, row: pl.DataFrame) -> pl.DataFrame:
    return row.drop("segment").select(pl.lit(name, pl.String).alias("left_out"), pl.all())


def _check_summable(series: pl.DataFrame, spec: ItsSpec) -> None:
    if not {"period", "segment", "count"} <= set(series.columns) or spec.covariates or spec.control:
        raise SpecError(
            "series",
            found="no segments with counts, or covariates or a control beside them",
            needed="the columns period, segment and count, and a spec without covariates",
            do="Fit each total by hand instead.",
        )
    rows = series.group_by("period").agg(pl.col("segment").n_unique().alias("segments"), pl.len())
    wanted = series["segment"].n_unique()
    is_whole = rows.select(((pl.col("segments") == wanted) & (pl.col("len") == wanted)).all())
    if not is_whole.item():
        raise SeriesInvalidError(
            "series",
            found="a segment without a row for some period, or with two",
            needed="one row for each segment and period, so that totals can be compared",
            do="Fill the periods with zeros where nothing was counted.",
        )
