"""Small monthly counts as weighted log rates, for the AR(1) fit and its small-sample interval."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels import quasi_poisson
from referral_analysis.its.kernels.basis import checked_response
from referral_analysis.its.kernels.count_cells import log_exposure
from referral_analysis.its.kernels.result import Flags, Floats

# below so many a month on average, log(count + 1/2) is too far from the log of the mean
SMALLEST_FOR_LOG = 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeightedRates:
    """Log rates (S, n) for a weighted fit: variance of a period proportional to 1 / weights (S, n).

    extra_variance (S,): of the log rate beyond Poisson's. is_working (S,): claims that the rate is
    the working response of the quasi-Poisson fit, not log((count + 1/2) / exposure).
    is_converged (S,): of the quasi-Poisson fit behind it.
    """

    log_rates: Floats
    weights: Floats
    extra_variance: Floats
    is_working: Flags
    is_converged: Flags


def weighted_rates(
    design: ArrayLike,
    counts: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    times: ArrayLike | None = None,
) -> WeightedRates:
    """Turn counts (S, n) with exposure (n,) or (S, n) into log rates with weights of mean one.

    weights = 1 / (1 / mu + tau2), tau2 = max(0, dispersion - 1) / mean(mu), mu and dispersion from
    the quasi-Poisson fit on design (n, p): mu alone is wrong where tau2 is the larger part.
    With AR(1) REML and Satterthwaite's df a nominal 95% interval of a level change covered 94-96%
    at rho of 0 and .4, but 86-95% at .8, where sampling noise hides the correlation (1.5 to 50 a
    month, 36 + 12 and 37 + 5 months, 2,000 replicates, Monte-Carlo error .5).
    """
    fit = quasi_poisson.fit(design, counts, exposure=exposure, times=times)
    response = checked_response(counts, fit.fitted.shape[1])
    offset = np.broadcast_to(log_exposure(exposure, *response.T.shape).T, response.shape)
    mean = np.exp(fit.fitted + offset)
    extra = np.maximum(fit.scale - 1, 0) / mean.mean(axis=1)
    weights = 1 / (1 / mean + extra[:, None])
    is_working = response.mean(axis=1) < SMALLEST_FOR_LOG
    return WeightedRates(
        log_rates=np.where(
            is_working[:, None],
            fit.fitted + fit.residuals / mean,
            np.log(response + 0.5) - offset,
        ),
        weights=weights / weights.mean(axis=1, keepdims=True),
        extra_variance=extra,
        is_working=is_working,
        is_converged=fit.is_converged,
    )
