"""A design and its series in the basis where AR(1) errors cost O(p) a series at any rho.

The AR(1) precision, times 1 - rho^2, is tridiagonal: (1 + rho^2) I - rho (S + S') less rho^2 in its
first and last cell (S shifts by a row). In the orthonormal basis Q of the design that diagonalises
Q'(S + S')Q with eigenvalues lam, the normal equations at any rho are diag(1 + rho^2 - rho lam) less
rho^2 W W', where W holds Q's first and last row: a diagonal plus rank two. After a handful of
sufficient statistics no evaluation touches the rows again.

Periods left out get a dummy column each, which leaves coefficients, residual sum of squares and
restricted likelihood as they are without the rows.
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels.basis import NOTHING, Basis, basis_of, scores_and_noise
from referral_analysis.its.kernels.result import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RotatedDesign:
    """A design on all N periods from first to last, P = p + periods left out columns.

    places (n,): the periods kept. rows (N, P): Q. lam (P,), ends (P, 2): lam and W above;
    end_products (3, P): W_0 W_0, W_0 W_1, W_1 W_1.
    to_coefficients (p, P): scores to the coefficients of the p real columns.
    log_det: log|T'T| of the change of basis, to put log|A| back in the units of the design.
    """

    places: Integers
    rows: Floats
    lam: Floats
    ends: Floats
    end_products: Floats
    to_coefficients: Floats
    log_det: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sufficient:
    """What the profile needs of each series: scores (P, S), least-squares residual products.

    cross (P, S): Q'(S + S')e. ends (P, S): W (e_1, e_N)'. first, last, squares, lagged (S,):
    e_1, e_N, sum e_t^2, sum e_t e_(t-1).
    """

    scores: Floats
    cross: Floats
    ends: Floats
    first: Floats
    last: Floats
    squares: Floats
    lagged: Floats


def rotated_design(basis: Basis, times: Integers) -> RotatedDesign:
    """Return the design on every period from the first to the last, in the rotated basis."""
    length, (_, columns) = int(times[-1]) + 1, basis.design.shape
    out = np.setdiff1d(np.arange(length), times)
    filled = np.zeros((length, columns + len(out)))
    filled[times, :columns] = basis.design
    filled[out, columns + np.arange(len(out))] = 1.0
    full = basis_of(filled) if len(out) else basis
    neighbours = full.orthonormal[1:].T @ full.orthonormal[:-1]
    lam, turn = np.linalg.eigh(neighbours + neighbours.T)
    rows = full.orthonormal @ turn
    first, last = rows[0], rows[-1]
    return RotatedDesign(
        places=times,
        rows=rows,
        lam=lam,
        ends=np.stack([first, last], axis=1),
        end_products=np.stack([first * first, first * last, last * last]),
        to_coefficients=(full.to_coefficients @ turn)[:columns],
        log_det=2 * float(np.linalg.slogdet(full.to_coefficients)[1]),
    )


def sufficient(design: RotatedDesign, response: Floats) -> Sufficient:
    """Boil responses (S, n) down to what every evaluation needs."""
    line = response
    if len(design.rows) != response.shape[1]:
        line = np.zeros((len(response), len(design.rows)))
        line[:, design.places] = response
    scores, noise = scores_and_noise(design.rows, line)
    shifted = np.zeros_like(design.rows)
    shifted[1:] += design.rows[:-1]
    shifted[:-1] += design.rows[1:]
    first, last = noise[:, 0].copy(), noise[:, -1].copy()
    return Sufficient(
        scores=np.ascontiguousarray(scores.T),
        cross=np.ascontiguousarray((noise @ shifted).T),
        ends=design.ends @ np.stack([first, last]),
        first=first,
        last=last,
        squares=np.maximum(np.einsum("st,st->s", noise, noise), NOTHING),
        lagged=np.einsum("st,st->s", noise[:, 1:], noise[:, :-1]),
    )


def taken(known: Sufficient, series: Integers) -> Sufficient:
    """Return the statistics of some series, repeats allowed."""
    return Sufficient(
        scores=known.scores[:, series],
        cross=known.cross[:, series],
        ends=known.ends[:, series],
        first=known.first[series],
        last=known.last[series],
        squares=known.squares[series],
        lagged=known.lagged[series],
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solved:
    """The normal equations at rho (S,): shift of the scores, pieces of the inverse."""

    shift: Floats  # (P, S): generalised less ordinary least-squares scores
    inverse: Floats  # (P, S): 1 / (1 + rho^2 - rho lam)
    corner: Floats  # (3, S): W' D^-1 W as 00, 01, 11
    capacity: Floats  # (3, S): I - rho^2 W' D^-1 W as 00, 01, 11
    determinant: Floats  # (S,): of the capacity
    quadratic: Floats  # (S,): (1 - rho^2) e'R^-1 e at the solution


def solved(design: RotatedDesign, known: Sufficient, rho: Floats) -> Solved:
    """Solve the AR(1) normal equations at rho (S,)."""
    square = rho * rho
    inverse = 1 / (1 + square - rho * design.lam[:, None])
    right = -rho * (known.cross + rho * known.ends)
    scaled = right * inverse
    at_ends = design.ends.T @ scaled
    corner = design.end_products @ inverse
    capacity = -square * corner
    capacity[[0, 2]] += 1
    determinant = capacity[0] * capacity[2] - capacity[1] ** 2
    lift = np.stack(
        [
            capacity[2] * at_ends[0] - capacity[1] * at_ends[1],
            capacity[0] * at_ends[1] - capacity[1] * at_ends[0],
        ]
    )
    shift = scaled + inverse * (design.ends @ (lift * (square / determinant)))
    inner = known.squares - known.first**2 - known.last**2
    quadratic = (
        known.squares
        + square * inner
        - 2 * rho * known.lagged
        - np.einsum("ps,ps->s", right, shift)
    )
    return Solved(
        shift=shift,
        inverse=inverse,
        corner=corner,
        capacity=capacity,
        determinant=determinant,
        quadratic=quadratic,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoiseProducts:
    """Sums over the noise e of a solution, (S,) each: e_t^2, e_t e_(t-1), and its two ends."""

    squares: Floats
    lagged: Floats
    first: Floats
    last: Floats


def noise_products(design: RotatedDesign, known: Sufficient, shift: Floats) -> NoiseProducts:
    """Return the sums for scores shifted (P, S) from the least-squares ones."""
    squared = shift * shift
    lagged = known.lagged - np.einsum("ps,ps->s", shift, known.cross)
    return NoiseProducts(
        squares=known.squares + squared.sum(0),
        lagged=lagged + design.lam @ squared / 2,
        first=known.first - design.ends[:, 0] @ shift,
        last=known.last - design.ends[:, 1] @ shift,
    )


def coefficients_of(design: RotatedDesign, known: Sufficient, at: Solved) -> Floats:
    """Return the coefficients (S, p) of a solution."""
    return np.asarray((known.scores + at.shift).T @ design.to_coefficients.T)


def unscaled_covariance(design: RotatedDesign, at: Solved, rho: Floats) -> Floats:
    """Return (X'PX)^-1 (S, p, p) for the scaled precision P = (1 - rho^2) R^-1."""
    turn = design.to_coefficients
    columns = len(turn)
    pairs = (turn[:, None, :] * turn[None, :, :]).reshape(columns * columns, -1)
    unscaled = (at.inverse.T @ pairs.T).reshape(-1, columns, columns)
    unscaled += _rank_two(design, at, rho)
    return np.asarray(unscaled)


def _rank_two(design: RotatedDesign, at: Solved, rho: Floats) -> Floats:
    """Return rho^2 T D^-1 W C^-1 W'D^-1 T' for capacity C, as two outer products (S, p, p)."""
    weighted = design.to_coefficients[None] * design.ends.T[:, None, :]
    first, last = (rho * (part @ at.inverse) for part in weighted)
    capacity = at.capacity
    first, last = (
        first / np.sqrt(capacity[0]),
        (last * capacity[0] - first * capacity[1]) / np.sqrt(capacity[0] * at.determinant),
    )
    one, two = np.ascontiguousarray(first.T), np.ascontiguousarray(last.T)
    return np.asarray(one[:, :, None] * one[:, None, :] + two[:, :, None] * two[:, None, :])
