"""The specification curve: the same question under every defensible choice of model and dates.

Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, 1208-1214.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import polars as pl

from referral_analysis.errors import SeriesError, SpecError
from referral_analysis.its.effects.estimands import Estimand
from referral_analysis.its.model.fit import fit
from referral_analysis.its.model.spec import Fourier, ItsSpec, Model, Seasonality
from referral_analysis.its.model.timeline import Interruption, Timeline, interruption_named
from referral_analysis.its.sensitivity.estimate import estimated, estimated_or_refused, refusal
from referral_analysis.its.sensitivity.moved import (
    PhaseInChoice,
    lagged,
    phase_in_of,
    phased,
    shifted,
    with_interruption,
)

PLANNED = "as planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """What might have been chosen otherwise; what was planned is always tried and need not be here.

    shifts: periods by which the date moves, its phase-in with it. lags: periods later at which the
    change is complete, left out or ramped as the phase-in is. phase_ins: "exclude", "ramp" or
    "none", a full change at the start. seasonalities: `fourier(k)`, `calendar()` or None. others:
    named sets of interruptions to stand beside the one asked about, in place of the planned ones:
    ("fading", (Interruption("inspection", ..., shape="decay"),)) or ("none", ()).
    """

    models: tuple[Model, ...] = ()
    seasonalities: tuple[Seasonality | None, ...] = ()
    shifts: tuple[int, ...] = ()
    lags: tuple[int, ...] = ()
    phase_ins: tuple[PhaseInChoice, ...] = ()
    others: tuple[tuple[str, tuple[Interruption, ...]], ...] = ()

    def __post_init__(self) -> None:
        names = [name for name, _ in self.others]
        if len({PLANNED, *names}) != len(names) + 1:
            raise SpecError(
                "others",
                found=f"a name given twice, or {PLANNED!r}",
                needed="a name of its own for each set of interruptions",
                do="Rename it.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    model: Model
    seasonality: Seasonality | None
    shift: int
    lag: int
    phase_in: PhaseInChoice
    others: str


def specification_curve(
    series: pl.DataFrame,
    spec: ItsSpec,
    at: str,
    alternatives: Alternatives,
    *,
    crossed: bool = True,
    estimand: Estimand = "mean_effect",
    level: float = 0.95,
) -> pl.DataFrame:
    """Estimate the effect of `at` under every combination of choices: a row each and segment.

    crossed=False changes one choice at a time. Columns: the choices (model, seasonality, starts,
    lag_periods, phase_in, others), n_changes (how many are not as planned), is_planned, segment,
    scale, unit, estimate, low, high, level, p_value, method, measured_coverage, n_before, n_after,
    verdict, refused: why a combination could not be fitted, null where it could; the planned one
    raises instead. Each model has its own interval. Rows are in the order of the choices.
    """
    planned = _planned(spec, at)
    parts = [
        _labels(planned, spec, at, 0).join(
            estimated(fit(series, spec), at, estimand, level), how="cross"
        )
    ]
    for choice in _choices(planned, alternatives, crossed=crossed):
        changes = _changes(choice, planned)
        try:
            changed = _spec_of(choice, spec, at, alternatives)
        except SeriesError as error:
            row = refusal(error)
        else:
            row = estimated_or_refused(series, changed, at, estimand, level)
        parts.append(_labels(choice, spec, at, changes).join(row, how="cross"))
    return pl.concat(parts)


def _planned(spec: ItsSpec, at: str) -> _Choice:
    interruption = interruption_named(spec.timeline, at)
    return _Choice(
        model=spec.model,
        seasonality=spec.seasonality,
        shift=0,
        lag=0,
        phase_in=phase_in_of(interruption),
        others=PLANNED,
    )


def _choices(planned: _Choice, given: Alternatives, *, crossed: bool) -> Iterator[_Choice]:
    """Yield every choice but the planned one, each once."""
    seen = {planned}
    combinations = product(
        (planned.model, *given.models),
        (planned.seasonality, *given.seasonalities),
        (0, *given.shifts),
        (0, *given.lags),
        (planned.phase_in, *given.phase_ins),
        (PLANNED, *(name for name, _ in given.others)),
    )
    for model, seasonality, shift, lag, phase_in, others in combinations:
        choice = _Choice(
            model=model,
            seasonality=seasonality,
            shift=shift,
            lag=lag,
            phase_in=phase_in,
            others=others,
        )
        if choice in seen or (not crossed and _changes(choice, planned) > 1):
            continue
        seen.add(choice)
        yield choice


def _changes(choice: _Choice, planned: _Choice) -> int:
    options = ("model", "seasonality", "shift", "lag", "phase_in", "others")
    return sum(getattr(choice, option) != getattr(planned, option) for option in options)


def _spec_of(choice: _Choice, spec: ItsSpec, at: str, given: Alternatives) -> ItsSpec:
    interruption = phased(interruption_named(spec.timeline, at), choice.phase_in)
    moved = lagged(shifted(interruption, choice.shift), choice.lag)
    timeline = with_interruption(spec.timeline, moved)
    if choice.others != PLANNED:
        others = dict(given.others)[choice.others]
        timeline = Timeline(*others, moved, left_out=spec.timeline.left_out)
    return replace(spec, model=choice.model, seasonality=choice.seasonality, timeline=timeline)


def _labels(choice: _Choice, spec: ItsSpec, at: str, changes: int) -> pl.DataFrame:
    interruption = interruption_named(spec.timeline, at)
    starts = interruption.starts if not choice.shift else shifted(interruption, choice.shift).starts
    return pl.DataFrame(
        {
            "model": [choice.model],
            "seasonality": [_season_name(choice.seasonality)],
            "starts": [starts],
            "lag_periods": [choice.lag],
            "phase_in": [choice.phase_in],
            "others": [choice.others],
            "n_changes": [changes],
            "is_planned": [changes == 0],
        }
    )


def _season_name(seasonality: Seasonality | None) -> str:
    if seasonality is None:
        return "none"
    return f"fourier({seasonality.pairs})" if isinstance(seasonality, Fourier) else "calendar()"
