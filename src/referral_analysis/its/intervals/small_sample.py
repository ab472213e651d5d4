"""Satterthwaite degrees of freedom for REML fits with AR(1) errors, from expected information.

V = s2 R(rho), Phi = s2 (X'R^-1 X)^-1, theta = (log s2, rho). W is the inverse of the expected
restricted information tr(P V_i P V_j) / 2; for a contrast c with v = c'Phi c and g its gradient by
theta, df = 2 v^2 / (g'W g). It depends on the design and rho alone. R^-1 and its derivative are
tridiagonal, so nothing here is inverted beyond p by p.
Source: Kenward & Roger (1997), Biometrics 53, 983-997; Fai & Cornelius (1996), J. Stat. Comput.
Simul. 54, 363-378.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels.basis import checked_times
from referral_analysis.its.kernels.result import Floats, Integers

FLOOR = 2.0  # below 2 an interval is wider than any data support; coverage holds with this floor
NOISE_FLOOR = 4.0  # the same, where the noise share is estimated too
# beyond this many series an interpolated table of rho is quicker than each series' own sum
TABLE_FROM = 1024
TABLE_NODES = np.tanh(np.linspace(-np.arctanh(0.9995), np.arctanh(0.9995), 1025))
EXACT_CHUNK = 128


def satterthwaite_df(
    design: ArrayLike,
    contrasts: ArrayLike,
    rho: ArrayLike,
    *,
    times: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Floats:
    """Return degrees of freedom (S, q) for contrasts (q, p) at the REML rho (S,), 2 at the least.

    design (n, p); times (n,) and weights (n,) or (S, n) as in the fit (`kernels.ar1.fit`). Batches
    of more than 1,024 series without weights of their own are interpolated in a table of rho, good
    to 1e-4 of the value.
    """
    matrix = np.asarray(design, dtype=np.float64)
    wanted = np.atleast_2d(np.asarray(contrasts, dtype=np.float64))
    given = np.atleast_1d(np.asarray(rho, dtype=np.float64))
    when = checked_times(times, len(matrix))
    roots = np.ones((1, len(matrix)))
    if weights is not None:
        roots = np.sqrt(np.atleast_2d(np.asarray(weights, dtype=np.float64)))
    scaled = roots[:, :, None] * matrix
    if len(given) > TABLE_FROM and len(scaled) == 1:
        # rounding near rho of 1 can leave a df below zero: it would be raised to the floor anyway
        table = np.maximum(_exact(scaled, wanted, TABLE_NODES, when), FLOOR)
        return np.exp(_interpolated(np.log(table), given))
    return np.maximum(_exact(scaled, wanted, given, when), FLOOR)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Information:
    """What the degrees of freedom are made of, at K values of rho.

    phi = (X'R^-1 X)^-1 and slope = X'(dR^-1/drho)X, (K, p, p). mixed and own (K,): the expected
    information of log s2 with rho, and of rho; that of log s2 is (n - p) / 2.
    """

    phi: Floats
    slope: Floats
    mixed: Floats
    own: Floats


def _exact(scaled: Floats, contrasts: Floats, rho: Floats, times: Integers) -> Floats:
    """Return df (K, q) at each rho (K,); scaled (1 or K, n, p): sqrt(weight) times the design."""
    left = scaled.shape[1] - scaled.shape[2]
    parts = []
    for start in range(0, len(rho), EXACT_CHUNK):
        part = slice(start, start + EXACT_CHUNK)
        rows = scaled if len(scaled) == 1 else scaled[part]
        known = _information(rows, rho[part], times)
        pushed = contrasts @ known.phi
        variance = np.einsum("kqp,qp->kq", pushed, contrasts)
        slope = -np.einsum("kqi,kij,kqj->kq", pushed, known.slope, pushed) / variance
        own, mixed = known.own[:, None], known.mixed[:, None]
        determinant = left / 2 * own - mixed**2
        parts.append(2 * determinant / (own - 2 * mixed * slope + left / 2 * slope**2))
    return np.concatenate(parts)


def _information(scaled: Floats, rho: Floats, times: Integers) -> _Information:
    steps = np.diff(times)
    factor = rho[:, None] ** steps
    change = steps * rho[:, None] ** (steps - 1)
    left = 1 - factor**2
    precise = _tridiagonal(scaled, factor**2 / left, 1 / left, -factor / left)
    precise[:, 0] += scaled[:, 0]
    both = 2 * factor * change / left**2
    turned = _tridiagonal(scaled, both, both, -(1 + factor**2) * change / left**2)

    across = np.swapaxes(scaled, 1, 2)
    phi = np.asarray(np.linalg.inv(across @ precise), dtype=np.float64)
    slope = across @ turned
    twice = np.swapaxes(turned, 1, 2) @ (_correlation(rho, times) @ turned)
    pushed = phi @ slope
    trace = np.einsum("kij,kji->k", pushed, pushed) - 2 * np.einsum("kij,kji->k", phi, twice)
    return _Information(
        phi=phi,
        slope=slope,
        mixed=(-2 * factor * change / left).sum(1) / 2 + np.einsum("kii->k", pushed) / 2,
        own=(change**2 * (1 + factor**2) / left**2).sum(1) + trace / 2,
    )


def _tridiagonal(rows: Floats, before: Floats, after: Floats, beside: Floats) -> Floats:
    """Return M rows (K, n, p) for M the sum over steps of [[before, beside], [beside, after]]."""
    product = np.zeros((len(before), *rows.shape[1:]))
    product[:, :-1] += before[:, :, None] * rows[:, :-1] + beside[:, :, None] * rows[:, 1:]
    product[:, 1:] += after[:, :, None] * rows[:, 1:] + beside[:, :, None] * rows[:, :-1]
    return product


def _correlation(rho: Floats, times: Integers) -> Floats:
    """Return R (K, n, n), rho ** |difference in time|."""
    powers = rho[:, None] ** np.arange(times[-1] + 1)
    return np.asarray(powers[:, np.abs(np.subtract.outer(times, times))])


def _interpolated(table: Floats, rho: Floats) -> Floats:
    """Return the cubic through the four nearest nodes: table (K, q) to (S, q)."""
    ends = np.arctanh(TABLE_NODES[[0, -1]])
    place = (np.arctanh(rho) - ends[0]) / (ends[1] - ends[0]) * (len(TABLE_NODES) - 1)
    node = np.clip(place.astype(np.intp), 1, len(TABLE_NODES) - 3)
    x = (place - node)[:, None]
    weights = (
        -x * (x - 1) * (x - 2) / 6,
        (x + 1) * (x - 1) * (x - 2) / 2,
        -(x + 1) * x * (x - 2) / 2,
        (x + 1) * x * (x - 1) / 6,
    )
    total = weights[0] * table[node - 1]
    for offset in (0, 1, 2):
        total += weights[offset + 1] * table[node + offset]
    return np.asarray(total)


def satterthwaite_df_with_noise(
    design: ArrayLike,
    contrasts: ArrayLike,
    rho: ArrayLike,
    noise_share: ArrayLike,
    *,
    times: ArrayLike | None = None,
) -> Floats:
    """Return degrees of freedom (S, q) under AR(1) plus noise, 4 at the least.

    As `satterthwaite_df`, with theta = (log s2, rho, g) for noise share g (S,) of
    `kernels.ar1_noise.fit`. Where the errors show no correlation g is not identified: the
    directions without information add nothing.
    """
    matrix = np.asarray(design, dtype=np.float64)
    wanted = np.atleast_2d(np.asarray(contrasts, dtype=np.float64))
    given = np.atleast_1d(np.asarray(rho, dtype=np.float64))
    share = np.broadcast_to(np.asarray(noise_share, dtype=np.float64), given.shape)
    when = checked_times(times, len(matrix))
    columns = matrix.shape[1]
    aside = np.linalg.qr(matrix, mode="complete")[0][:, columns:]
    parts = []
    for start in range(0, len(given), EXACT_CHUNK):
        part = slice(start, start + EXACT_CHUNK)
        errors, changes = _noisy(given[part], share[part], when)
        parts.append(_general(matrix, aside, wanted, (errors, changes)))
    return np.maximum(np.concatenate(parts), NOISE_FLOOR)


def _noisy(rho: Floats, share: Floats, times: Integers) -> tuple[Floats, list[Floats]]:
    """Return the errors' correlation (K, n, n), and its derivatives by rho and by noise share."""
    correlation = _correlation(rho, times)
    gap = np.abs(np.subtract.outer(times, times))
    slope = gap * rho[:, None, None] ** np.maximum(gap - 1, 0)
    latent = (1 - share)[:, None, None]
    identity = np.eye(len(times))
    errors = latent * correlation + share[:, None, None] * identity
    return errors, [latent * slope, identity - correlation]


def _general(
    design: Floats, aside: Floats, contrasts: Floats, known: tuple[Floats, list[Floats]]
) -> Floats:
    """Return df (K, q) for any errors (K, n, n) with derivatives; aside (n, m): X's complement."""
    errors, changes = known
    precise = np.linalg.solve(errors, np.broadcast_to(design, (len(errors), *design.shape)))
    phi = np.linalg.inv(design.T @ precise)
    pushed = precise @ (phi @ contrasts.T)
    variance = np.einsum("qp,kpr,qr->kq", contrasts, phi, contrasts)
    slopes = [np.einsum("knq,knm,kmq->kq", pushed, change, pushed) / variance for change in changes]
    slope = np.stack([np.ones_like(variance), *slopes], axis=2)

    left = aside.T @ errors @ aside
    ratio = [np.linalg.solve(left, aside.T @ change @ aside) for change in changes]
    ratio.insert(0, np.broadcast_to(np.eye(aside.shape[1]), left.shape))
    information = np.stack(
        [np.stack([np.einsum("kij,kji->k", a, b) / 2 for b in ratio], axis=1) for a in ratio],
        axis=2,
    )
    weight = np.linalg.pinv(information, rcond=1e-9, hermitian=True)
    return np.asarray(2 / np.einsum("kqi,kij,kqj->kq", slope, weight, slope))
