"""Do averted referrals and changes a month hold where nearly nothing is left? Every model.

    python -m benchmarks.extremes [--replicates 300]

Counts of `MEAN` a month for 37 months and a share of that for eight more, independent: Poisson
for rates, binomial of 40 for shares. Asked of each model: the median of what was averted over the
truth, and how often its range, that of the change a month and that of the ratio hold theirs. Series
in which nothing came after at all are counted, not left out, but for models of counts, which refuse
them. Writes benchmarks/results/extremes.md.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from referral_analysis import its
from referral_analysis.its.kernels.result import Integers
from referral_analysis.its.model.spec import Model, Scale

MONTHS = pl.date_range(pl.date(2007, 1, 1), pl.date(2010, 9, 1), "1mo", eager=True)
AFTER = np.arange(len(MONTHS)) >= 37
WHOLE, MEAN, RATIOS, SEED = 40, 8.0, (0.03, 0.1, 0.3), 2019
WAYS: tuple[tuple[Model, Scale], ...] = (
    ("ar1", "log"),
    ("ar1", "logit"),
    ("quasi_poisson", "log"),
    ("negative_binomial", "log"),
    ("quasi_binomial", "logit"),
    ("ols_hac", "identity"),
    ("prais_winsten", "identity"),
    ("ar1", "identity"),
    ("ar1_noise", "identity"),
    ("arima", "identity"),
    ("structural", "identity"),
)
"""The others take no logarithm of a month of zero: they refuse it, and name those that can."""
REFUSE_NONE: tuple[Model, ...] = ("quasi_poisson", "negative_binomial", "quasi_binomial")
RESULTS = Path(__file__).parent / "results" / "extremes.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Of `series`, `nothing_after` had none after; shares are of the series that were fitted."""

    model: Model
    scale: Scale
    ratio: float
    series: int
    nothing_after: int
    averted_over_truth: float
    averted_held: float
    a_month_held: float
    ratio_held: float | None


def drawn(scale: Scale, ratio: float, replicates: int) -> Integers:
    """Draw counts (replicates, months)."""
    rng = np.random.default_rng(SEED)
    mean = MEAN * np.where(AFTER, ratio, 1.0)
    size = (replicates, len(MONTHS))
    if scale == "logit":
        return np.asarray(rng.binomial(WHOLE, mean / WHOLE, size=size))
    return np.asarray(rng.poisson(mean, size=size))


def measured(model: Model, scale: Scale, ratio: float, replicates: int) -> Row:
    """Fit all series of one model and ratio."""
    counts = drawn(scale, ratio, replicates)
    is_none = ~counts[:, AFTER].any(axis=1)
    if model in REFUSE_NONE:
        counts = counts[~is_none]
    months = pl.DataFrame(
        {
            "segment": np.repeat([f"{place:04d}" for place in range(len(counts))], len(MONTHS)),
            "period": [*MONTHS] * len(counts),
            "count": counts.ravel(),
            "exposure": float(WHOLE),
        }
    )
    timeline = its.Timeline(its.Interruption("policy", starts="2010-02"))
    fitted = its.fit(months, its.ItsSpec(timeline=timeline, model=model, scale=scale))
    found = its.effects(fitted, at="policy")
    truth = MEAN * (1 - ratio)
    averted = found.filter(estimand="averted")
    before, after = MEAN / WHOLE, MEAN * ratio / WHOLE
    odds = after / (1 - after) / (before / (1 - before))
    relative = found.filter(
        (pl.col("estimand") == "level_change") & pl.col("scale").is_in(["ratio", "odds_ratio"])
    )
    return Row(
        model=model,
        scale=scale,
        ratio=ratio,
        series=len(counts),
        nothing_after=int(is_none.sum()),
        averted_over_truth=float(np.median(averted["estimate"])) / (truth * AFTER.sum()),
        averted_held=_held(averted, truth * AFTER.sum()),
        a_month_held=_held(found.filter(estimand="mean_effect", scale="absolute"), -truth),
        ratio_held=None
        if relative.is_empty()
        else _held(relative, odds if scale == "logit" else ratio),
    )


def _held(rows: pl.DataFrame, truth: float) -> float:
    return float(rows.select(pl.lit(truth).is_between("low", "high").mean()).item())


def rows(replicates: int) -> Iterator[Row]:
    """Yield every model at every ratio."""
    for model, scale in WAYS:
        for ratio in RATIOS:
            row = measured(model, scale, ratio, replicates)
            print(row, flush=True)
            yield row


def markdown(found: list[Row], replicates: int) -> str:
    """Write the table."""
    lines = [
        "# Nearly nothing left: do averted referrals hold?",
        "",
        f"{MEAN:g} a month for 37 months, a share of it for eight more; {replicates} series each.",
        "Nominal 95%. Models of counts are not asked of series in which nothing came after.",
        f"Made by `python -m benchmarks.extremes --replicates {replicates}`.",
        "",
        "| model | scale | ratio | series | none after | averted, median / truth "
        "| averted held, % | a month held, % | ratio held, % |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in found:
        ratio_held = "" if row.ratio_held is None else f"{100 * row.ratio_held:.1f}"
        lines.append(
            f"| {row.model} | {row.scale} | {row.ratio:g} | {row.series} | {row.nothing_after} "
            f"| {row.averted_over_truth:.3f} | {100 * row.averted_held:.1f} "
            f"| {100 * row.a_month_held:.1f} | {ratio_held} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and write the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--replicates", type=int, default=300)
    given = arguments.parse_args()
    RESULTS.write_text(markdown(list(rows(given.replicates)), given.replicates), "utf-8")


if __name__ == "__main__":
    main()
