"""Covariance of the regression from the curvature of the likelihood in all its parameters.

Unlike that of generalised least squares it knows that the errors' correlations were estimated.
"""

import numpy as np

from referral_analysis.its.arima.likelihood import (
    Regression,
    fitted_at,
    minus_log_likelihood,
    reduced,
)
from referral_analysis.its.kernels.result import Floats

# second differences are good to about its square and to rounding over its square
STEP = 1e-4


def observed_covariance(regression: Regression, response: Floats, partial: Floats) -> Floats:
    """Return the covariance (p, p) of the scores of a differenced response (n,), as R's arima.

    The inverse of minus the second derivatives of the concentrated likelihood by partial
    autocorrelations and scores; a partial autocorrelation within STEP of a boundary is held.
    """
    known = fitted_at(regression, response, partial)
    free = np.flatnonzero(np.abs(partial) < 1 - 2 * STEP)
    steps = STEP * np.eye(len(partial))[free]

    def value(at: Floats) -> float:
        return _held(regression, response, at, known.scores)[0]

    def slope(at: Floats) -> Floats:
        return _held(regression, response, at, known.scores)[1]

    information = np.zeros((len(free) + len(known.scores),) * 2)
    for i, one in enumerate(steps):
        for j, other in enumerate(steps):
            forward = value(partial + one + other) + value(partial - one - other)
            across = value(partial + one - other) + value(partial - one + other)
            information[i, j] = (forward - across) / (4 * STEP**2)
        mixed = (slope(partial + one) - slope(partial - one)) / (2 * STEP)
        information[i, len(free) :] = information[len(free) :, i] = mixed
    scores = slice(len(free), None)
    information[scores, scores] = known.root.T @ known.root * regression.rows / known.squares
    return np.asarray(np.linalg.inv(information)[scores, scores], dtype=np.float64)


def _held(
    regression: Regression, response: Floats, partial: Floats, scores: Floats
) -> tuple[float, Floats]:
    """Return -log-likelihood and its slope by the scores, at these scores and correlations."""
    rows = regression.rows
    known = reduced(regression, response - regression.basis @ scores, partial)
    squares = float(known.seen @ known.seen) + known.left**2
    slope = -rows / squares * (known.root.T @ known.seen)
    return minus_log_likelihood(known, squares, rows), slope
