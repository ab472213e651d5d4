"""Timeline and periods -> a design matrix with named columns."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.its.kernels.result import Flags, Floats, Integers
from referral_analysis.its.model.dose import doses
from referral_analysis.its.model.panel import SegmentPanel
from referral_analysis.its.model.season import season_columns
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import CONTROL, INTERCEPT, TREND, Interruption
from referral_analysis.periods import PERIODS_A_YEAR, Frequency

SLOPE = ":slope"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """N periods by p named columns, of which n periods are kept.

    full (N, p), numbers (N,), is_kept (N,); matrix (n, p) and times (n,): the kept rows and their
    places in time, from 0: a period left out leaves a gap. The column of an interruption has its
    name; its slope has `:slope` after it and is counted in years.
    """

    names: tuple[str, ...]
    full: Floats
    numbers: Integers
    is_kept: Flags
    matrix: Floats
    times: Integers


def designs(panel: SegmentPanel, spec: ItsSpec) -> Iterator[tuple[Design, Integers]]:
    """Yield each different design of a panel, with the rows of the panel that share it (k,)."""
    varying = _varying(panel, spec)
    flat = varying.reshape(len(varying), -1)
    if not flat.shape[1] or (flat == flat[:1]).all():
        yield _design(panel, spec, varying[0]), np.arange(len(flat))
        return
    _, group = np.unique(flat, axis=0, return_inverse=True)
    for number in range(int(group.max()) + 1):
        rows = np.flatnonzero(group == number)
        yield _design(panel, spec, varying[rows[0]]), rows


def effect_rows(design: Design, interruption: str) -> Floats:
    """Return the part of each period's row (N, p) that the interruption makes."""
    is_its = np.array([name.removesuffix(SLOPE) == interruption for name in design.names])
    return np.where(is_its, design.full, 0.0)


def is_after(design: Design, interruption: Interruption) -> Flags:
    """Claim of each period (N,) that it is kept and shows the interruption, phase-in over."""
    after = design.is_kept & (design.numbers >= interruption.first_after)
    if interruption.shape == "pulse":
        after &= design.numbers <= interruption.last_pulse
    return after


def is_before(design: Design, interruption: Interruption) -> Flags:
    """Claim of each period (N,) that it is kept and comes before the interruption."""
    return design.is_kept & (design.numbers < interruption.start.number)


def _varying(panel: SegmentPanel, spec: ItsSpec) -> Floats:
    """Return what may differ between the segments of a panel (S, N, k): covariates, then doses."""
    columns = [panel.columns]
    columns += [
        doses(interruption, panel, spec.timeline)[:, :, None]
        for interruption in spec.timeline.interruptions
        if interruption.phase_in == "dose"
    ]
    return np.concatenate(columns, axis=2)


def _design(panel: SegmentPanel, spec: ItsSpec, varying: Floats) -> Design:
    """Build the design from one segment's covariates and doses (N, k)."""
    frequency = spec.timeline.frequency
    numbers = panel.numbers
    columns: dict[str, Floats] = {INTERCEPT: np.ones(len(numbers))}
    if spec.trend:
        columns[TREND] = (numbers - numbers[0]) / PERIODS_A_YEAR[frequency]
    given = iter(varying[:, panel.columns.shape[2] :].T)
    for interruption in spec.timeline.interruptions:
        dose = next(given) if interruption.phase_in == "dose" else None
        columns |= _interruption(interruption, numbers, frequency, dose)
    columns |= season_columns(spec.seasonality, numbers, frequency)
    columns |= dict(zip(spec.covariates, varying.T, strict=False))
    if spec.control is not None:
        columns[CONTROL] = _control(spec, varying[:, len(spec.covariates)], panel)
    full = np.column_stack(list(columns.values()))
    kept = ~panel.is_left_out
    return Design(
        names=tuple(columns),
        full=full,
        numbers=numbers,
        is_kept=kept,
        matrix=np.ascontiguousarray(full[kept]),
        times=numbers[kept] - numbers[kept].min(initial=numbers[-1]),
    )


def _interruption(
    interruption: Interruption, numbers: Integers, frequency: Frequency, dose: Floats | None
) -> dict[str, Floats]:
    name, since = interruption.name, numbers - interruption.first_after
    is_on = since >= 0
    years = np.where(is_on, since, 0) / PERIODS_A_YEAR[frequency]
    if interruption.shape == "ramp":
        # one period's growth in the first period after, as a ramp starts from nothing
        return {name + SLOPE: np.where(is_on, since + 1, 0) / PERIODS_A_YEAR[frequency]}
    if interruption.shape == "pulse":
        return {name: (is_on & (numbers <= interruption.last_pulse)).astype(np.float64)}
    if interruption.shape == "decay" and interruption.half_life_periods is not None:
        return {name: is_on * 0.5 ** (np.maximum(since, 0) / interruption.half_life_periods)}
    step = is_on.astype(np.float64)
    if dose is not None:
        step = dose
    elif interruption.phase_in == "ramp":
        length = interruption.phase_in_periods
        step = np.clip((since + length + 1) / (length + 1), 0.0, 1.0)
    if interruption.slope_change:
        return {name: step, name + SLOPE: years}
    return {name: step}


def _control(spec: ItsSpec, values: Floats, panel: SegmentPanel) -> Floats:
    """Put the control on the model's scale; NaN in periods that are left out without a value."""
    if spec.scale == "identity":
        return values
    kept = values[~panel.is_left_out]
    is_possible = (kept > 0) & ((kept < 1) | (spec.scale == "log"))
    if not is_possible.all():
        raise SeriesInvalidError(
            f"control {spec.control}",
            found="values that are not positive, or for scale='logit' not shares below 1",
            needed="values whose logarithm or logit is finite",
            do="Combine periods or segments, or use another control.",
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(values) if spec.scale == "log" else np.log(values) - np.log1p(-values)
