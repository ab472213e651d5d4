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
# up to so many series are whitened one structure's factor at a time; more are worth their forms
FEW = 48
# forms kept in this process: of one ladder, 2 MB each for 70 months
FORMS_KEPT = 12
# below this share of a series' mean square its residuals are rounding error
EXACT = 1e-24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """A contrast of a design of n periods and p columns; m = n - p; K structures.

    design (n, p), times (n,), contrast (p,): what was asked. complement (n, m): Q. roots
    (m (m + 1) / 2, K): the lower factor of each Q'R_k Q, row after row. pull (K, n): b_k as a form
    in y. weight (K,): u_k. unit (K,): w_k. walk: variance that the path's drift gains in a period,
    over that of an error.
    """

    design: Floats
    times: Integers
    contrast: Floats
    family: Family
    complement: Floats
    roots: Floats
    pull: Floats
    weight: Floats
    unit: Floats
    walk: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rotated:
    """Covariances of J structures, seen along a design's complement Q and its contrast.

    With least squares' estimate g'y: inner (J, m, m): Q'RQ. across (J, m): Q'Rg. own (J,): g'Rg.
    """

    inner: Floats
    across: Floats
    own: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Directions:
    """A design's complement (n, m), least squares' estimate as a form (n,), and what they see.

    still: of the structures without a walk; walking: of a walk of variance 1 a period.
    """

    complement: Floats
    plain: Floats
    still: _Rotated
    walking: _Rotated


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
    """Prepare a contrast (p,) of a design (n, p) at whole-numbered times (n,).

    By b_k = g'y - (Q'R_k g)'(Q'R_k Q)^-1 Q'y, with g'y least squares' estimate, and v_k likewise.
    """
    given = (np.asarray(one, dtype=np.float64).tobytes() for one in (design, contrast))
    seen = _directions(*given, family, tuple(times.tolist()))
    complement = seen.complement
    inner = seen.still.inner + walk * seen.walking.inner
    across = seen.still.across + walk * seen.walking.across
    own = seen.still.own + walk * seen.walking.own
    size = complement.shape[1]
    lower = np.tril_indices(size)
    roots = np.ascontiguousarray(np.linalg.cholesky(inner)[:, lower[0], lower[1]].T)
    across = _forward(roots, across.T[:, None])[:, 0]
    spread = own - (across**2).sum(axis=0)
    ends = np.cumsum(np.arange(1, size + 1)) - 1
    log_size = 2 * np.log(roots[ends]).sum(axis=0)
    unit = np.exp((log_size + np.log(spread)) / (size + 1))
    return Problem(
        design=design,
        times=times,
        contrast=contrast,
        family=family,
        complement=complement,
        roots=roots,
        pull=seen.plain - _backward(roots, across).T @ complement.T,
        weight=unit / spread,
        unit=unit,
        walk=walk,
    )


def whitened(asked: Problem, series: Floats) -> Floats:
    """Return L_k^-1 Q'y (m, S, K) of series (S, n): under structure k without correlation."""
    return _forward(asked.roots, (series @ asked.complement).T[:, :, None])


@lru_cache(maxsize=FORMS_KEPT)
def forms_of(asked: Problem) -> Floats:
    """Return a_k (K, m (m + 1) / 2) as forms in the products of Q'y, lower triangle; made once."""
    size = asked.complement.shape[1]
    lower = np.tril_indices(size)
    factors = np.zeros((len(asked.unit), size, size))
    factors[:, lower[0], lower[1]] = asked.roots.T
    halves = np.linalg.inv(factors)
    twice = np.where(lower[0] == lower[1], 1.0, 2.0)
    inverse = halves.transpose(0, 2, 1) @ halves
    return np.asarray(inverse[:, lower[0], lower[1]] * (asked.unit[:, None] * twice))


@lru_cache(maxsize=6)
def _directions(
    design: bytes, contrast: bytes, family: Family, times: tuple[int, ...]
) -> _Directions:
    """Look along a design, from the bytes of its arrays: what serves each walk."""
    wanted = np.frombuffer(contrast)
    matrix = np.frombuffer(design).reshape(-1, len(wanted))
    turned, upper = np.linalg.qr(matrix, mode="complete")
    complement = np.ascontiguousarray(turned[:, len(wanted) :])
    plain = turned[:, : len(wanted)] @ np.linalg.solve(upper[: len(wanted)].T, wanted)
    return _Directions(
        complement=complement,
        plain=plain,
        still=_rotated(_without_walk(family, times), complement, plain),
        walking=_rotated(_walk(np.array(times))[None], complement, plain),
    )


def _rotated(matrices: Floats, complement: Floats, plain: Floats) -> _Rotated:
    across = matrices @ plain
    return _Rotated(
        inner=complement.T @ matrices @ complement,
        across=across @ complement,
        own=across @ plain,
    )


def _forward(roots: Floats, right: Floats) -> Floats:
    """Solve L_k z = right (m, S, K) for the factors in `roots`."""
    solved = np.empty((len(right), right.shape[1], roots.shape[1]))
    start = 0
    for row in range(len(right)):
        end = start + row
        known = np.einsum("jk,jsk->sk", roots[start:end], solved[:row])
        solved[row] = (right[row] - known) / roots[end]
        start = end + 1
    return solved


def _backward(roots: Floats, right: Floats) -> Floats:
    """Solve L_k'z = right (m, K) for the factors in `roots`."""
    solved = right.copy()
    end = len(roots) - 1
    for row in range(len(right) - 1, -1, -1):
        solved[row] /= roots[end]
        solved[:row] -= roots[end - row : end] * solved[row]
        end -= row + 1
    return solved


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
    return plain if not walk else np.asarray(plain + walk * _walk(times))


def _walk(times: Integers) -> Floats:
    since = times - times[0]
    return np.asarray(np.minimum.outer(since, since), dtype=np.float64)


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
    floor = _floors(asked, series) if len(series) <= FEW else _floors_of_many(asked, series)
    return of_one_problem(floor, series @ asked.pull.T, weight=asked.weight, power=left + 1)


def _floors(asked: Problem, series: Floats) -> Floats:
    return np.asarray((whitened(asked, series) ** 2).sum(axis=0) * asked.unit)


def _floors_of_many(asked: Problem, series: Floats) -> Floats:
    forms, lower = forms_of(asked), np.tril_indices(asked.complement.shape[1])
    floor = np.empty((len(series), len(forms)))
    chunk = chunk_of(asked)
    for start in range(0, len(series), chunk):
        part = slice(start, start + chunk)
        rest = series[part] @ asked.complement
        floor[part] = (rest[:, lower[0]] * rest[:, lower[1]]) @ forms.T
    return floor


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
    return max(FEWEST, int(CHUNK_CELLS // len(asked.roots)))


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
