"""What a structural model says of its coefficients when the level's wander is not known.

A posterior distribution under vague priors: flat on the coefficients and on the log of the
variance, half-Cauchy(0, 1) on the step's standard deviation over the noise's. Given the share of
wander the coefficients are Student's t with n - p degrees of freedom, so that the posterior is a
mixture over the shares, computed without simulation: the same answer on every run.
Source of the prior: Gelman (2006), Bayesian Analysis 1, 515-534.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.errors import SeriesInvalidError, SpecError
from referral_analysis.its.kernels.basis import EXACT
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.structural.local_level import AtShares, Rotated, at_shares, rotated
from referral_analysis.its.structural.mixture import Mixture, mean_of, probability_below, quantile

# share = sin(angle)^2, and equal parts of angle are equal parts of the half-Cauchy prior on
# tan(angle): Gauss-Legendre in the angle. More nodes move an interval by 2e-6 of its width at 500
# periods, by 1e-9 at 42
_ROOTS, _PARTS = np.polynomial.legendre.leggauss(64)
NODES = np.sin((_ROOTS + 1) * np.pi / 4) ** 2
# shares with less of the probability than this cannot be seen in any answer
NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posterior:
    """One series' coefficients given each of K shares of wander.

    weights (K,): the probability of each share, shares (K,). centres (K, p) and covariance
    (K, p, p): location and squared scale of a t distribution with `freedom` degrees of freedom.
    """

    shares: Floats
    weights: Floats
    centres: Floats
    covariance: Floats
    freedom: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimates:
    """C quantities: posterior mean, equal-tailed interval and probability of being below zero.

    probability_below: how probable it is, given the series, the model and the vague priors, that
    the quantity is negative; .5 says that the series cannot tell. No p-value: it does not answer
    how often a series without a change would look like this one.
    """

    mean: Floats
    low: Floats
    high: Floats
    probability_below: Floats


def posteriors(
    design: ArrayLike,
    response: ArrayLike,
    *,
    times: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> list[Posterior]:
    """Return the posterior of each series of response (S, n) on design (n, p), whole times (n,).

    The design's intercept is the level before the first period. SeriesInvalidError for a series
    that the design fits exactly; others: see `local_level.rotated`.
    """
    problem = rotated(design, response, times=times, names=names)
    known = at_shares(problem, NODES)
    _check_noise(known, problem)
    turn, freedom = problem.to_coefficients, problem.design.shape[0] - problem.design.shape[1]
    unscaled = turn @ known.unscaled @ turn.T
    weights = share_weights(known)
    each = []
    for series in range(weights.shape[1]):
        kept = weights[:, series] > NEGLIGIBLE
        scale = known.squares[kept, series] / freedom
        each.append(
            Posterior(
                shares=NODES[kept],
                weights=weights[kept, series] / weights[kept, series].sum(),
                centres=known.scores[kept, series] @ turn.T,
                covariance=unscaled[kept] * scale[:, None, None],
                freedom=freedom,
            )
        )
    return each


def share_weights(known: AtShares) -> Floats:
    """Return the posterior probability (K, S) of each part of the prior, known at NODES (K,)."""
    heights = _PARTS[:, None] * np.exp(known.log_likelihood - known.log_likelihood.max(0))
    return np.asarray(heights / heights.sum(0))


def estimates(posterior: Posterior, contrasts: ArrayLike, *, level: float = 0.95) -> Estimates:
    """Return what the posterior says of contrasts (C, p) of the coefficients; 0 < level < 1."""
    _check_level(level)
    wanted = np.atleast_2d(np.asarray(contrasts, dtype=np.float64))
    variance = np.einsum("cp,kpq,cq->kc", wanted, posterior.covariance, wanted)
    mixture = Mixture(
        weights=posterior.weights,
        centres=posterior.centres @ wanted.T,
        scales=np.sqrt(variance),
        freedom=posterior.freedom,
    )
    return Estimates(
        mean=mean_of(mixture),
        low=quantile(mixture, (1 - level) / 2),
        high=quantile(mixture, (1 + level) / 2),
        probability_below=probability_below(mixture, np.zeros(len(wanted))),
    )


def drawn(posterior: Posterior, draws: int, generator: np.random.Generator) -> Floats:
    """Draw coefficients (draws, p), for quantities that are not contrasts of them."""
    nodes = generator.choice(len(posterior.weights), size=draws, p=posterior.weights)
    roots = np.asarray(np.linalg.cholesky(posterior.covariance), dtype=np.float64)
    normal = generator.standard_normal((draws, roots.shape[1]))
    stretch = np.sqrt(posterior.freedom / generator.chisquare(posterior.freedom, draws))
    steps = np.einsum("dpq,dq->dp", roots[nodes], normal)
    return np.asarray(posterior.centres[nodes] + stretch[:, None] * steps)


def _check_noise(known: AtShares, problem: Rotated) -> None:
    size = np.einsum("st,st->s", problem.response, problem.response)
    if (known.squares[0] > EXACT * size).all():
        return
    raise SeriesInvalidError(
        "series",
        found="a series that the design fits exactly",
        needed="one with noise",
        do="Leave it out.",
    )


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise SpecError(
            "level",
            found="a confidence level that is not between 0 and 1",
            needed="a share such as 0.95",
            do="Correct it.",
        )
