"""The model that the plan asks for, and the defensible others beside it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

import polars as pl

from referral_analysis import its
from referral_analysis.analysis.events import LAUNCH, Event, can_tell, within
from referral_analysis.analysis.plan import MONTHS_FOR_CALENDAR, QUARTERS_AFTER, Plan
from referral_analysis.analysis.step import on_quarters
from referral_analysis.its.model.spec import LEAST_AFTER, LEAST_BEFORE
from referral_analysis.periods import QUARTER, add_months, month_range, months_between


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choices:
    """What a defensible analyst might choose otherwise.

    `events`: what is taken to have happened beside the launch, in place of the plan's own.
    `dose`: period and dose, what share of the launch had come in each month of the phase-in, for
    phase_in="dose".
    """

    events: tuple[Event, ...] | None = None
    phase_in: Literal["exclude", "ramp", "dose"] = "exclude"
    dose: pl.DataFrame | None = field(default=None, repr=False)
    fourier_pairs: int | None = None
    model: Literal["ar1", "ar1_noise", "ols_hac", "quasi_poisson"] = "ar1"


PLANNED = Choices(model="ar1_noise")
"""The plan's choices: the phase-in left out, errors AR(1) with the noise of counts."""


def by_dose(dose: pl.DataFrame) -> Choices:
    """Return the plan's choices but for the launch, which comes as its workshops did."""
    return replace(PLANNED, phase_in="dose", dose=dose)


def events_of(
    plan: Plan, choices: Choices, months: pl.DataFrame | None = None
) -> tuple[Event, ...]:
    """Return the events that are taken to have happened; of a series' months, those it knows of."""
    events = placed(plan.events if choices.events is None else choices.events, plan)
    if months is None or months.is_empty():
        return events
    periods = months["period"]
    return within(events, periods.min(), periods.max())  # type: ignore[arg-type]


def placed(events: Sequence[Event], plan: Plan) -> tuple[Event, ...]:
    """Return events in the months that the plan counts by: as they are, or of whole quarters."""
    return tuple(events) if plan.step == 1 else tuple(on_quarters(one, plan) for one in events)


def between_counts(plan: Plan, months: pl.DataFrame | None = None) -> list[tuple[str, str]]:
    """Return the first and last month of each stretch that no count stands for; none of months.

    A quarter's count stands at its first month, in the model's time; months: as in `timeline`.
    """
    if plan.step == 1:
        return []
    periods = (
        [one for one in month_range(plan.series_starts, plan.last_month) if _is_counted(one, plan)]
        if months is None
        else months["period"].unique().sort().to_list()
    )
    return [
        (f"{add_months(one, 1):%Y-%m}", f"{add_months(then, -1):%Y-%m}")
        for one, then in pairwise(periods)
        if months_between(one, then) > 1
    ]


def _is_counted(month: dt.date, plan: Plan) -> bool:
    is_apart = month < plan.left_out_from or month >= plan.first_after
    return is_apart and plan.first_of(month) == month


def timeline(plan: Plan, choices: Choices, months: pl.DataFrame | None = None) -> its.Timeline:
    """Return the launch and the events that have a term, in their order, and the months left out.

    months: the `period` of the series that is fitted, whose events those are; the plan's else.
    """
    launch = its.Interruption(
        LAUNCH,
        starts=f"{plan.launch_month:%Y-%m}",
        phase_in_ends=None if plan.is_at_once else f"{plan.phase_in_ends:%Y-%m}",
        phase_in=choices.phase_in,
        dose=choices.dose if choices.phase_in == "dose" else None,
    )
    events = events_of(plan, choices, months)
    terms = [interruption(one) for one in events if one.has_term]
    in_order = sorted([*terms, launch], key=lambda one: one.start.number)
    return its.Timeline(*in_order, left_out=[*windows(events), *between_counts(plan, months)])


