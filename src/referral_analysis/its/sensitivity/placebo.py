"""Placebo dates: whether a change stands out from what dates without one show by chance.

In a short series few placebo dates fit, and they overlap: a rank among k of them cannot go below
1 / (k + 1). So each date's statistic is compared with what series without any change show at that
date, simulated from the fitted null; the rank is given beside it, with its smallest value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from referral_analysis.errors import ParametersError, SeriesError, SpecError
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.fit import Batch, ItsFit, fit
from referral_analysis.its.model.panel import period_numbers_of
from referral_analysis.its.model.spec import ItsSpec, least_before
from referral_analysis.its.model.timeline import Interruption, Timeline, interruption_named
from referral_analysis.its.sensitivity.estimate import estimated
from referral_analysis.its.sensitivity.moved import shifted
from referral_analysis.its.sensitivity.null import Null, fitted_null, statistics

SIMULATIONS = 999
MODELS = ("ar1", "ar1_noise", "ols_hac", "prais_winsten")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaceboTest:
    """Frames of dates and of the summary.

    dates: starts, is_true_date, segment, estimate, low, high, scale, n_before, n_after, statistic
    (size of the t-value), p_value: the share of simulated series without a change whose statistic
    at that date is as large.
    summary, a row a segment: p_value (of the true date), n_placebo_dates, n_refused (dates at which
    no fit is possible), rank (of the true date's p among all dates, 1 the smallest), rank_p,
    smallest_rank_p (what the best rank would give), any_placebo_p (as large a statistic at any
    placebo date: small means that the model does not hold where nothing happened).
    """

    dates: pl.DataFrame = field(repr=False)
    summary: pl.DataFrame = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Date:
    """A fit with the interruption at some date; the first of them is the true one."""

    interruption: Interruption
    fitted: ItsFit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Seen:
    """The dates at which a segment could be fitted: statistics (D,) and those of the null (D, R).

    p_value (D,): of each date by itself.
    """

    observed: Floats
    simulated: Floats
    p_value: Floats


def placebo_test(
    series: pl.DataFrame,
    spec: ItsSpec,
    at: str,
    *,
    rng: np.random.Generator,
    simulations: int = SIMULATIONS,
    least_before_placebo: int | None = None,
) -> PlaceboTest:
    """Set the effect of `at` beside those at dates before it at which nothing is known to happen.

    A placebo date has the same phase-in and as many periods after it, all before the true date, and
    at least `least_before_placebo` before it (by default what the spec asks). The null is the same
    model without `at`, its AR(1) errors (with noise for `ar1_noise`) by REML. p-values of the true
    date were about uniform under the null in simulation; they never fall below
    1 / (simulations + 1). SpecError for models that are not of AR(1), HAC or Prais-Winsten kind,
    and for a dose.
    """
    _check(spec, at, simulations)
    least = least_before(spec) if least_before_placebo is None else least_before_placebo
    true = interruption_named(spec.timeline, at)
    dates = [_Date(interruption=true, fitted=fit(series, spec))]
    numbers = period_numbers_of(series["period"], spec.timeline, where="series: period")
    length = int(numbers.max()) - true.start.number
    refused = 0
    for starts in range(int(numbers.min()) + least, true.start.number - length):
        cut = series.filter(pl.Series(numbers <= starts + length))
        moved = shifted(true, starts - true.start.number)
        try:
            fitted = fit(cut, _spec_of(spec, moved, starts + length, least))
        except SeriesError:
            refused += 1
        else:
            dates.append(_Date(interruption=moved, fitted=fitted))
    return _tested(dates, spec, rng, simulations, refused)


def _spec_of(spec: ItsSpec, moved: Interruption, last: int, least: int) -> ItsSpec:
    """Return the spec of a placebo: what starts after its last period is not there yet."""
    others = [
        moved if one.name == moved.name else one
        for one in spec.timeline.interruptions
        if one.name == moved.name or one.start.number <= last
    ]
    timeline = Timeline(*others, left_out=spec.timeline.left_out)
    return replace(spec, timeline=timeline, least_before=least)


def _tested(
    dates: Sequence[_Date], spec: ItsSpec, rng: np.random.Generator, simulations: int, refused: int
) -> PlaceboTest:
    at = dates[0].interruption.name
    frames = [estimated(date.fitted, at, "mean_effect", 0.95) for date in dates]
    rows, summary = [], []
    for segment in dates[0].fitted.segments:
        seen = _seen(dates, segment, spec, rng, simulations)
        for date, frame, statistic, p_value in zip(
            dates, frames, seen.observed, seen.p_value, strict=True
        ):
            row = frame.filter(pl.col("segment") == segment)
            rows.append(_row(row, date.interruption, date is dates[0], statistic, p_value))
        summary.append(_summary(segment, seen) | {"n_refused": refused})
    order = ["segment", "p_value", "n_placebo_dates", "n_refused", "rank", "rank_p"]
    return PlaceboTest(
        dates=pl.concat(rows),
        summary=pl.DataFrame(summary, schema_overrides={"any_placebo_p": pl.Float64}).select(
            *order, "smallest_rank_p", "any_placebo_p"
        ),
    )


def _seen(
    dates: Sequence[_Date],
    segment: str,
    spec: ItsSpec,
    rng: np.random.Generator,
    simulations: int,
) -> _Seen:
    batch, row = _place(dates[0].fitted, segment)
    normal = rng.standard_normal((simulations, len(batch.design.times)))
    null: Null = fitted_null(batch, row, spec, dates[0].interruption.name, normal)
    effects = []
    for date in dates:
        here, its_row = _place(date.fitted, segment)
        effects.append(statistics(here, its_row, spec, date.interruption, null))
    observed = np.array([statistic for statistic, _ in effects])
    simulated = np.array([values for _, values in effects])
    return _Seen(
        observed=observed,
        simulated=simulated,
        p_value=_p_value(simulated >= observed[:, None]),
    )


def _p_value(as_large: np.typing.NDArray[np.bool_]) -> Floats:
    """Return (1 + how many) / (1 + of how many) over the last axis: the series itself counts."""
    return np.asarray((1 + as_large.sum(axis=-1)) / (1 + as_large.shape[-1]))


def _summary(segment: str, seen: _Seen) -> dict[str, str | float | int | None]:
    placebos = len(seen.observed) - 1
    rank = int((seen.p_value <= seen.p_value[0]).sum())
    largest = None
    if placebos:
        is_as_large = seen.simulated[1:].max(axis=0) >= seen.observed[1:].max()
        largest = float(_p_value(is_as_large))
    return {
        "segment": segment,
        "p_value": float(seen.p_value[0]),
        "n_placebo_dates": placebos,
        "rank": rank,
        "rank_p": rank / (placebos + 1),
        "smallest_rank_p": 1 / (placebos + 1),
        "any_placebo_p": largest,
    }


def _row(
    frame: pl.DataFrame,
    interruption: Interruption,
    is_true: bool,  # noqa: FBT001 - one of a row's own cells
    statistic: float,
    p_value: float,
) -> pl.DataFrame:
    return frame.select(
        "segment",
        pl.lit(interruption.starts).alias("starts"),
        pl.lit(is_true).alias("is_true_date"),
        "scale",
        "estimate",
        "low",
        "high",
        "level",
        "n_before",
        "n_after",
        pl.lit(float(statistic)).alias("statistic"),
        pl.lit(float(p_value)).alias("p_value"),
    )


def _place(fitted: ItsFit, segment: str) -> tuple[Batch, int]:
    places: Iterator[tuple[Batch, int]] = (
        (batch, batch.segments.index(segment))
        for batch in fitted.batches
        if segment in batch.segments
    )
    return next(places)


def _check(spec: ItsSpec, at: str, simulations: int) -> None:
    if spec.model not in MODELS:
        raise SpecError(
            "model",
            found=f"{spec.model!r}",
            needed=f"one of {', '.join(MODELS)} for placebo dates",
            do="Change the model.",
        )
    if interruption_named(spec.timeline, at).dose is not None:
        raise SpecError(
            f"{at}: phase_in",
            found="a dose, which belongs to its own dates",
            needed="'exclude' or 'ramp' for placebo dates",
            do="Change phase_in for this test.",
        )
    if simulations < 99:
        raise ParametersError(
            "simulations",
            found=f"{simulations}",
            needed="at least 99",
            do="Correct it; 999 tell a p-value of 0.05 to within 0.007.",
        )
