"""Did the work move elsewhere? Contacts and CAFs beside referrals, each with its own effect.

Fewer referrals can mean that fewer approaches came, that some are now counted as contacts (the
line between the two moved), or that children are helped by a CAF instead. Intervals of contacts and
CAFs hold jointly, so that what is said of both together is as sure as what is said of one.
"""

from collections.abc import Mapping

import polars as pl

from referral_analysis.analysis.beside import ELSEWHERE, is_short, joint_level
from referral_analysis.analysis.effect import at_launch, mild_ends
from referral_analysis.analysis.files_beside import Files, Missing
from referral_analysis.analysis.model import Choices
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.primary import fit_alone
from referral_analysis.questions.elsewhere.tables import Elsewhere
from referral_analysis.series import MEASURES, MeasureName


def changes(monthly: pl.DataFrame, files: Files, plan: Plan, choices: Choices) -> pl.DataFrame:
    """Return `Elsewhere`; monthly: as `beside.counts`, files: as `files_of`."""
    missing = {name: _missing(name, monthly, files, plan) for name in ELSEWHERE}
    estimated = [name for name, reason in missing.items() if reason is None]
    level = joint_level(len(estimated), plan)
    rows = []
    for name in ELSEWHERE:
        months = monthly.filter(pl.col("measure") == name)
        row: dict[str, object] = {
            "measure": name,
            "label": MEASURES[name].label,
            "missing": missing[name],
        }
        if missing[name] is None:
            after = months.filter(pl.col("period") > plan.phase_in_ends)
            row |= {"months": after.height * plan.step, "observed_total": after["count"].sum()}
            row |= _effect(months, plan, choices, level)
        rows.append(row)
    return Elsewhere.frame(rows)


def _missing(name: MeasureName, monthly: pl.DataFrame, files: Files, plan: Plan) -> Missing | None:
    reason = files.of(name).reason
    if reason is not None:
        return reason
    too_short = is_short(monthly.filter(pl.col("measure") == name), plan)
    return "too few months" if too_short else None


def _effect(
    months: pl.DataFrame, plan: Plan, choices: Choices, level: float
) -> Mapping[str, object]:
    """Return the level change at the launch by test inversion, on the terms of the plan."""
    fitted = fit_alone(months, plan, choices)
    return at_launch(fitted, plan, level=level) | mild_ends(fitted, plan, level=level)
