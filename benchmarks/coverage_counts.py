"""Coverage where counts and shares are observed: sampling noise over a correlated log rate."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from benchmarks.coverage_methods import LEVEL, Ends, Simulated, inverted, noisy, satterthwaite
from benchmarks.coverage_settings import Errors, Floats, Integers, settings
from scipy import special

from referral_analysis.intervals import t_interval
from referral_analysis.its.intervals.correlation import Structure
from referral_analysis.its.intervals.small_sample import satterthwaite_df
from referral_analysis.its.kernels import ar1, quasi_binomial, quasi_poisson
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.kernels.robust import Robust
from referral_analysis.its.kernels.small_counts import weighted_rates
from referral_analysis.its.model.response import LARGE_COUNT

CHANGE = float(np.log(0.8))  # planted, so that a bias would show
LATENT_SD = 0.15  # of the log rate or logit from month to month, about Kent's
SEASON = 0.1
RHO = (0.0, 0.2, 0.4, 0.6, 0.8)
MEANS = (1.5, 3.0, 10.0, 30.0, 60.0, 150.0, 600.0)
TRIALS, SHARE = (50, 300, 1500), 0.3
DESIGNS = ("36+12, 1 Fourier pair, level only", "37+5, 1 Fourier pair")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """A design with one contrast, errors, and how many events a month or trials a month."""

    kind: str
    design: str
    matrix: Floats
    times: Integers
    contrast: Floats
    errors: Errors
    size: float


def counted_settings() -> Iterator[Counted]:
    """Yield every setting of counts and of shares, level change only."""
    for name, (matrix, times, contrast) in _designs().items():
        for kind, sizes in (("counts", MEANS), ("shares", TRIALS)):
            for size in sizes:
                for rho in RHO:
                    errors = Errors(
                        name=f"AR(1) {rho:g}",
                        group="ar1, rho .8" if rho > 0.6 else "ar1, rho to .6",
                        structure=Structure("ar1", rho),
                    )
                    yield Counted(
                        kind=kind,
                        design=name,
                        matrix=matrix,
                        times=times,
                        contrast=contrast,
                        errors=errors,
                        size=float(size),
                    )


def intervals(asked: Counted, replicates: int, rng: np.random.Generator) -> Iterator[Ends]:
    """Simulate and yield each method's interval of the planted change."""
    linear = _predictor(asked) + LATENT_SD * (
        rng.standard_normal((replicates, len(asked.times))) @ asked.errors.root(asked.times).T
    )
    if asked.kind == "counts":
        yield from _of_counts(asked, rng.poisson(np.exp(linear)).astype(np.float64))
    else:
        drawn = rng.binomial(int(asked.size), special.expit(linear))
        yield from _of_shares(asked, drawn.astype(np.float64))


def _of_counts(asked: Counted, counts: Floats) -> Iterator[Ends]:
    plain = quasi_poisson.fit(asked.matrix, counts, times=asked.times)
    yield _t(asked, "quasi-Poisson, t", plain)
    robust = quasi_poisson.fit(asked.matrix, counts, times=asked.times, robust=Robust())
    yield _t(asked, "quasi-Poisson, Newey-West", robust)
    if asked.size < LARGE_COUNT:
        yield _weighted(asked, counts)
    else:
        yield from _linear(asked, np.log(counts))


def _of_shares(asked: Counted, successes: Floats) -> Iterator[Ends]:
    trials = np.full_like(successes, asked.size)
    plain = quasi_binomial.fit(asked.matrix, successes, trials, times=asked.times)
    yield _t(asked, "quasi-binomial, t", plain)
    yield from _linear(asked, np.log(successes + 0.5) - np.log(trials - successes + 0.5))


def _linear(asked: Counted, response: Floats) -> Iterator[Ends]:
    given = Simulated(
        matrix=asked.matrix,
        times=asked.times,
        series=response,
        contrasts={"level change": asked.contrast},
    )
    for method in (satterthwaite, noisy, inverted("ar1"), inverted("all")):
        yield from method(given)


def _weighted(asked: Counted, counts: Floats) -> Ends:
    rates = weighted_rates(asked.matrix, counts, times=asked.times)
    fit = ar1.fit(asked.matrix, rates.log_rates, times=asked.times, weights=rates.weights)
    df = satterthwaite_df(
        asked.matrix,
        asked.contrast[None],
        np.asarray(fit.rho),
        times=asked.times,
        weights=rates.weights,
    )
    return _t(asked, "REML, Satterthwaite, weighted", fit, df[:, 0])


def _t(asked: Counted, method: str, fit: KernelFit, df: Floats | None = None) -> Ends:
    variance = np.einsum("i,sij,j->s", asked.contrast, fit.covariance, asked.contrast)
    # not positive where a fit of many zeros failed: no interval, which holds nothing
    spread = np.sqrt(np.where(variance > 0, variance, np.nan))
    freedom = np.full(len(spread), float(fit.df_residual)) if df is None else df
    low, high = t_interval(fit.coefficients @ asked.contrast, spread, freedom, LEVEL)
    return Ends(method=method, contrast="level change", low=low, high=high)


def _predictor(asked: Counted) -> Floats:
    """Return the mean log rate or logit (n,): a season, and the change after the launch."""
    middle = np.log(asked.size) if asked.kind == "counts" else special.logit(SHARE)
    season = SEASON * np.sin(2 * np.pi * asked.times / 12)
    return np.asarray(middle + season + CHANGE * (asked.matrix @ asked.contrast > 0))


def _designs() -> dict[str, tuple[Floats, Integers, Floats]]:
    """Return 36+12 months without a slope, and February's paper."""
    found: dict[str, tuple[Floats, Integers, Floats]] = {}
    for setting in settings():
        contrast = setting.contrasts.get("level change")
        if setting.section == "kent" and setting.design == "36+12, 1 Fourier pair":
            matrix = np.delete(setting.matrix, 3, axis=1)
            found[DESIGNS[0]] = matrix, setting.times, np.eye(matrix.shape[1])[2]
        elif setting.design == DESIGNS[1] and contrast is not None:
            found[DESIGNS[1]] = setting.matrix, setting.times, contrast
    return found
