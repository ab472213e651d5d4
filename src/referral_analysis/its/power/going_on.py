"""A series that goes on: its periods so far as they were, and those to come drawn from these.

What is not known of the periods to come is drawn from what those so far say of it, with flat
priors: the path's coefficients, the sd of an error, which is no less than the known noise of its
count, and then the errors. An effect leaves a share of the events, the noisier for it by
`tolerance.few`. The range that will be asked looks at both parts, so that calm periods, from which
a series takes itself for calmer than it is, are among what it is asked of. Of many series, each
foreseen so by its own periods, what has a chance of four in five comes about in four of five;
errors taken for known from so few say too much of most.
Source: Hora & Buehler (1967), Fiducial theory and invariant prediction, Annals of Mathematical
Statistics 38, 795-801.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from referral_analysis import special
from referral_analysis.errors import SpecError
from referral_analysis.its.intervals.likelihood_ratio import correlation_matrix
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.model.design import Design, effect_rows, is_after
from referral_analysis.its.model.timeline import interruption_named
from referral_analysis.its.power.errors_of_estimate import LEAST_LEFT
from referral_analysis.its.power.scenario import PowerScenario, design_of, structure_of
from referral_analysis.its.tolerance.few import more_noise, noise_of_one
from referral_analysis.periods import PERIODS_A_YEAR

CONTROLS = 8
"""Paths of a control that are drawn: each makes a design of its own."""
HALF = 0.5
"""Added to counts before their logarithm is taken."""
FEWEST, LEAST_NOISE, TINY = 1e-3, 1e-6, 1e-12
"""What is drawn no smaller, for what is divided by it: events, what is more of noise, a square."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SoFar:
    """The b periods of a series before an interruption, those left out not among them.

    values (b,): logarithms that are fitted, of a count and a half over something. control (b,):
    what explains them besides, if anything. events (b,): the counts. least: the variance that an
    error has at the least, that of Poisson counts.
    """

    values: Floats = field(repr=False)
    control: Floats | None = field(default=None, repr=False)
    events: Floats = field(repr=False)
    least: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GoingOn:
    """S series of n periods, a of them to come and without an effect as yet.

    values (S, n). control (K, n) or None: K paths, of S / K series each, in turn. is_to_come (n,).
    events (S, a): of the periods to come, without an effect; noise (S, a): phi / mu of each;
    chance (S, a): uniform, at which quantile what is left of them comes to lie.
    """

    design: Design
    periods_a_year: float
    is_to_come: Flags
    values: Floats = field(repr=False)
    control: Floats | None = field(repr=False)
    events: Floats = field(repr=False)
    noise: Floats = field(repr=False)
    chance: Floats = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Onward:
    """How S drawn series go on: values (S, a), and the sd of an error of each (S,)."""

    values: Floats
    error: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rows:
    """Columns of periods so far (b, p) and to come (a, p), and all periods' correlations (n, n)."""

    before: Floats
    after: Floats
    correlation: Floats
    is_to_come: Flags


def go_on(
    so_far: SoFar, scenario: PowerScenario, at: str, *, rng: np.random.Generator, draws: int
) -> GoingOn:
    """Draw how a series goes on to the last period of a scenario.

    scenario: for its spec, first and last, and for rho and noise_share; its sd is not looked at.
    at: the interruption that is to come; periods so far are those that are kept before it. draws:
    a multiple of `CONTROLS`. SpecError where these are not those of the design, or too few for it.
    """
    design = design_of(scenario)
    interruption = interruption_named(scenario.spec.timeline, at)
    is_to_come = is_after(design, interruption)[design.is_kept]
    rows = _rows(scenario, design, at, is_to_come)
    _check(rows, so_far)
    control = None
    if so_far.control is not None:
        paths = _drawn(rows, so_far.control, 0.0, rng, CONTROLS)
        control = _joined(so_far.control, paths.values, is_to_come)
    path = _series(rows, so_far, control, rng, draws)
    a_year = PERIODS_A_YEAR[scenario.spec.timeline.frequency]
    events, noise = _counts(so_far, path, slice(-round(a_year), None))
    return GoingOn(
        design=design,
        periods_a_year=a_year,
        is_to_come=is_to_come,
        values=_joined(so_far.values, path.values, is_to_come),
        control=control,
        events=events,
        noise=noise,
        chance=rng.random(events.shape),
    )


def _counts(so_far: SoFar, path: _Onward, year: slice) -> tuple[Floats, Floats]:
    """Return events and noise of `GoingOn`, by the counts of the last year of periods."""
    mean = so_far.events[year].mean() + HALF
    against = ((so_far.events + HALF) / np.exp(so_far.values))[year].mean()
    events = np.maximum(against * np.exp(path.values) - HALF, FEWEST)
    phi = noise_of_one(path.error, np.full(len(path.error), mean)) * mean
    return events, np.asarray(phi[:, None] / events)


