"""Time to an event, by Kaplan and Meier: shares with intervals, their difference, log-rank test.

Times are whole numbers, so that a life table is two counts a time, however many are followed.
Whoever is lost sight of at a time was at risk of the event at that time.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis import special
from referral_analysis.arrays import Floats, Integers
from referral_analysis.errors import SeriesInvalidError
from referral_analysis.intervals import t_quantile


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LifeTable:
    """How many had the event (T,), and how many were lost sight of (T,), at times 0 to T - 1."""

    events: Integers
    censored: Integers

    @property
    def at_risk(self) -> Integers:
        """How many had neither left nor had the event just before each time (T,)."""
        left = self.events + self.censored
        return np.asarray(left[::-1].cumsum()[::-1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incidence:
    """The share that had the event by each time (T,), with its interval.

    The interval is of the log(-log) form with Greenwood's variance; NaN until the first event and
    where everybody had it. Sources: Kaplan & Meier (1958), J. Am. Statist. Assoc. 53, 457-481;
    Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, section 1.4.
    """

    share: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    at_risk: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Shocks:
    """What moves the risk of everybody at once: the variance of its logarithm from time to time.

    freedom: the degrees of freedom that the variance was estimated on; Student's t and F take the
    place of the normal and the chi-square. A group's log cumulative risk has this variance beside
    Greenwood's.
    """

    variance: float
    freedom: float


CHANCE_ALONE = Shocks(variance=0.0, freedom=math.inf)


def life_table(times: ArrayLike, is_event: ArrayLike) -> LifeTable:
    """Count by time: times (n,) whole and not negative; is_event (n,), else lost sight of."""
    when = np.asarray(times, dtype=np.int64)
    happened = np.asarray(is_event, dtype=np.bool_)
    if when.size == 0 or when.min() < 0:
        raise SeriesInvalidError(
            "times to an event",
            found="none, or one below zero",
            needed="whole numbers from 0",
            do="Check the dates that they are worked out from.",
        )
    length = int(when.max()) + 1
    return LifeTable(
        events=np.bincount(when[happened], minlength=length),
        censored=np.bincount(when[~happened], minlength=length),
    )


def incidence(table: LifeTable, level: float = 0.95, *, shocks: Shocks = CHANCE_ALONE) -> Incidence:
    """Return the share that had the event by each time, one less Kaplan and Meier's survival."""
    at_risk = table.at_risk
    hazard = table.events / np.maximum(at_risk, 1)
    survival = np.asarray(np.cumprod(1 - hazard), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(hazard / (at_risk - table.events))
        spread = np.sqrt(greenwood + shocks.variance * np.log(survival) ** 2)
        quantile = t_quantile(shocks.freedom, (1 + level) / 2)
        reach = quantile * spread / np.abs(np.log(survival))
        error = np.where(survival > 0, survival * spread, np.nan)
        ends = [1 - survival ** np.exp(turn * reach) for turn in (-1, 1)]
    is_known = (survival > 0) & (survival < 1)
    return Incidence(
        share=1 - survival,
        low=np.where(is_known, ends[0], np.nan),
        high=np.where(is_known, ends[1], np.nan),
        standard_error=error,
        at_risk=at_risk,
    )


def difference(one: Incidence, other: Incidence, time: int) -> tuple[float, float, float]:
    """Return one share less the other by a time, with its interval; NaN beyond what was seen.

    The interval is made of the two shares' own, which need not be symmetric; the two groups are
    independent. Source: Zou & Donner (2008), Statistics in Medicine 27, 1693-1702.
    """
    if time >= min(len(one.share), len(other.share)):
        return math.nan, math.nan, math.nan
    a, b = ((float(x.share[time]), float(x.low[time]), float(x.high[time])) for x in (one, other))
    middle = a[0] - b[0]
    below = math.hypot(a[0] - a[1], b[2] - b[0])
    return middle, middle - below, middle + math.hypot(a[2] - a[0], b[0] - b[1])


def log_rank(
    one: LifeTable, other: LifeTable, *, shocks: Shocks = CHANCE_ALONE
) -> tuple[float, float]:
    """Return the log-rank chi-square on one degree of freedom, and its p-value; NaN for no events.

    Source: Mantel (1966), Cancer Chemotherapy Reports 50, 163-170.
    """
    length = min(len(one.events), len(other.events))  # later, only one of the two is at risk
    at_risk = one.at_risk[:length] + other.at_risk[:length]
    events = one.events[:length] + other.events[:length]
    share = one.at_risk[:length] / at_risk
    excess = float((one.events[:length] - events * share).sum())
    spread = events * share * (1 - share) * (at_risk - events) / np.maximum(at_risk - 1, 1)
    variance = float(spread.sum())
    if variance == 0:
        return math.nan, math.nan
    # excess / variance is about the log of the ratio of risks, which both groups' shocks move
    chi_square = excess**2 / (variance + 2 * shocks.variance * variance**2)
    if math.isinf(shocks.freedom):
        return chi_square, float(special.chdtrc(1, chi_square))
    return chi_square, float(special.fdtrc(1, shocks.freedom, chi_square))
