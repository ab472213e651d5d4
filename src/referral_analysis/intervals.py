"""Interval formulas on arrays."""

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis import special
from referral_analysis.arrays import Floats
from referral_analysis.errors import ParametersError


def t_interval(
    estimate: ArrayLike, standard_error: ArrayLike, df: ArrayLike, level: float
) -> tuple[Floats, Floats]:
    """Return the ends of estimate -/+ t(df) * standard_error; df of infinity is the normal's."""
    middle, spread = np.asarray(estimate, dtype=np.float64), np.asarray(standard_error)
    reach = t_quantile(df, (1 + checked_level(level)) / 2) * spread
    return middle - reach, middle + reach


def t_p_value(estimate: ArrayLike, standard_error: ArrayLike, df: ArrayLike) -> Floats:
    """Return the two-sided p-value of estimate = 0; null (NaN) where the standard error is 0."""
    middle, spread = np.asarray(estimate, dtype=np.float64), np.asarray(standard_error)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.abs(middle / spread)
    freedom = np.broadcast_to(np.asarray(df, dtype=np.float64), size.shape)
    finite = np.where(np.isfinite(freedom), freedom, 1.0)
    tail = np.where(np.isfinite(freedom), special.stdtr(finite, -size), special.ndtr(-size))
    return np.asarray(2 * tail)


def t_quantile(df: ArrayLike, probability: float) -> Floats:
    """Return the quantile of Student's t; df of infinity is the normal's."""
    freedom = np.asarray(df, dtype=np.float64)
    finite = np.where(np.isfinite(freedom), freedom, 1.0)
    normal = special.ndtri(probability)
    return np.asarray(np.where(np.isfinite(freedom), special.stdtrit(finite, probability), normal))


def checked_level(level: float) -> float:
    """Return a confidence level; ParametersError unless it is between 0 and 1."""
    if not 0 < level < 1:
        raise ParametersError(
            "level",
            found=f"{level}",
            needed="a confidence level between 0 and 1, such as 0.95",
            do="Correct it.",
        )
    return level


def wilson_interval(
    share: ArrayLike, cases: ArrayLike, level: float, df: ArrayLike = np.inf
) -> tuple[Floats, Floats]:
    """Return Wilson's interval of a share seen in so many cases; NaN where there are none.

    cases may be an effective number; df is of the variance behind it, infinity where it is known.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; for surveys Dean and Pagano (2015),
    J. Surv. Stat. Methodol. 3, 484-503.
    """
    p, n = np.asarray(share, dtype=np.float64), np.asarray(cases, dtype=np.float64)
    z2 = t_quantile(df, (1 + checked_level(level)) / 2) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    # at 0 and 1 the ends are exact: rounding must not leave them out
    low = np.where(p == 0, 0.0, np.maximum(middle - reach, 0))
    high = np.where(p == 1, 1.0, np.minimum(middle + reach, 1))
    return low, high


def jeffreys_interval(
    share: ArrayLike, cases: ArrayLike, level: float, df: ArrayLike = np.inf
) -> tuple[Floats, Floats]:
    """Return Jeffreys' interval of a share seen in so many cases; NaN where there are none.

    cases may be an effective number; df is of the variance behind it, infinity where it is known.
    At 0 and 1 the end on that side is exact. Infinitely many cases leave no width. Sources: Brown,
    Cai and DasGupta (2001), Stat. Sci. 16, 101-133; for surveys Franco, Little, Louis and Slud
    (2019), J. Surv. Stat. Methodol. 7, 334-364.
    """
    p, given = np.asarray(share, dtype=np.float64), np.asarray(cases, dtype=np.float64)
    n = np.where(np.isfinite(given) & (given > 0), cases_known(given, level, df), np.nan)
    tail = (1 - checked_level(level)) / 2
    hits, misses = p * n + 0.5, n - p * n + 0.5
    low = np.where(p == 0, 0.0, special.betaincinv(hits, misses, tail))
    high = np.where(p == 1, 1.0, special.betaincinv(hits, misses, 1 - tail))
    has_none, is_whole = ~(given > 0), np.isposinf(given)
    low, high = (np.where(has_none, np.nan, np.where(is_whole, p, end)) for end in (low, high))
    return low, high


def cases_known(effective: ArrayLike, level: float, df: ArrayLike) -> Floats:
    """Return how many cases of known variance say as much as these, whose variance has df.

    Source: Korn and Graubard (1998), Survey Methodology 24, 193-201.
    """
    normal = special.ndtri((1 + checked_level(level)) / 2)
    reach = t_quantile(df, (1 + level) / 2)
    return np.asarray(np.asarray(effective, dtype=np.float64) * (normal / reach) ** 2)
