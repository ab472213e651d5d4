"""Series at one lambda: what each value of the contrast has against it, with no month deciding."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from referral_analysis.its.intervals.correlation import searched
from referral_analysis.its.intervals.critical_values import critical_each
from referral_analysis.its.intervals.envelope import accepted_ends
from referral_analysis.its.intervals.likelihood_ratio import (
    FEW,
    Parabolas,
    Problem,
    of_one_problem,
    parabolas,
    some_of,
    stacked,
    whitened,
)
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.tolerance.ladder import Ladder, critical_at, problem_at

OUTLYING = 3.5
"""The deletion residual beyond which a period is left out as well, and the wider ends taken."""
MOST_KEPT = 96
"""Rungs of few series in this process, as a Board report has: 5 kB a series, and each may keep a
problem of 2 MB."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Likeliest:
    """The structure of the least a_k of S series, and what it says, (S,) each.

    estimate: generalised least squares; error: the standard deviation of a period's error.
    """

    structure: Integers
    estimate: Floats
    error: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rung:
    """S series at one lambda.

    critical (K, levels): of the whole design, for the parabolas with and without a period. row,
    residual (S,): the period of the largest deletion residual, and that, under the likeliest
    structure whose spread does not grow. others: without the outlying period, of some series each.
    """

    curves: Parabolas
    critical: Floats
    best: Likeliest
    row: Integers
    residual: Floats
    others: tuple[tuple[Integers, Parabolas], ...]


def rung(ladder: Ladder, series: Floats, node: int, *, is_guarded: bool) -> Rung:
    """Return series (S, n) at LAMBDAS[node]; guarded: against one outlying period.

    Critical values are simulated where they are neither kept nor shipped: about a second.
    """
    asked = problem_at(ladder, node)
    if len(series) <= FEW:
        bare = _kept(asked, np.asarray(series, dtype=np.float64).tobytes(), is_guarded=is_guarded)
    else:
        bare = _bare(asked, series, is_guarded=is_guarded)
    return replace(bare, critical=critical_at(ladder, node))


@lru_cache(maxsize=MOST_KEPT)
def _kept(asked: Problem, series: bytes, *, is_guarded: bool) -> Rung:
    """Return `_bare` of series given by their bytes: one report asks of them at several levels."""
    values = np.frombuffer(series).reshape(-1, len(asked.design))
    return _bare(asked, values, is_guarded=is_guarded)


def _bare(asked: Problem, series: Floats, *, is_guarded: bool) -> Rung:
    """Return a rung without critical values."""
    curves = parabolas(asked, series)
    best = likeliest_of(asked, curves)
    each = np.arange(len(series))
    residuals = deletion_residuals(asked, series, _likeliest_steady(asked, curves))
    row = np.abs(residuals).argmax(axis=1)
    is_out = np.abs(residuals[each, row]) > OUTLYING if is_guarded else np.zeros(len(each), bool)
    return Rung(
        curves=curves,
        critical=np.empty((len(asked.unit), 0)),
        best=best,
        row=row,
        residual=residuals[each, row],
        others=_left_out(asked, curves, series, np.where(is_out, row, -1)),
    )


def likeliest_of(asked: Problem, curves: Parabolas) -> Likeliest:
    """Return what is likeliest of the series that these are the parabolas of."""
    structure, each = curves.floor.argmin(axis=1), np.arange(len(curves.floor))
    free = len(asked.design) - asked.design.shape[1]
    return Likeliest(
        structure=structure,
        estimate=curves.middle[each, structure],
        error=np.sqrt(curves.floor[each, structure] / asked.unit[structure] / free),
    )


def _likeliest_steady(asked: Problem, curves: Parabolas) -> Integers:
    """Return the likeliest (S,) of the structures whose spread does not grow.

    One late period far from all others looks like a spread that grew, and would hide behind it.
    """
    is_growing = [structure.growth > 1 for structure in searched(asked.family)]
    return np.asarray(np.where(is_growing, np.inf, curves.floor).argmin(axis=1))


