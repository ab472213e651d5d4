"""Series and specification -> one fit, whatever the model, segments of one design in one batch."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from referral_analysis.errors import SeriesInvalidError, SeriesTooShortError
from referral_analysis.its.kernels.result import Floats, Integers, KernelFit
from referral_analysis.its.model.design import Design, designs, is_after, is_before
from referral_analysis.its.model.models import Asked, Fitted, rule_of
from referral_analysis.its.model.panel import SegmentPanel, panels
from referral_analysis.its.model.response import (
    Kept,
    Response,
    checked,
    is_weighted,
    linear_response,
)
from referral_analysis.its.model.spec import ItsSpec, least_before
from referral_analysis.its.model.timeline import Interruption
from referral_analysis.its.one_thread import one_thread
from referral_analysis.periods import Frequency

# EPOC: fewer points than this on a side are no interrupted time series
EPOC_POINTS = 3
# residuals' share of a series' sum of squares; rounding leaves 1e-30, counts' iterations 1e-18
EXACT_FIT = 1e-14


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """S segments fitted on one design of N periods, n of them kept, and p columns.

    places (S,): of its segments in `ItsFit.segments`. observed, exposure, events (S, N): as given,
    NaN where a left-out period is missing. response: what was fitted, on the kept periods; for
    models of counts and shares its values are the observed ones. kernel: see `KernelFit`.
    estimates: what the model returned, the kernel itself or, for arima and structural, what holds
    it.
    """

    segments: tuple[str, ...]
    places: Integers
    design: Design
    observed: Floats
    exposure: Floats | None
    events: Floats | None
    is_count: bool
    response: Response
    kernel: KernelFit
    estimates: Fitted = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ItsFit:
    """Every segment of a series fitted to one specification; segments in the order of names."""

    spec: ItsSpec
    segments: tuple[str, ...]
    batches: tuple[Batch, ...]


@one_thread()
def fit(series: pl.DataFrame, spec: ItsSpec) -> ItsFit:
    """Fit every segment of a series: period, count or value, perhaps exposure and segment.

    events: beside `value`, how many events each is of: with a tolerance, a range then allows for
    the noise of fewer of them after an interruption. Periods are dates or text written
    as in the timeline; segments may cover different periods.
    SpecError for missing columns or a design that cannot be told apart; SeriesInvalidError for
    gaps, duplicates, missing, negative or constant values; SeriesTooShortError for too few
    periods before or after an interruption, each naming the first segment concerned.

    >>> fitted = its.fit(series, its.ItsSpec(timeline=its.Timeline(launch)))
    >>> fitted.segments
    ('East', 'North', 'South', 'West')
    """
    segments, found = panels(series, spec)
    batches = [
        batch
        for panel in found
        for design, rows in designs(panel, spec)
        for batch in _batches(_narrowed(panel, rows), design, spec)
    ]
    return ItsFit(spec=spec, segments=tuple(segments), batches=tuple(batches))


def coefficients(fitted: ItsFit) -> pl.DataFrame:
    """Return segment, name, estimate, standard_error: a row a segment and column of its design.

    >>> east = its.coefficients(fitted).filter(segment="East")
    >>> east.select("name", pl.col("estimate").round(2)).rows()
    [('intercept', 4.61), ('trend', -0.0), ('launch', -0.21)]
    """
    parts = []
    for batch in fitted.batches:
        size, columns = batch.kernel.coefficients.shape
        spread = standard_errors(batch)
        parts.append(
            pl.DataFrame(
                {
                    "segment": np.repeat(np.array(batch.segments, dtype=object), columns).tolist(),
                    "name": list(batch.design.names) * size,
                    "estimate": batch.kernel.coefficients.ravel(),
                    "standard_error": spread.ravel(),
                }
            )
        )
    return pl.concat(parts).sort("segment", maintain_order=True)


def standard_errors(batch: Batch) -> Floats:
    """Return the coefficients' standard errors (S, p); NaN where the covariance means nothing."""
    variance = np.einsum("sii->si", batch.kernel.covariance)
    return np.sqrt(np.where(variance >= 0, variance, np.nan))


