"""The restricted likelihood-ratio statistic of c'beta = psi over a family of correlations.

Structure k has restricted log-likelihood l1_k = -1/2 log|Q'R_k Q| - 1/2 log v_k
- 1/2 (m + 1) log RSS_k, Q spanning the design's complement, v_k = c'(X'R_k^-1 X)^-1 c, and under
psi l0_k = l1_k - 1/2 (m + 1) log(1 + (b_k - psi)^2 / (v_k RSS_k)). So
LR = 2 (max l1 - max l0) = (m + 1) log(min_k h_k(psi) / min_k a_k), with a_k = w_k RSS_k,
h_k(psi) = a_k + u_k (b_k - psi)^2, w_k = (|Q'R_k Q| v_k)^(1 / (m + 1)) and u_k = w_k / v_k:
parabolas in psi, quadratic forms in the series.

Errors may hold a random walk besides, so that the path drifts by itself: R_k is then C_k + walk *
min(t_i, t_j), a local level model (Harvey 1989, Forecasting, Structural Time Series Models and the
Kalman Filter, section 2.3) whose ratio of variances is given, not estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from referral_analysis.its.intervals.correlation import Family, Structure, autocorrelation, searched
from referral_analysis.its.kernels.result import Floats, Integers

# products at a time (16 MB), and the fewest series worth a call
CHUNK_CELLS, FEWEST = 2_000_000, 128
# below this share of a series' mean square its residuals are rounding error
EXACT = 1e-24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """A contrast of a design of n periods and p columns; m = n - p; K structures.

    design (n, p), times (n,), contrast (p,): what was asked. complement (n, m): Q. forms
    (K, m (m + 1) / 2): a_k as a form in the products of Q'y, lower triangle. pull (K, n): b_k as a
    form in y. weight (K,): u_k. unit (K,): w_k. walk: variance that the path's drift gains in a
    period, over that of an error.
    """

    design: Floats
    times: Integers
    contrast: Floats
    family: Family
    complement: Floats
    forms: Floats
    pull: Floats
    weight: Floats
    unit: Floats
    walk: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parabolas:
    """h_k(psi) = floor + weight (middle - psi)^2 of S series: floor, middle, weight (S, K).

    power (S, 1): m + 1.
    """

    floor: Floats
    middle: Floats
    weight: Floats
    power: Integers


def problem(
    design: Floats, times: Integers, contrast: Floats, family: Family, *, walk: float = 0.0
) -> Problem:
    """Prepare a contrast (p,) of a design (n, p) at whole-numbered times (n,)."""
    rows, columns = design.shape
    left = rows - columns
    complement = np.asarray(np.linalg.qr(design, mode="complete")[0][:, columns:])
    matrices = covariances(family, times, walk)
    forms = np.empty((len(matrices), left * (left + 1) // 2))
    pull = np.empty((len(matrices), rows))
    weight, unit = np.empty((2, len(matrices)))
    lower = np.tril_indices(left)
    twice = np.where(lower[0] == lower[1], 1.0, 2.0)
    together = max(1, CHUNK_CELLS // rows**2)
    for start in range(0, len(matrices), together):
        part = slice(start, start + together)
        pull[part], spread = _generalised(design, contrast, matrices[part])
        inner = complement.T @ matrices[part] @ complement
        unit[part] = np.exp((np.linalg.slogdet(inner)[1] + np.log(spread)) / (left + 1))
        forms[part] = np.linalg.inv(inner)[:, lower[0], lower[1]] * (unit[part, None] * twice)
        weight[part] = unit[part] / spread
    return Problem(
        design=design,
        times=times,
        contrast=contrast,
        family=family,
        complement=complement,
        forms=forms,
        pull=pull,
        weight=weight,
        unit=unit,
        walk=walk,
    )


def _generalised(design: Floats, contrast: Floats, matrices: Floats) -> tuple[Floats, Floats]:
    """Return generalised least squares' estimate as a form (k, n), and its variance (k,)."""
    size = len(matrices)
    across = np.linalg.solve(matrices, np.broadcast_to(design, (size, *design.shape)))
    wanted = np.broadcast_to(contrast[:, None], (size, len(contrast), 1))
    unscaled = np.linalg.solve(design.T @ across, wanted)
    return (across @ unscaled)[:, :, 0], unscaled[:, :, 0] @ contrast


