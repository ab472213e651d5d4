"""Residuals as a model sees them: of equal variance and, if the model fits, without memory."""

from dataclasses import dataclass

import numpy as np

from referral_analysis import special
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.models import rule_of
from referral_analysis.its.model.spec import ItsSpec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Whitened:
    """S series on the rows kept: root (S, n, n), lower triangular, turns errors into white noise.

    residuals (S, n) and design (S, n, p): both turned by root.
    """

    root: Floats
    residuals: Floats
    design: Floats


def whitened(batch: Batch, spec: ItsSpec) -> Whitened:
    """Whiten by the variance and, where the model has one, the correlation of AR(1).

    Counts and shares: Pearson residuals with the design as the last step of the fit weighted it.
    """
    kernel, matrix = batch.kernel, batch.design.matrix
    size, rows = kernel.residuals.shape
    if rule_of(spec.model).kind != "linear":
        root, residuals = _pearson(batch, spec)
    else:
        residuals = kernel.residuals
        weights = batch.response.weights
        root = np.ones((size, rows)) if weights is None else np.sqrt(weights)
    turn = np.zeros((size, rows, rows))
    turn[:, np.arange(rows), np.arange(rows)] = 1.0
    if kernel.rho is not None and kernel.noise_share is None:
        _turn(turn, kernel.rho, batch.design.times)
    elif kernel.noise_share is not None and kernel.rho is not None:
        turn = _noisy(kernel.rho, kernel.noise_share, batch.design.times)
    turn = turn * root[:, None, :]
    is_counts = rule_of(spec.model).kind != "linear"
    return Whitened(
        root=turn,
        residuals=residuals if is_counts else np.einsum("sij,sj->si", turn, residuals),
        design=turn @ matrix,
    )


def _turn(turn: Floats, rho: Floats, times: Integers) -> None:
    """Write into turn (S, n, n) what makes AR(1) errors innovations of equal variance."""
    steps = np.diff(times)
    factor = rho[:, None] ** steps
    spread = np.sqrt(1 - factor**2)
    later = np.arange(1, len(times))
    turn[:, later, later] = 1 / spread
    turn[:, later, later - 1] = -factor / spread


def _noisy(rho: Floats, share: Floats, times: Integers) -> Floats:
    """Return what whitens AR(1) errors with a share of white noise."""
    apart = np.abs(np.subtract.outer(times, times))
    correlation = (1 - share)[:, None, None] * rho[:, None, None] ** apart
    correlation[:, np.arange(len(times)), np.arange(len(times))] = 1.0
    return np.asarray(np.linalg.inv(np.linalg.cholesky(correlation)))


def _pearson(batch: Batch, spec: ItsSpec) -> tuple[Floats, Floats]:
    """Return root of each working weight (S, n) and Pearson residuals (S, n)."""
    kernel, kept = batch.kernel, batch.design.is_kept
    exposure = 1.0 if batch.exposure is None else batch.exposure[:, kept]
    if spec.scale == "logit":
        share = np.asarray(special.expit(kernel.fitted))
        weight = exposure * share * (1 - share)
        return np.sqrt(weight), kernel.residuals / np.sqrt(weight)
    mean = np.exp(kernel.fitted) * exposure
    alpha = 0.0 if kernel.alpha is None else kernel.alpha[:, None]
    weight = mean / (1 + alpha * mean)
    return np.sqrt(weight), kernel.residuals * np.sqrt(weight) / mean
