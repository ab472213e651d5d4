"""All that a report prints of an effect on a path that may drift: declared, not worked out."""

import datetime as dt
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """An effect where the path may drift by up to `tolerance` a year, with its interval."""

    tolerance: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A period, by its first day, and its residual from the fit without it, in its own sd."""

    period: dt.date
    residual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A check of what the analysis rests on, raised in one of twenty series that keep to it.

    statistic: none where there was nothing to check it by. about: the earlier interruption whose
    shape it is of, for an alarm of one.
    """

    name: str
    statistic: float
    limit: float
    is_raised: bool
    meaning: str
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examination:
    """One series and one interruption, on the scale of the linear predictor (see `as_ratio`).

    full, mild, straight: at the plan's tolerance, at a milder one, and on a path that does not
    drift by itself. month_sd: of a period's error. drift_ratio: lambda, the full tolerance's
    variance in a year over that of a period's error; is_beyond: the tables end before it, and the
    range is that of where they end. largest: the period furthest from the fit; outlying: the same
    where ends were taken with and without it, else None. path: tolerance, estimate, low, high, by
    steps of .01. drift_tip: the largest tolerance that still excludes no change; None where a
    straight path does not; is_drift_tip_open: it is larger, but the tables end. bend_tip: by how
    much a year the path would have had to bend at the earlier interruption to make the straight
    path's range touch no change; None where it does, or without one.
    """

    segment: str
    interruption: str
    level: float
    full: Reach
    mild: Reach
    straight: Reach
    month_sd: float
    drift_ratio: float
    is_beyond: bool
    largest: Deletion
    outlying: Deletion | None
    path: pl.DataFrame = field(repr=False)
    drift_tip: float | None
    is_drift_tip_open: bool
    bend_tip: float | None
    bend_at: str | None
    alarms: tuple[Alarm, ...]


def as_ratio(reach: Reach) -> Reach:
    """Turn an effect of the log scale into a ratio, of the logit scale into an odds ratio."""
    with np.errstate(over="ignore"):  # an end beyond 1e308 is as good as infinite
        return replace(
            reach,
            estimate=float(np.exp(reach.estimate)),
            low=float(np.exp(reach.low)),
            high=float(np.exp(reach.high)),
        )
