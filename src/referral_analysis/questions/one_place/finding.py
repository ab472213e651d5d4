"""Everything the report of one district or one agency will say; nothing is protected yet.

What may be shown of one rests on all of them, so the counts here are those of every segment.
"""

import difflib
from dataclasses import dataclass, field

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import county, dose, headline, primary, quarters, segments
from referral_analysis.analysis.enough import of_plan
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, series_of, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import Segment, SegmentKind, adjusted
from referral_analysis.analysis.step import added_up
from referral_analysis.errors import ColumnMissingError, ParametersError
from referral_analysis.extract import Checked, Population, columns
from referral_analysis.extract.contacts import CONTACT_SOURCE
from referral_analysis.questions.needs import EVERYTHING, Have, filled, held_by
from referral_analysis.questions.one_place.tables import OwnPath
from referral_analysis.series import NO_DISTRICT, monthly_counts
from referral_analysis.series.exposure import referrals_per_10k_year
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS
from referral_analysis.series.outcome import NFA, Outcome

COUNTY_ROWS = (county.HEADLINE, INAPPROPRIATE, OTHERS)
"""The rows of the Board report's changes that a district or an agency is set beside, and the one
without which the first of them cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentFindings:
    """What one segment's report says, and the counts of all, which decide what it may say.

    `months` and `stretches` are those of `quarters`, of both kinds. `county` has the whole county's
    months: measure, period, count. `effects` has a row a segment, as `segments.of_kind`, with
    p_adjusted. `path`: `OwnPath`, empty where it has too few to model. `changes` has the
    rows `COUNTY_ROWS` of the Board report.
    """

    plan: Plan
    segment: Segment
    stretches: pl.DataFrame = field(repr=False)
    months: pl.DataFrame = field(repr=False)
    county: pl.DataFrame = field(repr=False)
    effects: pl.DataFrame = field(repr=False)
    path: pl.DataFrame = field(repr=False)
    changes: pl.DataFrame = field(repr=False)
    have: Have = EVERYTHING


def segment(
    checked: Checked,
    population: Population,
    workshops: pl.DataFrame | None,
    plan: Plan,
    asked: Segment,
) -> SegmentFindings:
    """Work out one segment's report; ParametersError where the extract has none of the name.

    ColumnMissingError where it has no column to tell segments of the kind apart by.
    """
    have = held_by(
        checked.kept,
        population=population,
        workshops=workshops,
        months=(plan.months_before, plan.months_after),
    )
    rows = of_plan(filled(checked.kept, have), plan)
    monthly = county.analysed(county.counts(rows, population, plan), plan)
    county.require_every_month(monthly)
    require_held(asked, segment_names(rows, population, asked.kind), plan.outcome)
    months = quarters.months_of_kinds(rows, population, plan)
    effects = segments.of_kinds(rows, population, plan)
    return SegmentFindings(
        plan=plan,
        have=have,
        segment=asked,
        stretches=quarters.added_up(months, quarters.stretches(plan)),
        months=months,
        county=monthly.filter(pl.col("measure").is_in(["referrals", INAPPROPRIATE, OTHERS])).select(
            "measure", "period", "count"
        ),
        effects=effects.join(
            adjusted(rows, population, plan),
            on=["kind", "segment"],
            how="left",
            maintain_order="left",
        ),
        path=_path(rows, population, plan, asked, _own_ratio(effects, asked)),
        changes=_changes(rows, monthly, population, workshops, plan),
    )


def segment_names(rows: pl.LazyFrame, population: Population, kind: SegmentKind) -> list[str]:
    """List the districts, or the agencies, that the extract has, in the order of the alphabet.

    ColumnMissingError where it has no column to tell them apart by.
    """
    require_told_apart(kind, rows)
    days = rows.select(
        pl.col(columns.REFERRED_ON).min().alias("first"),
        pl.col(columns.REFERRED_ON).max().alias("last"),
    )
    first, last = days.collect().row(0)
    counted = monthly_counts(
        rows, population=population, first=first, last=last, by=kind, measures=("referrals",)
    )
    held = counted.filter(pl.col("count") > 0, pl.col("segment") != NO_DISTRICT)
    return sorted(set(held["segment"]))


def require_told_apart(kind: SegmentKind, rows: pl.LazyFrame) -> None:
    """Raise ColumnMissingError where the extract names no segment of a kind."""
    if kind in segments.kinds_in(rows):
        return
    told_by = segments.TOLD_BY[kind]
    if columns.IS_CONTACT in rows.collect_schema():
        told_by = CONTACT_SOURCE if kind == "agency" else told_by
        where, do = "the contacts file", "Add it, or leave this report out."
    else:
        where, do = "the extract", "Name its header under `columns`, or leave this report out."
    raise ColumnMissingError(
        where,
        found=f"no {'districts' if kind == 'district' else 'referring agencies'}",
        needed=f"a column {told_by}, to tell them apart by",
        do=do,
    )


def require_held(asked: Segment, held: list[str], outcome: Outcome = NFA) -> None:
    """Raise ParametersError where the extract has no such segment, with the nearest spelling."""
    if asked.name in held:
        return
    lower = {name.lower(): name for name in held}
    near = difflib.get_close_matches(asked.name.lower(), lower, n=1)
    raise ParametersError(
        asked.kind,
        found=f"{shortened(asked.name)}, of which {_where(outcome)} has no {outcome.noun}",
        needed=f"one of {', '.join(held)}",
        do=f"Did you mean {lower[near[0]]}?" if near else "Name one of these.",
    )


def _where(outcome: Outcome) -> str:
    return "the contacts file" if outcome.is_of_contacts else "the extract"


def shortened(name: str) -> str:
    """Quote a name in one line, however long it is and whatever it holds."""
    return repr(name if len(name) <= 40 else f"{name[:40]}...")


def _own_ratio(effects: pl.DataFrame, asked: Segment) -> float | None:
    is_asked = (pl.col("kind") == asked.kind) & (pl.col("segment") == asked.name)
    ratio: float | None = effects.row(by_predicate=is_asked, named=True)["own_ratio"]
    return ratio


def _path(
    rows: pl.LazyFrame, population: Population, plan: Plan, asked: Segment, own: float | None
) -> pl.DataFrame:
    """Average, over each stretch, the months of the model that the own effect is read from."""
    if own is None:
        return OwnPath.frame()
    monthly = monthly_counts(
        rows,
        population=population,
        first=plan.series_starts,
        last=plan.last_month,
        by=asked.kind,
        measures=("nfa",),
    ).filter(pl.col("segment") == asked.name)
    monthly = added_up(monthly, plan)
    fitted = its.fit(series_of(monthly, "segment"), spec_alone(plan, monthly))
    months = its.counterfactual(fitted, at=LAUNCH, level=plan.level).select(
        "period", pl.col("fitted").alias("count"), pl.col("exposure").alias("child_working_days")
    )
    return pl.concat(
        months.filter(pl.col("period").is_between(one.first, one.last))
        .select(pl.lit(one.first).alias("first"), pl.col("count", "child_working_days").sum())
        .select("first", referrals_per_10k_year().alias("fitted"))
        for one in quarters.stretches(plan)
        if one.when == "before"
    )


def _changes(
    rows: pl.LazyFrame,
    monthly: pl.DataFrame,
    population: Population,
    workshops: pl.DataFrame | None,
    plan: Plan,
) -> pl.DataFrame:
    """Return the county's rows as the Board report has them."""
    primary_answer = headline.of_months(
        monthly, dose.of_launch(rows, population, workshops, plan), plan
    )
    alone = {
        measure: primary.fit_alone(monthly.filter(pl.col("measure") == measure), plan, PLANNED)
        for measure in (INAPPROPRIATE, OTHERS)
    }
    fitted = {county.HEADLINE: primary_answer.fitted, **alone}
    made = county.changes(fitted, monthly, plan, primary_answer.ends)
    return made.filter(pl.col("measure").is_in(COUNTY_ROWS))
