"""Changes in what is counted: averted in all, and a period, with intervals.

Where one coefficient makes the effect, the interval is the coefficient's, mapped: the two can never
contradict. Where several do (a level with a slope), it is of draws from their joint t. Of few
events what was expected is the model's own sum, not what was observed over the ratio: that is next
to nothing where nearly all were averted.
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis import special
from referral_analysis.its.intervals.inference import Inference
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.models import rule_of
from referral_analysis.its.model.outcome import Seen, without_effect
from referral_analysis.its.model.spec import ItsSpec, Scale

DRAWS = 4000
SEED = 2011  # fixed, so that the same fit gives the same interval on every run
CHUNK = 32  # series at a time: their draws of every period fit in a few megabytes
DRAWN = "4,000 draws"
OWN_SUM = "expected as the model's own sum, 4,000 draws"
# events a period: below, the mean of their logarithms is some 1 / (2 * 20) or more off its mark
FEW = 20.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AvertedRange:
    """An estimate with its interval, (S,) each."""

    estimate: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chance:
    """What draws follow: df (S,) of the coefficients' t, observed (S,) see `chance_of`, level."""

    df: Floats
    observed: Floats
    level: float


def expected_total(given: Seen, effect: Floats) -> Floats:
    """Return the sum over periods (S,) of what would have been observed without (S, k) effect."""
    return np.asarray(without_effect(given, effect).sum(axis=-1))


def mapped(given: Seen, shape: Floats, inference: Inference, column: int) -> AvertedRange:
    """Return observed in all less expected in all, for an effect of coefficient times shape (k,).

    A rising coefficient raises it where no shape is negative, so ends map to ends.
    """
    total = given.observed.sum(axis=1)
    ends = [
        total - expected_total(given, coefficient[:, column, None] * shape)
        for coefficient in (inference.estimate, inference.low, inference.high)
    ]
    return AvertedRange(estimate=ends[0], low=ends[1], high=ends[2])


def is_few(batch: Batch, given: Seen) -> Flags:
    """Claim of each segment (S,) that few events a period were counted in the periods given.

    Of a share, few events or few that were none.
    """
    can = given.scale != "identity" and given.is_count and batch.estimates is batch.kernel
    counted = given.observed.mean(axis=1)
    if given.scale == "logit":
        counted = np.minimum(counted, (given.exposure - given.observed).mean(axis=1))
    return np.asarray((counted < FEW) & can)


def by_model(batch: Batch, given: Seen, without: Floats, chance: Chance) -> AvertedRange:
    """Return observed in all less the model's own sum for rows (k, p) without the effect.

    Draws are of the coefficients' t, and of chance in what was observed (see `chance_of`): the
    truth is a mean. NaN where a fit to counts did not converge.
    """
    is_sound = batch.response.is_converged
    middle = batch.kernel.coefficients
    used = np.where(is_sound[:, None, None], batch.kernel.covariance, np.eye(middle.shape[1]))
    rng = np.random.default_rng(SEED)
    normal, uniform = rng.standard_normal((DRAWS, len(without) + 1)), rng.uniform(size=DRAWS)
    # of the k predictors, which may be fewer than the coefficients: a root by eigenvalues
    sizes, vectors = np.linalg.eigh(without @ used @ without.T)
    root = vectors * np.sqrt(np.maximum(sizes, 0.0))[:, None, :]
    total, path = given.observed.sum(axis=1), middle @ without.T
    ends = np.empty((2, len(middle)))
    for row in range(len(middle)):
        noise = (normal[:, 1:] @ root[row].T) * _stretch(chance.df[row : row + 1], uniform)[:, 0]
        expected = (_rate(path[row] + noise, given.scale) * given.exposure[row]).sum(axis=1)
        change = total[row] + chance.observed[row] * normal[:, 0] - expected
        ends[:, row] = np.quantile(change, [(1 - chance.level) / 2, (1 + chance.level) / 2])
    ends[:, ~is_sound] = np.nan
    estimate = total - (_rate(path, given.scale) * given.exposure).sum(axis=1)
    return AvertedRange(estimate=estimate, low=ends[0], high=ends[1])


def _rate(predictor: Floats, scale: Scale) -> Floats:
    """Return what is expected of each unit of exposure: a rate, or a share on the logit scale."""
    if scale == "logit":
        return np.asarray(special.expit(predictor))
    with np.errstate(over="ignore"):  # an end beyond 1e308 is as good as infinite
        return np.asarray(np.exp(predictor))


def chance_of(batch: Batch, spec: ItsSpec, periods: Flags) -> Floats:
    """Return the standard deviation (S,) of the events counted in some periods (N,), all kept."""
    rows = periods[batch.design.is_kept]
    exposure = 1.0 if batch.exposure is None else batch.exposure[:, periods]
    rate = _rate(batch.kernel.fitted[:, rows], spec.scale)
    # by how much the mean moves with the predictor: all of it, of a share what is not yet counted
    slope = rate * exposure * (1 - rate if spec.scale == "logit" else 1.0)
    if rule_of(spec.model).kind != "linear":
        return np.asarray(np.sqrt((batch.kernel.scale[:, None] * slope).sum(axis=1)))
    weights = batch.response.weights
    variance = batch.kernel.scale[:, None] / (1.0 if weights is None else weights[:, rows])
    return np.asarray(np.sqrt((slope**2 * variance).sum(axis=1)))


def chosen(marked: Flags, one: AvertedRange, other: AvertedRange) -> AvertedRange:
    """Return one's values for the segments marked (S,), the other's for the rest."""
    return AvertedRange(
        estimate=np.where(marked, one.estimate, other.estimate),
        low=np.where(marked, one.low, other.low),
        high=np.where(marked, one.high, other.high),
    )


def agreeing(change: AvertedRange, linear: AvertedRange, exact: AvertedRange) -> AvertedRange:
    """Move ends of a change so that it excludes none just where the linear interval does.

    exact: the change as the linear interval's ends map to it.
    """
    low, high = change.low.copy(), change.high.copy()
    has_fallen, has_risen = linear.high < 0, linear.low > 0
    high = np.where(has_fallen & (high >= 0), exact.high, high)
    low = np.where(has_risen & (low <= 0), exact.low, low)
    is_open = ~has_fallen & ~has_risen & np.isfinite(linear.low)
    return AvertedRange(
        estimate=change.estimate,
        low=np.where(is_open, np.minimum(low, 0.0), low),
        high=np.where(is_open, np.maximum(high, 0.0), high),
    )


def drawn(batch: Batch, given: Seen, rows: Floats, df: Floats, level: float) -> AvertedRange:
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
    return AvertedRange(estimate=estimate, low=ends[0], high=ends[1])


def _stretch(df: Floats, chance: Floats) -> Floats:
    """Return sqrt(df / chi-square(df)) draws (D, S, 1); 1 for df of infinity."""
    finite = np.where(np.isfinite(df), df, 1.0)
    square = 2 * special.gammaincinv(finite / 2, chance[:, None])
    return np.where(np.isfinite(df), np.sqrt(finite / square), 1.0)[:, :, None]
