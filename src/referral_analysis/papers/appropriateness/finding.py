"""Everything the appropriateness report will say, from checked rows; nothing is protected yet."""

from dataclasses import dataclass, field
from functools import partial

import polars as pl

from referral_analysis.analysis import blanks, quarters
from referral_analysis.analysis.county import unflagged
from referral_analysis.analysis.enough import of_plan
from referral_analysis.analysis.files_beside import (
    NO_FILES,
    NOTHING_BESIDE,
    Beside,
    Files,
    files_of,
)
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import adjusted, of_headline
from referral_analysis.analysis.step import added_up
from referral_analysis.extract import Checked, Population, years_held
from referral_analysis.questions.came_back import finding as rereferral
from referral_analysis.questions.fell.examined import blanks_counted
from referral_analysis.questions.held_up import guardrail, measured
from referral_analysis.questions.made_of import mix, parts
from referral_analysis.questions.needs import EVERYTHING, Have, filled, held_by, missing
from referral_analysis.questions.settled import finding as maturity
from referral_analysis.questions.where import STAFF, staff
from referral_analysis.questions.where import finding as segments
from referral_analysis.questions.where.tables import Reached, Staff
from referral_analysis.series import MeasureName, monthly_counts
from referral_analysis.series.measures import GUARDED, countable

COUNTED: tuple[MeasureName, ...] = (
    "referrals",
    "nfa",
    "not_in_need",
    "inappropriate_wide",
    "appropriate",
    *GUARDED,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AppropriatenessFindings:
    """One frame a section of the report; the module that makes a frame says what it holds.

    `monthly` is what the modelled ones rest on; the report does not show it. `segments` has each
    segment's counts, pooled effect and p_adjusted. have: what there was to work from; what a
    question lacked has no rows in its frames.
    """

    plan: Plan
    monthly: pl.DataFrame = field(repr=False)
    parts: pl.DataFrame = field(repr=False)
    guardrail: pl.DataFrame = field(repr=False)
    returned: rereferral.Returns = field(repr=False)
    curves: pl.DataFrame = field(repr=False)
    differences: pl.DataFrame = field(repr=False)
    mix: pl.DataFrame = field(repr=False)
    mix_segments: pl.DataFrame = field(repr=False)
    segments: pl.DataFrame = field(repr=False)
    funnels: pl.DataFrame = field(repr=False)
    doses: pl.DataFrame = field(repr=False)
    dose_districts: pl.DataFrame = field(repr=False)
    staff: pl.DataFrame = field(repr=False)
    staff_reached: pl.DataFrame = field(repr=False)
    measured: pl.DataFrame = field(repr=False)
    outcomes: pl.DataFrame = field(repr=False)
    recent: pl.DataFrame = field(repr=False)
    blanks: pl.DataFrame = field(repr=False)
    segment_months: pl.DataFrame = field(repr=False, default_factory=pl.DataFrame)
    have: Have = EVERYTHING
    files: Files = NO_FILES


def appropriateness(
    checked: Checked,
    population: Population,
    held: pl.DataFrame | None,
    plan: Plan,
    beside: Beside = NOTHING_BESIDE,
) -> AppropriatenessFindings:
    """Work out the whole report; held: the workshops' dates and districts, None if not known."""
    have = held_by(
        checked.kept,
        population=population,
        workshops=held,
        beside=beside,
        months=(plan.months_before, plan.months_after),
        new_ids_on=checked.new_ids_on,
    )
    rows = of_plan(filled(checked.kept, have), plan, beside.contacts)
    count = partial(
        monthly_counts, population=population, first=plan.series_starts, last=plan.last_month
    )
    monthly = added_up(count(rows, measures=countable(rows, COUNTED)), plan)
    blank = blanks.shares(pl.concat([monthly, added_up(unflagged(rows, count), plan)]), plan)
    choices = PLANNED
    returned = rereferral.returns(rows, plan, checked.new_ids_on)
    totals, by_segment = mix.decomposed(rows, plan)
    shown = of_headline(rows, population, plan)
    doses, districts = segments.by_dose(rows, population, held, plan)
    by_staff, reached = (
        (Staff.frame(), Reached.frame())
        if beside.attendance is None or missing(STAFF, have) or plan.step != 1
        else staff.by_share_reached(rows, population, beside.attendance, plan, choices)
    )
    return AppropriatenessFindings(
        plan=plan,
        monthly=monthly,
        parts=parts.decomposed(monthly, plan, choices),
        guardrail=guardrail.judged(monthly, plan, choices),
        returned=returned,
        curves=rereferral.curves(returned, plan),
        differences=rereferral.differences(returned, plan),
        mix=totals,
        mix_segments=by_segment,
        segments=shown.join(
            adjusted(rows, population, plan),
            on=["kind", "segment"],
            how="left",
            maintain_order="left",
        ),
        funnels=segments.funnels(shown),
        doses=doses,
        dose_districts=districts,
        staff=by_staff,
        staff_reached=reached,
        measured=measured.of_county(rows, beside, population, plan, checked.new_ids_on),
        outcomes=maturity.of_outcomes(rows, plan),
        recent=maturity.of_recent_months(rows, plan),
        blanks=blanks_counted(*blank),
        segment_months=quarters.months_of_kinds(rows, population, plan),
        have=have,
        files=files_of(
            rows, beside, plan, years_held(population, plan.series_starts, plan.last_month)
        ),
    )
