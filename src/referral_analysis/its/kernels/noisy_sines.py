"""AR(1)-plus-noise likelihoods without a loop over rows: in a basis that no rho and no noise turns.

The precision of an AR(1), times 1 - rho^2, is (1 + rho^2) I - rho J less rho^2 in its first and
last cell, where J, which links each period with its neighbours, has sines as eigenvectors whatever
rho is. The correlation with noise is a function of that precision: in the basis of sines its
inverse is diagonal, but for what the two ends have in common and what they differ by. A period left
out is a column of its own in the design.

Places (2, L): atanh(rho) and noise share of each lane. Lanes are on the last axis.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from referral_analysis.its.kernels import cholesky
from referral_analysis.its.kernels.basis import NOTHING
from referral_analysis.its.kernels.noisy_surface import NoisySurface
from referral_analysis.its.kernels.result import Floats, Integers

# lanes whose products, and series of a scan whose products, stay in the processor's cache
LANES, BLOCK = 768, 16


class _Sines(NamedTuple):
    """Of N periods: the basis (N, N), twice the cosine of each wave (N,), its ends (2, N).

    ends: the sum of a wave's first and last value, and their difference, over root 2.
    """

    basis: Floats
    cosines: Floats
    ends: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Turned:
    """Design (n, p), with a column for each of the periods left out, and series, all in sines.

    columns (q, N), those of periods left out first; products (q (q + 1) / 2, N): of the columns
    rows and others; at_ends (2, q, N): columns times the waves' ends; series (N, S).
    """

    sines: _Sines
    left_out: int
    columns: Floats
    rows: Integers
    others: Integers
    products: Floats
    at_ends: Floats
    series: Floats


class _Inverse(NamedTuple):
    """An inverse correlation: diag(weight) less, for either end, corner * v v', v = spread * end.

    weight, spread (N, L); corner (2, L); log_det (L,): of the correlation itself.
    """

    weight: Floats
    spread: Floats
    corner: Floats
    log_det: Floats


def surface(orthonormal: Floats, times: Integers, noise: Floats) -> NoisySurface:
    """Return the surface of series (n, S) on an orthonormal design (n, p) at times (n,)."""
    known = _turned(orthonormal, times, noise)
    return NoisySurface(factor=partial(_factor, known), scan=partial(_scan, known))


@lru_cache(maxsize=16)
def _sines(periods: int) -> _Sines:
    number = np.arange(1, periods + 1)
    angle = np.pi / (periods + 1) * number
    basis = np.sqrt(2 / (periods + 1)) * np.sin(np.outer(number, angle))
    ends = np.stack([basis[0] + basis[-1], basis[0] - basis[-1]]) / np.sqrt(2)
    return _Sines(basis=basis, cosines=2 * np.cos(angle), ends=ends)


def _turned(orthonormal: Floats, times: Integers, noise: Floats) -> _Turned:
    periods = int(times[-1]) + 1
    sines = _sines(periods)
    left_out = np.setdiff1d(np.arange(periods), times)
    kept = sines.basis[times].T
    columns = np.concatenate([sines.basis[left_out], (kept @ orthonormal).T])
    rows, others = np.tril_indices(len(columns))
    return _Turned(
        sines=sines,
        left_out=len(left_out),
        columns=columns,
        rows=rows,
        others=others,
        products=columns[rows] * columns[others],
        at_ends=sines.ends[:, None] * columns,
        series=kept @ noise,
    )


def _factor(known: _Turned, series: Integers, place: Floats) -> tuple[Floats, Floats]:
    starts = range(0, len(series), LANES)
    pieces = [(series[at : at + LANES], place[:, at : at + LANES]) for at in starts]
    lower, log_det = zip(*(_factor_of(known, *piece) for piece in pieces), strict=True)
    return np.concatenate(lower, axis=2), np.concatenate(log_det)


def _factor_of(known: _Turned, series: Integers, place: Floats) -> tuple[Floats, Floats]:
    inverse, lanes = _inverse(known.sines, place), known.series[:, series]
    size = len(known.columns)
    matrix = np.zeros((size + 1, size + 1, place.shape[1]))
    matrix[known.rows, known.others] = known.products @ inverse.weight
    weighted = lanes * inverse.weight
    matrix[size, :size] = known.columns @ weighted
    matrix[size, size] = np.einsum("nl,nl->l", lanes, weighted)
    ends = np.empty((2, size + 1, place.shape[1]))
    ends[:, :size] = known.at_ends @ inverse.spread
    ends[:, size] = known.sines.ends @ (lanes * inverse.spread)
    _take_ends(matrix, ends, inverse.corner)
    matrix[size, size] += NOTHING
    lower, left_out = cholesky.factored(matrix), known.left_out
    log_det = inverse.log_det + cholesky.log_det(lower[:left_out, :left_out])
    return lower[left_out:, left_out:], log_det


def _scan(known: _Turned, place: Floats) -> tuple[Floats, Floats]:
    inverse = _inverse(known.sines, place)
    size, nodes = len(known.columns), place.shape[1]
    matrix = np.zeros((size, size, nodes))
    matrix[known.rows, known.others] = known.products @ inverse.weight
    ends = known.at_ends @ inverse.spread
    _take_ends(matrix, ends, inverse.corner)
    lower = cholesky.factored(matrix)
    squares = np.empty((known.series.shape[1], nodes))
    for start in range(0, len(squares), BLOCK):
        some = slice(start, start + BLOCK)
        squares[some] = _left_over(known, known.series[:, some], inverse, (lower, ends))
    return squares.T, inverse.log_det + cholesky.log_det(lower)


def _left_over(
    known: _Turned, series: Floats, inverse: _Inverse, design: tuple[Floats, Floats]
) -> Floats:
    """Return e'R^-1 e (S, K) of series (N, S) once a design is fitted: its factor, its ends."""
    lower, ends = design
    weighted = series[:, :, None] * inverse.weight[:, None]
    cross = (known.columns @ weighted.reshape(len(series), -1)).reshape(-1, *weighted.shape[1:])
    squares = (series**2).T @ inverse.weight
    own_ends = (known.sines.ends[:, None] * series.T) @ inverse.spread
    for end, own, corner in zip(ends, own_ends, inverse.corner, strict=True):
        less = own * corner
        cross -= end[:, None] * less
        squares -= own * less
    scores = cholesky.forward(lower, cross)
    squares -= np.einsum("qsk,qsk->sk", scores, scores)
    return np.maximum(squares, 0.0)


def _inverse(sines: _Sines, place: Floats) -> _Inverse:
    rho, share = np.tanh(place[0]), place[1]
    fresh = (1 - share) * (1 - rho * rho)
    precision = 1 + rho * rho - rho * sines.cosines[:, None]
    spread = 1 / (fresh + share * precision)
    square = rho * rho
    left = 1 - share * square * (sines.ends**2 @ spread)
    log_det = np.log(left).sum(axis=0) - np.log(spread).sum(axis=0) - np.log1p(-square)
    corner = fresh * square / left
    return _Inverse(weight=precision * spread, spread=spread, corner=corner, log_det=log_det)


def _take_ends(matrix: Floats, ends: Floats, corner: Floats) -> None:
    """Take what the ends (2, q, L) have less from products (q, q, L), in place."""
    for end, less in zip(ends, corner, strict=True):
        matrix -= (end * less)[:, None] * end