def check_inexact(batch: Batch) -> None:
    """Raise SeriesInvalidError where a fit leaves nothing over: it has no interval.

    Of the series' own variation, residuals keep less than a ten-millionth (standard deviations).
    """
    values = batch.response.values
    varied = ((values - values.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    is_exact = (batch.kernel.residuals**2).sum(axis=1) <= EXACT_FIT * varied
    if is_exact.any():
        raise SeriesInvalidError(
            batch.segments[int(is_exact.argmax())],
            found="an exact fit, whose errors are nothing",
            needed="periods that vary about the fitted path, for an interval",
            do="Check how the series was made.",
        )


def check_events(batch: Batch, at: Interruption, spec: ItsSpec) -> None:
    """Raise SeriesInvalidError where a model of counts or shares has no range for any segment.

    It has none where no event was counted before the interruption, or none after its phase-in; of
    a share, where all were. Beside segments that have one, such a segment's is null. A linear model
    adds halves to small counts, and has one.
    """
    if rule_of(spec.model).kind == "linear":
        return
    sides = {"before": is_before(batch.design, at), "after": is_after(batch.design, at)}
    for side, kept in sides.items():
        events = batch.observed[:, kept].sum(axis=1)
        is_lacking = events == 0
        if spec.model == "quasi_binomial" and batch.exposure is not None:
            is_lacking |= events == batch.exposure[:, kept].sum(axis=1)
        if is_lacking.all():
            raise SeriesInvalidError(
                batch.segments[0],
                found=f"nothing, or everything, counted {side} the {at.name}",
                needed=f"some of both for the range of a ratio by {spec.model}",
                do="Use model='ar1' on the log scale, which adds halves to small counts.",
            )


def _batches(panel: SegmentPanel, design: Design, spec: ItsSpec) -> Iterator[Batch]:
    """Fit a panel of one design; small counts, which are weighted, apart from large ones."""
    _check_lengths(panel, design, spec)
    weighted = is_weighted(checked(panel, design, spec), spec)
    for is_weighted_fit in (False, True):
        rows = np.flatnonzero(weighted == is_weighted_fit)
        if rows.size:
            some = _narrowed(panel, rows)
            yield _fitted(some, design, spec, is_weighted_fit=is_weighted_fit)


def _fitted(panel: SegmentPanel, design: Design, spec: ItsSpec, *, is_weighted_fit: bool) -> Batch:
    rule = rule_of(spec.model)
    kept = checked(panel, design, spec)
    if rule.kind == "linear":
        response = linear_response(kept, design, spec, is_weighted_fit=is_weighted_fit)
    else:
        response = _counts(kept)
    asked = Asked(design=design, spec=spec, kept=kept, response=response)
    estimates = rule.fit(asked) if rule.whole is None else rule.whole(asked)
    kernel = estimates if isinstance(estimates, KernelFit) else estimates.kernel
    if rule.kind != "linear":
        response = replace(response, is_converged=kernel.is_converged)
    return Batch(
        segments=panel.segments,
        places=panel.places,
        design=design,
        observed=panel.observed,
        exposure=panel.exposure,
        events=panel.events,
        is_count=panel.is_count,
        response=response,
        kernel=kernel,
        estimates=estimates,
    )


def _counts(kept: Kept) -> Response:
    if not kept.is_count:
        raise SeriesInvalidError(
            "series",
            found="values",
            needed="counts for a model of counts or shares",
            do="Name the column count if it holds counts, or change the model.",
        )
    everything = np.ones(len(kept.segments), dtype=np.bool_)
    return Response(values=kept.observed, weights=None, is_converged=everything)


def _narrowed(panel: SegmentPanel, rows: Integers) -> SegmentPanel:
    return SegmentPanel(
        segments=tuple(panel.segments[row] for row in rows.tolist()),
        places=panel.places[rows],
        numbers=panel.numbers,
        observed=panel.observed[rows],
        exposure=None if panel.exposure is None else panel.exposure[rows],
        events=None if panel.events is None else panel.events[rows],
        columns=panel.columns[rows],
        is_left_out=panel.is_left_out,
        is_count=panel.is_count,
    )


def _check_lengths(panel: SegmentPanel, design: Design, spec: ItsSpec) -> None:
    """Raise where an interruption has too few clean periods on a side; the last needs the most."""
    interruptions = spec.timeline.interruptions
    if not design.is_kept.any():
        raise _short(panel.segments[0], "no period that is not left out", EPOC_POINTS)
    last = max(interruptions, key=lambda one: one.first_after)
    frequency, segment = spec.timeline.frequency, panel.segments[0]
    for interruption in interruptions:
        before = int(is_before(design, interruption).sum())
        wanted = least_before(spec)
        least = wanted if interruption is last else min(wanted, EPOC_POINTS)
        if before < least:
            raise _short(
                segment, f"{_some(before, frequency)} before the {interruption.name}", least
            )
        after = int(is_after(design, interruption).sum())
        least = 1 if interruption.shape == "pulse" else spec.least_after
        if after < least:
            raise _short(segment, f"{_some(after, frequency)} after the {interruption.name}", least)


def _short(segment: str, found: str, least: int) -> SeriesTooShortError:
    side = "backwards" if "before" in found else "forwards"
    return SeriesTooShortError(
        segment,
        found=found,
        needed=f"at least {least}",
        do=f"Extend the series {side}, merge this segment, or lower the least that the spec asks.",
    )


def _some(count: int, frequency: Frequency) -> str:
    return f"{count} {frequency}{'' if count == 1 else 's'}"
