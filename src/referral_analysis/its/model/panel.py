"""A polars frame -> panels: arrays of segments that cover the same periods with one design.

A series has a row a segment and period: `period` (a date, or text as in the timeline), `count` or
`value`, and perhaps `exposure`, `segment`, covariates and a control; beside `value`, `events`.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.errors import SeriesInvalidError, SpecError
from referral_analysis.its.kernels.result import Flags, Floats, Integers
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import Timeline
from referral_analysis.periods import Frequency, Period, parse_period, period_label, period_numbers

# the name of the only segment of a series without a segment column
WHOLE = "all"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentPanel:
    """S segments over the same N periods, numbered first to last without gaps.

    observed, exposure (S, N) or None: NaN where a left-out period is missing. events (S, N) or
    None: how many a value is of. columns (S, N, q): covariates, then the control. is_left_out
    (N,): in a window or an excluded phase-in. places (S,): each segment's place among all.
    is_count: whole events, not values.
    """

    segments: tuple[str, ...]
    places: Integers
    numbers: Integers
    observed: Floats
    exposure: Floats | None
    events: Floats | None
    columns: Floats
    is_left_out: Flags
    is_count: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cube:
    """Every segment on the periods of the longest: values (S, N, columns), NaN where no row."""

    segments: list[str]
    names: list[str]
    numbers: Integers
    values: Floats
    is_there: Flags


def panels(series: pl.DataFrame, spec: ItsSpec) -> tuple[list[str], list[SegmentPanel]]:
    """Return the segments' names, sorted, and the panels they fall into.

    SpecError for columns that are missing; SeriesInvalidError for duplicate periods, gaps and
    missing values in periods that are not left out.
    """
    outcome = _outcome(series)
    names = _needed(series, spec, outcome)
    cube, used = _cube(series, names, spec.timeline), len(_used(spec))
    is_out = left_out(cube.numbers, spec.timeline)
    ends = np.stack(
        [cube.is_there.argmax(1), len(cube.numbers) - cube.is_there[:, ::-1].argmax(1)], axis=1
    )
    each = []
    for first, last in np.unique(ends, axis=0).tolist():
        places = np.flatnonzero((ends == (first, last)).all(1))
        window = slice(first, last)
        _check_rows(cube, places, window, is_out, spec.timeline.frequency)
        each.append(_panel(cube, places, window, is_out[window], used=used))
    return cube.segments, each


def left_out(numbers: Integers, timeline: Timeline) -> Flags:
    """Claim of each numbered period (N,) that it is in a window or an excluded phase-in."""
    windows = list(timeline.windows)
    windows += [
        (interruption.start.number, interruption.first_after - 1)
        for interruption in timeline.interruptions
        if interruption.phase_in == "exclude"
    ]
    is_out = np.zeros(len(numbers), dtype=np.bool_)
    for first, last in windows:
        is_out |= (numbers >= first) & (numbers <= last)
    return is_out


def _outcome(series: pl.DataFrame) -> str:
    outcomes = [name for name in ("count", "value") if name in series.columns]
    if len(outcomes) == 1 and "period" in series.columns:
        return outcomes[0]
    raise SpecError(
        "series",
        found=f"the columns {', '.join(series.columns)}",
        needed="period and one of count and value",
        do="Rename the columns, or take one of the two out.",
    )


def _used(spec: ItsSpec) -> list[str]:
    """Return the names of the columns that the design takes."""
    return [*spec.covariates, *([spec.control] if spec.control else [])]


def _needed(series: pl.DataFrame, spec: ItsSpec, outcome: str) -> list[str]:
    wanted = _used(spec)
    missing = [name for name in wanted if name not in series.columns]
    if missing:
        raise SpecError(
            "series",
            found=f"no column {', '.join(missing)}",
            needed="each covariate and control in a column of its own",
            do="Add it to the series, or take it out of the spec.",
        )
    if spec.scale == "logit" and outcome == "count" and "exposure" not in series.columns:
        raise SpecError(
            "series",
            found="counts without exposure",
            needed="in exposure, the total that each count is a share of, for scale='logit'",
            do="Add the total, or give the share itself in a column named value.",
        )
    beside = ("exposure", "events") if outcome == "value" else ("exposure",)
    given = [name for name in beside if name in series.columns and name not in wanted]
    return [outcome, *given, *wanted]


def _cube(series: pl.DataFrame, names: list[str], timeline: Timeline) -> _Cube:
    if series.is_empty():
        raise SeriesInvalidError(
            "series", found="no rows", needed="a row a period", do="Check what was counted."
        )
    labels = series["segment"] if "segment" in series.columns else None
    if labels is None:
        segments, codes = [WHOLE], np.zeros(series.height, dtype=np.int64)
    else:
        if labels.null_count():
            raise _missing("segment", "a segment in each row")
        names_of = labels.cast(pl.String)
        unique = names_of.unique().sort()
        segments, codes = unique.to_list(), _codes(names_of, unique)
    numbers = period_numbers_of(series["period"], timeline, where="series: period")
    first, length = int(numbers.min()), int(numbers.max() - numbers.min()) + 1
    rows = codes * length + (numbers - first)
    _check_duplicates(rows, segments, codes)
    values = np.full((len(segments) * length, len(names)), np.nan)
    values[rows] = np.column_stack([_floats(series[name], name) for name in names])
    is_there = np.zeros(len(values), dtype=np.bool_)
    is_there[rows] = True
    return _Cube(
        segments=segments,
        names=names,
        numbers=np.arange(first, first + length),
        values=values.reshape(len(segments), length, len(names)),
        is_there=is_there.reshape(len(segments), length),
    )


def period_numbers_of(periods: pl.Series, timeline: Timeline, *, where: str) -> Integers:
    """Return each row's number: dates by the period they fall in, text as it is written."""
    if periods.null_count():
        raise _missing("period", "a period in each row")
    if periods.dtype == pl.String:
        unique = periods.unique().sort()
        read = [parse_period(text, where=where) for text in unique]
        if {period.frequency for period in read} != {timeline.frequency}:
            raise _other_length(where, timeline.frequency)
        numbers = np.array([period.number for period in read], dtype=np.int64)
        return np.asarray(numbers[_codes(periods, unique)])
    if isinstance(periods.dtype, pl.Date | pl.Datetime):
        days = periods.cast(pl.Date).to_numpy().astype("datetime64[D]")
        return period_numbers(days, timeline.frequency)
    raise SpecError(
        where,
        found=f"a column of type {periods.dtype}",
        needed="dates, or text such as 2011-05",
        do="Convert the column.",
    )


