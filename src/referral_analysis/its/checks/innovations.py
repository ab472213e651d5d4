"""One-step errors of models whose residuals hold more than white noise: arima and structural."""

import numpy as np

from referral_analysis.its.kernels.result import Floats, Integers, KernelFit
from referral_analysis.its.model.fit import Batch


def innovations(batch: Batch) -> tuple[Floats, Integers] | None:
    """Return errors (S, m) against forecasts from the periods before, and their times (m,).

    White noise where the model holds; periods without a forecast are left out. None for models
    that are whitened by their `KernelFit` alone.
    """
    if isinstance(batch.estimates, KernelFit):
        return None
    from referral_analysis.its._statsmodels import arima_innovations, structural_innovations  # noqa: PLC0415 - only where asked for
    from referral_analysis.its.arima.estimate import ArimaFit  # noqa: PLC0415

    times = batch.design.times
    if isinstance(batch.estimates, ArimaFit):
        errors = arima_innovations(batch.estimates, times=times)
    else:
        errors = structural_innovations(batch.estimates, times=times)
    is_known = np.isfinite(errors).all(axis=0)
    return errors[:, is_known], times[is_known] - times[is_known][0]
