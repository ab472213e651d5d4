"""Counts, exposures and trials, checked and turned time first."""

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.its.kernels.basis import checked_response
from referral_analysis.its.kernels.result import Floats


def checked_counts(counts: ArrayLike, rows: int) -> Floats:
    """Return counts (S, n) time first, (n, S); SeriesInvalidError where one is negative."""
    values = checked_response(counts, rows)
    if (values < 0).any():
        raise SeriesInvalidError(
            "counts",
            found="negative values",
            needed="counts of 0 or more",
            do="Mend the series; a change of sign belongs in another model.",
        )
    return np.ascontiguousarray(values.T)


def log_exposure(exposure: ArrayLike | None, rows: int, series: int) -> Floats:
    """Return log(exposure) time first, (n, S) or (n, 1); zeros (1, 1) where none is given.

    SeriesInvalidError unless each is positive and finite.
    """
    if exposure is None:
        return np.zeros((1, 1))
    return np.log(_checked(exposure, (series, rows), "exposure", zero_is_right=False))


def checked_trials(trials: ArrayLike, counts: Floats) -> Floats:
    """Return trials time first, (n, S) or (n, 1); SeriesInvalidError where counts (n, S) exceed."""
    rows, series = counts.shape
    values = _checked(trials, (series, rows), "trials", zero_is_right=True)
    if (counts > values).any():
        raise SeriesInvalidError(
            "trials",
            found="periods with more successes than trials",
            needed="successes of at most the trials",
            do="Check which count is the whole and which the part.",
        )
    return values


def _checked(
    given: ArrayLike, shape: tuple[int, int], where: str, *, zero_is_right: bool
) -> Floats:
    values = np.asarray(given, dtype=np.float64)
    right = np.isfinite(values) & ((values >= 0) if zero_is_right else (values > 0))
    if values.shape not in {shape, shape[1:]} or not right.all():
        raise SeriesInvalidError(
            where,
            found="values that are missing or too small, or not one a period",
            needed=f"a number {'of 0 or more' if zero_is_right else 'above 0'} in each period kept",
            do="Leave those periods out, or mend the column.",
        )
    return np.ascontiguousarray(np.atleast_2d(values).T)
