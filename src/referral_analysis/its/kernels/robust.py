"""Covariances of counts and shares: the model's own, or Newey-West around expected information."""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels import cholesky
from referral_analysis.its.kernels.basis import Basis
from referral_analysis.its.kernels.irls import Working, information
from referral_analysis.its.kernels.newey_west import (
    bartlett_kernel,
    checked_lag,
    lag_products,
    places_in_time,
    square,
)
from referral_analysis.its.kernels.result import Flags, Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Robust:
    """Newey-West standard errors: Bartlett kernel; the automatic lag where none is given.

    Lag 0 is HC0, with `small_sample` (times n / (n - p)) HC1. The bread is the expected
    information, as sandwich; statsmodels takes the observed one for the negative binomial, which
    moves standard errors by up to 8%.
    """

    lag: int | None = None
    small_sample: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covariance:
    """A covariance (S, p, p), and claims (S, p) that its standard errors are below the naive ones.

    is_below_naive is None where the model's own covariance was asked for.
    """

    covariance: Floats
    is_below_naive: Flags | None


def covariance_of(
    basis: Basis, working: Working, times: Integers, scale: Floats, robust: Robust | None
) -> Covariance:
    """Return scale (X'WX)^-1, or (X'WX)^-1 B (X'WX)^-1 with Newey-West B; scale (S,)."""
    bread = cholesky.inverse(cholesky.factored(information(basis, working.weight)))
    turned = basis.to_coefficients @ np.ascontiguousarray(bread.transpose(2, 0, 1))
    naive = scale[:, None, None] * (turned @ basis.to_coefficients.T)
    if robust is None:
        return Covariance(covariance=naive, is_below_naive=None)
    rows, columns = basis.design.shape
    lag = checked_lag(robust.lag, rows)
    places = places_in_time(times, lag)
    kernel = bartlett_kernel(basis.orthonormal.T.copy(), places, lag)
    meat = square(lag_products(working.score, places, lag).T @ kernel, columns)
    if robust.small_sample:
        meat *= rows / (rows - columns)
    covariance = turned @ meat @ turned.transpose(0, 2, 1)
    below = np.einsum("sii->si", covariance) < np.einsum("sii->si", naive)
    return Covariance(covariance=covariance, is_below_naive=below)
