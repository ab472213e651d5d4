"""Which shares lie further from the county's than chance allows? Limits of a funnel plot.

Two kinds: what chance alone would do (exact binomial limits), and what chance and the ordinary
differences between segments would do (limits widened for over-dispersion). Source: Spiegelhalter
(2005), Statistics in Medicine 24, 1185-1202, and Quality and Safety in Health Care 14, 347-351.
"""

import numpy as np
import polars as pl

from referral_analysis import special
from referral_analysis.arrays import Floats

WINSORISED = 0.1
"""The share of z-scores on each side that is pulled in before over-dispersion is estimated."""
LEVELS = {"95": 0.95, "998": 0.998}


def funnel(counts: pl.DataFrame, target: float | None = None) -> pl.DataFrame:
    """Add limits to segments' counts: part, whole (Int64); segments without a whole are dropped.

    target: the share of all, where some segments' counts are not known; of these segments else. A
    segment whose part is null has limits, and neither share nor verdict.

    Columns added: share, target (the share of all), low_95, high_95, low_998, high_998 (chance
    alone, exact), wide_low, wide_high (99.8%, with the ordinary differences between segments),
    between_sd (how much segments differ, in points of share, once chance is taken out), verdict:
    "as others", "beyond chance" (outside the exact 99.8% limits) or "stands out" (outside the wide
    ones too).
    """
    rows = counts.filter(pl.col("whole") > 0)
    part, whole = (
        rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("part", "whole")
    )
    target = part.sum() / whole.sum() if target is None else target
    share = part / whole
    known = ~np.isnan(share)
    between = between_sd(share[known], whole[known], target)
    reach = special.ndtri((1 + LEVELS["998"]) / 2) * np.hypot(
        np.sqrt(target * (1 - target) / whole), between
    )
    limits = rows.with_columns(
        pl.Series("share", share).fill_nan(None),
        pl.lit(target).alias("target"),
        pl.lit(between).alias("between_sd"),
        pl.Series("wide_low", np.maximum(target - reach, 0.0)),
        pl.Series("wide_high", np.minimum(target + reach, 1.0)),
        *(
            pl.Series(f"{end}_{name}", binomial_limit(whole, target, chance))
            for name, level in LEVELS.items()
            for end, chance in (("low", (1 - level) / 2), ("high", (1 + level) / 2))
        ),
    )
    return limits.with_columns(verdict())


def binomial_limit(whole: Floats, target: float, chance: float) -> Floats:
    """Return the share below which a binomial of mean target falls with this chance (k,).

    Interpolated between whole counts, as Spiegelhalter (2005, appendix A.1.1) does; from 0 to 1.
    """
    if not 0 < target < 1:
        return np.full(len(whole), target)
    trials = whole.astype(np.int64)
    count = np.clip(np.ceil(special.bdtrik(chance, whole, target)), 0, whole)
    at = special.bdtr(count, trials, target)
    below = np.where(count > 0, special.bdtr(np.maximum(count - 1, 0), trials, target), 0.0)
    return np.asarray(np.clip((count - (at - chance) / (at - below)) / whole, 0.0, 1.0))


def between_sd(share: Floats, whole: Floats, target: float) -> float:
    """Return the standard deviation of the segments' true shares, by the method of moments.

    z-scores are winsorised first, so that those which stand out do not hide themselves.
    """
    variance = target * (1 - target) / whole
    if len(share) < 2 or not variance.all():
        return 0.0
    z = (share - target) / np.sqrt(variance)
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    weight = 1 / variance
    excess = float((z**2).sum()) - (len(z) - 1)
    return float(np.sqrt(max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))))


def verdict() -> pl.Expr:
    """Say where a share lies by the limits beside it: see `funnel`."""
    share = pl.col("share")
    return (
        pl.when(share.is_null())
        .then(None)
        .when(share.is_between("low_998", "high_998"))
        .then(pl.lit("as others"))
        .when(share.is_between("wide_low", "wide_high"))
        .then(pl.lit("beyond chance"))
        .otherwise(pl.lit("stands out"))
        .alias("verdict")
    )