def correlation_matrix(structure: Structure, times: Integers) -> Floats:
    """Return the covariance (n, n) of periods at these times; of mean variance 1."""
    apart = np.abs(np.subtract.outer(times, times))
    correlation = autocorrelation(structure, int(apart.max()) + 1)[apart]
    if structure.growth == 1:
        return correlation
    since = times - times[0]
    spread = 1 + (structure.growth - 1) * since / since[-1]
    spread /= np.sqrt((spread**2).mean())
    return np.asarray(correlation * np.outer(spread, spread))


def covariances(family: Family, times: Integers, walk: float = 0.0) -> Floats:
    """Return what a family's structures and a walk make of periods at these times (K, n, n)."""
    plain = _without_walk(family, tuple(times.tolist()))
    if not walk:
        return plain
    since = times - times[0]
    return np.asarray(plain + walk * np.minimum.outer(since, since))


@lru_cache(maxsize=2)
def _without_walk(family: Family, times: tuple[int, ...]) -> Floats:
    """Return a family's covariances (K, n, n): one design's serve each walk and each contrast."""
    known = np.array(times)
    matrices = np.array([correlation_matrix(structure, known) for structure in searched(family)])
    matrices.setflags(write=False)
    return matrices


def parabolas(asked: Problem, series: Floats) -> Parabolas:
    """Return the parabolas of series (S, n)."""
    left = asked.complement.shape[1]
    lower = np.tril_indices(left)
    floor = np.empty((len(series), len(asked.forms)))
    chunk = chunk_of(asked)
    for start in range(0, len(series), chunk):
        part = slice(start, start + chunk)
        rest = series[part] @ asked.complement
        floor[part] = (rest[:, lower[0]] * rest[:, lower[1]]) @ asked.forms.T
    return of_one_problem(floor, series @ asked.pull.T, weight=asked.weight, power=left + 1)


def of_one_problem(floor: Floats, middle: Floats, *, weight: Floats, power: int) -> Parabolas:
    """Return parabolas of series (S, K) that share a weight (K,) and a power."""
    return Parabolas(
        floor=floor,
        middle=middle,
        weight=np.broadcast_to(weight, floor.shape),
        power=np.broadcast_to(np.int64(power), (len(floor), 1)),
    )


def chunk_of(asked: Problem) -> int:
    """Return how many series at a time keep their products small."""
    return max(FEWEST, int(CHUNK_CELLS // asked.forms.shape[1]))


def some_of(curves: Parabolas, rows: Integers) -> Parabolas:
    """Return the parabolas of some series."""
    return Parabolas(
        floor=curves.floor[rows],
        middle=curves.middle[rows],
        weight=curves.weight[rows],
        power=curves.power[rows],
    )


def stacked(several: Sequence[Parabolas]) -> Parabolas:
    """Return the series of several parabolas as one, in turn."""
    return Parabolas(
        floor=np.concatenate([curves.floor for curves in several]),
        middle=np.concatenate([curves.middle for curves in several]),
        weight=np.concatenate([curves.weight for curves in several]),
        power=np.concatenate([curves.power for curves in several]),
    )


def heights(curves: Parabolas, psi: Floats) -> Floats:
    """Return h_k (S, K) at psi (S,)."""
    return curves.floor + curves.weight * (curves.middle - psi[:, None]) ** 2


def statistic(curves: Parabolas, psi: Floats) -> tuple[Floats, Integers]:
    """Return LR (S,) at psi (S,) and the structure that is most likely under psi (S,)."""
    height = heights(curves, psi)
    ratio = height.min(axis=1) / curves.floor.min(axis=1)
    return curves.power[:, 0] * np.log(ratio), height.argmin(axis=1)
