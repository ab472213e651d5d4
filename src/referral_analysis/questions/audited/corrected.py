"""The interrupted time series of what auditors would judge inappropriate, month by month.

A month's NFA share p becomes the share inappropriate, p * PPV + (1 - p) * FOR, with the values of
its own period, before or after. What is uncertain about the four values is carried through: the
model is fitted to each of many sets spread over their posterior, and the interval is that of the
mixture of the fits' t distributions, so that it holds the audit's uncertainty and the series'.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis import its, special
from referral_analysis.arrays import Floats
from referral_analysis.intervals import t_quantile
from referral_analysis.its.intervals.inference import contrast_df, infer, interval_choice
from referral_analysis.statistics.accuracy import Accuracy, by_predictive_values, posterior

POINTS = 1_024
"""Sets of the four values; four times as many moved no end of the sample's interval by 0.005."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProxyAccuracy:
    """How well NFA stands for the judgement before and after, and from which month on "after"."""

    before: Accuracy
    after: Accuracy
    first_after: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedEffect:
    """The launch's effect on referrals that auditors would judge inappropriate: a ratio.

    low and high hold both uncertainties; series_low and series_high what they would be if the
    audit were without error.
    """

    ratio: float
    low: float
    high: float
    series_low: float
    series_high: float
    level: float


def corrected_months(
    monthly: pl.DataFrame, proxy: ProxyAccuracy, level: float = 0.95
) -> pl.DataFrame:
    """Return period, share, low, high: the share inappropriate a month, with the audit's interval.

    monthly: period, referrals and nfa (counts). Null where a month has no referrals. The interval
    is of the four values; how many came in a month is known.
    """
    values = _values(proxy)
    flagged = (monthly["nfa"] / monthly["referrals"]).to_numpy()
    is_after = _is_after(monthly, proxy)
    by_point = _by_month(flagged, is_after, values)
    tail = (1 - level) / 2
    low, high = np.quantile(by_point, [tail, 1 - tail], axis=0)
    share = _by_month(flagged, is_after, _estimates(proxy))[0]
    return monthly.select(
        "period",
        *(
            pl.Series(name, column).fill_nan(None)
            for name, column in (("share", share), ("low", low), ("high", high))
        ),
    )


def corrected_effect(
    monthly: pl.DataFrame, proxy: ProxyAccuracy, spec: its.ItsSpec, at: str, level: float = 0.95
) -> CorrectedEffect:
    """Estimate the level change at an interruption in referrals judged inappropriate.

    monthly: period, referrals, nfa (counts) and exposure, a row a month without gaps. spec: of a
    log scale, with no slope change at the interruption. Errors of `its.fit`.
    """
    flagged = (monthly["nfa"] / monthly["referrals"]).to_numpy()
    values = np.hstack([_estimates(proxy), _values(proxy)])
    shares = _by_month(flagged, _is_after(monthly, proxy), values)
    rates = shares * (monthly["referrals"] / monthly["exposure"]).to_numpy()
    estimate, spread, df = _level_changes(monthly["period"], rates, spec, at)
    tail = (1 - level) / 2
    low, high = (_mixture_quantile(estimate[1:], spread[1:], df[1:], q) for q in (tail, 1 - tail))
    reach = float(t_quantile(df[0], 1 - tail)) * spread[0]
    ends = np.exp([estimate[0], low, high, estimate[0] - reach, estimate[0] + reach])
    ratio, low, high, series_low, series_high = ends.tolist()
    return CorrectedEffect(
        ratio=ratio,
        low=low,
        high=high,
        series_low=series_low,
        series_high=series_high,
        level=level,
    )


def _values(proxy: ProxyAccuracy) -> Floats:
    """Spread PPV and FOR before, then after, over their posterior; shape (4, POINTS)."""
    before, after = proxy.before, proxy.after
    return posterior(
        before.ppv, before.false_omission, after.ppv, after.false_omission, points=POINTS
    )


def _estimates(proxy: ProxyAccuracy) -> Floats:
    before, after = proxy.before, proxy.after
    shares = (before.ppv, before.false_omission, after.ppv, after.false_omission)
    return np.array([[share.estimate] for share in shares])


def _is_after(monthly: pl.DataFrame, proxy: ProxyAccuracy) -> NDArray[np.bool_]:
    return (monthly["period"] >= proxy.first_after).to_numpy()


def _by_month(flagged: Floats, is_after: NDArray[np.bool_], values: Floats) -> Floats:
    """Return the share inappropriate for each set of values; shape (sets, months)."""
    before, after = (
        by_predictive_values(flagged, ppv[:, None], omitted[:, None])
        for ppv, omitted in (values[:2], values[2:])
    )
    return np.where(is_after, after, before)


def _level_changes(
    period: pl.Series, rates: Floats, spec: its.ItsSpec, at: str
) -> tuple[Floats, Floats, Floats]:
    """Fit every set's series: log ratios, standard errors and degrees of freedom, (sets,) each."""
    sets, months = rates.shape
    series = pl.DataFrame(
        {
            "segment": pl.Series(np.repeat(np.arange(sets), months)).cast(pl.String).str.zfill(6),
            "period": pl.concat([period] * sets),
            "value": rates.ravel(),
        }
    )
    (batch,) = its.fit(series, spec).batches
    contrast = np.array([[float(name == at) for name in batch.design.names]])
    choice = interval_choice(spec, None, "all", 0.95)
    inference = infer(batch, contrast, choice)
    df = contrast_df(batch, contrast, choice.method)
    reach = t_quantile(df, (1 + choice.level) / 2)
    spread = (inference.high - inference.low) / (2 * reach)
    return inference.estimate[:, 0], spread[:, 0], df[:, 0]


def _mixture_quantile(centre: Floats, spread: Floats, df: Floats, probability: float) -> float:
    """Return the quantile of an even mixture of t distributions, by bisection."""
    reach = 1e3 * float(spread.max())
    low, high = float(centre.min()) - reach, float(centre.max()) + reach
    for _ in range(80):
        middle = (low + high) / 2
        below = special.stdtr(df, (middle - centre) / spread).mean()
        low, high = (middle, high) if below < probability else (low, middle)
    return (low + high) / 2
