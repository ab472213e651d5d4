"""The AR(1) profile of all series at the same few values of rho, by a few matrix products."""

import numpy as np

from referral_analysis.its.kernels.ar1_profile import Likelihood, gap_log_det
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.kernels.rotated import RotatedDesign, Sufficient


def scan(design: RotatedDesign, known: Sufficient, likelihood: Likelihood, nodes: Floats) -> Floats:
    """Return -2 log-likelihood (K, S) at the same nodes for all series, by two matrix products."""
    square = nodes**2
    inverse = 1 / (1 + square[:, None] - nodes[:, None] * design.lam)
    corner = inverse @ design.end_products.T
    capacity = np.eye(2) - square[:, None, None] * corner[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    root = np.linalg.cholesky(capacity)
    quadratic = _scan_diagonal(design, known, nodes, inverse)
    lifted = np.linalg.solve(root, _end_lift(design, nodes, inverse))
    stacked = np.concatenate([known.cross, known.first[None], known.last[None]])
    for end in (0, 1):
        pushed = lifted[:, end] @ stacked
        pushed *= pushed
        quadratic -= pushed
    value = likelihood.weight * np.log(quadratic)
    log_det = 2 * np.log(np.einsum("kii->ki", root)).sum(1) - np.log(inverse).sum(1)
    if likelihood.restricted:
        level = log_det - np.log1p(-square) - design.log_det
    else:
        level = gap_log_det(likelihood.gaps, nodes)[0] - likelihood.weight * np.log1p(-square)
    value += (level + likelihood.constant)[:, None]
    return np.asarray(value)


def _scan_diagonal(
    design: RotatedDesign, known: Sufficient, nodes: Floats, inverse: Floats
) -> Floats:
    """Return the quadratic form less the diagonal part of its gain, linear in series features."""
    rho, square = nodes[:, None], nodes[:, None] ** 2
    ends = design.end_products * np.array([[1.0], [2.0], [1.0]])
    features = np.concatenate(
        [
            known.cross**2,
            known.cross * known.ends,
            np.stack([known.first**2, known.first * known.last, known.last**2]),
            np.stack([known.squares, known.lagged]),
        ]
    )
    at_ends = -(square**2) * (inverse @ ends.T) - square * np.array([1.0, 0.0, 1.0])
    weights = [-square * inverse, -2 * square * rho * inverse, at_ends, 1 + square, -2 * rho]
    return np.asarray(np.concatenate(weights, axis=1) @ features)


def _end_lift(design: RotatedDesign, nodes: Floats, inverse: Floats) -> Floats:
    """Return rho W'D^-1 b as a map (K, 2, P + 2) of the cross products and the two ends."""
    by_cross = inverse[:, None, :] * design.ends.T
    by_ends = nodes[:, None, None] * (by_cross @ design.ends)
    return np.asarray(-(nodes**2)[:, None, None] * np.concatenate([by_cross, by_ends], axis=2))
