"""What the periods before an interruption say would have happened without it, and how probably.

A structural model that sees nothing from the interruption on; every later period is forecast, with
the wander of its level. In the manner of Brodersen et al. (2015), Ann. Appl. Stat. 9, 247-274,
without simulation where the model's own scale is asked about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.model.design import effect_rows, is_after, is_before
from referral_analysis.its.model.fit import Batch, ItsFit
from referral_analysis.its.model.outcome import counted_unit, seen, without_effect
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import Interruption
from referral_analysis.its.structural.forecast import Forecast, drawn_paths, effects, forecasts

DRAWS = 4000
SEED = 2011  # fixed, so that the same fit gives the same interval on every run
METHOD = "structural forecast from the periods before"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ahead:
    """A batch's forecasts: of which of all periods (N,), and of those which are clean (h,)."""

    batch: Batch
    spec: ItsSpec
    periods: Flags
    is_clean: Flags
    of_each: list[Forecast]


def changes(fitted: ItsFit, interruption: Interruption, level: float) -> pl.DataFrame:
    """Return what the interruption changed against a forecast, as `forecast` says."""
    parts = [
        _frame(ahead(batch, fitted.spec, interruption), interruption, level)
        for batch in fitted.batches
    ]
    return pl.concat(parts).sort("segment", "estimand", descending=[False, True])


def ahead(batch: Batch, spec: ItsSpec, interruption: Interruption) -> Ahead:
    """Forecast every kept period from the interruption's first on, phase-in or not."""
    design = batch.design
    periods = design.is_kept & (design.numbers >= interruption.start.number)
    later = periods[design.is_kept]
    is_its = effect_rows(design, interruption.name).any(axis=0)
    is_seen = (design.matrix[~later] != 0).any(axis=0)
    used = np.flatnonzero(is_seen & ~is_its)
    return Ahead(
        batch=batch,
        spec=spec,
        periods=periods,
        is_clean=is_after(design, interruption)[periods],
        of_each=forecasts(
            design.matrix[:, used],
            batch.response.values,
            later,
            times=design.times,
            names=[design.names[column] for column in used.tolist()],
        ),
    )


def paths(given: Ahead, level: float) -> dict[str, Floats]:
    """Return expected_without, low, high (S, N) on the model's scale; NaN before the forecasts.

    low and high bound a single period, its noise included.
    """
    size = given.batch.observed.shape
    ends = {name: np.full(size, np.nan) for name in ("expected_without", "low", "high")}
    for row, one in enumerate(given.of_each):
        effect = effects(one, np.eye(given.is_clean.size), level=level)
        ends["expected_without"][row, given.periods] = one.observed - effect.mean
        ends["low"][row, given.periods] = one.observed - effect.high
        ends["high"][row, given.periods] = one.observed - effect.low
    return ends


def _frame(given: Ahead, interruption: Interruption, level: float) -> pl.DataFrame:
    batch, design = given.batch, given.batch.design
    rows = [
        row | {"segment": segment}
        for segment, (mean, averted) in zip(batch.segments, _answers(given, level), strict=True)
        for row in (mean, averted)
    ]
    return pl.DataFrame(rows).select(
        "estimand",
        "segment",
        "scale",
        "unit",
        "estimate",
        "low",
        "high",
        pl.lit(level).alias("level"),
        pl.lit(METHOD).alias("method"),
        pl.lit(int(is_before(design, interruption).sum())).alias("n_before"),
        pl.lit(int(given.is_clean.sum())).alias("n_after"),
        "probability_fell",
        pl.lit(interruption.name).alias("interruption"),
    )


def _answers(given: Ahead, level: float) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Yield each segment's mean effect and what was averted."""
    unit = counted_unit(given.batch, given.spec)
    for row, one in enumerate(given.of_each):
        yield (
            _mean(given, one, unit, level),
            {
                "estimand": "averted",
                "scale": "absolute",
                "unit": unit,
                **_averted(given, row, one, level),
            },
        )


def _mean(given: Ahead, one: Forecast, unit: str, level: float) -> dict[str, object]:
    means = effects(one, given.is_clean[None] / given.is_clean.sum(), level=level)
    ends = {"estimate": means.mean, "low": means.low, "high": means.high}
    is_plain = given.spec.scale == "identity"
    ratio_unit = "odds ratio" if given.spec.scale == "logit" else "ratio"
    return {
        "estimand": "mean_effect",
        "scale": "absolute" if is_plain else "ratio",
        "unit": unit if is_plain else ratio_unit,
        **{name: float(end[0] if is_plain else np.exp(end[0])) for name, end in ends.items()},
        "probability_fell": float(means.probability_below[0]),
    }


def _averted(given: Ahead, row: int, one: Forecast, level: float) -> dict[str, float]:
    """Sum forecast less observed over the clean periods: median and ends of draws."""
    clean = given.periods.copy()
    clean[given.periods] = given.is_clean
    every = seen(given.batch, given.spec, clean)
    own = replace(every, observed=every.observed[[row]], exposure=every.exposure[[row]])
    expected = drawn_paths(one, DRAWS, np.random.default_rng(SEED))[:, given.is_clean]
    effect = one.observed[given.is_clean] - expected
    averted = without_effect(own, effect[:, None, :]).sum(axis=(1, 2)) - own.observed.sum()
    low, middle, high = np.quantile(averted, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return {
        "estimate": float(middle),
        "low": float(low),
        "high": float(high),
        "probability_fell": float((averted > 0).mean()),
    }
