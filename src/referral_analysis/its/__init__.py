"""The engine: interrupted time series, from a frame of periods to effects with honest intervals."""

from referral_analysis.its.counterfactual import counterfactual
from referral_analysis.its.effects import effects
from referral_analysis.its.fit import ItsFit, coefficients, fit
from referral_analysis.its.spec import ItsSpec, calendar, fourier
from referral_analysis.its.timeline import Interruption, Timeline

__all__ = [
    "Interruption",
    "ItsFit",
    "ItsSpec",
    "Timeline",
    "calendar",
    "coefficients",
    "counterfactual",
    "effects",
    "fit",
    "fourier",
]
