"""The engine: interrupted time series, from a frame of periods to effects with honest intervals."""

from referral_analysis.its import power, sensitivity, tolerance
from referral_analysis.its.arima.order import ArimaOrder
from referral_analysis.its.counterfactual import counterfactual
from referral_analysis.its.diagnostics import diagnostics, residual_autocorrelations
from referral_analysis.its.effects import effects
from referral_analysis.its.fit import ItsFit, coefficients, fit
from referral_analysis.its.forecast import forecast
from referral_analysis.its.influence import influence
from referral_analysis.its.multiplicity import adjusted
from referral_analysis.its.pooling import pooled
from referral_analysis.its.residuals import residual_correlation
from referral_analysis.its.spec import ItsSpec, calendar, fourier
from referral_analysis.its.timeline import Interruption, Timeline
from referral_analysis.its.verdicts import verdicts

__all__ = [
    "ArimaOrder",
    "Interruption",
    "ItsFit",
    "ItsSpec",
    "Timeline",
    "adjusted",
    "calendar",
    "coefficients",
    "counterfactual",
    "diagnostics",
    "effects",
    "fit",
    "forecast",
    "fourier",
    "influence",
    "pooled",
    "power",
    "residual_autocorrelations",
    "residual_correlation",
    "sensitivity",
    "tolerance",
    "verdicts",
]
