"""The model that the plan asks for, and the defensible others beside it."""

from dataclasses import dataclass, field, replace
from typing import Literal

import polars as pl

from referral_analysis import its
from referral_analysis.analysis.plan import MONTHS_FOR_CALENDAR, Plan
from referral_analysis.periods import add_months

LAUNCH = "launch"
INSPECTION = "inspection"
InspectionShape = Literal["step", "pulse", "decay", "absent"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choices:
    """What a defensible analyst might choose otherwise.

    `dose`: period and dose, what share of the launch had come in each month of the phase-in, for
    phase_in="dose".
    """

    inspection: InspectionShape = "step"
    phase_in: Literal["exclude", "ramp", "dose"] = "exclude"
    dose: pl.DataFrame | None = field(default=None, repr=False)
    fourier_pairs: int | None = None
    model: Literal["ar1", "ar1_noise", "ols_hac"] = "ar1"


PLANNED = Choices(model="ar1_noise")
"""The plan's choices: the phase-in left out, errors AR(1) with the noise of counts."""


def by_dose(dose: pl.DataFrame) -> Choices:
    """Return the plan's choices but for the launch, which comes as its workshops did."""
    return replace(PLANNED, phase_in="dose", dose=dose)


def timeline(plan: Plan, choices: Choices) -> its.Timeline:
    """Return the inspection, if there was one, and the launch as interruptions of the months."""
    launch = its.Interruption(
        LAUNCH,
        starts=f"{plan.launch_month:%Y-%m}",
        phase_in_ends=f"{plan.phase_in_ends:%Y-%m}",
        phase_in=choices.phase_in,
        dose=choices.dose if choices.phase_in == "dose" else None,
    )
    if plan.inspection_month is None or choices.inspection == "absent":
        return its.Timeline(launch)
    starts = f"{plan.inspection_month:%Y-%m}"
    shapes = {
        "step": its.Interruption(INSPECTION, starts=starts),
        # a pulse that lasts until the thresholds were agreed
        "pulse": its.Interruption(
            INSPECTION,
            starts=starts,
            shape="pulse",
            ends=f"{add_months(plan.launch_month, -1):%Y-%m}",
        ),
        "decay": its.Interruption(INSPECTION, starts=starts, shape="decay", half_life_periods=3.0),
    }
    return its.Timeline(shapes[choices.inspection], launch)


def spec(plan: Plan, choices: Choices = Choices(), *, unit: str = "referrals") -> its.ItsSpec:
    """Return what to fit: log rates, a trend, the seasons, and a level change at each date."""
    pairs = plan.fourier_pairs if choices.fourier_pairs is None else choices.fourier_pairs
    return its.ItsSpec(
        timeline=timeline(plan, choices),
        model=choices.model,
        scale="log",
        seasonality=its.fourier(pairs) if pairs else None,
        unit=unit,
    )


def spec_alone(plan: Plan, months: pl.DataFrame, choices: Choices = Choices()) -> its.ItsSpec:
    """Return what to fit to a measure, a district or an agency by itself; months: its `period`.

    As `spec`, with a term for each calendar month where the months before the launch hold each
    three times. Two waves miss a dip as sharp as schools' in August, which the headline's two
    counts share; a rate by itself would take it for a change after the launch.
    """
    asked = spec(plan, choices)
    before = months.filter(pl.col("period") < plan.launch_month)["period"].n_unique()
    if asked.seasonality is None or before < MONTHS_FOR_CALENDAR:
        return asked
    return replace(asked, seasonality=its.calendar())


def within(plan: Plan, monthly: pl.DataFrame) -> pl.DataFrame:
    """Keep the months that the plan analyses."""
    return monthly.filter(pl.col("period").is_between(plan.series_starts, plan.last_month))


def series_of(monthly: pl.DataFrame, segment: str) -> pl.DataFrame:
    """Return what the engine takes: period, count, exposure, and the segment from this column."""
    return monthly.select(
        "period",
        "count",
        pl.col("child_working_days").alias("exposure"),
        pl.col(segment).alias("segment"),
    )
