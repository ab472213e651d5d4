"""What `referral-analysis fit` does: any series from a CSV file, fitted and put into a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from referral_analysis import its
from referral_analysis.errors import ParametersError, SeriesError
from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.model.models import IntervalMethod
from referral_analysis.its.model.spec import LEAST_AFTER, Model, Scale, Seasonality, Weighting
from referral_analysis.its.model.timeline import PhaseIn
from referral_analysis.periods import Frequency
from referral_analysis.runs.analyst import series_file
from referral_analysis.runs.analyst.fit_advice import in_options
from referral_analysis.runs.analyst.fit_table import FittedFile, to_dict, to_text

_WRITTEN = re.compile(r"(?P<name>[^=]+)=(?P<starts>[^=.]+)(?:\.\.(?P<ends>[^=.]+))?")
# with fewer months than four years a second pair of waves costs more than it explains
_TWO_PAIRS_FROM = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOptions:
    """How to fit: see `its.ItsSpec` and `its.effects`.

    seasonal_pairs: sine and cosine pairs a year; None is two for 48 months or more, none for years,
    else one. interval: None is the model's own. tolerance: lets the path drift by itself, and asks
    the last interruption alone, by test inversion over the robust family. left_out: windows of
    periods to leave out, written START..END, both included.
    """

    model: Model = "ar1"
    scale: Scale | None = None
    seasonal_pairs: int | None = None
    phase_in: PhaseIn = "exclude"
    slope_change: bool = False
    interval: IntervalMethod | None = None
    family: Family = "all"
    tolerance: float | None = None
    level: float = 0.95
    least_before: int | None = None
    least_after: int = LEAST_AFTER
    unit: str | None = None
    weighting: Weighting = "auto"
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FitResult:
    """The result as text for a terminal and as plain values for JSON."""

    text: str
    as_dict: dict[str, object]


def fit_series(
    path: Path, interruptions: Sequence[str], options: FitOptions = FitOptions()
) -> FitResult:
    """Fit a CSV of periods to what happened: NAME=START, or NAME=START..END for a phase-in.

    The file has the columns period, count or value, and perhaps exposure and segment; others are
    left. The slope change is asked of the last interruption alone. Errors: of the file
    (FileUnreadableError, ColumnMissingError, ValueUnreadableError), of an interruption
    (ParametersError), and of the series and the model (SeriesError); each says what the options
    of the command can do about it.
    """
    try:
        return _fitted(path, interruptions, options)
    except SeriesError as error:
        raise in_options(error) from None


def _fitted(path: Path, interruptions: Sequence[str], options: FitOptions) -> FitResult:
    timeline = timeline_of(interruptions, options)
    series = series_file.read(path)
    spec = its.ItsSpec(
        timeline=timeline,
        model=options.model,
        scale=options.scale or _natural_scale(options.model),
        seasonality=_seasonality(series, timeline.frequency, options.seasonal_pairs),
        least_before=options.least_before,
        least_after=options.least_after,
        unit=options.unit,
        weighting=options.weighting,
    )
    fit = its.fit(series, spec)
    effects = _effects(fit, options)
    fitted_file = FittedFile(
        file=path.name,
        series=series,
        spec=spec,
        effects=its.verdicts(effects),
        checks=its.diagnostics(fit),
        coefficients=its.coefficients(fit),
        examinations=_examinations(fit, options),
    )
    return FitResult(text=to_text(fitted_file), as_dict=to_dict(fitted_file))


def _effects(fit: its.ItsFit, options: FitOptions) -> pl.DataFrame:
    """Return the effects of every interruption; at a tolerance, of the last."""
    names = fit.spec.timeline.names
    if options.tolerance is not None:
        return its.effects(
            fit,
            names[-1],
            interval="test_inversion",
            family="robust",
            tolerance=options.tolerance,
            level=options.level,
        )
    return pl.concat(
        its.effects(
            fit, name, interval=options.interval, family=options.family, level=options.level
        )
        for name in names
    )


def _examinations(fit: its.ItsFit, options: FitOptions) -> tuple[its.tolerance.Examination, ...]:
    """Examine the last interruption in each segment, where a tolerance is given."""
    if options.tolerance is None:
        return ()
    tolerances = its.tolerance.Tolerances(full=options.tolerance, mild=0.0)
    return tuple(
        its.tolerance.examine(
            fit, fit.spec.timeline.names[-1], tolerances, segment=segment, level=options.level
        )
        for segment in fit.segments
    )


def timeline_of(interruptions: Sequence[str], options: FitOptions = FitOptions()) -> its.Timeline:
    """Read interruptions written NAME=START or NAME=START..END, END the phase-in's last period."""
    if not interruptions:
        raise _unreadable("no interruption")
    read = [_WRITTEN.fullmatch(text.strip()) for text in interruptions]
    found = []
    for place, match in enumerate(read, start=1):
        if match is None:
            raise _unreadable("an interruption written otherwise")
        ends = match["ends"]
        found.append(
            its.Interruption(
                match["name"].strip(),
                starts=match["starts"].strip(),
                phase_in_ends=ends.strip() if ends else None,
                phase_in=options.phase_in if ends else "exclude",
                slope_change=options.slope_change and place == len(read),
            )
        )
    return its.Timeline(*found, left_out=[_window(text) for text in options.left_out])


def _window(text: str) -> tuple[str, str]:
    """Read a window of periods written START..END, or one period."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    if not first or (dots and not last):
        raise ParametersError(
            "--leave-out",
            found="a window written otherwise",
            needed="START..END, such as 2020-03..2021-02, or one period",
            do="Correct it; both ends are left out too.",
        )
    return first, last or first


def _unreadable(found: str) -> ParametersError:
    return ParametersError(
        "--interruption",
        found=found,
        needed="NAME=START or NAME=START..END, such as launch=2011-05..2011-07",
        do="Correct it; END is the last period of the phase-in.",
    )


def _natural_scale(model: Model) -> Scale:
    return "logit" if model == "quasi_binomial" else "log"


def _seasonality(
    series: pl.DataFrame, frequency: Frequency, pairs: int | None
) -> Seasonality | None:
    chosen = pairs
    if chosen is None:
        periods = series["period"].n_unique()
        chosen = 2 if frequency == "month" and periods >= _TWO_PAIRS_FROM else 1
        chosen = 0 if frequency == "year" else chosen
    return its.fourier(chosen) if chosen else None
