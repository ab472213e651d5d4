"""Did the work move elsewhere? Contacts and CAFs beside referrals, each with its own effect.

Fewer referrals can mean that fewer approaches came, that some are now counted as contacts (the
line between the two moved), or that children are helped by a CAF instead. Intervals of contacts and
CAFs hold jointly, so that what is said of both together is as sure as what is said of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from referral_analysis import its
from referral_analysis.analysis.model import LAUNCH, Choices, series_of, spec_alone
from referral_analysis.analysis.plan import LEAST_AFTER, Plan
from referral_analysis.analysis.primary import fit_alone
from referral_analysis.extract import Population
from referral_analysis.findings.files_beside import (
    CAFS,
    CONTACTS,
    Beside,
    Files,
    FileState,
    Missing,
    files_of,
)
from referral_analysis.its.model.spec import LEAST_BEFORE
from referral_analysis.periods import add_months
from referral_analysis.series import MEASURES, MeasureName, caf_rows, contact_rows, monthly_counts

ELSEWHERE: tuple[MeasureName, ...] = (CONTACTS, CAFS)
LAG_MONTHS = 1
"""A CAF in place of a referral may take weeks to arrange: its effect is also read a month later."""


_NO_MONTHS = pl.DataFrame(
    schema={
        "period": pl.Date,
        "segment": pl.String,
        "measure": pl.String,
        "count": pl.Int64,
        "children": pl.Float64,
        "working_days": pl.Int64,
        "child_working_days": pl.Float64,
        "referrals_per_10k_year": pl.Float64,
    }
)


def counts(
    rows: pl.LazyFrame,
    beside: Beside,
    population: Population,
    plan: Plan,
    of_contacts: Sequence[MeasureName] = (CONTACTS,),
) -> pl.DataFrame:
    """Count contacts that stayed contacts, and CAFs, in every month of the plan.

    of_contacts: the measures of contacts to count. Columns as `series.monthly_counts`. Each file
    counts in its own whole months; the last months of contacts, which may yet become referrals,
    are left out. Nothing is counted in a file that `files_of` has a reason against.
    """
    files = files_of(rows, beside, plan)
    parts = [_NO_MONTHS]
    if beside.contacts is not None and files.contacts.reason is None:
        contacts = contact_rows(beside.contacts, rows)
        parts.append(_months(contacts, of_contacts, files.contacts, population))
    if beside.cafs is not None and files.cafs.reason is None:
        parts.append(_months(caf_rows(beside.cafs), (CAFS,), files.cafs, population))
    return pl.concat(parts)


def changes(monthly: pl.DataFrame, files: Files, plan: Plan, choices: Choices) -> pl.DataFrame:
    """Return a row for contacts and one for CAFs: observed over expected after the launch.

    monthly: as `counts`. files: as `files_of`. Columns: measure, label, missing (why nothing is
    said; null where something is), months, observed_total, ratio, low, high, level (of each
    interval; together they hold at the plan's), method.
    """
    missing = {name: _missing(name, monthly, files, plan) for name in ELSEWHERE}
    estimated = [name for name, reason in missing.items() if reason is None]
    level = 1 - (1 - plan.level) / max(len(estimated), 1)
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
            row |= {"months": after.height, "observed_total": after["count"].sum()}
            row |= _effect(months, plan, choices, level)
        rows.append(row)
    return pl.DataFrame(rows, schema=_CHANGES)


def nothing_elsewhere(plan: Plan) -> pl.DataFrame:
    """Return the changes of a council that has neither file."""
    return changes(_NO_MONTHS, Files(), plan, Choices())


def a_month_later(monthly: pl.DataFrame, plan: Plan) -> Mapping[str, object] | None:
    """Return the change in CAFs read a month later (ratio, low, high, level, method), by itself.

    The launch's own months and the one after them are left out. None where CAFs are not there, or
    too few months would be left. The interval is Satterthwaite's, for errors with count noise.
    """
    cafs = monthly.filter(pl.col("measure") == CAFS)
    if _is_short(cafs, plan) or plan.months_after - LAG_MONTHS < LEAST_AFTER:
        return None
    later = replace(plan, phase_in_ends=add_months(plan.phase_in_ends, LAG_MONTHS))
    asked = spec_alone(later, cafs, Choices(model="ar1_noise"))
    fitted = its.fit(series_of(cafs, "measure"), asked)
    return level_change(its.effects(fitted, at=LAUNCH, level=plan.level))


_CHANGES = {
    "measure": pl.String,
    "label": pl.String,
    "missing": pl.String,
    "months": pl.Int64,
    "observed_total": pl.Int64,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "level": pl.Float64,
    "method": pl.String,
}


def _months(
    rows: pl.LazyFrame,
    measures: Sequence[MeasureName],
    state: FileState,
    population: Population,
) -> pl.DataFrame:
    months = state.months
    if months is None or months.begins is None or months.ends is None:
        return _NO_MONTHS
    return monthly_counts(
        rows, population=population, first=months.begins, last=months.ends, measures=measures
    )


def _missing(name: MeasureName, monthly: pl.DataFrame, files: Files, plan: Plan) -> Missing | None:
    reason = files.of(name).reason
    if reason is not None:
        return reason
    is_short = _is_short(monthly.filter(pl.col("measure") == name), plan)
    return "too few months" if is_short else None


def _is_short(months: pl.DataFrame, plan: Plan) -> bool:
    """Claim that a series has too few months on either side of the launch, or nothing in them."""
    before = months.filter(pl.col("period") < plan.launch_month)
    after = months.filter(pl.col("period") > plan.phase_in_ends)
    return (
        before.height < LEAST_BEFORE["month"]
        or after.height < LEAST_AFTER
        or not before["count"].sum()
        or not after["count"].sum()
    )


def _effect(
    months: pl.DataFrame, plan: Plan, choices: Choices, level: float
) -> Mapping[str, object]:
    """Return the level change at the launch by test inversion, on the terms of the plan."""
    fitted = fit_alone(months, plan, choices)
    return level_change(
        its.effects(fitted, at=LAUNCH, interval="test_inversion", family="all", level=level)
    )


def level_change(effects: pl.DataFrame) -> dict[str, object]:
    """Return ratio, low, high, level and method of the level change."""
    is_ratio = (pl.col("estimand") == "level_change") & (pl.col("scale") == "ratio")
    found = effects.row(by_predicate=is_ratio, named=True)
    return {"ratio": found["estimate"]} | {
        name: found[name] for name in ("low", "high", "level", "method")
    }
