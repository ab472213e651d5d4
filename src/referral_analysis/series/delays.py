"""How long outcomes take, learned from an extract that was drawn before all of them were known.

An outcome that takes long is missing among recent referrals, so the delays that an extract shows
are too short. Each delay is therefore judged only among referrals old enough to have shown it.
Looking back from the longest, the share with a delay of u days among those of u days or fewer is

    g(u) = d(u) / n(u),   n(u) = outcomes within u days, of referrals u days old or older

and the share of outcomes known within t days is F(t), the product over u > t of 1 - g(u): the
product-limit estimate in reverse time, which is the insurers' chain ladder. Its error is
Greenwood's. Sources: Lagakos, Barraj & De Gruttola (1988), Biometrika 75, 515-523; Kalbfleisch &
Lawson (1989), JASA 84, 360-372; Mack (1993), ASTIN Bulletin 23, 213-225.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from referral_analysis import special
from referral_analysis.arrays import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delays:
    """The distribution of a delay in whole days, up to the longest that was looked for.

    share_known[t] is the share of outcomes known within t days, error[t] its standard error: shape
    (longest + 1,), the last share being 1. `seen` counts the outcomes it was learned from.
    """

    share_known: Floats
    error: Floats
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareKnown:
    """A share of outcomes that is known, and its standard error."""

    known: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """How many outcomes there will have been, with the ends of the interval."""

    estimate: float
    low: float
    high: float


def learn(delay_days: Integers, age_days: Integers, longest: int) -> Delays:
    """Learn a delay from the outcomes seen: their delays, and how old their referrals are.

    Shapes (n,), each delay at most its referral's age. Delays beyond `longest` days are left out.
    With no outcome every share but the last is NaN.
    """
    is_near = delay_days <= longest
    delay, age = delay_days[is_near], np.minimum(age_days[is_near], longest)
    seen, aged = (np.bincount(days, minlength=longest + 1) for days in (delay, age))
    at_risk = (np.cumsum(seen) - np.cumsum(aged) + aged).astype(np.float64)
    ended = np.where(seen > 0, seen / np.maximum(at_risk, 1), 0.0)
    left = np.maximum(at_risk * (at_risk - seen), 1e-300)
    spread = np.where((seen > 0) & (seen < at_risk), seen / left, 0.0)
    share = _over_later_days(np.multiply, 1 - ended, 1.0)
    if not len(delay):
        share[:-1] = np.nan
    error = share * np.sqrt(_over_later_days(np.add, spread, 0.0))
    return Delays(share_known=share, error=error, seen=len(delay))


def days_until(delays: Delays, share: float) -> int | None:
    """Return the fewest days within which at least this share is known; None if unknown."""
    is_enough = delays.share_known >= share
    return int(np.argmax(is_enough)) if not np.isnan(delays.share_known[0]) else None


def share_known(delays: Delays, age_days: Integers) -> ShareKnown:
    """Return the share of outcomes known among referrals of these ages (n,), a day or more each.

    None is known before day 0. The errors of the ages are taken to go together, which overstates
    the error of their mean.
    """
    age = np.minimum(age_days, len(delays.share_known) - 1)
    is_old = age >= 0
    known = np.where(is_old, delays.share_known[np.maximum(age, 0)], 0.0)
    error = np.where(is_old, delays.error[np.maximum(age, 0)], 0.0)
    return ShareKnown(known=float(known.mean()), error=float(error.mean()))


def corrected(counted: int, share: ShareKnown, level: float = 0.95) -> Corrected:
    """Return how many outcomes there will have been, given those counted and the share known.

    The estimate is counted / share. Those still to come are a negative binomial variable whose
    variance is raised by the error of the share; its interval is that of a gamma variable of the
    same mean and variance, rounded outwards to whole outcomes.
    """
    known = share.known
    to_come = counted * (1 - known) / known
    # one more than counted, so that a month without any is not taken to be sure of none to come
    mean = (counted + 1) * (1 - known) / known
    variance = mean / known + ((counted + 1) * share.error / known**2) ** 2
    if variance == 0:
        return Corrected(estimate=float(counted), low=float(counted), high=float(counted))
    tail = (1 - level) / 2
    low, high = special.gammaincinv(mean**2 / variance, [tail, 1 - tail]) * variance / mean
    return Corrected(
        estimate=counted + to_come,
        low=counted + math.floor(low),
        high=counted + math.ceil(high),
    )


def interval(share: ShareKnown, level: float = 0.95) -> tuple[float, float]:
    """Return the ends of a share's interval, between 0 and 1."""
    reach = NormalDist().inv_cdf((1 + level) / 2) * share.error
    return max(share.known - reach, 0.0), min(share.known + reach, 1.0)


def _over_later_days(step: np.ufunc, values: Floats, start: float) -> Floats:
    """Combine, for each day, the values of all later days."""
    later = step.accumulate(values[:0:-1])[::-1]
    combined: Floats = np.append(later, start)
    return combined
