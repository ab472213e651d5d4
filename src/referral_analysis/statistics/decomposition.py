"""A change as the sum of its parts, exactly, with intervals that know they move together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """K parts of what was counted in S counties, each with its change against what was expected.

    observed (S, K): counts. log_ratio, low, high (S, K): log of observed over expected, with its
    interval. correlation (S, K, K): of the errors of the K log ratios.
    """

    observed: Floats
    log_ratio: Floats
    low: Floats
    high: Floats
    correlation: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChangeOfParts:
    """Observed less expected, with its interval: (S, K) for the parts, (S,) for their sum."""

    estimate: Floats
    low: Floats
    high: Floats


def part_changes(parts: Parts) -> ChangeOfParts:
    """Return the change in each part, in counts: its ratio's interval, mapped."""
    return ChangeOfParts(
        estimate=_change(parts.observed, parts.log_ratio),
        low=_change(parts.observed, parts.low),
        high=_change(parts.observed, parts.high),
    )


def total_change(parts: Parts) -> ChangeOfParts:
    """Return the change in the whole: the sum of the parts' changes, exactly.

    Each end is as far from the sum as the parts' own ends together are from theirs, given how the
    parts' errors are correlated; with one part it is the part's own, and parts that moved as one
    add their reaches. Source: Zou (2007), Psychological Methods 12, 399-413.
    """
    each = part_changes(parts)
    total = each.estimate.sum(axis=1)
    below = _reach(each.estimate - each.low, parts.correlation)
    above = _reach(each.high - each.estimate, parts.correlation)
    return ChangeOfParts(estimate=total, low=total - below, high=total + above)


def error_correlation(residuals: ArrayLike) -> Floats:
    """Return the correlation (S, K, K) of the errors of K series from residuals (S, K, n).

    The series are fitted on one design, so that the errors of their level changes are correlated
    as their months are. A series that is fitted exactly has no errors to be correlated: 0 with the
    others, 1 with itself.
    """
    given = np.asarray(residuals, dtype=np.float64)
    products = given @ np.swapaxes(given, 1, 2)
    size = np.sqrt(np.einsum("skk->sk", products))
    sizes = size[:, :, None] * size[:, None, :]
    exact = np.broadcast_to(np.eye(given.shape[1]), products.shape).copy()
    return np.asarray(np.divide(products, sizes, out=exact, where=sizes > 0))


def _change(observed: Floats, log_ratio: Floats) -> Floats:
    return np.asarray(observed * -np.expm1(-log_ratio))


def _reach(ends: Floats, correlation: Floats) -> Floats:
    square = np.einsum("sk,skl,sl->s", ends, correlation, ends)
    return np.asarray(np.sqrt(np.maximum(square, 0.0)))