def interruption(event: Event) -> its.Interruption:
    """Return the term of an event; ValueError for one whose months are left out."""
    starts = f"{event.starts:%Y-%m}"
    if event.shape == "pulse" and event.ends is not None:
        ends = f"{event.ends:%Y-%m}"
        return its.Interruption(event.name, starts=starts, shape="pulse", ends=ends)
    if event.shape == "decay":
        half_life = event.half_life
        return its.Interruption(
            event.name, starts=starts, shape="decay", half_life_periods=half_life
        )
    if event.shape == "leave_out":
        raise ValueError(f"{event.name} has no term: its months are left out")
    return its.Interruption(event.name, starts=starts)


def windows(events: Sequence[Event]) -> list[tuple[str, str]]:
    """Return the first and last month of each event whose months are left out."""
    return [
        (f"{one.starts:%Y-%m}", f"{one.ends:%Y-%m}")
        for one in events
        if one.ends and not one.has_term
    ]


def is_analysed(plan: Plan) -> pl.Expr:
    """Claim of a `period` that it is neither in the phase-in nor left out for an event."""
    events = placed(plan.events, plan)
    spans = [plan.launch, *((one.starts, one.ends) for one in events if not one.has_term)]
    return pl.all_horizontal(~pl.col("period").is_between(*span) for span in spans)


def is_long_enough(months: pl.DataFrame, plan: Plan, choices: Choices = Choices()) -> bool:
    """Claim that a series has analysed months enough on both sides of the launch, and can tell it.

    months: its `period`. Enough are `LEAST_BEFORE` before and `LEAST_AFTER` after; and each event
    that the series knows of is told from all else by the rules of `analysis.events`.
    """
    kept = months.filter(is_analysed(plan))["period"]
    if (kept < plan.launch_month).sum() * plan.step < LEAST_BEFORE["month"]:
        return False
    if (kept > plan.phase_in_ends).sum() * plan.step < plan.least_after:
        return False
    in_order = kept.sort().to_list()
    events = placed(plan.events if choices.events is None else choices.events, plan)
    last = add_months(in_order[-1], plan.step - 1)
    return can_tell(events, months=(in_order[0], last), launch=plan.launch)


def spec(
    plan: Plan, choices: Choices = Choices(), months: pl.DataFrame | None = None
) -> its.ItsSpec:
    """Return what to fit: log rates, a trend, the seasons, and a level change at each date.

    months: as in `timeline`.
    """
    pairs = plan.fourier_pairs if choices.fourier_pairs is None else choices.fourier_pairs
    return its.ItsSpec(
        timeline=timeline(plan, choices, months),
        model=choices.model,
        scale="log",
        seasonality=its.fourier(pairs) if pairs else None,
        unit="referrals",
        least_before=None if plan.step == 1 else LEAST_BEFORE["month"] // QUARTER,
        least_after=LEAST_AFTER if plan.step == 1 else QUARTERS_AFTER,
    )


def spec_alone(plan: Plan, months: pl.DataFrame, choices: Choices = Choices()) -> its.ItsSpec:
    """Return what to fit to a measure, a district or an agency by itself; months: its `period`.

    As `spec`, with a term for each calendar month where the months before the launch hold each
    three times. Two waves miss a dip as sharp as schools' in August, which the headline's two
    counts share; a rate by itself would take it for a change after the launch.
    """
    asked = spec(plan, choices, months)
    is_early = pl.col("period") < plan.launch_month
    before = months.filter(is_early, is_analysed(plan))["period"].n_unique()
    if plan.step != 1 or asked.seasonality is None or before < MONTHS_FOR_CALENDAR:
        return asked
    return replace(asked, seasonality=its.calendar())


def series_of(monthly: pl.DataFrame, segment: str) -> pl.DataFrame:
    """Return what the engine takes: period, count, exposure, and the segment from this column."""
    return monthly.select(
        "period",
        "count",
        pl.col("child_working_days").alias("exposure"),
        pl.col(segment).alias("segment"),
    )
