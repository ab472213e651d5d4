"""One estimate from several councils': random effects, with the interval of Hartung and Knapp.

Each council's effect is its own, normal around the mean of all with standard deviation tau, which
is estimated by restricted maximum likelihood. The interval of the mean takes its width from how far
the estimates lie from it and t quantiles, so that it allows for not knowing tau. Sources: Hartung &
Knapp (2001), Statistics in Medicine 20(24), 3875-3889; Viechtbauer (2005), Journal of Educational
and Behavioral Statistics 30(3), 261-293; the range of a further unit: Higgins, Thompson &
Spiegelhalter (2009), JRSS A 172(1), 137-159, with the degrees of freedom of the interval.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.special import stdtrit

LEAST_UNITS = 3
"""With two the interval has one degree of freedom, and holds nearly everything."""
GRID = 200
"""Values of tau that are tried before the best is refined: the likelihood may have two maxima."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomEffects:
    """The mean of the units' effects, in the unit of the estimates (the log of a ratio, say).

    low, high: its interval. next_low, next_high: where the effect of a further unit lies as often.
    tau: the standard deviation of effects between units. share_between: of the spread of estimates,
    the part that is more than their own errors (I squared, 0 to 1).
    """

    estimate: float
    low: float
    high: float
    next_low: float
    next_high: float
    tau: float
    share_between: float
    level: float
    units: int


def join(estimates: ArrayLike, errors: ArrayLike, *, level: float = 0.95) -> RandomEffects:
    """Join estimates with their standard errors, (k,) each; k is `LEAST_UNITS` or more.

    SeriesInvalidError for fewer, or for an error that is not above zero.
    """
    effect = np.asarray(estimates, dtype=np.float64)
    variance = np.asarray(errors, dtype=np.float64) ** 2
    _check(effect, variance)
    tau = _tau(effect, variance)
    mean, precision = _mean(effect, variance, tau)
    units = effect.size
    spread = float(precision @ (effect - mean) ** 2) / (units - 1)
    error = np.sqrt(spread / precision.sum())
    reach = float(stdtrit(units - 1, (1 + level) / 2))
    further = float(np.hypot(tau, error))
    return RandomEffects(
        estimate=mean,
        low=float(mean - reach * error),
        high=float(mean + reach * error),
        next_low=mean - reach * further,
        next_high=mean + reach * further,
        tau=tau,
        share_between=_share_between(variance, tau),
        level=level,
        units=units,
    )


def _mean(
    effect: NDArray[np.float64], variance: NDArray[np.float64], tau: float
) -> tuple[float, NDArray[np.float64]]:
    precision = 1 / (variance + tau**2)
    return float(precision @ effect / precision.sum()), precision


def _tau(effect: NDArray[np.float64], variance: NDArray[np.float64]) -> float:
    """Return the tau of the highest restricted likelihood; 0 where none above it is higher."""

    def badness(tau: float) -> float:
        return float(_badness(effect, variance, np.array([tau]))[0])

    farthest = float(np.ptp(effect) + np.sqrt(variance.max()))
    tried = np.linspace(0, farthest, GRID)
    best = int(np.argmin(_badness(effect, variance, tried)))
    ends = tried[max(best - 1, 0)], tried[min(best + 1, GRID - 1)]
    refined = minimize_scalar(badness, bounds=ends, method="bounded", options={"xatol": 1e-10})
    found = float(refined.x)
    return found if badness(found) < badness(0.0) else 0.0


def _badness(
    effect: NDArray[np.float64], variance: NDArray[np.float64], tau: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return minus twice the restricted log likelihood, but for a constant, at each tau (n,)."""
    precision = 1 / (variance + tau[:, None] ** 2)
    total = precision.sum(axis=1)
    mean = precision @ effect / total
    misfit = (precision * (effect - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray(misfit - np.log(precision).sum(axis=1) + np.log(total))


def _share_between(variance: NDArray[np.float64], tau: float) -> float:
    """Return I squared: tau squared over itself and a typical error's square (Higgins 2002)."""
    weight = 1 / variance
    typical = (variance.size - 1) * weight.sum() / (weight.sum() ** 2 - weight @ weight)
    return float(tau**2 / (tau**2 + typical))


def _check(effect: NDArray[np.float64], variance: NDArray[np.float64]) -> None:
    if effect.shape != variance.shape or effect.ndim != 1 or effect.size < LEAST_UNITS:
        raise SeriesInvalidError(
            "joining estimates",
            found=f"{effect.size} estimates and {variance.size} standard errors",
            needed=f"{LEAST_UNITS} or more, with a standard error each",
            do="Wait for more, or report them apart.",
        )
    if not (np.isfinite(effect).all() and np.isfinite(variance).all() and (variance > 0).all()):
        raise SeriesInvalidError(
            "joining estimates",
            found="a number that is not finite, or a standard error that is not above 0",
            needed="finite estimates, each with a standard error above 0",
            do="Correct them.",
        )
