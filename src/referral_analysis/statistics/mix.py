"""A change in a share, told apart: other segments referred, or the same ones otherwise.

A share of all referrals is the mean of the segments' own shares, weighted by how many each sent. By
Kitagawa's decomposition its change is, exactly, the change in the mix (the weights, at the mean of
the segments' shares before and after) plus the change within (the shares, at the mean of the
weights). Source: Kitagawa (1955), J. Am. Statist. Assoc. 50, 1168-1194.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from referral_analysis.arrays import Floats
from referral_analysis.errors import SeriesInvalidError
from referral_analysis.intervals import t_quantile

COMPONENTS = ("change", "mix", "within")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentCounts:
    """What K segments sent in a period, in S counties: all (S, K), and of these some (S, K)."""

    of: Floats
    some: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mix:
    """A change in the share (S,), which is mix plus within, each with its standard error (S,).

    Errors are those of chance alone, as in a multinomial: see `strayed`.

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strayed:
    """How the parts stray where nothing happened: variances (S,) in those of chance alone."""

    change: Floats
    mix: Floats
    within: Floats
    freedom: float


def kitagawa(before: SegmentCounts, after: SegmentCounts) -> Mix:
    """Decompose the change in the share from before to after.

    Errors are by the delta method. A segment that sent nothing in one of the periods has its share
    of the other. SeriesInvalidError where nothing at all was sent in a period.
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
    mix, within = by_mix.sum(axis=1), by_within.sum(axis=1)
    return Mix(
        change=mix + within,
        mix=mix,
        within=within,
        change_error=errors[0],
        mix_error=errors[1],
        within_error=errors[2],
        by_mix=by_mix,
        by_within=by_within,
    )


def part_of(
    of_before: int, some_before: int, of_after: int, some_after: int, *, county: Sequence[int]
) -> tuple[float, float]:
    """Return one segment's part by mix and its part within, as `kitagawa` has them.

    county: the same four counts, in this order, of all segments together; none of it is zero, nor
    of what the segment sent.
    """
    weights = of_before / county[0], of_after / county[2]
    shares = some_before / of_before, some_after / of_after
    mean = (county[1] / county[0] + county[3] / county[2]) / 2
    by_mix = (weights[1] - weights[0]) * (sum(shares) / 2 - mean)
    return by_mix, sum(weights) / 2 * (shares[1] - shares[0])


def strayed(quiet: Sequence[Mix], *, months: int) -> Strayed:
    """Learn from changes between years in which nothing happened how far the parts stray.

    quiet: the same decomposition of each window of `months` months against the one a year before
    it, the windows a month apart and overlapping. Variances of overlapping windows have some 1.5
    times the degrees of freedom of those that do not overlap: Howe, Allan and Barnes (1981),
    Proc. 35th Frequency Control Symposium, 669-716; one at the least. SeriesInvalidError where
    there is no such window. A part that cannot move, as the mix of one segment, does not stray: 1.
    """
    if not quiet:
        raise SeriesInvalidError(
            "the mix of segments",
            found=f"fewer than {12 + months} months before the launch",
            needed="the months after it twice over, a year apart, before it",
            do="Extend the series backwards, or end the analysis earlier.",
        )
    squares = {
        name: np.mean(
            [_in_errors(getattr(q, name), getattr(q, f"{name}_error")) ** 2 for q in quiet], axis=0
        )
        for name in COMPONENTS
    }
    return Strayed(**squares, freedom=max(1.0, 1.5 * len(quiet) / months))


def _in_errors(moved: Floats, error: Floats) -> Floats:
    """Return a move (S,) in its standard errors; 1 where it has none, and so cannot have moved."""
    return np.asarray(np.divide(moved, error, out=np.ones_like(moved), where=error > 0))


def intervals(parts: Mix, by: Strayed, *, level: float) -> dict[str, tuple[Floats, Floats]]:
    """Return the ends (S,) of each component's t interval, its errors widened as it strays."""
    reach = t_quantile(by.freedom, (1 + level) / 2)
    ends = {}
    for name in COMPONENTS:
        estimate, error = getattr(parts, name), getattr(parts, f"{name}_error")
        wide = reach * error * np.sqrt(getattr(by, name))
        ends[name] = (estimate - wide, estimate + wide)
    return ends


def _shares(before: SegmentCounts, after: SegmentCounts) -> list[Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        own = [one.some / one.of for one in (before, after)]
    filled = [np.where(np.isnan(a), b, a) for a, b in (own, own[::-1])]
    return [np.nan_to_num(one) for one in filled]


def _errors(
    periods: tuple[SegmentCounts, SegmentCounts],
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
    errors = []
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
        errors.append(np.sqrt(variance))
    return errors
