"""The engine: interrupted time series, from a frame of periods to effects with honest intervals."""

from referral_analysis.its import power, sensitivity, tolerance
from referral_analysis.its.arima.order import ArimaOrder
from referral_analysis.its.checks.diagnostics import diagnostics, residual_autocorrelations
from referral_analysis.its.checks.influence import influence
from referral_analysis.its.checks.residuals import residual_correlation
from referral_analysis.its.effects.counterfactual import counterfactual
from referral_analysis.its.effects.forecast import forecast
from referral_analysis.its.effects.level import level_ratios
from referral_analysis.its.effects.multiplicity import adjusted
from referral_analysis.its.effects.of_fit import effects
from referral_analysis.its.effects.pooling import pooled
from referral_analysis.its.effects.verdicts import verdicts
from referral_analysis.its.model.fit import ItsFit, coefficients, fit
from referral_analysis.its.model.spec import ItsSpec, calendar, fourier
from referral_analysis.its.model.timeline import Interruption, Timeline

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
    "level_ratios",
    "pooled",
    "power",
    "residual_autocorrelations",
    "residual_correlation",
    "sensitivity",
    "tolerance",
    "verdicts",
]
