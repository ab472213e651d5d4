"""The engine: interrupted time series, from a frame of periods to effects with honest intervals.

The examples of this package are about four districts, whose level falls by a fifth after a launch
of three months; what wobbles beside it is no noise, but always the same.

>>> import datetime as dt
>>> import polars as pl
>>> from referral_analysis import its
>>> months = pl.date_range(dt.date(2008, 4, 1), dt.date(2011, 12, 1), "1mo", eager=True)
>>> month, size = pl.int_range(45), {"East": 100, "North": 110, "South": 120, "West": 130}
>>> level = {name: pl.when(month < 37).then(n).otherwise(n * 8 // 10) for name, n in size.items()}
>>> wobble = {name: (7 * month + n) % 13 - 6 for name, n in size.items()}
>>> series = pl.concat(
...     pl.select(period=months, segment=pl.lit(name), value=level[name] + wobble[name])
...     for name in size
... )
>>> launch = its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07")
>>> fitted = its.fit(series, its.ItsSpec(timeline=its.Timeline(launch)))
>>> effects = its.effects(fitted, at="launch")
"""

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