def _codes(texts: pl.Series, unique: pl.Series) -> Integers:
    """Return the place of each text among the unique ones, sorted."""
    known = pl.DataFrame({"text": unique, "code": np.arange(len(unique))})
    codes = texts.alias("text").to_frame().join(known, on="text", maintain_order="left", how="left")
    return codes["code"].to_numpy().astype(np.int64)


def _floats(column: pl.Series, name: str) -> NDArray[np.float64]:
    if not (column.dtype.is_numeric() or column.dtype in {pl.Boolean, pl.Null}):
        raise SpecError(
            f"series: {name}",
            found=f"a column of type {column.dtype}",
            needed="numbers",
            do="Convert the column.",
        )
    return column.cast(pl.Float64).to_numpy()


def _check_duplicates(rows: Integers, segments: list[str], codes: Integers) -> None:
    again = np.flatnonzero(np.bincount(rows)[rows] > 1)
    if again.size:
        raise SeriesInvalidError(
            segments[int(codes[again[0]])],
            found="more than one row for a period",
            needed="one row a segment and period",
            do="Sum the rows, or check that the timeline counts in the series' periods.",
        )


def _check_rows(
    cube: _Cube, places: Integers, window: slice, is_out: Flags, frequency: Frequency
) -> None:
    """Raise for the first kept period without a row, or with a value that is no number."""
    kept = ~is_out[window]
    is_gap = ~cube.is_there[places, window] & kept
    if is_gap.any():
        raise _where(cube, places, window, is_gap, frequency, found="no row")
    values = cube.values[places, window]
    is_hole = ~np.isfinite(values).all(axis=2) & kept
    if is_hole.any():
        raise _where(cube, places, window, is_hole, frequency, found="a missing or infinite number")


def _where(
    cube: _Cube, places: Integers, window: slice, marked: Flags, frequency: Frequency, *, found: str
) -> SeriesInvalidError:
    row, column = (int(place) for place in np.argwhere(marked)[0])
    number = int(cube.numbers[window][column])
    return SeriesInvalidError(
        cube.segments[int(places[row])],
        found=f"{found} for {period_label(Period(frequency, number))}",
        needed=f"a finite number in every column for each {frequency} that is not left out",
        do="Fill it, or name it in the timeline's left_out.",
    )


def _panel(
    cube: _Cube, places: Integers, window: slice, is_out: Flags, *, used: int
) -> SegmentPanel:
    """Cut a panel of segments; used: how many columns, the last, are covariates and a control."""
    values = cube.values[places, window]
    taken = {
        name: np.ascontiguousarray(values[:, :, column])
        for column, name in enumerate(cube.names[: len(cube.names) - used])
        if column > 0
    }
    return SegmentPanel(
        segments=tuple(cube.segments[place] for place in places.tolist()),
        places=places,
        numbers=cube.numbers[window],
        observed=np.ascontiguousarray(values[:, :, 0]),
        exposure=taken.get("exposure"),
        events=taken.get("events"),
        columns=np.ascontiguousarray(values[:, :, 1 + len(taken) :]),
        is_left_out=is_out,
        is_count=cube.names[0] == "count",
    )


def _missing(column: str, needed: str) -> SeriesInvalidError:
    return SeriesInvalidError(
        f"series: {column}", found="empty cells", needed=needed, do="Fill them."
    )


def _other_length(where: str, frequency: Frequency) -> SpecError:
    return SpecError(
        where,
        found="periods of another length than the timeline's",
        needed=f"a {frequency} in each row",
        do="Write it and the timeline in the same periods.",
    )
