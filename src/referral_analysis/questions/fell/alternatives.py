"""The headline under other defensible choices: how far the answer rests on the model."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import county, primary
from referral_analysis.analysis.events import LAUNCH, can_tell
from referral_analysis.analysis.model import PLANNED, Choices, is_long_enough, series_of, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Form
from referral_analysis.analysis.step import added_up
from referral_analysis.analysis.tables import Alternative
from referral_analysis.periods import add_months, month_name
from referral_analysis.questions.events import otherwise
from referral_analysis.series.measures import APPROPRIATE, INAPPROPRIATE

AS_PLANNED = "The model of this report, its path held straight"
SHORT_MONTHS = 37
"""A series of this many months before the launch is tried too, where the plan's is longer: three
years and a month, as long as a straight path has been the habit."""
OTHER_FORM: dict[Form, tuple[Form, str]] = {
    "ratio": ("adjusted", "Adjusted for the other referrals, not as a share of them"),
    "adjusted": ("ratio", "As a share of the other referrals, not adjusted for them"),
}


def of_headline(
    everything: pl.DataFrame, plan: Plan, dosed: Choices | None, form: Form
) -> pl.DataFrame:
    """Return a row a choice: the launch's effect on inappropriate referrals, all else as planned.

    everything: the county's months of every measure, from the first of the extract. dosed: the
    plan's choices, with the launch by its workshops. Returns `Alternative`, with each model's own
    intervals.
    """
    fits = [
        *_on_the_pair(everything, plan, dosed, form),
        *_by_itself(everything, plan),
    ]
    return pl.concat(_effect(label, fitted, plan.level) for label, fitted in fits)


def _on_the_pair(
    everything: pl.DataFrame, plan: Plan, dosed: Choices | None, form: Form
) -> Iterator[tuple[str, its.ItsFit]]:
    """Yield fits of inappropriate referrals set against others."""
    monthly = county.analysed(everything, plan)
    pair = county.pair(monthly)
    yield AS_PLANNED, primary.fit(pair, plan, PLANNED, form)
    whole = added_up(everything.filter(pl.col("period") <= plan.last_month), plan)
    first = whole["period"].min()
    if first != plan.series_starts:
        label = f"All months of the extract, from {month_name(first)}"  # type: ignore[arg-type]
        yield label, primary.fit(county.pair(whole), plan, PLANNED, form)
    short = plan.first_of(add_months(plan.launch_month, -SHORT_MONTHS))
    late = pair.filter(pl.col("period") >= short)
    if plan.series_starts < short and is_long_enough(late, plan):
        yield f"Months from {month_name(short)} only", primary.fit(late, plan, PLANNED, form)
    other, label = OTHER_FORM[form]
    yield label, primary.fit(pair, plan, PLANNED, other)
    if APPROPRIATE not in set(monthly["measure"]) or not plan.outcome.is_nfa:
        # the others are all those that are not inappropriate already
        yield from _chosen(pair, plan, dosed, form)
        return
    yield (
        "Set against all referrals not closed with no further action",
        primary.fit(_against_any_other(monthly), plan, PLANNED, form),
    )
    settled = county.pair(monthly, others=APPROPRIATE).drop_nulls("others")
    if is_long_enough(settled, plan):
        label = (
            f"Set against appropriate referrals settled by {month_name(plan.last_settled_month)}"
        )
        yield label, primary.fit(settled, plan, PLANNED, form)
    yield from _chosen(pair, plan, dosed, form)


def _chosen(
    pair: pl.DataFrame, plan: Plan, dosed: Choices | None, form: Form
) -> Iterator[tuple[str, its.ItsFit]]:
    """Yield fits of the same months, something else chosen otherwise in each."""
    for label, chosen in _choices(plan, dosed):
        yield label, primary.fit(pair, plan, chosen, form)


def _choices(plan: Plan, dosed: Choices | None) -> list[tuple[str, Choices]]:
    other = 1 if plan.fourier_pairs != 1 else 2
    if plan.step != 1:  # four quarters a year tell one wave, or none
        other = 1 - plan.fourier_pairs
    pairs = f"{other} seasonal wave{'' if other == 1 else 's'} a year, not {plan.fourier_pairs}"
    others = [(pairs, replace(PLANNED, fourier_pairs=other))]
    if dosed is not None:
        others.insert(0, ("The launch as its workshops came, month by month", dosed))
    return [*others, *events_otherwise(plan)]


def events_otherwise(plan: Plan) -> Iterator[tuple[str, Choices]]:
    """Yield each event in another shape, all others as planned, as far as months can tell it."""
    months = plan.series_starts, plan.last_month
    for event in plan.events:
        others = tuple(one for one in plan.events if one is not event)
        for label, instead in otherwise(event, before=plan.launch_month):
            events = (*others, *instead)
            if can_tell(events, months=months, launch=plan.launch):
                yield label, replace(PLANNED, events=events)


def _by_itself(everything: pl.DataFrame, plan: Plan) -> Iterator[tuple[str, its.ItsFit]]:
    """Yield fits of the rate of inappropriate referrals, whatever became of the others."""
    rates = county.analysed(everything, plan).filter(pl.col("measure") == INAPPROPRIATE)
    series = series_of(rates, "measure")
    left_out = "" if plan.is_at_once else ", workshop months left out"
    alone = f"Inappropriate referrals by themselves{left_out}"
    yield alone, its.fit(series, spec_alone(plan, rates))
    newey_west = "Inappropriate referrals alone, with Newey-West intervals, as many studies use"
    has_none = bool((rates["count"] == 0).any())  # such a month has no logarithm: a model of counts
    model = Choices(model="quasi_poisson" if has_none else "ols_hac")
    yield newey_west, its.fit(series, spec_alone(plan, rates, model))


def _against_any_other(monthly: pl.DataFrame) -> pl.DataFrame:
    """Set inappropriate referrals against all that were not."""
    return county.pair(monthly, others="referrals").with_columns(
        pl.col("others") - pl.col("inappropriate")
    )


def _effect(label: str, fitted: its.ItsFit, level: float) -> pl.DataFrame:
    ratios = its.level_ratios(its.effects(fitted, at=LAUNCH, level=level))
    return ratios.with_columns(
        pl.lit(label).alias(Alternative.choice), pl.col("estimate").alias(Alternative.ratio)
    ).select(Alternative.names())
