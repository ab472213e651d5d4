"""How tests of memory are distributed where a model is right: simulated, for its own design.

Ljung & Box's and Breusch & Godfrey's statistics have their large-sample distributions in no series
of a few dozen months: the design's columns and the fitted correlation leave residuals that resemble
each other. Here both are simulated under the fitted model, fitted again, and moments matched:
Ljung & Box's to a multiple of chi-square, Breusch & Godfrey's share of explained squares to a beta.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

from referral_analysis import special
from referral_analysis.its.checks.autocorrelation import Test, breusch_godfrey, ljung_box
from referral_analysis.its.checks.whitening import Whitened
from referral_analysis.its.intervals.correlation import Structure
from referral_analysis.its.intervals.likelihood_ratio import correlation_matrix
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.models import rule_of
from referral_analysis.its.model.spec import ItsSpec

SERIES, SEED = 2000, 1978  # a nominal 5% is then within half a point or so
RHO_STEP, SHARE_STEP = 0.2, 0.25  # fitted correlations as near as this are one
MOST_RHO = 0.9
MOST_KEPT = 64  # pairs of statistics, in this process
_known: dict[bytes, tuple[Floats, Floats]] = {}


class _Alike(NamedTuple):
    """Simulated series whitened in one way: their residuals (S, n), the whitened design (n, p)."""

    residuals: Floats
    design: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    """What makes residuals of simulated series, and what tells it from others of one design."""

    key: bytes
    make: Callable[[], list[_Alike]]


def small_sample(batch: Batch, spec: ItsSpec, seen: Whitened, lags: int) -> tuple[Test, Test]:
    """Return Ljung & Box's and Breusch & Godfrey's test of a batch's residuals, to `lags`."""
    times = batch.design.times
    box = ljung_box(seen.residuals, times, lags)
    godfrey = breusch_godfrey(seen.residuals, seen.design, times, lags)
    p_values = np.empty((2, len(batch.segments)))
    size = len(times)
    for rows, draw in _nulls(batch, spec, seen):
        key = draw.key + f"{lags}".encode() + batch.design.matrix.tobytes() + times.tobytes()
        if key not in _known:
            if len(_known) == MOST_KEPT:
                _known.clear()
            _known[key] = _statistics(draw.make(), times, lags)
        known = _known[key]
        p_values[0, rows] = _scaled_chi_square(box.statistic[rows], known[0])
        p_values[1, rows] = _beta(godfrey.statistic[rows] / size, known[1] / size)
    return replace(box, p_value=p_values[0]), replace(godfrey, p_value=p_values[1])


def _statistics(drawn: list[_Alike], times: Integers, lags: int) -> tuple[Floats, Floats]:
    box = [ljung_box(some.residuals, times, lags) for some in drawn]
    godfrey = [breusch_godfrey(some.residuals, some.design[None], times, lags) for some in drawn]
    return (
        np.concatenate([test.statistic for test in box]),
        np.concatenate([test.statistic for test in godfrey]),
    )


def _scaled_chi_square(statistic: Floats, drawn: Floats) -> Floats:
    scale = drawn.var() / (2 * drawn.mean())
    return np.asarray(special.chdtrc(drawn.mean() / scale, statistic / scale))


def _beta(share: Floats, drawn: Floats) -> Floats:
    mean, variance = drawn.mean(), drawn.var()
    both = mean * (1 - mean) / variance - 1
    return np.asarray(1 - special.betainc(mean * both, (1 - mean) * both, np.clip(share, 0, 1)))


def _nulls(batch: Batch, spec: ItsSpec, seen: Whitened) -> Iterator[tuple[Integers, _Draw]]:
    """Yield what makes residuals of simulated series, with the batch's rows they stand for."""
    kernel, size = batch.kernel, len(batch.segments)
    if rule_of(spec.model).kind != "linear":
        for row in range(size):
            whitened_design = seen.design[row]
            key = whitened_design.tobytes()
            yield np.array([row]), _Draw(key=key, make=partial(_projected, whitened_design))
        return
    rho = np.zeros(size) if kernel.rho is None else kernel.rho
    share = np.zeros(size) if kernel.noise_share is None else kernel.noise_share
    places = np.stack(
        [np.clip(rho, -MOST_RHO, MOST_RHO) / RHO_STEP, share / SHARE_STEP], axis=1
    ).round()
    weights = batch.response.weights
    for place in np.unique(places, axis=0):
        rows = np.flatnonzero((places == place).all(axis=1))
        near = Structure("ar1_noise", float(place[0] * RHO_STEP), float(place[1] * SHARE_STEP))
        usual = None if weights is None else weights[rows].mean(axis=0)
        key = f"{spec.model} {spec.hac_lag} {place}".encode()
        key += b"" if usual is None else usual.tobytes()
        yield rows, _Draw(key=key, make=partial(_refitted, batch, near, usual))


def _projected(design: Floats) -> list[_Alike]:
    """Return residuals of white noise on one whitened design (n, p)."""
    return [_left_over(np.random.default_rng(SEED).standard_normal((SERIES, len(design))), design)]


def _left_over(series: Floats, design: Floats) -> _Alike:
    basis = np.linalg.qr(design)[0]
    return _Alike(residuals=series - (series @ basis) @ basis.T, design=design)


def _refitted(batch: Batch, structure: Structure, weights: Floats | None) -> list[_Alike]:
    """Draw series of a structure, and whiten each by the likeliest of those that the model knows.

    That is the restricted likelihood's choice on a grid, which is what the model's own search
    comes to, many series at once.
    """
    times, design = batch.design.times, batch.design.matrix
    root = np.linalg.cholesky(correlation_matrix(structure, times))
    # in units of each period's own standard deviation, so that weights scale the design alone
    noise = np.random.default_rng(SEED).standard_normal((SERIES, len(root))) @ root.T
    if weights is not None:
        design = design * np.sqrt(weights)[:, None]
    known = np.array([correlation_matrix(one, times) for one in _searched(batch)])
    best = _likeliest(noise, design, known)
    whiten = {one: np.linalg.inv(np.linalg.cholesky(known[one])) for one in np.unique(best)}
    return [_left_over(noise[best == one] @ turn.T, turn @ design) for one, turn in whiten.items()]


def _searched(batch: Batch) -> list[Structure]:
    """List the correlations that a model chooses among: none, AR(1), or AR(1) with noise."""
    if batch.kernel.rho is None:
        return [Structure("ar1", 0.0)]
    plain = [Structure("ar1", float(rho)) for rho in np.round(np.arange(-0.6, 0.91, 0.1), 1)]
    if batch.kernel.noise_share is None:
        return plain
    pairs = product((0.2, 0.4, 0.6, 0.8, 0.9), (0.25, 0.5, 0.75))
    return plain + [Structure("ar1_noise", rho, share) for rho, share in pairs]


def _likeliest(series: Floats, design: Floats, known: Floats) -> Integers:
    """Return which correlation (K, n, n) has the highest restricted likelihood of series (S, n)."""
    columns = design.shape[1]
    complement = np.linalg.qr(design, mode="complete")[0][:, columns:]
    rest = (series @ complement).T
    highest, best = np.full(len(series), -np.inf), np.zeros(len(series), dtype=np.int64)
    for number, root in enumerate(np.linalg.cholesky(complement.T @ known @ complement)):
        white = np.linalg.inv(root) @ rest
        squares = np.einsum("ms,ms->s", white, white)
        likelihood = -np.log(np.diag(root)).sum() - len(rest) / 2 * np.log(squares)
        better = likelihood > highest
        highest[better], best[better] = likelihood[better], number
    return best
