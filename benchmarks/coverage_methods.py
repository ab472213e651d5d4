"""The intervals whose coverage is measured: each takes a setting's series to the ends (S,)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from benchmarks.coverage_settings import Floats, Integers
from scipy import special

from referral_analysis.intervals import t_interval
from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.intervals.critical_store import critical_table
from referral_analysis.its.intervals.critical_values import critical_at
from referral_analysis.its.intervals.envelope import accepted_ends
from referral_analysis.its.intervals.likelihood_ratio import parabolas, problem
from referral_analysis.its.intervals.small_sample import (
    satterthwaite_df,
    satterthwaite_df_with_noise,
)
from referral_analysis.its.kernels import ar1, ar1_noise, ols_hac, prais_winsten
from referral_analysis.its.kernels.result import KernelFit

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ends:
    """A method's interval of one contrast for each of S series."""

    method: str
    contrast: str
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulated:
    """Series (S, n) on a design (n, p) at times (n,), and the contrasts (p,) asked about."""

    matrix: Floats
    times: Integers
    series: Floats
    contrasts: dict[str, Floats]


def compared(given: Simulated) -> Iterator[Ends]:
    """Yield what other people use: OLS, Newey-West, Prais-Winsten, REML without small-sample df."""
    plain = ols_hac.fit(given.matrix, given.series, times=given.times)
    inverse = np.linalg.inv(given.matrix.T @ given.matrix)
    yield from _t(given, "OLS, t", plain, plain.scale[:, None, None] * inverse)
    yield from _t(given, "Newey-West, automatic", plain, plain.covariance)
    iterated = prais_winsten.fit(given.matrix, given.series, times=given.times)
    yield from _t(given, "Prais-Winsten, t", iterated, iterated.covariance)
    restricted = ar1.fit(given.matrix, given.series, times=given.times)
    yield from _t(given, "REML, t", restricted, restricted.covariance)


def satterthwaite(given: Simulated) -> Iterator[Ends]:
    """Yield the default: REML with Satterthwaite's degrees of freedom."""
    fit = ar1.fit(given.matrix, given.series, times=given.times)
    contrasts = np.array(list(given.contrasts.values()))
    df = satterthwaite_df(given.matrix, contrasts, np.asarray(fit.rho), times=given.times)
    yield from _each(given, "REML, Satterthwaite", fit, fit.covariance, df)


def noisy(given: Simulated) -> Iterator[Ends]:
    """Yield AR(1) with noise, REML and Satterthwaite."""
    fit = ar1_noise.fit(given.matrix, given.series, times=given.times)
    contrasts = np.array(list(given.contrasts.values()))
    rho, share = np.asarray(fit.rho), np.asarray(fit.noise_share)
    df = satterthwaite_df_with_noise(given.matrix, contrasts, rho, share, times=given.times)
    yield from _each(given, "AR(1) + noise, Satterthwaite", fit, fit.covariance, df)


def inverted(family: Family) -> Callable[[Simulated], Iterator[Ends]]:
    """Return test inversion over a family of correlations."""

    def method(given: Simulated) -> Iterator[Ends]:
        for name, contrast in given.contrasts.items():
            asked = problem(given.matrix, given.times, contrast, family)
            critical = critical_at(critical_table(asked), LEVEL)
            low, high = accepted_ends(parabolas(asked, given.series), critical)
            yield Ends(method=f"test inversion, {family}", contrast=name, low=low, high=high)

    return method


def oracle_half_width(matrix: Floats, root: Floats, contrast: Floats) -> tuple[float, float]:
    """Return median and mean half-width of the t interval that knows the correlation."""
    left = matrix.shape[0] - matrix.shape[1]
    across = np.linalg.solve(root, matrix)
    spread = np.sqrt(contrast @ np.linalg.solve(across.T @ across, contrast))
    reach = float(special.stdtrit(left, (1 + LEVEL) / 2) * spread)
    median = np.sqrt(2 * special.gammaincinv(left / 2, 0.5) / left)
    mean = np.sqrt(2 / left) * np.exp(special.gammaln((left + 1) / 2) - special.gammaln(left / 2))
    return reach * float(median), reach * float(mean)


def _t(given: Simulated, method: str, fit: KernelFit, covariance: Floats) -> Iterator[Ends]:
    df = np.full((len(given.series), len(given.contrasts)), float(fit.df_residual))
    yield from _each(given, method, fit, covariance, df)


def _each(
    given: Simulated, method: str, fit: KernelFit, covariance: Floats, df: Floats
) -> Iterator[Ends]:
    for column, (name, contrast) in enumerate(given.contrasts.items()):
        spread = np.sqrt(np.einsum("i,sij,j->s", contrast, covariance, contrast))
        low, high = t_interval(fit.coefficients @ contrast, spread, df[:, column], LEVEL)
        yield Ends(method=method, contrast=name, low=low, high=high)
