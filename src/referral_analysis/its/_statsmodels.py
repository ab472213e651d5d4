"""One-step prediction errors by statsmodels' Kalman filter: the only import of statsmodels.

What ARIMA and structural models call white noise, which their residuals are not. statsmodels takes
over a second to import, so each function imports what it needs.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.arima.estimate import ArimaFit
from referral_analysis.its.kernels.basis import checked_times
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.structural.estimate import StructuralFit


def arima_innovations(fit: ArimaFit, *, times: ArrayLike | None = None) -> Floats:
    """Return each period's error (S, n) against its forecast from the periods before it.

    Divided by its own standard deviation: white noise of variance 1 where the model holds. NaN in
    periods that go into the start of a differenced series. times (n,): as in the fit.
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415

    order = fit.order
    # 1 at the end: the variance of innovations, which the series are divided by
    parts = [fit.ar, fit.ma, fit.seasonal_ar, fit.seasonal_ma, np.ones((len(fit.ar), 1))]
    seasonal = (order.seasonal_ar, order.seasonal_differences, order.seasonal_ma)
    has_season = any(seasonal)
    when = checked_times(times, fit.kernel.residuals.shape[1])
    scaled = fit.kernel.residuals / np.sqrt(fit.kernel.scale)[:, None]

    def errors_of(series: Floats, parameters: Floats) -> Floats:
        model = SARIMAX(
            series,
            order=(order.ar, order.differences, order.ma),
            seasonal_order=(*seasonal, order.period) if has_season else (0, 0, 0, 0),
            use_exact_diffuse=True,
        )
        return _standardised(model, parameters)

    parameters = np.concatenate(parts, axis=1)
    rows = zip(_on_calendar(scaled, when), parameters, strict=True)
    return np.stack([errors_of(series, one)[when] for series, one in rows])


def structural_innovations(fit: StructuralFit, *, times: ArrayLike | None = None) -> Floats:
    """Return each period's error (S, n) against its forecast from the periods before it.

    Divided by its own standard deviation, at the fitted coefficients and variances. times (n,): as
    in the fit.
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # noqa: PLC0415

    when = checked_times(times, fit.kernel.residuals.shape[1])
    scale = fit.kernel.scale
    scaled = fit.kernel.residuals / np.sqrt(scale)[:, None]
    parts = []
    for series, noise, step in zip(
        _on_calendar(scaled, when),
        fit.noise_variance / scale,
        fit.step_variance / scale,
        strict=True,
    ):
        model = UnobservedComponents(series, "llevel")
        # the intercept is the level before the first period
        model.ssm.initialize_known(np.zeros(1), np.array([[step]]))
        parts.append(_standardised(model, np.array([noise, step]))[when])
    return np.stack(parts)


def _on_calendar(residuals: Floats, times: Integers) -> Floats:
    """Return residuals (S, n) on every period to the last, NaN where left out."""
    everywhere = np.full((len(residuals), int(times[-1]) + 1), np.nan)
    everywhere[:, times] = residuals
    return everywhere


def _standardised(model: Any, parameters: Floats) -> Floats:  # noqa: ANN401 - untyped upstream
    filtered = model.filter(parameters)
    errors = np.array(filtered.standardized_forecasts_error[0], dtype=np.float64)
    # while the start is unknown a forecast has no finite variance
    errors[: filtered.nobs_diffuse] = np.nan
    return errors
