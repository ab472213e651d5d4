"""A regression around a level that wanders, by restricted maximum likelihood.

One number is searched over its whole range, the share of wander; all else is maximised out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels.basis import EXACT
from referral_analysis.its.kernels.result import Flags, Floats, Integers, KernelFit, none_flagged
from referral_analysis.its.structural.local_level import AtShares, Rotated, at_shares, rotated
from referral_analysis.its.structural.posterior import NODES, share_weights

Covariance = Literal["averaged", "plug_in"]
# share = sin(angle)^2, so that tan(angle) is the step's standard deviation over the noise's; evenly
# spaced angles resolve a level that moves by less than the noise in 100 periods
ANGLES = np.linspace(0.0, np.pi / 2, 201)
# the step's share of the variance from which the series is all but a random walk
WALK = 0.98
# the likelihood prefers a level that stands still, or one that moves by nothing that shows
STILL = 1e-6


# each round narrows the angle tenfold: seven leave what the likelihood's own rounding hides
ROUNDS, PARTS = 7, 21


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StructuralFit:
    """S series: a `KernelFit`, and the variances (S,) of the level's step and of the noise.

    is_level_still (S,): claims that the likelihood is highest where the level does not move.
    """

    kernel: KernelFit
    step_variance: Floats
    noise_variance: Floats
    is_level_still: Flags


def fit(
    design: ArrayLike,
    response: ArrayLike,
    *,
    covariance: Covariance = "averaged",
    times: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> StructuralFit:
    """Fit response (S, n) on design (n, p), whose intercept is the level before the first period.

    times (n,): whole numbers; the level goes on wandering through periods left out.
    Covariance "plug_in": e'V^-1 e / (n - p) (X'V^-1 X)^-1 at the fitted share, as if it were
    known. "averaged": its mean over the posterior of the share, plus how far the coefficients
    move with the share (see `posterior`). Both are for t with n - p degrees of freedom.
    In `KernelFit`: scale is step plus noise variance; residuals hold the wander; log_likelihood is
    restricted, as nlme's; is_at_boundary claims a random walk without noise, is_multimodal a
    second peak (the highest is kept). Errors: see `local_level.rotated`.
    """
    problem = rotated(design, response, times=times, names=names)
    scan = at_shares(problem, np.sin(ANGLES) ** 2).log_likelihood
    singles = [_only(problem, series) for series in range(scan.shape[1])]
    angles = [_refined(one, ANGLES[top]) for one, top in zip(singles, scan.argmax(0), strict=True)]
    shares = np.sin(np.array(angles)) ** 2
    best = [at_shares(one, shares[s : s + 1]) for s, one in enumerate(singles)]
    scores = np.concatenate([part.scores[0] for part in best])
    if covariance == "averaged":
        spread = _averaged(at_shares(problem, NODES), scores, problem)
    else:
        spread = np.stack([part.unscaled[0] * part.squares[0, 0] for part in best])
        spread /= np.subtract(*problem.design.shape)
    return _fit(problem, shares, best, spread, _peaks(scan) > 1)


def _only(problem: Rotated, series: int) -> Rotated:
    return replace(
        problem,
        response=problem.response[series : series + 1],
        series=problem.series[:, series : series + 1],
    )


def _refined(one: Rotated, angle: float) -> float:
    """Return the angle of the peak of one series within a scan's step of this angle."""
    step = ANGLES[1]
    for _ in range(ROUNDS):
        near = np.linspace(max(angle - step, 0.0), min(angle + step, np.pi / 2), PARTS)
        values = at_shares(one, np.sin(near) ** 2).log_likelihood[:, 0]
        angle, step = float(near[values.argmax()]), step / 10
    return angle


def _peaks(scan: Floats) -> Integers:
    """Count the local maxima of each series' scan (angles, S), ends included."""
    rising = np.diff(scan, axis=0) > 0
    inner = (rising[:-1] & ~rising[1:]).sum(0)
    return np.asarray(inner + ~rising[0] + rising[-1])


def _averaged(known: AtShares, scores: Floats, problem: Rotated) -> Floats:
    """Return the covariance (S, p, p) of scores (S, p), averaged over the shares' posterior."""
    weights = share_weights(known)
    freedom = problem.design.shape[0] - problem.design.shape[1]
    within = np.einsum("ks,kpq->spq", weights * known.squares / freedom, known.unscaled)
    moved = known.scores - scores
    between = np.einsum("ks,ksp,ksq->spq", weights, moved, moved, optimize=True)
    return np.asarray(within + between)


def _fit(
    problem: Rotated, shares: Floats, best: list[AtShares], spread: Floats, is_multimodal: Flags
) -> StructuralFit:
    rows, columns = problem.design.shape
    turn = problem.to_coefficients
    scale = np.array([part.squares[0, 0] for part in best]) / (rows - columns)
    coefficients = np.concatenate([part.scores[0] for part in best]) @ turn.T
    fitted = coefficients @ problem.design.T
    size = np.einsum("st,st->s", problem.response, problem.response) / rows
    kernel = KernelFit(
        coefficients=coefficients,
        covariance=turn @ spread @ turn.T,
        fitted=fitted,
        residuals=problem.response - fitted,
        scale=scale,
        df_residual=rows - columns,
        is_converged=scale > EXACT * size,
        is_at_boundary=shares >= WALK,
        is_multimodal=is_multimodal,
        is_poisson_fallback=none_flagged(len(scale)),
        log_likelihood=np.concatenate([part.log_likelihood[0] for part in best]),
    )
    return StructuralFit(
        kernel=kernel,
        step_variance=shares * scale,
        noise_variance=(1 - shares) * scale,
        is_level_still=shares < STILL,
    )
