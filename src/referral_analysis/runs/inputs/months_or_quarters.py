"""The plan of a report, cut to quarters where months before the launch hold too few to be shown."""

from functools import partial

import polars as pl

from referral_analysis import extract
from referral_analysis.analysis import county, step
from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import ParametersError
from referral_analysis.periods import add_months
from referral_analysis.runs.inputs.files import Inputs, population_for, with_outcome
from referral_analysis.runs.parameters import ExtractReport
from referral_analysis.runs.parameters.planned import PlannedReport
from referral_analysis.series import as_known, monthly_counts
from referral_analysis.series.measures import APPROPRIATE, INAPPROPRIATE, OTHERS

WOULD_STOP = "Look at: a run would stop: "
"""How a line of `check` begins that says so."""


def plan_of(parameters: PlannedReport, files: Inputs) -> Plan:
    """Return the plan that parameters fix, by months or by quarters: see `analysis.step`.

    files: as read for these parameters. ParametersError where quarters are too few.
    """
    plan = parameters.plan()
    before = before_launch(parameters, files.checked, files.population, plan)
    return step.decided(plan, before, files.earlier)


def lines(
    parameters: ExtractReport, checked: extract.Checked, known: extract.Population | None
) -> list[str]:
    """Say that reports would count by quarters, or that a run would stop for want of them.

    By the extract alone, whatever was published before; nothing where it is by months, or as asked.
    """
    if not isinstance(parameters, PlannedReport):
        return []
    plan = parameters.plan()
    before = before_launch(parameters, checked, population_for(checked, known), plan)
    try:
        found = step.decided(plan, before, None)
    except ParametersError as error:
        return [f"{WOULD_STOP}{error}"]
    if found.step == 1 or plan.counted_by == "quarters":
        return []
    return [
        f"Look at: a month before the launch holds fewer than {plan.thin_below} inappropriate or "
        f"other {plan.outcome.noun}s: reports would count by quarters (counted_by), unless earlier "
        "ones were by months."
    ]


def before_launch(
    parameters: PlannedReport, checked: extract.Checked, population: extract.Population, plan: Plan
) -> pl.DataFrame:
    """Return the months before the launch as the rule may see them: as `county.pair`."""
    rows = with_outcome(parameters, checked.kept)
    count = partial(
        monthly_counts,
        population=population,
        first=plan.series_starts,
        last=add_months(plan.launch_month, -1),
    )
    others = count(as_known(rows, plan.nfa_ripens_in_days), measures=(APPROPRIATE,))
    both = [
        count(rows, measures=(INAPPROPRIATE,)),
        others.with_columns(pl.lit(OTHERS).alias("measure")),
    ]
    return county.pair(pl.concat(both))
