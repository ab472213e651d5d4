"""Whitening of AR(1)-plus-noise errors by a Kalman filter, for many (rho, noise share) at once.

A lane is one pair of rho and noise share g. The errors have variance one: a latent AR(1) of
variance 1 - g, seen through noise of variance g. Lanes are on the last axis.
Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, 3.2.
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels import cholesky
from referral_analysis.its.kernels.basis import NOTHING
from referral_analysis.its.kernels.noisy_surface import NoisySurface
from referral_analysis.its.kernels.result import Floats, Integers

BLOCK = 16  # series of a scan at a time: each costs the products with all others of its block


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Whitener:
    """What the filter does at each row: gain, decay to the next row, 1 / SD, (n, L) each.

    log_det (L,): log|R| of the errors' correlation.
    """

    gain: Floats
    decay: Floats
    inverse_sd: Floats
    log_det: Floats


def whitener(times: Integers, rho: Floats, share: Floats) -> Whitener:
    """Return the filter for rho (L,) and noise share (L,) at times (n,)."""
    steps = np.append(np.diff(times), 1)
    decay = rho ** steps[:, None]
    gain, spread = np.empty_like(decay), np.empty_like(decay)
    square = decay * decay
    latent = 1 - share
    fresh, kept = latent * (1 - square), share * square
    before = latent
    for row in range(len(steps)):
        np.add(before, share, out=spread[row])
        np.divide(before, spread[row], out=gain[row])
        # what is left of `before` once the row is seen is share * gain
        before = kept[row] * gain[row]
        before += fresh[row]
    return Whitener(
        gain=gain,
        decay=decay,
        inverse_sd=1 / np.sqrt(spread),
        log_det=np.log(spread).sum(axis=0),
    )


def whitened(columns: Floats, known: Whitener) -> Floats:
    """Return columns (n, q, L or 1) whitened in every lane, (n, q, L)."""
    rows, width, _ = columns.shape
    result = np.empty((rows, width, known.gain.shape[1]))
    expected = np.zeros(result.shape[1:])
    for row in range(rows):
        surprise = np.subtract(columns[row], expected, out=result[row])
        expected += known.gain[row] * surprise
        expected *= known.decay[row]
    result *= known.inverse_sd[:, None, :]
    return result


def surface(orthonormal: Floats, times: Integers, noise: Floats) -> NoisySurface:
    """Return the surface of series (n, S) on an orthonormal design (n, p) at times (n,)."""
    rows, columns = orthonormal.shape

    def factor(series: Integers, place: Floats) -> tuple[Floats, Floats]:
        known = whitener(times, np.tanh(place[0]), place[1])
        stacked = np.empty((rows, columns + 1, len(series)))
        stacked[:, :columns] = orthonormal[:, :, None]
        stacked[:, columns] = noise[:, series]
        products = _products(stacked, known)
        products[-1, -1] += NOTHING
        return cholesky.factored(products), known.log_det

    def scan(place: Floats) -> tuple[Floats, Floats]:
        known = whitener(times, np.tanh(place[0]), place[1])
        starts = range(0, noise.shape[1], BLOCK)
        parts = [_left_over(orthonormal, noise[:, at : at + BLOCK], known) for at in starts]
        return np.concatenate([squares for squares, _ in parts], axis=1), parts[0][1]

    return NoisySurface(factor=factor, scan=scan)


def _left_over(orthonormal: Floats, noise: Floats, known: Whitener) -> tuple[Floats, Floats]:
    """Return e'R^-1 e (K, S) of series (n, S) once Q is fitted, log|R| + log|Q'R^-1 Q| (K,)."""
    columns = orthonormal.shape[1]
    products = _products(np.concatenate([orthonormal, noise], axis=1)[:, :, None], known)
    lower = cholesky.factored(products[:columns, :columns])
    scores = cholesky.forward(lower, products[:columns, columns:])
    squares = np.einsum("ssk->ks", products[columns:, columns:])
    squares = squares - np.einsum("psk,psk->ks", scores, scores)
    return np.maximum(squares, 0.0), known.log_det + cholesky.log_det(lower)


def _products(columns: Floats, known: Whitener) -> Floats:
    """Return the products (q, q, L) of whitened columns (n, q, L or 1)."""
    lanes = np.ascontiguousarray(whitened(columns, known).transpose(2, 0, 1))
    return np.ascontiguousarray((lanes.transpose(0, 2, 1) @ lanes).transpose(1, 2, 0))
