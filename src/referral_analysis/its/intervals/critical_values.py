"""Critical values of the restricted likelihood ratio, by parametric bootstrap.

Location and scale drop out, so they depend on the design, times, contrast and family alone.
"""

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.intervals.correlation import simulated
from referral_analysis.its.intervals.likelihood_ratio import Problem, chunk_of, correlation_matrix
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.one_thread import one_thread

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
    left, across = _compressed(asked.forms)
    lower, chunk = np.tril_indices(asked.complement.shape[1]), chunk_of(asked)
    found = []
    for structure in simulated(asked.family)[only]:
        root = np.linalg.cholesky(correlation_matrix(structure, asked.times))
        inner, pull = asked.complement.T @ root, asked.pull @ root
        ratios = []
        for start in range(0, draws, chunk):
            part = noise[:, start : start + chunk]
            rest = inner @ part
            floor = left @ (across @ (rest[lower[0]] * rest[lower[1]]))
            height = (pull @ part) ** 2
            height *= asked.weight[:, None]
            height += floor
            ratios.append(height.min(axis=0) / floor.min(axis=0))
        power = asked.complement.shape[1] + 1
        found.append(power * np.log(np.quantile(np.concatenate(ratios), LEVELS)))
    return np.array(found)


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


def _compressed(forms: Floats) -> tuple[Floats, Floats]:
    """Factor forms (K, q) as (K, r) @ (r, q) with r small: neighbouring structures are alike."""
    left, sizes, right = np.linalg.svd(forms, full_matrices=False)
    kept = sizes > NEGLIGIBLE * sizes[0]
    return left[:, kept] * sizes[kept], right[kept]