def ends(rungs: Sequence[Rung], levels: Floats) -> tuple[Floats, Floats]:
    """Return the outermost accepted values (R, S) on R rungs, at a level for each series (S,).

    The rungs are walked together: of few series, calls cost more than numbers.
    """
    every = np.arange(len(levels))
    parts = [
        (at, rows, curves)
        for at, one in enumerate(rungs)
        for rows, curves in ((every, one.curves), *one.others)
    ]
    limits = [critical_each(one.critical, levels) for one in rungs]
    lowest, highest = accepted_ends(
        stacked([curves for _, _, curves in parts]),
        np.concatenate([limits[at][rows] for at, rows, _ in parts]),
    )
    estimates = np.array([one.best.estimate for one in rungs])
    low, high = estimates.copy(), estimates.copy()
    start = 0
    for at, rows, _ in parts:
        part = slice(start, start := start + len(rows))
        low[at, rows] = np.minimum(low[at, rows], lowest[part])
        high[at, rows] = np.maximum(high[at, rows], highest[part])
    return low, high


def deletion_residuals(asked: Problem, series: Floats, structures: Integers) -> Floats:
    """Return each period's residual (S, n) from the fit without it, in its standard deviations.

    Under each series' structure (S,), by generalised least squares; t with n - p - 1 degrees of
    freedom where that structure is right. NaN where the fit is exact.
    Source: Haslett & Hayes (1998), JRSS B 60, 201-215.
    """
    free = asked.complement.shape[1] - 1
    residuals = np.empty_like(series)
    for structure in np.unique(structures):
        rows = np.flatnonzero(structures == structure)
        precision = precision_of(asked, structure)
        turned = series[rows] @ precision
        part = turned / np.sqrt(np.diag(precision))
        squares = (turned * series[rows]).sum(axis=1, keepdims=True)
        rest = np.maximum(squares - part**2, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            residuals[rows] = part / np.sqrt(rest / free)
    return residuals


def precision_of(asked: Problem, structure: int) -> Floats:
    """Return Q (Q'R_k Q)^-1 Q' (n, n) of a problem under one of its structures."""
    size = asked.complement.shape[1]
    root = np.zeros((size, size))
    root[np.tril_indices(size)] = asked.roots[:, structure]
    half = np.linalg.solve(root, asked.complement.T)
    return np.asarray(half.T @ half)


def without_row(asked: Problem, curves: Parabolas, series: Floats, row: int) -> Parabolas:
    """Return the parabolas of series (S, n) without one period, as a dummy of its own would.

    Under each structure the dummy takes up e_i / P_ii, P = Q (Q'RQ)^-1 Q', e = P y; so RSS falls by
    e_i^2 / P_ii, b moves by -pull_i e_i / P_ii, v grows by pull_i^2 / P_ii, |Q'RQ| by P_ii.
    Source: Cook & Weisberg (1982), Residuals and Influence in Regression, section 2.2.
    """
    left = asked.complement.shape[1]
    white = whitened(asked, np.concatenate([np.eye(1, series.shape[1], row), series]))
    own, rest = white[:, 0], white[:, 1:]
    precision = (own**2).sum(axis=0)
    taken = (own[:, None] * rest).sum(axis=0) / precision
    spread = asked.unit / asked.weight
    squares = curves.floor / asked.unit - taken**2 * precision
    wider = spread + asked.pull[:, row] ** 2 / precision
    size = (left + 1) * np.log(asked.unit) - np.log(spread)
    unit = np.exp((size + np.log(precision) + np.log(wider)) / left)
    return of_one_problem(
        unit * np.maximum(squares, 0.0),
        curves.middle - asked.pull[:, row] * taken,
        weight=unit / wider,
        power=left,
    )


def _left_out(
    asked: Problem, curves: Parabolas, series: Floats, outlying: Integers
) -> tuple[tuple[Integers, Parabolas], ...]:
    """Return parabolas of the series without their outlying period (S,); -1 is none."""
    rungs = []
    for row in np.unique(outlying[outlying >= 0]).tolist():
        rows = np.flatnonzero(outlying == row)
        rungs.append((rows, without_row(asked, some_of(curves, rows), series[rows], row)))
    return tuple(rungs)
