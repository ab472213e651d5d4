"""Series without the change: the fitted null, draws from it, and the statistic at a date."""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.intervals.correlation import Structure
from referral_analysis.its.intervals.likelihood_ratio import correlation_matrix
from referral_analysis.its.kernels import ar1, ar1_noise
from referral_analysis.its.kernels.result import Flags, Floats, Integers, KernelFit
from referral_analysis.its.model.design import SLOPE, effect_rows, is_after
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.models import Asked, rule_of
from referral_analysis.its.model.response import Kept, Response
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import Interruption


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Null:
    """Errors (R, n) of series without a change, in the periods numbered numbers (n,).

    Level, trend, season and scale drop out of the statistic, so the errors stand for the series.
    """

    numbers: Integers
    errors: Floats


def fitted_null(batch: Batch, row: int, spec: ItsSpec, at: str, normal: Floats) -> Null:
    """Fit a segment without the interruption `at`, and turn normal draws (R, n) into errors."""
    design = batch.design
    stays = np.array([name.removesuffix(SLOPE) != at for name in design.names])
    matrix, response = design.matrix[:, stays], batch.response.values[row : row + 1]
    weights = None if batch.response.weights is None else batch.response.weights[row]
    if spec.model == "ar1_noise":
        kernel = ar1_noise.fit(matrix, response, times=design.times)
    else:
        kernel = ar1.fit(matrix, response, times=design.times, weights=weights)
    root = np.linalg.cholesky(correlation_matrix(_structure(kernel), design.times))
    errors = normal @ root.T
    if weights is not None:
        errors = errors / np.sqrt(weights)
    return Null(numbers=design.numbers[design.is_kept], errors=errors)


def statistics(
    batch: Batch, row: int, spec: ItsSpec, interruption: Interruption, null: Null
) -> tuple[float, Floats]:
    """Return the size of the mean effect's t-value as observed, and in each null series (R,)."""
    design = batch.design
    contrast = effect_rows(design, interruption.name)[is_after(design, interruption)].mean(axis=0)
    observed = _t_values(batch.kernel, contrast)[row]
    kept = design.numbers[design.is_kept]
    errors = np.ascontiguousarray(null.errors[:, np.searchsorted(null.numbers, kept)])
    weights = batch.response.weights
    everything: Flags = np.ones(len(errors), dtype=np.bool_)
    asked = Asked(
        design=design,
        spec=spec,
        kept=Kept(segments=batch.segments, observed=errors, exposure=None, is_count=False),
        response=Response(
            values=errors,
            weights=None if weights is None else np.broadcast_to(weights[row], errors.shape),
            is_converged=everything,
        ),
    )
    return float(observed), _t_values(rule_of(spec.model).fit(asked), contrast)


def _structure(kernel: KernelFit) -> Structure:
    share = 0.0 if kernel.noise_share is None else float(kernel.noise_share[0])
    rho = 0.0 if kernel.rho is None else float(kernel.rho[0])
    return Structure("ar1_noise", rho, share)


def _t_values(kernel: KernelFit, contrast: Floats) -> Floats:
    variance = np.einsum("i,sij,j->s", contrast, kernel.covariance, contrast)
    return np.asarray(np.abs(kernel.coefficients @ contrast) / np.sqrt(variance))
