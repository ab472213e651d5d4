"""The plan of a report, cut to quarters where months before the launch hold too few to be shown."""

from functools import partial

import polars as pl

from referral_analysis.analysis import county, step
from referral_analysis.analysis.plan import Plan
from referral_analysis.periods import add_months
from referral_analysis.runs.inputs.files import Inputs, with_outcome
from referral_analysis.runs.parameters.planned import PlannedReport
from referral_analysis.series import as_known, monthly_counts
from referral_analysis.series.measures import APPROPRIATE, INAPPROPRIATE, OTHERS


def plan_of(parameters: PlannedReport, files: Inputs) -> Plan:
    """Return the plan that parameters fix, by months or by quarters: see `analysis.step`.

    files: as read for these parameters. ParametersError where quarters are too few.
    """
    plan = parameters.plan()
    return step.decided(plan, before_launch(parameters, files, plan), files.earlier)


def before_launch(parameters: PlannedReport, files: Inputs, plan: Plan) -> pl.DataFrame:
    """Return the months before the launch as the rule may see them: as `county.pair`."""
    rows = with_outcome(parameters, files.checked.kept)
    count = partial(
        monthly_counts,
        population=files.population,
        first=plan.series_starts,
        last=add_months(plan.launch_month, -1),
    )
    others = count(as_known(rows, plan.nfa_ripens_in_days), measures=(APPROPRIATE,))
    both = [
        count(rows, measures=(INAPPROPRIATE,)),
        others.with_columns(pl.lit(OTHERS).alias("measure")),
    ]
    return county.pair(pl.concat(both))
