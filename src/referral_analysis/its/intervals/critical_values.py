"""Critical values of the restricted likelihood ratio, by parametric bootstrap.

Location and scale drop out, so they depend on the design, times, contrast, family and walk alone.
Series of one structure are draws of its own. Where a problem has many structures at many walks,
all structures share one pool of draws, weighted (the balance heuristic of Veach & Guibas 1995,
Proceedings of SIGGRAPH, 419-428; Owen & Zhou 2000, JASA 95, 135-143): under structure k a series'
direction has, but for one constant of all k, the density h_k(psi)^(-(m + 1) / 2) at the truth psi.
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.intervals.correlation import simulated
from referral_analysis.its.intervals.likelihood_ratio import (
    Problem,
    chunk_of,
    correlation_matrix,
    covariances,
    forms_of,
)
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.one_thread import one_thread

Factors: TypeAlias = tuple[Floats, Floats]

FIRST, POOLED_DECIMALS = 400, 3  # of each structure in a pool; a thousandth is far below chance
DRAWS = 4000  # the coverage of a 95% interval then has a Monte-Carlo error of 0.34 points
SEED = 20111
LEVELS = np.array(
    [0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.98, 0.99, 0.995, 0.999]
)
# singular values below this share of the largest are rounding error in the quadratic forms
NEGLIGIBLE = 1e-11


@one_thread()
def simulated_values(asked: Problem, *, draws: int = DRAWS, only: slice = slice(None)) -> Floats:
    """Return quantiles (C, len(LEVELS)) of LR at the truth under each simulated structure.

    `only` takes some of the structures. The work grows with the square of the series' length: a
    second or two for 40 to 60 months, ten for 120.
    """
    rows = len(asked.design)
    noise = np.random.default_rng(SEED).standard_normal((rows, draws))
    factors = _compressed(forms_of(asked))
    power = asked.complement.shape[1] + 1
    batches = []
    for structure in simulated(asked.family)[only]:
        root = np.asarray(np.linalg.cholesky(correlation_matrix(structure, asked.times)))
        ratios = [_ratio(*part) for part in _drawn(asked, factors, root, noise)]
        batches.append(power * np.log(np.quantile(np.concatenate(ratios), LEVELS)))
    return np.array(batches)


@one_thread()
def pooled_values(asked: Problem) -> Floats:
    """Return quantiles (K, len(LEVELS)) of LR at the truth, of one pool of draws for all.

    Every structure draws `FIRST` series; those to whom the pool is worth fewer than `DRAWS` of
    their own then draw what they lack. Rounded, so that the same design gives the same table
    wherever it is made. A second a table for 70 months.
    """
    roots = np.asarray(np.linalg.cholesky(covariances(asked.family, asked.times, asked.walk)))
    factors = _compressed(forms_of(asked), dtype=np.float32)
    rng = np.random.default_rng(SEED)
    counts = np.full(len(roots), FIRST)
    ratios, heights = _pool(asked, factors, roots, counts, rng)
    lacking = np.ceil(DRAWS - _worth(_weights(asked, heights, counts))).clip(0).astype(np.int64)
    more = _pool(asked, factors, roots, lacking, rng)
    ratios = np.concatenate([ratios, more[0]])
    heights = np.concatenate([heights, more[1]], axis=1)
    order = np.argsort(ratios, kind="stable")
    power = asked.complement.shape[1] + 1
    values = [
        _weighted_quantiles(ratios[order], weights[order])
        for weights in _weights(asked, heights, counts + lacking)
    ]
    return np.asarray(np.round(power * np.log(values), POOLED_DECIMALS))


def _pool(
    asked: Problem, factors: Factors, roots: Floats, counts: Integers, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw so many series (K,) of each structure: ratios (D,) and log heights (K, D)."""
    ratios, heights = [np.empty(0)], [np.empty((len(roots), 0), dtype=np.float32)]
    for root, count in zip(roots, counts.tolist(), strict=True):
        noise = rng.standard_normal((len(root), count))
        for height, floor in _drawn(asked, factors, root, noise):
            ratios.append(_ratio(height, floor))
            heights.append(np.log(height))
    return np.concatenate(ratios), np.concatenate(heights, axis=1)


