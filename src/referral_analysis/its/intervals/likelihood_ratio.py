"""The restricted likelihood-ratio statistic of c'beta = psi over a family of correlations.

Structure k has restricted log-likelihood l1_k = -1/2 log|Q'R_k Q| - 1/2 log v_k
- 1/2 (m + 1) log RSS_k, Q spanning the design's complement, v_k = c'(X'R_k^-1 X)^-1 c, and under
psi l0_k = l1_k - 1/2 (m + 1) log(1 + (b_k - psi)^2 / (v_k RSS_k)). So
LR = 2 (max l1 - max l0) = (m + 1) log(min_k h_k(psi) / min_k a_k), with a_k = w_k RSS_k,
h_k(psi) = a_k + u_k (b_k - psi)^2, w_k = (|Q'R_k Q| v_k)^(1 / (m + 1)) and u_k = w_k / v_k:
parabolas in psi, quadratic forms in the series.
"""

from dataclasses import dataclass, replace

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
    form in y. weight (K,): u_k.
    """

    design: Floats
    times: Integers
    contrast: Floats
    family: Family
    complement: Floats
    forms: Floats
    pull: Floats
    weight: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parabolas:
    """h_k(psi) = floor + weight (middle - psi)^2 of S series: floor, middle (S, K), weight (K,)."""

    floor: Floats
    middle: Floats
    weight: Floats
    power: int


def problem(design: Floats, times: Integers, contrast: Floats, family: Family) -> Problem:
    """Prepare a contrast (p,) of a design (n, p) at whole-numbered times (n,)."""
    rows, columns = design.shape
    left = rows - columns
    complement = np.asarray(np.linalg.qr(design, mode="complete")[0][:, columns:])
    structures = searched(family)
    forms = np.empty((len(structures), left * (left + 1) // 2))
    pull, weight = np.empty((len(structures), rows)), np.empty(len(structures))
    lower = np.tril_indices(left)
    twice = np.where(lower[0] == lower[1], 1.0, 2.0)
    for k, structure in enumerate(structures):
        correlation = correlation_matrix(structure, times)
        across = np.linalg.solve(correlation, design)
        unscaled = np.linalg.solve(design.T @ across, contrast)
        spread = float(contrast @ unscaled)
        inner = complement.T @ correlation @ complement
        scale = np.exp((np.linalg.slogdet(inner)[1] + np.log(spread)) / (left + 1))
        forms[k] = scale * np.linalg.inv(inner)[lower] * twice
        pull[k], weight[k] = across @ unscaled, scale / spread
    return Problem(
        design=design,
        times=times,
        contrast=contrast,
        family=family,
        complement=complement,
        forms=forms,
        pull=pull,
        weight=weight,
    )


def correlation_matrix(structure: Structure, times: Integers) -> Floats:
    """Return the correlation (n, n) of periods at these times."""
    apart = np.abs(np.subtract.outer(times, times))
    return autocorrelation(structure, int(apart.max()) + 1)[apart]


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
    return Parabolas(floor=floor, middle=series @ asked.pull.T, weight=asked.weight, power=left + 1)


def chunk_of(asked: Problem) -> int:
    """Return how many series at a time keep their products small."""
    return max(FEWEST, int(CHUNK_CELLS // asked.forms.shape[1]))


def some_of(curves: Parabolas, rows: Integers) -> Parabolas:
    """Return the parabolas of some series."""
    return replace(curves, floor=curves.floor[rows], middle=curves.middle[rows])


def heights(curves: Parabolas, psi: Floats) -> Floats:
    """Return h_k (S, K) at psi (S,)."""
    return curves.floor + curves.weight * (curves.middle - psi[:, None]) ** 2


def statistic(curves: Parabolas, psi: Floats) -> tuple[Floats, Integers]:
    """Return LR (S,) at psi (S,) and the structure that is most likely under psi (S,)."""
    height = heights(curves, psi)
    ratio = height.min(axis=1) / curves.floor.min(axis=1)
    return curves.power * np.log(ratio), height.argmin(axis=1)
