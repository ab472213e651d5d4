"""A change in a share, told apart: other segments referred, or the same ones otherwise.

A share of all referrals is the mean of the segments' own shares, weighted by how many each sent. By
Kitagawa's decomposition its change is, exactly, the change in the mix (the weights, at the mean of
the segments' shares before and after) plus the change within (the shares, at the mean of the
weights). Source: Kitagawa (1955), J. Am. Statist. Assoc. 50, 1168-1194.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.errors import SeriesInvalidError
from referral_analysis.intervals import Floats, t_quantile


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """What K segments sent in a period, in S counties: all (S, K), and of these some (S, K)."""

    of: Floats
    some: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mix:
    """A change in the share (S,), which is mix plus within, each with its standard error (S,).

    by_mix, by_within (S, K): each segment's part of the two. A segment adds to the mix where it
    grew and its share is above the mean, or shrank and is below it.
    """

    change: Floats
    mix: Floats
    within: Floats
    change_error: Floats
    mix_error: Floats
    within_error: Floats
    by_mix: Floats
    by_within: Floats


def kitagawa(before: Counted, after: Counted, *, dispersion: ArrayLike = 1.0) -> Mix:
    """Decompose the change in the share from before to after.

    Errors are those of counts that vary `dispersion` (S,) times as much as a multinomial would, by
    the delta method: what month-to-month chance does to the parts, not what else may have changed.
    A segment that sent nothing in one of the periods has its share of the other. SeriesInvalidError
    where nothing at all was sent in a period.
    """
    if (before.of.sum(axis=1) == 0).any() or (after.of.sum(axis=1) == 0).any():
        raise SeriesInvalidError(
            "the mix of segments",
            found="a period in which nothing was sent",
            needed="referrals before and after",
            do="Widen the periods that are compared.",
        )
    weights = [one.of / one.of.sum(axis=1, keepdims=True) for one in (before, after)]
    shares = _shares(before, after)
    weight, share = (weights[0] + weights[1]) / 2, (shares[0] + shares[1]) / 2
    grew, moved = weights[1] - weights[0], shares[1] - shares[0]
    middle = sum((w * s).sum(axis=1, keepdims=True) for w, s in zip(weights, shares, strict=True))
    by_mix, by_within = grew * (share - middle / 2), weight * moved
    errors = _errors((before, after), weights, shares, mean=(weight, share), moved=(grew, moved))
    scale = np.sqrt(np.asarray(dispersion, dtype=np.float64))
    mix, within = by_mix.sum(axis=1), by_within.sum(axis=1)
    return Mix(
        change=mix + within,
        mix=mix,
        within=within,
        change_error=errors[0] * scale,
        mix_error=errors[1] * scale,
        within_error=errors[2] * scale,
        by_mix=by_mix,
        by_within=by_within,
    )


def interval(estimate: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the ends of a normal interval."""
    reach = t_quantile(np.inf, (1 + level) / 2) * error
    return estimate - reach, estimate + reach


def dispersion(cells: ArrayLike) -> float:
    """Return how many times as much as a multinomial the months of a period vary, 1 at the least.

    cells (M, C): counts of month and cell, a cell being a segment and whether a referral is counted
    in the share; Pearson's statistic of the months against the period's own mean, over its degrees
    of freedom. What the seasons do to the mix counts as chance, so errors are never too small for
    it.
    """
    counts = np.asarray(cells, dtype=np.float64)
    counts = counts[:, counts.sum(axis=0) > 0]
    counts = counts[counts.sum(axis=1) > 0]
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    if freedom <= 0:
        return 1.0
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    return max(1.0, float(((counts - expected) ** 2 / expected).sum() / freedom))


def _shares(before: Counted, after: Counted) -> list[Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        own = [one.some / one.of for one in (before, after)]
    filled = [np.where(np.isnan(a), b, a) for a, b in (own, own[::-1])]
    return [np.nan_to_num(one) for one in filled]


def _errors(
    periods: tuple[Counted, Counted],
    weights: list[Floats],
    shares: list[Floats],
    *,
    mean: tuple[Floats, Floats],
    moved: tuple[Floats, Floats],
) -> list[Floats]:
    """Return the standard errors (S,) of change, mix and within, by the delta method.

    A period's weights are a multinomial's, its shares binomials' given the weights; mix and within
    are differentiated by each.
    """
    weight, share = mean
    grew, moved_within = moved
    found = []
    for by_mix, by_within in ((1, 1), (1, 0), (0, 1)):
        variance = np.zeros(len(weight))
        for turn, period, w, p in zip((-1, 1), periods, weights, shares, strict=True):
            of_weight = by_mix * turn * share + by_within * moved_within / 2
            of_share = by_mix * grew / 2 + by_within * turn * weight
            total = period.of.sum(axis=1)
            spread = (w * of_weight**2).sum(axis=1) - (w * of_weight).sum(axis=1) ** 2
            variance += spread / total
            binomial = p * (1 - p) / np.maximum(period.of, 1)
            variance += (of_share**2 * binomial).sum(axis=1)
        found.append(np.sqrt(variance))
    return found
