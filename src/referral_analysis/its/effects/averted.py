"""Changes in what is counted: averted in all, and a period, with intervals.

Where one coefficient makes the effect, the interval is the coefficient's, mapped: the two can never
contradict. Where several do (a level with a slope), it is of draws from their joint t.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from referral_analysis.its.intervals.inference import Inference
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.outcome import Seen, without_effect

DRAWS = 4000
SEED = 2011  # fixed, so that the same fit gives the same interval on every run
CHUNK = 32  # series at a time: their draws of every period fit in a few megabytes
DRAWN = "4,000 draws"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Range:
    """An estimate with its interval, (S,) each."""

    estimate: Floats
    low: Floats
    high: Floats


def expected_total(given: Seen, effect: Floats) -> Floats:
    """Return the sum over periods (S,) of what would have been observed without (S, k) effect."""
    return np.asarray(without_effect(given, effect).sum(axis=-1))


def mapped(given: Seen, shape: Floats, found: Inference, column: int) -> Range:
    """Return observed in all less expected in all, for an effect of coefficient times shape (k,).

    A rising coefficient raises it where no shape is negative, so ends map to ends.
    """
    total = given.observed.sum(axis=1)
    ends = [
        total - expected_total(given, coefficient[:, column, None] * shape)
        for coefficient in (found.estimate, found.low, found.high)
    ]
    return Range(estimate=ends[0], low=ends[1], high=ends[2])


def drawn(batch: Batch, given: Seen, rows: Floats, df: Floats, level: float) -> Range:
    """Return observed in all less expected in all for effects rows (k, p) @ coefficients.

    Draws are of the coefficients' t with df (S,) degrees of freedom; NaN where a fit to counts did
    not converge.
    """
    is_sound = batch.response.is_converged
    used = np.flatnonzero(rows.any(axis=0))
    shape = rows[:, used]
    middle = batch.kernel.coefficients[:, used]
    covariance = batch.kernel.covariance[:, used[:, None], used]
    covariance = np.where(is_sound[:, None, None], covariance, np.eye(len(used)))
    rng = np.random.default_rng(SEED)
    normal = rng.standard_normal((DRAWS, len(used)))
    chance = rng.uniform(size=DRAWS)
    total = given.observed.sum(axis=1)
    ends = np.empty((2, len(middle)))
    for start in range(0, len(middle), CHUNK):
        part = slice(start, start + CHUNK)
        factor = np.linalg.cholesky(covariance[part])
        noise = np.einsum("sij,dj->dsi", factor, normal) * _stretch(df[part], chance)
        effect = (middle[part] + noise) @ shape.T
        some = Seen(
            observed=given.observed[part],
            exposure=given.exposure[part],
            scale=given.scale,
            is_count=given.is_count,
        )
        change = total[part] - expected_total(some, effect)
        ends[:, part] = np.quantile(change, [(1 - level) / 2, (1 + level) / 2], axis=0)
    estimate = total - expected_total(given, middle @ shape.T)
    ends[:, ~is_sound] = np.nan
    return Range(estimate=estimate, low=ends[0], high=ends[1])


def _stretch(df: Floats, chance: Floats) -> Floats:
    """Return sqrt(df / chi-square(df)) draws (D, S, 1); 1 for df of infinity."""
    finite = np.where(np.isfinite(df), df, 1.0)
    square = 2 * special.gammaincinv(finite / 2, chance[:, None])
    return np.where(np.isfinite(df), np.sqrt(finite / square), 1.0)[:, :, None]
