"""Linear contrasts of a fit -> estimates with intervals, by the method asked for."""

from dataclasses import dataclass
from typing import get_args

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.intervals import checked_level, t_interval, t_p_value
from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.intervals.inversion import Inversion, Line, invert
from referral_analysis.its.intervals.small_sample import (
    satterthwaite_df,
    satterthwaite_df_with_noise,
)
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.models import IntervalMethod, rule_of
from referral_analysis.its.model.spec import ItsSpec, Model
from referral_analysis.its.tolerance.few import Events
from referral_analysis.its.tolerance.interval import at_level, climb, p_values
from referral_analysis.its.tolerance.ladder import (
    Ladder,
    check_tolerance,
    given_columns,
    own_columns,
)
from referral_analysis.periods import PERIODS_A_YEAR

METHODS: dict[IntervalMethod, str] = {
    "satterthwaite": "REML, Satterthwaite",
    "test_inversion": "test inversion",
    "newey_west": "Newey-West, t",
    "t": "t, n - p degrees of freedom",
    "normal": "normal",
}
# of nominal 95% in simulated short monthly series, errors AR(1) with rho from -0.2 to 0.6 unless
# said otherwise; the tables are in docs/method.md
MEASURED_COVERAGE: dict[tuple[Model, IntervalMethod], str] = {
    ("ols_hac", "newey_west"): "62-90%",
    ("prais_winsten", "t"): "74-93%",
    ("ar1", "t"): "88-95%",
    ("ar1", "satterthwaite"): "94-96%; 80-92% where errors are not AR(1)",
    ("ar1_noise", "satterthwaite"): "94-98%; 92-96% for rho 0.8",
    ("quasi_poisson", "t"): "68-96%; less for rho 0.8",
    ("quasi_binomial", "t"): "68-95%; less for rho 0.8",
}
# small counts: log((count + 1/2) / exposure), weighted; 3 to 60 a month, 2,000 replicates
WEIGHTED_COVERAGE = "94-96% for rho to 0.4; 90-96% for rho 0.8"
INVERSION_COVERAGE: dict[Family, str] = {
    "ar1": "94-96%; 81-92% where errors are not AR(1)",
    "all": "94-97%; 92-95% under AR(1) with noise",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChoice:
    """Which interval: its method, the family of correlations it inverts over, and its level.

    tolerance: the standard deviation, on the scale of the linear predictor, that the path may gain
    by itself in a year; None for a path that is as the design says. given: names of the columns
    that covariates and a control make. events: of the batch at hand, see `few`. is_tested:
    p-values at a tolerance are wanted; they take longer than the ends.
    """

    method: IntervalMethod
    family: Family
    level: float
    tolerance: float | None = None
    periods_a_year: float = 12.0
    given: frozenset[str] = frozenset()
    events: Events | None = None
    is_tested: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inference:
    """Estimates of q contrasts in S segments on the scale of the linear predictor, (S, q) each.

    p_value: of no change. Ends and p-values are NaN where a fit to counts did not converge;
    p-values where they are not wanted.
    """

    estimate: Floats
    low: Floats
    high: Floats
    p_value: Floats


def interval_choice(
    spec: ItsSpec,
    method: IntervalMethod | None,
    family: Family,
    level: float,
    tolerance: float | None = None,
) -> IntervalChoice:
    """Return a checked choice; no method is the model's own."""
    allowed = rule_of(spec.model).intervals
    chosen = allowed[0] if method is None else method
    if chosen not in allowed:
        raise SpecError(
            "interval",
            found=f"{chosen!r} with model={spec.model!r}",
            needed=f"one of {', '.join(allowed)}",
            do="Change the interval or the model.",
        )
    if family not in get_args(Family):
        raise SpecError(
            "family",
            found=f"{family!r}",
            needed=f"one of {', '.join(get_args(Family))}",
            do="Correct it.",
        )
    if tolerance is not None:
        check_tolerance(tolerance)
        if chosen != "test_inversion":
            raise SpecError(
                "tolerance",
                found=f"a tolerance with interval={chosen!r}",
                needed="interval='test_inversion'",
                do="Change the interval, or leave the tolerance out.",
            )
    if family == "robust" and tolerance is None:
        tolerance = 0.0
    return IntervalChoice(
        method=chosen,
        family=family,
        level=checked_level(level),
        tolerance=tolerance,
        periods_a_year=PERIODS_A_YEAR[spec.timeline.frequency],
        given=given_columns(spec),
    )


def infer(batch: Batch, contrasts: Floats, choice: IntervalChoice) -> Inference:
    """Return the inference on contrasts (q, p) of a batch's coefficients."""
    kernel = batch.kernel
    estimate = kernel.coefficients @ contrasts.T
    if choice.method == "test_inversion":
        return _inverted(batch, contrasts, choice, estimate)
    variance = np.einsum("qi,sij,qj->sq", contrasts, kernel.covariance, contrasts, optimize=True)
    spread = np.sqrt(np.maximum(variance, 0.0))
    df = contrast_df(batch, contrasts, choice.method)
    low, high = t_interval(estimate, spread, df, choice.level)
    nothing = np.where(batch.response.is_converged, 0.0, np.nan)[:, None]
    return Inference(
        estimate=estimate,
        low=low + nothing,
        high=high + nothing,
        p_value=t_p_value(estimate, spread, df) + nothing,
    )


def _inverted(
    batch: Batch, contrasts: Floats, choice: IntervalChoice, estimate: Floats
) -> Inference:
    """Invert each different direction once; the estimates are the fit's, and always inside.

    With a tolerance, estimates are those of the likeliest structure with the path's drift.
    """
    if batch.response.weights is not None:
        raise SpecError(
            "interval",
            found=f"'test_inversion' for {batch.segments[0]}, whose small counts are weighted",
            needed="equal weights, as from 100 events a period on",
            do="Use interval='satterthwaite', or weighting='none' in the spec.",
        )
    low, high, p_value = np.empty((3, *estimate.shape))
    length = np.linalg.norm(contrasts, axis=1)
    directions, which = np.unique(
        np.round(contrasts / length[:, None], 12) + 0.0, axis=0, return_inverse=True
    )
    for number, direction in enumerate(directions):
        its = np.flatnonzero(which == number)
        accepted = _accepted(batch, direction, choice)
        if accepted.estimate is not None:
            estimate[:, its] = accepted.estimate[:, None] * length[its]
        low[:, its] = accepted.low[:, None] * length[its]
        high[:, its] = accepted.high[:, None] * length[its]
        p_value[:, its] = accepted.p_value[:, None]
    return Inference(
        estimate=estimate,
        low=np.minimum(low, estimate),
        high=np.maximum(high, estimate),
        p_value=p_value,
    )


def _accepted(batch: Batch, direction: Floats, choice: IntervalChoice) -> Inversion:
    """Invert the test of one direction (p,), on a straight path or one that may drift."""
    design, series = batch.design, batch.response.values
    if choice.tolerance is None:
        line = Line(design=design.matrix, times=design.times, contrast=direction)
        return invert(line, series, family=choice.family, level=choice.level)
    ladder = Ladder(
        design=design.matrix,
        times=design.times,
        contrast=direction,
        family=choice.family,
        periods_a_year=choice.periods_a_year,
        own=own_columns(design, choice.given),
    )
    climbed = climb(ladder, series, np.array([choice.tolerance]), events=choice.events)
    ends = at_level(climbed, choice.level)
    return Inversion(
        low=ends.low[:, 0],
        high=ends.high[:, 0],
        p_value=p_values(climbed) if choice.is_tested else np.full(len(series), np.nan),
        estimate=ends.estimate[:, 0],
    )


def contrast_df(batch: Batch, contrasts: Floats, method: IntervalMethod) -> Floats:
    """Return the degrees of freedom (S, q) of contrasts (q, p) by a method's own t.

    Infinity is the normal. Test inversion needs none: draws beside it have those of the model.
    """
    kernel = batch.kernel
    shape = (len(kernel.coefficients), len(contrasts))
    if method == "normal":
        return np.full(shape, np.inf)
    if kernel.rho is None or method not in {"satterthwaite", "test_inversion"}:
        return np.full(shape, float(kernel.df_residual))
    if kernel.noise_share is not None:
        return satterthwaite_df_with_noise(
            batch.design.matrix,
            contrasts,
            kernel.rho,
            kernel.noise_share,
            times=batch.design.times,
        )
    return satterthwaite_df(
        batch.design.matrix,
        contrasts,
        kernel.rho,
        times=batch.design.times,
        weights=batch.response.weights,
    )


def method_name(choice: IntervalChoice) -> str:
    """Name the interval's method as the effects' `method` column does."""
    name = METHODS[choice.method]
    if choice.method != "test_inversion":
        return name
    drift = f", drift {choice.tolerance:g} a year" if choice.tolerance else ""
    return f"{name}, family {choice.family}{drift}"


def measured_coverage(
    model: Model, choice: IntervalChoice, *, is_weighted: bool = False
) -> str | None:
    """Return what such intervals of 95% covered in simulation; None where it was not measured."""
    if is_weighted:
        return WEIGHTED_COVERAGE if choice.method == "satterthwaite" else None
    if choice.method == "test_inversion":
        return None if choice.tolerance else INVERSION_COVERAGE.get(choice.family)
    return MEASURED_COVERAGE.get((model, choice.method))