def _drawn(
    asked: Problem, factors: Factors, root: Floats, noise: Floats
) -> Iterator[tuple[Floats, Floats]]:
    """Yield h_k at the truth and a_k (K, d) of the series root @ noise (n, D), d at a time."""
    left, across = factors
    lower, chunk = np.tril_indices(asked.complement.shape[1]), chunk_of(asked)
    inner, pull = asked.complement.T @ root, asked.pull @ root
    for start in range(0, noise.shape[1], chunk):
        part = noise[:, start : start + chunk]
        rest = (inner @ part).astype(left.dtype)
        floor = left @ (across @ (rest[lower[0]] * rest[lower[1]]))
        height = ((pull @ part) ** 2 * asked.weight[:, None]).astype(left.dtype)
        height += floor
        yield height, floor


def _ratio(height: Floats, floor: Floats) -> Floats:
    return np.asarray(height.min(axis=0) / floor.min(axis=0), dtype=np.float64)


def _weights(asked: Problem, heights: Floats, counts: Integers) -> Floats:
    """Weight draws (K, D) for each structure, of a pool of which it made `counts` (K,)."""
    density = heights * np.float32(-0.5 * (asked.complement.shape[1] + 1))
    density -= density.max(axis=0)
    np.exp(density, out=density)
    density /= counts.astype(density.dtype) @ density
    return density


def _worth(weights: Floats) -> Floats:
    """Return how many draws of its own the pool is worth to each structure (K,).

    Source: Kong (1992), Technical Report 348, Statistics, University of Chicago.
    """
    return np.asarray(weights.sum(axis=1) ** 2 / (weights**2).sum(axis=1), dtype=np.float64)


def _weighted_quantiles(values: Floats, weights: Floats) -> Floats:
    """Return quantiles at LEVELS of ordered values (D,): each at the middle of its own weight."""
    reached = np.cumsum(weights, dtype=np.float64)
    return np.asarray(np.interp(LEVELS * reached[-1], reached - weights / 2, values))


def critical_at(table: Floats, level: float) -> Floats:
    """Return critical values (K,) of a table (K, len(LEVELS)); interpolated between its levels.

    SpecError for a level outside the table: 4,000 draws cannot tell those.
    """
    if not LEVELS[0] <= level <= LEVELS[-1]:
        raise SpecError(
            "level",
            found=f"{level} for test inversion",
            needed=f"a level from {LEVELS[0]} to {LEVELS[-1]}",
            do="Change the level or the interval.",
        )
    return np.asarray(critical_each(table, np.array([level]))[0])


def critical_each(table: Floats, levels: Floats) -> Floats:
    """Return critical values (S, K) of a table (K, len(LEVELS)) at a level for each series (S,)."""
    place = np.interp(-np.log1p(-levels), -np.log1p(-LEVELS), np.arange(len(LEVELS)))
    below = np.minimum(place.astype(np.intp), len(LEVELS) - 2)
    share = (place - below)[:, None]
    return np.asarray((1 - share) * table.T[below] + share * table.T[below + 1])


def p_values(table: Floats, ratio: Floats, structure: np.typing.NDArray[np.int64]) -> Floats:
    """Return p-values (S,) of LR (S,) under the structures (S,); 0.001 stands for that or less."""
    known = np.concatenate([np.zeros((len(table), 1)), table], axis=1)[structure]
    tails = np.concatenate([[0.0], -np.log1p(-LEVELS)])
    above = (known[:, 1:] < ratio[:, None]).sum(axis=1)
    place = np.minimum(above, len(LEVELS) - 1)
    rows = np.arange(len(ratio))
    low, high = known[rows, place], known[rows, place + 1]
    share = np.clip((ratio - low) / np.where(high > low, high - low, 1.0), 0.0, 1.0)
    return np.asarray(np.exp(-(tails[place] + share * (tails[place + 1] - tails[place]))))


def _compressed(forms: Floats, dtype: type[np.floating] = np.float64) -> Factors:
    """Factor forms (K, q) as (K, r) @ (r, q) with r small: neighbouring structures are alike."""
    left, sizes, right = np.linalg.svd(forms, full_matrices=False)
    kept = sizes > NEGLIGIBLE * sizes[0]
    return (left[:, kept] * sizes[kept]).astype(dtype), right[kept].astype(dtype)
