"""The negative binomial's alpha by maximum likelihood, together with the mean's coefficients.

theta = 1 / alpha. The coefficients and theta are orthogonal, so a scoring step in the one and a
Newton step in log theta in the other, in turn, converge quickly.
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels import cholesky
from referral_analysis.its.kernels.basis import Basis
from referral_analysis.its.kernels.irls import Cells, information, narrowed
from referral_analysis.its.kernels.polygamma import digamma_trigamma
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.special import gammaln

MAX_STEPS = 100
TOLERANCE = 1e-9  # step in the linear predictor and in log theta
ROUNDINGS = 4.0  # steps in log theta of so many roundings of its slope are none
# beyond this theta the counts' extra variance is below a millionth of their mean's square
LARGEST_THETA = 1e7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Maximum:
    """Scores (p, S) in the orthonormal basis, alpha (S,) with 0 for Poisson, and what converged."""

    scores: Floats
    alpha: Floats
    is_converged: Flags


def maximised(basis: Basis, cells: Cells, start: Floats) -> Maximum:
    """Maximise the likelihood from Poisson scores (p, S); `cells.size` is not looked at."""
    mean = np.exp(basis.orthonormal @ start + cells.offset)
    extra = (cells.response - mean) ** 2 - cells.response
    scores, alpha = start.copy(), np.zeros(start.shape[1])
    # half of this sum is the likelihood's slope in alpha at alpha = 0
    left = np.flatnonzero(extra.sum(axis=0) > 0)
    is_converged = np.ones(len(alpha), dtype=np.bool_)
    is_converged[left] = False
    log_theta = -np.log(_moment_alpha(basis, mean[:, left], extra[:, left]))
    some, current, mean = narrowed(cells, left), start[:, left], mean[:, left]
    for _ in range(MAX_STEPS):
        if not left.size:
            break
        moved, rounding = _theta_step(some.response, mean, np.exp(log_theta))
        log_theta = log_theta + moved
        step = _scores_step(basis, some, mean, np.exp(-log_theta))
        current = current + step
        predictor_step = basis.orthonormal @ step
        mean = mean * np.exp(predictor_step)
        is_poisson = log_theta > np.log(LARGEST_THETA)
        still = np.abs(predictor_step).max(axis=0) < TOLERANCE
        still &= np.abs(moved) < np.maximum(TOLERANCE, ROUNDINGS * rounding)
        done = still | is_poisson
        if done.any():
            scores[:, left[still]] = current[:, still]
            alpha[left[still]] = np.exp(-log_theta[still])
            is_converged[left[done]] = True
            alpha[left[is_poisson]], scores[:, left[is_poisson]] = 0, start[:, left[is_poisson]]
            going = np.flatnonzero(~done)
            some, current, mean = narrowed(some, going), current[:, going], mean[:, going]
            left, log_theta = left[going], log_theta[going]
    scores[:, left], alpha[left] = current, np.exp(-log_theta)
    return Maximum(scores=scores, alpha=alpha, is_converged=is_converged)


def _moment_alpha(basis: Basis, mean: Floats, extra: Floats) -> Floats:
    rows, columns = basis.design.shape
    return np.asarray(np.clip((extra / mean**2).sum(axis=0) / (rows - columns), 1e-5, 2.0))


def _scores_step(basis: Basis, cells: Cells, mean: Floats, alpha: Floats) -> Floats:
    shrink = 1 / (1 + alpha * mean)
    lower = cholesky.factored(information(basis, mean * shrink))
    right = basis.orthonormal.T @ ((cells.response - mean) * shrink)
    step = cholesky.backward(lower, cholesky.forward(lower, right))
    return np.asarray(np.where(np.isfinite(step), step, 0.0))


def _theta_step(counts: Floats, mean: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Return Newton's step in log theta (S,), uphill and of at most one; and what rounding makes.

    Near Poisson the slope is what nearly equal digammas leave, and no step is smaller than that.
    """
    both, both_slope = digamma_trigamma(counts + theta)
    alone, alone_slope = digamma_trigamma(theta)
    total = theta + mean
    share = (counts + theta) / total
    first = (both - alone - np.log(total / theta) + 1 - share).sum(axis=0)
    second = (both_slope - alone_slope + 1 / theta - 2 / total + share / total).sum(axis=0)
    slope, bend = first * theta, second * theta**2 + first * theta
    newton = -slope / np.where(bend < 0, bend, 1.0)
    step = np.clip(np.where(bend < 0, newton, np.sign(slope)), -1.0, 1.0)
    known = np.finfo(np.float64).eps * (np.abs(both) + np.abs(alone)).sum(axis=0) * theta
    rounding = np.where(bend < 0, known / np.where(bend < 0, -bend, 1.0), 0.0)
    return np.asarray(step), np.asarray(rounding)


def log_likelihood(counts: Floats, mean: Floats, alpha: Floats) -> Floats:
    """Return the log-likelihood (S,) of counts (n, S); Poisson's where alpha (S,) is 0."""
    total = counts * np.log(mean) - mean - gammaln(counts + 1)
    theta = 1 / alpha[alpha > 0]
    y, mu = counts[:, alpha > 0], mean[:, alpha > 0]
    total[:, alpha > 0] = (
        gammaln(y + theta)
        - gammaln(theta)
        - gammaln(y + 1)
        - theta * np.log1p(mu / theta)
        - y * np.log1p(theta / mu)
    )
    return np.asarray(total.sum(axis=0))