def with_effect(series: GoingOn, psi: float) -> Floats:
    """Return the values (S, n) of series of which exp(psi) of the events to come are left.

    What is left is gamma distributed, with the mean exp(psi) of what there was and the noise of
    `tolerance.few.more_noise`: near none, where a logarithm's is not normal, as counts are.
    """
    values = series.values.copy()
    values[:, series.is_to_come] += np.log(_left(series, psi) + HALF) - np.log(series.events + HALF)
    return values


def _left(series: GoingOn, psi: float) -> Floats:
    left = np.asarray(series.events * np.exp(psi))
    if psi >= 0:
        return left
    shape = 1 / np.maximum(more_noise(series.noise, np.asarray(psi)), LEAST_NOISE)
    return np.asarray(left * special.gammaincinv(shape, series.chance) / shape)


def _rows(scenario: PowerScenario, design: Design, at: str, is_to_come: Flags) -> _Rows:
    """Return what periods so far can say: of columns that they do not have, nothing."""
    is_known = design.matrix[~is_to_come].any(axis=0) & ~effect_rows(design, at).any(axis=0)
    matrix = design.matrix[:, is_known]
    times = np.arange(int(design.times[-1]) + 1)
    whole = correlation_matrix(structure_of(scenario), times)
    return _Rows(
        before=matrix[~is_to_come],
        after=matrix[is_to_come],
        correlation=whole[np.ix_(design.times, design.times)],
        is_to_come=is_to_come,
    )


def _check(rows: _Rows, so_far: SoFar) -> None:
    have, columns = rows.before.shape
    needed = columns + LEAST_LEFT + (so_far.control is not None)
    if have != len(so_far.values) or have < needed:
        raise SpecError(
            "scenario",
            found=f"{len(so_far.values)} periods before, of {have} that are kept",
            needed=f"all that are kept, and {needed} of them",
            do="Lengthen the series, or ask for fewer coefficients.",
        )


def _series(
    rows: _Rows, so_far: SoFar, control: Floats | None, rng: np.random.Generator, draws: int
) -> _Onward:
    """Draw the periods to come of so many series, beside each path (K, n) of a control in turn."""
    if control is None:
        return _drawn(rows, so_far.values, so_far.least, rng, draws)
    parts = []
    for path in control:
        beside = replace(
            rows,
            before=np.column_stack([rows.before, path[~rows.is_to_come]]),
            after=np.column_stack([rows.after, path[rows.is_to_come]]),
        )
        parts.append(_drawn(beside, so_far.values, so_far.least, rng, draws // len(control)))
    return _Onward(
        values=np.concatenate([one.values for one in parts]),
        error=np.concatenate([one.error for one in parts]),
    )


def _drawn(
    rows: _Rows, values: Floats, least: float, rng: np.random.Generator, draws: int
) -> _Onward:
    """Draw from the predictive distribution of generalised least squares, priors being flat.

    A variance is drawn from what is not below `least`.
    """
    early, late = ~rows.is_to_come, rows.is_to_come
    ours = rows.correlation[np.ix_(early, early)]
    factor = np.linalg.cholesky(ours)
    basis, upper = np.linalg.qr(np.linalg.solve(factor, rows.before))
    whitened = np.linalg.solve(factor, values)
    scores = basis.T @ whitened
    rest = whitened - basis @ scores
    error = np.sqrt(_variances(float(rest @ rest), len(rest) - len(scores), least, rng, draws))
    pull = np.linalg.solve(ours, rows.correlation[np.ix_(early, late)]).T
    carried = rows.after - pull @ rows.before
    onward = rows.correlation[np.ix_(late, late)] - pull @ rows.correlation[np.ix_(early, late)]
    spread = np.linalg.solve(upper.T, carried.T).T
    middle = spread @ scores + pull @ values
    root = np.linalg.cholesky(onward + spread @ spread.T)
    return _Onward(
        values=middle + error[:, None] * (rng.standard_normal((draws, len(middle))) @ root.T),
        error=error,
    )


def _variances(
    squares: float, free: int, least: float, rng: np.random.Generator, draws: int
) -> Floats:
    """Draw variances: squares over chi-squared of so many degrees of freedom, not below least."""
    most = squares / least if least > 0 else np.inf
    share = rng.random(draws) * special.gammainc(free / 2, most / 2)
    drawn = squares / np.maximum(2 * special.gammaincinv(free / 2, share), TINY)
    return np.asarray(np.maximum(drawn, least))


def _joined(before: Floats, after: Floats, is_to_come: Flags) -> Floats:
    joined = np.empty((len(after), len(is_to_come)))
    joined[:, ~is_to_come], joined[:, is_to_come] = before, after
    return joined
