"""Partial pooling: each segment's effect drawn towards the others', as far as the figures allow.

Estimates are normal around each segment's own effect, those normal around their mean with standard
deviation tau; mean and tau have flat priors and are integrated out, so that the intervals allow for
not knowing tau. Source: Gelman et al. (2013), Bayesian Data Analysis, section 5.4. A shock that all
segments share moves them all: pooling cannot average it away, so its error is taken out before
pooling and put back after.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from referral_analysis import special
from referral_analysis.errors import SpecError
from referral_analysis.its.effects.estimands import Estimand
from referral_analysis.its.kernels.result import Floats

LEAST_SEGMENTS = 4  # with fewer the flat prior of tau decides
NODES = 400
LEAST_OWN = (
    0.25  # of a segment's error at least this part is its own, whatever is said to be shared
)
BISECTIONS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Posterior:
    """At each tau (T,): its weight; the mean (k, T) and sd (k, T) of each segment's effect.

    centre, centre_deviation (1, T): the same of the effects' own mean.
    """

    tau: Floats
    weight: Floats
    mean: Floats
    deviation: Floats
    centre: Floats
    centre_deviation: Floats


def pooled(
    effects: pl.DataFrame, *, estimand: Estimand = "mean_effect", common_error: float = 0.0
) -> pl.DataFrame:
    """Pool one estimand over segments: ratios on the log scale, absolutes where there are none.

    Takes a frame of effects of one interruption; a row a segment in its order. Columns: segment,
    scale, unit, estimate, low, high (as given), pooled_estimate, pooled_low, pooled_high, level,
    own_share (how much of the pooled estimate is the segment's own, 0 to 1), between_sd (median of
    tau, on the log scale for ratios), n_segments; mean_estimate, mean_low, mean_high: the mean that
    all are drawn towards, the same in every row. Standard errors are read from the intervals, so
    what they allow for is kept. common_error: the part of every segment's standard error that comes
    from shocks all share, as of their total's own estimate; on the log scale for ratios. With 0 the
    intervals say how segments differ, and are too narrow for what each did. SpecError for fewer
    than four segments or null intervals.

    >>> found = its.pooled(effects, estimand="level_change")
    >>> found.select("segment", pl.col("estimate", "pooled_estimate").round(3)).row(0)
    ('East', 0.814, 0.811)
    """
    rows = effects.filter(pl.col("estimand") == estimand)
    if (rows["scale"] == "ratio").any():
        rows = rows.filter(pl.col("scale") == "ratio")
    _check(rows, estimand)
    is_ratio = rows["scale"][0] == "ratio"
    ends = rows.select("estimate", "low", "high").to_numpy()
    values = np.log(ends) if is_ratio else ends
    level = float(rows["level"][0])
    error = (values[:, 2] - values[:, 1]) / (2 * special.ndtri((1 + level) / 2))
    error = np.sqrt(np.maximum(error**2 - common_error**2, (LEAST_OWN * error) ** 2))
    posterior = _posterior(values[:, 0], error)
    shared = replace(posterior, deviation=np.hypot(posterior.deviation, common_error))
    low, high = (_quantile(shared, share) for share in ((1 - level) / 2, (1 + level) / 2))
    centred = replace(
        shared, mean=posterior.centre, deviation=np.hypot(posterior.centre_deviation, common_error)
    )
    middle = posterior.mean @ posterior.weight
    back = np.exp if is_ratio else np.asarray
    own = (posterior.tau**2 / (posterior.tau**2 + error[:, None] ** 2)) @ posterior.weight
    between = np.interp(0.5, np.cumsum(posterior.weight), posterior.tau)
    return rows.select("segment", "scale", "unit", "estimate", "low", "high").with_columns(
        pl.Series("pooled_estimate", back(middle)),
        pl.Series("pooled_low", back(low)),
        pl.Series("pooled_high", back(high)),
        pl.lit(level).alias("level"),
        pl.Series("own_share", own),
        pl.lit(float(between)).alias("between_sd"),
        pl.lit(rows.height).alias("n_segments"),
        *(
            pl.lit(float(back(end)[0])).alias(f"mean_{name}")
            for name, end in (
                ("estimate", posterior.centre @ posterior.weight),
                ("low", _quantile(centred, (1 - level) / 2)),
                ("high", _quantile(centred, (1 + level) / 2)),
            )
        ),
    )


def _posterior(estimate: Floats, error: Floats) -> _Posterior:
    """Integrate over tau on nodes that reach from zero far beyond the spread of the estimates."""
    size = float(np.std(estimate) + np.median(error))
    place = (np.arange(NODES) + 0.5) / NODES
    tau = size * place / (1 - place)
    precision = 1 / (tau**2 + error[:, None] ** 2)
    total = precision.sum(axis=0)
    centre = (precision * estimate[:, None]).sum(axis=0) / total
    misfit = (precision * (estimate[:, None] - centre) ** 2).sum(axis=0)
    log_weight = 0.5 * (np.log(precision).sum(axis=0) - np.log(total) - misfit)
    log_weight -= 2 * np.log1p(-place)  # the nodes' spacing in tau
    weight = np.exp(log_weight - log_weight.max())
    own = tau**2 * precision
    mean = own * estimate[:, None] + (1 - own) * centre
    variance = own * error[:, None] ** 2 + (1 - own) ** 2 / total
    return _Posterior(
        tau=tau,
        weight=weight / weight.sum(),
        mean=mean,
        deviation=np.sqrt(variance),
        centre=centre[None],
        centre_deviation=1 / np.sqrt(total)[None],
    )


def _quantile(posterior: _Posterior, share: float) -> Floats:
    """Return the quantile (k,) of each mixture of normals, by bisection."""
    used = posterior.weight > 1e-12
    mean, deviation = posterior.mean[:, used], posterior.deviation[:, used]
    weight = posterior.weight[used]
    low, high = (mean - 12 * deviation).min(axis=1), (mean + 12 * deviation).max(axis=1)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        below = np.asarray(special.ndtr((middle[:, None] - mean) / deviation)) @ weight
        low, high = np.where(below < share, middle, low), np.where(below < share, high, middle)
    return np.asarray((low + high) / 2)


def _check(rows: pl.DataFrame, estimand: str) -> None:
    is_null = rows.select(pl.col("estimate", "low", "high").is_null().any()).row(0)
    if rows.height < LEAST_SEGMENTS or any(is_null):
        raise SpecError(
            "pooling",
            found=f"{rows.height} segments with {estimand}, or an interval without ends",
            needed=f"{LEAST_SEGMENTS} segments or more, with an interval each",
            do="Pool more segments, or report them apart.",
        )
    if rows["segment"].n_unique() != rows.height or rows["level"].n_unique() != 1:
        raise SpecError(
            "pooling",
            found="a segment twice, or intervals of different levels",
            needed="one row a segment from one call of effects",
            do="Filter the frame first.",
        )
