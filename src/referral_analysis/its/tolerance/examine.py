"""The primary analysis of one series: an effect's range at each tolerance, and what would undo it.

Errors resemble each other in one of 113 ways; the path drifts by itself by up to a tolerance that
was fixed beforehand; no single period decides. Sources: a test of given ratio of variances against
a local level (Harvey 1989, section 2.3; Andrews 1993, Econometrica 61, 821-856, for critical values
that depend on the design); for bounding what cannot be tested, Rambachan & Roth (2023).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import polars as pl

from referral_analysis.errors import SpecError
from referral_analysis.intervals import checked_level
from referral_analysis.its.intervals.likelihood_ratio import parabolas
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.model.fit import Batch, ItsFit, check_inexact
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import Interruption, interruption_named
from referral_analysis.its.one_thread import one_thread
from referral_analysis.its.tolerance import alarms
from referral_analysis.its.tolerance.examination import Alarm, Deletion, Examination, Reach
from referral_analysis.its.tolerance.few import Events, events_of
from referral_analysis.its.tolerance.interval import Climbed, at_level, climb, estimate_at
from referral_analysis.its.tolerance.ladder import ROOTS, Ladder, check_alone, ladder_of, problem_at
from referral_analysis.its.tolerance.length import Tolerances
from referral_analysis.its.tolerance.rung import OUTLYING
from referral_analysis.periods import first_days

STEP, FINE = 0.01, 0.001  # of the path's tolerances, as shown and as tips are found
BEYOND = 1.25  # how far the path goes on behind the full tolerance and the tip
FARTHEST = ROOTS[8]  # in errors of a period: farther only where the full tolerance is


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _AskedOfFit:
    """One series (1, n) of a batch, and what is asked of it."""

    batch: Batch
    segment: str
    spec: ItsSpec
    at: Interruption
    earlier: Interruption | None
    shaped: tuple[Interruption, ...]
    series: Floats
    events: Events | None
    ladder: Ladder
    tolerances: Tolerances
    level: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Path:
    """The range by steps of a tenth of `STEP` from 0, (T,) each, and what it was made of."""

    tolerances: Floats
    estimate: Floats
    low: Floats
    high: Floats
    climbed: Climbed


@one_thread()
def examine(
    fitted: ItsFit,
    at: str,
    tolerances: Tolerances,
    *,
    earlier: str | None = None,
    timed: ItsFit | None = None,
    segment: str | None = None,
    level: float = 0.95,
) -> Examination:
    """Examine the level change at the interruption `at`, the path free to drift by a tolerance.

    tolerances: see `tolerance_for`. earlier: the interruption whose bend is asked about, and alone
    whose shape; by default the bend of the last before `at`, and the shape of each. timed: a fit of
    the same series with the phase-in of `at` timed otherwise (by dose), for the alarm. segment:
    which, of several.
    Ranges agree with `effects(..., interval="test_inversion", family="robust", tolerance=...)`.
    SpecError for an effect of more than one coefficient, for weighted small counts, and for a
    segment that is not there.
    """
    asked = _asked(
        fitted,
        at,
        tolerances=tolerances,
        earlier=earlier,
        segment=segment,
        level=checked_level(level),
    )
    path = _path(asked)
    straight = _reach(path, 0.0)
    tip, is_open = _drift_tip(path)
    climbed = path.climbed
    largest = _largest(asked, climbed)
    full = _reach(path, tolerances.full)
    return Examination(
        segment=asked.segment,
        interruption=at,
        level=asked.level,
        full=full,
        mild=_reach(path, tolerances.mild),
        straight=straight,
        month_sd=float(climbed.error[0]),
        drift_ratio=float((tolerances.full / climbed.error[0]) ** 2),
        is_beyond=bool(tolerances.full / climbed.error[0] > ROOTS[-1]),
        largest=largest,
        outlying=largest if abs(largest.residual) > OUTLYING else None,
        path=_frame(path, max(BEYOND * tolerances.full, BEYOND * (tip or 0.0))),
        drift_tip=tip,
        is_drift_tip_open=is_open,
        bend_tip=_bend_tip(asked, straight),
        bend_at=asked.earlier.name if asked.earlier else None,
        alarms=tuple(_alarms(asked, climbed, straight, largest, timed)),
    )


@one_thread()
def estimate(fitted: ItsFit, at: str, tolerance: float, *, segment: str | None = None) -> float:
    """Return the estimate of `examine(...).full` by itself, where the full tolerance is this one.

    SpecError as there.
    """
    interruption = interruption_named(fitted.spec.timeline, at)
    check_alone(interruption)
    batch, row = _found(fitted, segment)
    check_inexact(batch)
    ladder = ladder_of(batch, interruption.name, fitted.spec)
    return float(estimate_at(ladder, batch.response.values[row : row + 1], tolerance)[0])


def _asked(
    fitted: ItsFit,
    at: str,
    *,
    tolerances: Tolerances,
    earlier: str | None,
    segment: str | None,
    level: float,
) -> _AskedOfFit:
    interruption = interruption_named(fitted.spec.timeline, at)
    check_alone(interruption)
    batch, row = _found(fitted, segment)
    check_inexact(batch)
    ladder = ladder_of(batch, interruption.name, fitted.spec)
    before = _before(fitted, interruption, earlier)
    known = events_of(batch, interruption, fitted.spec)
    return _AskedOfFit(
        batch=batch,
        segment=batch.segments[row],
        spec=fitted.spec,
        at=interruption,
        earlier=before[-1] if before else None,
        shaped=before,
        series=batch.response.values[row : row + 1],
        events=known and replace(known, mean=known.mean[row : row + 1]),
        ladder=ladder,
        tolerances=tolerances,
        level=level,
    )


def _found(fitted: ItsFit, segment: str | None) -> tuple[Batch, int]:
    """Return the batch and row of a segment; SpecError unless it is named or the only one."""
    wanted = fitted.segments[0] if segment is None else segment
    if wanted not in fitted.segments or (segment is None and len(fitted.segments) > 1):
        raise SpecError(
            "segment",
            found="none, of several" if segment is None else "one that was not fitted",
            needed="a segment of the fit",
            do="Name one of the fit's segments.",
        )
    batch = next(batch for batch in fitted.batches if wanted in batch.segments)
    return batch, batch.segments.index(wanted)


def _before(fitted: ItsFit, at: Interruption, earlier: str | None) -> tuple[Interruption, ...]:
    """Return the earlier interruption that was named, or all before `at`, the last one last."""
    timeline = fitted.spec.timeline
    if earlier is not None:
        return (interruption_named(timeline, earlier),)
    before = [one for one in timeline.interruptions if one.start.number < at.start.number]
    return tuple(sorted(before, key=lambda one: one.start.number))


def _path(asked: _AskedOfFit) -> _Path:
    """Climb to the full tolerance and on, and where no change is excluded still, to `FARTHEST`."""
    full, mild = asked.tolerances.full, asked.tolerances.mild
    path = _climbed(asked, np.array([full, mild]), BEYOND * full)
    farthest = float(path.climbed.error[0]) * FARTHEST
    if _excludes(path)[-1] and farthest > path.tolerances[-1]:
        path = _climbed(asked, np.array([full, mild]), farthest)
    return path


def _climbed(asked: _AskedOfFit, wanted: Floats, last: float) -> _Path:
    steps = np.round(np.arange(int(np.ceil(last / FINE)) + 1) * FINE, 6)
    tolerances = np.unique(np.concatenate([steps, wanted]))
    climbed = climb(asked.ladder, asked.series, tolerances, events=asked.events)
    ends = at_level(climbed, asked.level)
    return _Path(
        tolerances=tolerances,
        estimate=ends.estimate[0],
        low=ends.low[0],
        high=ends.high[0],
        climbed=climbed,
    )


def _reach(path: _Path, tolerance: float) -> Reach:
    place = int(np.flatnonzero(path.tolerances == tolerance)[0])
    return Reach(
        tolerance=tolerance,
        estimate=float(path.estimate[place]),
        low=float(path.low[place]),
        high=float(path.high[place]),
    )


def _excludes(path: _Path) -> Flags:
    """Claim of each tolerance (T,) that its range excludes no change."""
    return np.asarray((path.low > 0) | (path.high < 0))


def _drift_tip(path: _Path) -> tuple[float | None, bool]:
    """Return the largest tolerance that excludes no change, and the claim that it is larger."""
    excludes = _excludes(path)
    if not excludes[0]:
        return None, False
    # ranges only widen: the first that holds no change ends it
    last = int(excludes.sum()) - 1
    return float(path.tolerances[last]), bool(excludes[-1])


def _frame(path: _Path, last: float) -> pl.DataFrame:
    """Return tolerance, estimate, low, high at each whole step up to `last`."""
    shown = np.isclose(path.tolerances / STEP, np.round(path.tolerances / STEP), atol=1e-6)
    shown &= path.tolerances <= last + STEP / 2
    return pl.DataFrame(
        {
            "tolerance": np.round(path.tolerances[shown], 2),
            "estimate": path.estimate[shown],
            "low": path.low[shown],
            "high": path.high[shown],
        }
    )


def _largest(asked: _AskedOfFit, climbed: Climbed) -> Deletion:
    """Return the largest deletion residual at the full tolerance."""
    root = asked.tolerances.full / climbed.error[0]
    at = climbed.rungs[int(np.abs(ROOTS[: len(climbed.rungs)] - root).argmin())]
    number = asked.batch.design.numbers[asked.batch.design.is_kept][at.row[0]]
    period = first_days([number], asked.spec.timeline.frequency)[0].item()
    return Deletion(period=period, residual=float(at.residual[0]))


def _bend_tip(asked: _AskedOfFit, straight: Reach) -> float | None:
    """Return the bend a year at the earlier interruption that moves the nearer end to no change."""
    near = min(abs(straight.low), abs(straight.high))
    if asked.earlier is None or straight.low <= 0 <= straight.high:
        return None
    years = np.maximum(_since(asked, asked.earlier), 0) / asked.ladder.periods_a_year
    asked_straight = problem_at(asked.ladder, 0)
    likeliest = int(parabolas(asked_straight, asked.series).floor[0].argmin())
    moved = abs(float(asked_straight.pull[likeliest] @ years))
    return near / moved if moved > 0 else None


def _since(asked: _AskedOfFit, happened: Interruption) -> Floats:
    """Return periods since something happened, of each kept period (n,); negative before it."""
    design = asked.batch.design
    return np.asarray(design.numbers[design.is_kept] - happened.first_after, dtype=np.float64)


def _alarms(
    asked: _AskedOfFit, climbed: Climbed, straight: Reach, largest: Deletion, timed: ItsFit | None
) -> Iterator[Alarm]:
    """Yield each alarm that there is something to check by."""
    width = np.array([straight.high - straight.low])
    numbers = asked.batch.design.numbers[asked.batch.design.is_kept]
    months = 12 / asked.ladder.periods_a_year
    before = months * int((numbers < asked.at.start.number).sum())
    after = months * int((numbers >= asked.at.first_after).sum())
    made = partial(_alarm, before=before, after=after)
    seen = alarms.look(asked.batch, asked.spec, asked.at, None)
    yield made(alarms.OUTLYING, abs(largest.residual))
    yield made(alarms.SPREAD, alarms.spread(seen, asked.series)[0])
    if timed is not None:
        batch, row = _found(timed, asked.segment)
        other = ladder_of(batch, asked.at.name, timed.spec)
        moved = alarms.straight_estimates(other, batch.response.values[row : row + 1])
        yield made(alarms.TIMING, alarms.timing(moved, climbed.rungs[0].best.estimate, width)[0])
    for earlier in asked.shaped:
        other_shapes = alarms.look(asked.batch, asked.spec, asked.at, earlier)
        if other_shapes.others:
            shaped = alarms.shapes(other_shapes, asked.series, width)[0]
            yield replace(made(alarms.SHAPE, shaped), about=earlier.name)


def _alarm(kind: alarms.Kind, statistic: float, *, before: float, after: float) -> Alarm:
    limit = alarms.limit_of(kind, before, after)
    return Alarm(
        name=kind.name,
        statistic=float(statistic),
        limit=limit,
        is_raised=bool(statistic > limit),
        meaning=kind.meaning,
    )
