"""The effects of an interruption, each with its interval: a frame with a row an estimand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from referral_analysis.its.effects.averted import (
    DRAWN,
    OWN_SUM,
    AvertedRange,
    Chance,
    agreeing,
    by_model,
    chance_of,
    chosen,
    drawn,
    is_few,
    mapped,
)
from referral_analysis.its.effects.estimands import Question, questions
from referral_analysis.its.effects.relative import over_expected
from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.intervals.inference import (
    Inference,
    IntervalChoice,
    contrast_df,
    infer,
    interval_choice,
    measured_coverage,
    method_name,
)
from referral_analysis.its.model.design import is_after, is_before
from referral_analysis.its.model.fit import Batch, ItsFit, check_events, check_inexact
from referral_analysis.its.model.models import IntervalMethod
from referral_analysis.its.model.outcome import counted_unit, seen, unit_a_period
from referral_analysis.its.model.spec import ItsSpec, Scale
from referral_analysis.its.model.timeline import Interruption, interruption_named
from referral_analysis.its.one_thread import one_thread
from referral_analysis.its.tolerance.few import events_of
from referral_analysis.its.tolerance.ladder import check_alone
from referral_analysis.periods import first_days

_SAID: dict[str, type[pl.DataType]] = {
    "estimand": pl.String,
    "scale": pl.String,
    "unit": pl.String,
    "level": pl.Float64,
    "n_before": pl.Int32,
    "n_after": pl.Int32,
    "period": pl.Date,
    "interruption": pl.String,
}
_COLUMNS = (
    *("estimand", "segment", "scale", "unit", "estimate", "low", "high", "level", "method"),
    *("n_before", "n_after", "p_value", "period", "measured_coverage", "interruption"),
)
RATIO_UNIT: dict[Scale, str] = {"log": "ratio", "logit": "odds ratio", "identity": "ratio"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """An interruption, asked of a batch of segments; level: as asked, of all rows where joint."""

    batch: Batch
    spec: ItsSpec
    interruption: Interruption
    choice: IntervalChoice
    level: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Row:
    """A row of the frame for each of S segments; notes (S,): how it was made otherwise, or ""."""

    scale: str
    unit: str
    ends: AvertedRange
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Answer:
    """What is said of S segments about one estimand on one scale; p_value (S,)."""

    question: Question
    row: _Row
    p_value: np.typing.NDArray[np.float64]


@one_thread()
def effects(
    fitted: ItsFit,
    at: str,
    *,
    interval: IntervalMethod | None = None,
    family: Family = "all",
    tolerance: float | None = None,
    level: float = 0.95,
    periods_after: Sequence[int] = (),
    joint: bool = False,
    tested: bool = True,
) -> pl.DataFrame:
    """Estimate what the interruption `at` changed in each segment: a row an estimand and scale.

    Columns: estimand, segment, scale ("ratio" or "absolute"), unit, estimate, low, high, level,
    method, n_before, n_after, p_value, period, measured_coverage, interruption.
    level_change: where the effect is constant, over all clean periods after the phase-in, else in
    the first. slope_change: a year. mean_effect: over the clean periods after. effect_at: in each
    of `periods_after` (1 is the first), named in `period`. averted: expected without the
    interruption less observed, summed over the clean periods after; a fall is positive. Absolute
    changes are observed less expected, a period. Expected is observed over the ratio; of fewer than
    20 events a period (of a share, also of those that were none) it is the model's own sum, by
    draws, whose interval excludes no change just where the ratio's does.
    interval: None is the model's own. "test_inversion" inverts restricted likelihood-ratio tests
    over a `family` of correlations. Ratios of the log scale are rate ratios, of the logit scale
    odds ratios, of the identity scale observed over expected, by Fieller's range (null where what
    was expected is not positive; without a high end where it could be nothing).
    p_value: of no change; null where draws made the interval. measured_coverage: what such 95%
    intervals covered in simulation; null where not measured. joint: the intervals of a segment's
    rows hold all at once with probability `level` or more (Bonferroni over the different directions
    that its estimands ask about: one, so no wider, where the effect is constant).
    tolerance: with test inversion, how far the path may drift by itself: its standard deviation
    over a year on the scale of the linear predictor, fixed before the data were seen. Estimates are
    then those of that path, and `at` must change the level alone. The family "robust" also lets
    errors grow over the series and takes the wider ends of those with and without an outlying
    period. See `tolerance.examine`. tested: False leaves p-values at a tolerance null: they take
    longer than the ends.

    SeriesInvalidError where a fit is exact, or a model of counts has no event on one side of `at`
    in any segment.

    >>> found = its.effects(fitted, at="launch").filter(segment="East", scale="ratio")
    >>> found.select("estimand", pl.col("estimate", "low", "high").round(2)).row(0)
    ('level_change', 0.81, 0.79, 0.84)
    """
    interruption = interruption_named(fitted.spec.timeline, at)
    choice = interval_choice(fitted.spec, interval, family, level, tolerance)
    choice = replace(choice, is_tested=tested)
    if choice.tolerance is not None:
        check_alone(interruption)
    parts = []
    for batch in fitted.batches:
        check_inexact(batch)
        check_events(batch, interruption, fitted.spec)
        asked = _Asked(
            batch=batch,
            spec=fitted.spec,
            interruption=interruption,
            choice=replace(choice, events=events_of(batch, interruption, fitted.spec)),
            level=choice.level,
        )
        wanted = questions(batch.design, interruption, periods_after)
        if joint:
            asked = replace(asked, choice=_shared(asked.choice, _contrasts(wanted)))
        parts.append(_frame(asked, list(_answers(asked, wanted))))
    return pl.concat(parts).sort("segment", maintain_order=True)


def _answers(asked: _Asked, wanted: Sequence[Question]) -> Iterator[_Answer]:
    """Yield what is said of all segments, an estimand and scale at a time."""
    inference = infer(asked.batch, _contrasts(wanted), asked.choice)
    for column, question in enumerate(wanted):
        p_value = inference.p_value[:, column]
        for row in _rows(asked, question, inference, column):
            yield _Answer(question=question, row=row, p_value=p_value)


def _contrasts(wanted: Sequence[Question]) -> np.typing.NDArray[np.float64]:
    return np.array([one.contrast for one in wanted])


def _shared(choice: IntervalChoice, contrasts: np.typing.NDArray[np.float64]) -> IntervalChoice:
    """Share the chance of missing out among the different directions of contrasts (q, p)."""
    lengths = np.linalg.norm(contrasts, axis=1, keepdims=True)
    directions = len(np.unique(np.round(contrasts / lengths, 12) + 0.0, axis=0))
    return replace(choice, level=1 - (1 - choice.level) / directions)


def _rows(asked: _Asked, question: Question, inference: Inference, column: int) -> Iterator[_Row]:
    spec, batch = asked.spec, asked.batch
    linear = _linear(inference, column)
    if question.estimand == "slope_change":
        yield _slope(batch, spec, linear)
        return
    change, notes = _change(asked, question, inference, column)
    if question.estimand == "averted":
        averted = AvertedRange(estimate=-change.estimate, low=-change.high, high=-change.low)
        yield _Row(scale="absolute", unit=counted_unit(batch, spec), ends=averted, notes=notes)
        return
    if spec.scale == "identity":
        ends = _ratio(batch, spec, question, change)
        yield _Row(scale="ratio", unit="ratio", ends=ends, notes=notes)
    else:
        plain = ("",) * len(notes)
        unit = RATIO_UNIT[spec.scale]
        yield _Row(scale="ratio", unit=unit, ends=_exponential(linear), notes=plain)
    yield _Row(
        scale="absolute",
        unit=unit_a_period(batch, spec),
        ends=_divided(change, int(question.periods.sum())),
        notes=notes,
    )


def _slope(batch: Batch, spec: ItsSpec, linear: AvertedRange) -> _Row:
    plain = ("",) * len(batch.segments)
    if spec.scale == "identity":
        return _Row(
            scale="absolute", unit=f"{unit_a_period(batch, spec)}, a year", ends=linear, notes=plain
        )
    unit = f"{RATIO_UNIT[spec.scale]} a year"
    return _Row(scale="ratio", unit=unit, ends=_exponential(linear), notes=plain)


def _change(
    asked: _Asked, question: Question, inference: Inference, column: int
) -> tuple[AvertedRange, tuple[str, ...]]:
    """Return observed less expected, summed over the question's periods; a note for each segment.

    DRAWN where draws made the ends; OWN_SUM where few events were counted: see `averted`.
    """
    batch, spec, level = asked.batch, asked.spec, asked.choice.level
    given = seen(batch, spec, question.periods)
    shape = question.shape
    if shape is None and spec.scale == "identity" and batch.exposure is None:
        shape = np.ones(given.observed.shape[1])  # the mean of the effects is all that sums up
    is_mapped = shape is not None and bool((shape >= 0).all())
    effect = np.where(question.contrast != 0, batch.design.full[question.periods], 0.0)
    if shape is not None and is_mapped:
        change = mapped(given, shape, inference, column)
    else:
        df = contrast_df(batch, question.contrast[None], asked.choice.method)[:, 0]
        change = drawn(batch, given, effect, df, level)
    few = is_few(batch, given)
    note, own_note = ("", OWN_SUM) if is_mapped else (DRAWN, DRAWN)
    if not few.any():
        return change, (note,) * len(few)
    without = batch.design.full[question.periods] - effect
    chance = Chance(
        df=contrast_df(batch, without.mean(axis=0)[None], asked.choice.method)[:, 0],
        observed=chance_of(batch, spec, question.periods),
        level=level,
    )
    own = by_model(batch, given, without, chance)
    own = agreeing(own, _linear(inference, column), change) if is_mapped else own
    notes = tuple(own_note if one else note for one in few.tolist())
    return chosen(few, own, change), notes


def _linear(inference: Inference, column: int) -> AvertedRange:
    return AvertedRange(
        estimate=inference.estimate[:, column],
        low=inference.low[:, column],
        high=inference.high[:, column],
    )


def _ratio(batch: Batch, spec: ItsSpec, question: Question, change: AvertedRange) -> AvertedRange:
    """Return observed over expected, on the identity scale."""
    given = seen(batch, spec, question.periods)
    rows = batch.design.full[question.periods]
    without = np.where(question.contrast != 0, 0.0, rows)
    sums = given.exposure @ rows, given.exposure @ without
    return over_expected(batch, change, given.observed.sum(axis=1), sums)


def _exponential(linear: AvertedRange) -> AvertedRange:
    with np.errstate(over="ignore"):  # an end beyond 1e308 is as good as infinite
        return AvertedRange(
            estimate=np.exp(linear.estimate), low=np.exp(linear.low), high=np.exp(linear.high)
        )


def _divided(change: AvertedRange, periods: int) -> AvertedRange:
    return AvertedRange(
        estimate=change.estimate / periods, low=change.low / periods, high=change.high / periods
    )


def _frame(asked: _Asked, answers: Sequence[_Answer]) -> pl.DataFrame:
    """Return a row an answer and segment; made at once, since frames of few rows cost most."""
    segments = asked.batch.segments
    said = pl.DataFrame([_said(asked, one) for one in answers], schema=_SAID, orient="row")
    rows = [one.row for one in answers]
    notes = [note for row in rows for note in row.notes]
    p_values = np.concatenate([one.p_value for one in answers])
    coverage = _coverage(asked)
    name = _method(asked)
    by_segment = pl.DataFrame(
        {
            "segment": list(segments) * len(answers),
            "estimate": np.concatenate([row.ends.estimate for row in rows]),
            "low": np.concatenate([row.ends.low for row in rows]),
            "high": np.concatenate([row.ends.high for row in rows]),
            "method": [f"{name}; {note}" if note else name for note in notes],
            "p_value": np.where([note == DRAWN for note in notes], np.nan, p_values),
            "measured_coverage": [None if note else coverage for note in notes],
        },
        schema_overrides={"measured_coverage": pl.String},
        nan_to_null=True,
    )
    if len(segments) > 1:
        said = said[np.repeat(np.arange(len(answers)), len(segments))]
    return said.hstack(by_segment).select(_COLUMNS)


def _said(asked: _Asked, answer: _Answer) -> tuple[object, ...]:
    """Return what `_SAID` names: what an answer says of every segment alike."""
    design, number = asked.batch.design, answer.question.number
    frequency = asked.spec.timeline.frequency
    return (
        answer.question.estimand,
        answer.row.scale,
        answer.row.unit,
        asked.level,
        int(is_before(design, asked.interruption).sum()),
        int(is_after(design, asked.interruption).sum()),
        None if number is None else first_days([number], frequency)[0].item(),
        asked.interruption.name,
    )


def _method(asked: _Asked) -> str:
    name = method_name(asked.choice)
    return f"{name}, joint" if asked.choice.level != asked.level else name


def _coverage(asked: _Asked) -> str | None:
    """Return what such intervals covered; None where the answers hold jointly, and so wider."""
    if asked.choice.level != asked.level:
        return None
    is_weighted = asked.batch.response.weights is not None
    return measured_coverage(asked.spec.model, asked.choice, is_weighted=is_weighted)
