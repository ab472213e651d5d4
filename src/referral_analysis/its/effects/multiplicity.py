"""Many p-values at once: Holm's against any error, Benjamini and Hochberg's for a share of them."""

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from referral_analysis.errors import ParametersError
from referral_analysis.its.kernels.result import Floats

Correction = Literal["holm", "benjamini_hochberg"]


def adjusted(effects: pl.DataFrame, *, correction: Correction = "holm") -> pl.DataFrame:
    """Add `p_adjusted` to a frame of effects: over the segments of each estimand, scale and period.

    Null p-values stay null and are not counted.

    >>> found = its.adjusted(its.level_ratios(effects))
    >>> bool((found["p_adjusted"] >= found["p_value"]).all())
    True
    """
    if correction not in {"holm", "benjamini_hochberg"}:
        raise ParametersError(
            "correction",
            found=f"{correction!r}",
            needed="holm or benjamini_hochberg",
            do="Correct it.",
        )
    correct = holm if correction == "holm" else benjamini_hochberg
    keys = ["estimand", "scale", "interruption", "period"]
    placed = effects.with_row_index("place")
    parts = []
    for part in placed.partition_by(keys):
        p_value = part["p_value"].cast(pl.Float64)
        result = np.full(part.height, np.nan)
        known = p_value.is_not_null().to_numpy()
        result[known] = correct(p_value.drop_nulls().to_numpy())
        parts.append(part.with_columns(pl.Series("p_adjusted", result).fill_nan(None)))
    return pl.concat(parts).sort("place").drop("place")


def holm(p_values: ArrayLike) -> Floats:
    """Return Holm's adjusted p-values (k,): below alpha with any true null at most alpha's share.

    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    steps = given[order] * np.arange(len(given), 0, -1)
    return _back(np.maximum.accumulate(steps), order)


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Return Benjamini and Hochberg's adjusted p-values (k,): the expected share of false findings.

    Source: Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57, 289-300.
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    steps = given[order] * len(given) / np.arange(1, len(given) + 1)
    return _back(np.minimum.accumulate(steps[::-1])[::-1], order)


def _back(steps: Floats, order: np.typing.NDArray[np.int64]) -> Floats:
    result = np.empty_like(steps)
    result[order] = np.minimum(steps, 1.0)
    return result
