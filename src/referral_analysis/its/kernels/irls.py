"""Iterated reweighted least squares for many series on one design, series on the last axis.

Scores are taken in the orthonormal basis of the design; a step is a p by p Cholesky solve a series.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels import cholesky
from referral_analysis.its.kernels.basis import Basis
from referral_analysis.its.kernels.result import Flags, Floats, Integers

MAX_STEPS = 50
# largest change of the linear predictor that counts as standing still; the step before it was made
# at quadratic speed, so that the error left is its square
TOLERANCE = 1e-8
# no step may move a period's linear predictor by more: a whole stretch of zeros has no maximum
LONGEST = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """What the periods hold: response (n, S), offset (n, S or 1), and size (n or 1, S or 1).

    size is what a family needs beside: trials for shares, alpha for the negative binomial.
    """

    response: Floats
    offset: Floats
    size: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Working:
    """At a linear predictor, (n, S) each: mean, expected weight, score by the linear predictor."""

    mean: Floats
    weight: Floats
    score: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GlmFamily:
    """A link and a variance.

    start: cells to a first linear predictor with its offset (n, S). working: predictor and cells
    to working values.
    """

    start: Callable[[Cells], Floats]
    working: Callable[[Floats, Cells], Working]


def _log_start(cells: Cells) -> Floats:
    return np.asarray(np.log(cells.response + 0.5))


def _logit_start(cells: Cells) -> Floats:
    return np.asarray(np.log((cells.response + 0.5) / (cells.size - cells.response + 0.5)))


def _poisson(predictor: Floats, cells: Cells) -> Working:
    mean = np.exp(predictor)
    return Working(mean=mean, weight=mean, score=cells.response - mean)


def _negative_binomial(predictor: Floats, cells: Cells) -> Working:
    mean = np.exp(predictor)
    shrink = 1 / (1 + cells.size * mean)
    return Working(mean=mean, weight=mean * shrink, score=(cells.response - mean) * shrink)


def _binomial(predictor: Floats, cells: Cells) -> Working:
    share = 1 / (1 + np.exp(-predictor))
    mean = cells.size * share
    return Working(mean=mean, weight=mean * (1 - share), score=cells.response - mean)


POISSON = GlmFamily(start=_log_start, working=_poisson)  # variance = mean
NEGATIVE_BINOMIAL = GlmFamily(start=_log_start, working=_negative_binomial)  # mean + alpha mean^2
BINOMIAL = GlmFamily(start=_logit_start, working=_binomial)  # logit link; size is the trials


def narrowed(cells: Cells, series: Integers) -> Cells:
    """Return the cells of some series."""

    def some(values: Floats) -> Floats:
        return values[:, series] if values.shape[1] > 1 else values

    return Cells(
        response=cells.response[:, series], offset=some(cells.offset), size=some(cells.size)
    )


def information(basis: Basis, weight: Floats) -> Floats:
    """Return Q' diag(weight) Q (p, p, S), of which only the lower triangle is filled."""
    left, right = np.tril_indices(basis.orthonormal.shape[1])
    pairs = (basis.orthonormal[:, left] * basis.orthonormal[:, right]).T
    matrix = np.zeros((basis.orthonormal.shape[1], basis.orthonormal.shape[1], weight.shape[1]))
    matrix[left, right] = pairs @ weight
    return matrix


def scored(basis: Basis, cells: Cells, family: GlmFamily) -> tuple[Floats, Flags]:
    """Return maximum-likelihood scores (p, S) in the orthonormal basis; which converged (S,)."""
    start = family.start(cells)
    working = family.working(start, cells)
    across = basis.orthonormal.T
    right = across @ (working.weight * (start - cells.offset) + working.score)
    scores = _solved(information(basis, working.weight), right)
    done = np.zeros(scores.shape[1], dtype=np.bool_)
    left, some, current = np.arange(len(done)), cells, scores
    for _ in range(MAX_STEPS):
        working = family.working(basis.orthonormal @ current + some.offset, some)
        step = _solved(information(basis, working.weight), across @ working.score)
        length = np.abs(basis.orthonormal @ step).max(axis=0)
        current = current + np.where(np.isfinite(step), step, 0) * _damping(length)
        scores[:, left], done[left] = current, length < TOLERANCE
        going = np.flatnonzero(length >= TOLERANCE)
        if not going.size:
            break
        if going.size < 0.7 * len(left):
            left, current, some = left[going], current[:, going], narrowed(some, going)
    return scores, done


def _damping(length: Floats) -> Floats:
    return LONGEST / np.fmax(length, LONGEST)


def _solved(matrix: Floats, right: Floats) -> Floats:
    lower = cholesky.factored(matrix)
    return cholesky.backward(lower, cholesky.forward(lower, right))
