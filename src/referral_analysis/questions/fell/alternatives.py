"""The headline under other defensible choices: how far the answer rests on the model."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import county, primary
from referral_analysis.analysis.model import LAUNCH, Choices, series_of, spec_alone
from referral_analysis.analysis.plan import LEAST_AFTER, Plan
from referral_analysis.analysis.rule import Form
from referral_analysis.periods import month_name, months_between
from referral_analysis.series.measures import APPROPRIATE, INAPPROPRIATE

PLANNED = "The model of this report, with plainer intervals"
OTHER_FORM: dict[Form, tuple[Form, str]] = {
    "ratio": ("adjusted", "Adjusted for the other referrals, not as a share of them"),
    "adjusted": ("ratio", "As a share of the other referrals, not adjusted for them"),
}


def of_headline(everything: pl.DataFrame, plan: Plan, choices: Choices, form: Form) -> pl.DataFrame:
    """Return a row a choice: the launch's effect on inappropriate referrals, all else as planned.

    everything: the county's months of every measure, from the first of the extract. Columns:
    choice, ratio, low, high, level, method, measured_coverage. Each model's own intervals.
    """
    fits = [
        *_on_the_pair(everything, plan, choices, form),
        *_by_itself(everything, plan),
    ]
    return pl.concat(_effect(label, fitted, plan.level) for label, fitted in fits)


def _on_the_pair(
    everything: pl.DataFrame, plan: Plan, choices: Choices, form: Form
) -> Iterator[tuple[str, its.ItsFit]]:
    """Yield fits of inappropriate referrals set against others."""
    monthly = county.analysed(everything, plan)
    pair = county.pair(monthly)
    yield PLANNED, primary.fit(pair, plan, choices, form)
    first = everything["period"].min()
    if first != plan.series_starts:
        label = f"All months of the extract, from {month_name(first)}"  # type: ignore[arg-type]
        yield label, primary.fit(county.pair(everything), plan, choices, form)
    other, label = OTHER_FORM[form]
    yield label, primary.fit(pair, plan, choices, other)
    yield (
        "Set against all referrals not closed with no further action",
        primary.fit(_against_any_other(monthly), plan, choices, form),
    )
    if months_between(plan.phase_in_ends, plan.last_settled_month) >= LEAST_AFTER:
        settled = county.pair(monthly, APPROPRIATE).drop_nulls("others")
        label = (
            f"Set against appropriate referrals settled by {month_name(plan.last_settled_month)}"
        )
        yield label, primary.fit(settled, plan, choices, form)
    for label, chosen in _choices(plan, choices):
        yield label, primary.fit(pair, plan, chosen, form)


def _choices(plan: Plan, planned: Choices) -> list[tuple[str, Choices]]:
    other = 1 if plan.fourier_pairs != 1 else 2
    pairs = f"{other} seasonal wave{'s' if other > 1 else ''} a year, not {plan.fourier_pairs}"
    others = [
        ("The workshop months left out", replace(planned, phase_in="exclude")),
        (pairs, replace(planned, fourier_pairs=other)),
    ]
    if plan.inspection_month is None:
        return others
    return [
        *others,
        ("The inspection's rise fading away", replace(planned, inspection="decay")),
        ("The inspection's rise ending at the launch", replace(planned, inspection="pulse")),
        ("No rise at the inspection", replace(planned, inspection="absent")),
    ]


def _by_itself(everything: pl.DataFrame, plan: Plan) -> Iterator[tuple[str, its.ItsFit]]:
    """Yield fits of the rate of inappropriate referrals, whatever became of the others."""
    rates = county.analysed(everything, plan).filter(pl.col("measure") == INAPPROPRIATE)
    series = series_of(rates, "measure")
    alone = "Inappropriate referrals by themselves, workshop months left out"
    yield alone, its.fit(series, spec_alone(plan, rates))
    newey_west = f"{alone}, with Newey-West intervals, as many studies use"
    yield newey_west, its.fit(series, spec_alone(plan, rates, Choices(model="ols_hac")))


def _against_any_other(monthly: pl.DataFrame) -> pl.DataFrame:
    """Set inappropriate referrals against all that were not."""
    return county.pair(monthly, "referrals").with_columns(
        pl.col("others") - pl.col("inappropriate")
    )


def _effect(label: str, fitted: its.ItsFit, level: float) -> pl.DataFrame:
    return its.level_ratios(its.effects(fitted, at=LAUNCH, level=level)).select(
        pl.lit(label).alias("choice"),
        pl.col("estimate").alias("ratio"),
        "low",
        "high",
        "level",
        "method",
        "measured_coverage",
    )
