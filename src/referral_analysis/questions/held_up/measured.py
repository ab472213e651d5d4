"""Every measure after the launch: as a rate, and as a share of what it is a part of."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import beside as beside_months
from referral_analysis.analysis import primary
from referral_analysis.analysis import ripening as maturity
from referral_analysis.analysis.beside import ELSEWHERE, LAG_MONTHS
from referral_analysis.analysis.effect import at_launch
from referral_analysis.analysis.enough import is_at_once_told
from referral_analysis.analysis.files_beside import CAFS, Beside
from referral_analysis.analysis.model import PLANNED, is_long_enough, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.step import added_up
from referral_analysis.extract import Population
from referral_analysis.extract.columns import REFERRED_ON
from referral_analysis.periods import add_months
from referral_analysis.questions.held_up.tables import Measured
from referral_analysis.series import MEASURES, Measure, MeasureName, monthly_counts
from referral_analysis.series.measures import (
    APPROPRIATE,
    CLOSED_AT_ONCE,
    GUARDED,
    WIDER,
    countable,
    rereferrals_known_from,
)
from referral_analysis.series.outcome import named
from referral_analysis.statistics.expected import HALF

WORKING = "child_working_days"
MeasureKind = Literal["rate", "share"]
REREFERRAL: MeasureName = "rereferral"
_BY_RULE: tuple[MeasureName, ...] = (WIDER, APPROPRIATE, *GUARDED)
"""Measures whose months are those of the plan's rule for closures: they rest on several outcomes,
or are judged by that rule elsewhere in the reports."""


def of_county(
    rows: pl.LazyFrame,
    beside: Beside,
    population: Population,
    plan: Plan,
    new_ids_on: dt.date | None = None,
) -> pl.DataFrame:
    """Return `Measured`: a row a measure and kind, observed over expected after the launch.

    Intervals are those of `analysis.effect`, as in every other table, so that a measure has one
    figure. Months whose outcomes have not settled are left out of each measure by what is learned
    of its delay; ratios are null where too few are left. Measures without a column or file are
    left out. Contacts and CAFs have the ranges that hold together, as in the Board report.
    new_ids_on: the day from which ids of children have another form.
    """
    monthly = counts(rows, beside, population, plan, new_ids_on)
    held = set(monthly["measure"])
    together = beside_months.joint_level(len(beside_months.long_enough(monthly, plan)), plan)
    every = [
        _row(name, kind, monthly, plan, together if name in ELSEWHERE else plan.level)
        for name, measure in MEASURES.items()
        if name in held and not measure.is_whole_only
        for kind in _kinds(name, held)
    ]
    later = beside_months.a_month_later(monthly, plan)
    if later is not None:
        every.append({**_a_month_later(monthly, plan), **later})
    return Measured.frame(every)


def counts(
    rows: pl.LazyFrame,
    beside: Beside,
    population: Population,
    plan: Plan,
    new_ids_on: dt.date | None = None,
) -> pl.DataFrame:
    """Count every measure that the extract, and the files beside it, have columns for.

    Columns as `series.monthly_counts`; each measure's months are those that have settled, and those
    of re-referrals have the months before them in which a child would be known. new_ids_on: as in
    `of_county`.
    """
    of_extract = countable(
        rows, [name for name, measure in MEASURES.items() if measure.rows == "referrals"]
    )
    months = monthly_counts(
        rows,
        population=population,
        first=plan.series_starts,
        last=plan.last_month,
        measures=of_extract,
    )
    at_once = months.filter(pl.col("measure") == CLOSED_AT_ONCE)
    if at_once.height and not is_at_once_told(at_once, plan):
        months = months.filter(pl.col("measure") != CLOSED_AT_ONCE)
    is_core = pl.col("measure") == "core_assessment"
    if not months.filter(is_core)["count"].sum():  # the extract has single ones, and none of these
        months = months.filter(~is_core)
    ripe = _last_months(rows, plan)
    last = pl.col("measure").replace_strict(ripe, default=plan.last_month, return_dtype=pl.Date)
    of_contacts = [name for name, measure in MEASURES.items() if measure.rows == "contacts"]
    others = beside_months.counts(rows, beside, population, plan, of_contacts)
    settled = months.filter(pl.col("period") <= last)
    is_early = pl.col("period") < _known_from(rows, new_ids_on)
    kept = settled.filter(~(is_early & (pl.col("measure") == REREFERRAL)))
    return pl.concat([added_up(kept, plan), others])


def _known_from(rows: pl.LazyFrame, new_ids_on: dt.date | None) -> dt.date:
    """Return the first month of which every re-referral is known.

    Before it a child's earlier referral, twelve months ago at most, may be missing from the extract
    or may have another id.
    """
    days = [rows.select(pl.col(REFERRED_ON).min()).collect().item(), new_ids_on]
    return max((rereferrals_known_from(day) for day in days if day), default=dt.date.min)


def _last_months(rows: pl.LazyFrame, plan: Plan) -> Mapping[MeasureName, dt.date]:
    """Return the last month to use of each measure whose outcomes take time to settle."""
    by_rule: dict[MeasureName, dt.date] = dict.fromkeys(_BY_RULE, plan.last_settled_month)
    return maturity.last_ripe_months(rows, plan) | by_rule


def _kinds(name: MeasureName, held: Collection[str]) -> Iterator[MeasureKind]:
    yield "rate"
    if MEASURES[name].part_of in held:
        yield "share"


def _row(
    name: MeasureName, kind: MeasureKind, monthly: pl.DataFrame, plan: Plan, level: float
) -> dict[str, Any]:
    months = _months(name, kind, monthly)
    before = months.filter(pl.col("period") < plan.launch_month)
    after = months.filter(pl.col("period") > plan.phase_in_ends)
    row = {
        "measure": name,
        "label": label_of(named(name, plan.outcome, plan.closure_ripens_in_days), kind),
        "kind": kind,
        "last_month": plan.last_of(months["period"].max()) if months.height else None,  # type: ignore[arg-type]
        "months": after.height * plan.step,
        "total": after["count"].sum(),
        "out_of": after["exposure"].sum() if kind == "share" else None,
    }
    if not is_long_enough(months, plan) or not before["count"].sum() or not after["count"].sum():
        return row
    return row | at_launch(_fitted(kind, months, plan), plan, level=level)


def label_of(measure: Measure, kind: MeasureKind) -> str:
    """Name a row: a share has another name than the measure that it is a share of."""
    if kind == "rate" or measure.part_of is None:
        return measure.label
    label, whole = measure.label, MEASURES[measure.part_of].label
    return f"Share of {whole[:1].lower()}{whole[1:]}: {label[:1].lower()}{label[1:]}"


def _fitted(kind: MeasureKind, months: pl.DataFrame, plan: Plan) -> its.ItsFit:
    """Fit a rate as every series by itself; of a share the odds, halves added to both counts."""
    if kind == "rate":
        return primary.fit_alone(months.rename({"exposure": WORKING}), plan, PLANNED)
    rest = pl.col("exposure") - pl.col("count") + HALF
    odds = months.select("period", ((pl.col("count") + HALF) / rest).alias("value"))
    return its.fit(odds, spec_alone(plan, odds, PLANNED))


def _a_month_later(monthly: pl.DataFrame, plan: Plan) -> dict[str, Any]:
    later = add_months(plan.phase_in_ends, LAG_MONTHS)
    months = monthly.filter(pl.col("measure") == CAFS, pl.col("period") > later)
    return {
        "measure": CAFS,
        "label": "CAFs read a month later",
        "kind": "rate",
        "last_month": months["period"].max(),
        "months": months.height,
        "total": months["count"].sum(),
    }


def _months(name: MeasureName, kind: MeasureKind, monthly: pl.DataFrame) -> pl.DataFrame:
    """Return period, count and exposure: child working days, or the whole that it is a part of."""
    months = monthly.filter(pl.col("measure") == name)
    if kind == "rate":
        return months.select("period", "count", pl.col(WORKING).alias("exposure"))
    whole = monthly.filter(pl.col("measure") == MEASURES[name].part_of)
    return months.select("period", "count").join(
        whole.select("period", pl.col("count").cast(pl.Float64).alias("exposure")),
        on="period",
        maintain_order="left",
    )
