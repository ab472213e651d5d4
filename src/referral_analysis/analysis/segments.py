"""The headline by district and by agency: counts before and after, and pooled effects."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import dose
from referral_analysis.analysis.effect import effects_at_launch
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, Choices, series_of, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.step import added_up
from referral_analysis.analysis.tables import EFFECT, OWN, Adjusted, Alternative, SegmentEffects
from referral_analysis.extract import Population, columns
from referral_analysis.its.effects.pooling import LEAST_SEGMENTS
from referral_analysis.series import NO_DISTRICT, MeasureName, monthly_counts
from referral_analysis.statistics.expected import HALF
from referral_analysis.sums import summed

SegmentKind = Literal["district", "agency"]
KINDS: tuple[SegmentKind, ...] = ("district", "agency")
COMBINED = "Each district by its own workshops, then all combined"
TOLD_BY: Mapping[SegmentKind, str] = {
    "district": columns.DISTRICT,
    "agency": columns.REFERRAL_SOURCE,
}
"""The column that tells the segments of a kind apart."""
LEAST_A_MONTH = 3
"""NFA referrals a month below which a segment is counted but not modelled."""
MONTHS_OF_AN_END = 3
"""Months on end without a referral that say a segment begins or ends. Of one with `LEAST_A_MONTH`
inappropriate referrals, and no other, chance makes them so once in 8,000 (e to the power of -9)."""
COUNTED: tuple[MeasureName, ...] = ("referrals", "nfa")
"""The measures that say which segments are modelled."""


def kinds_in(rows: pl.LazyFrame) -> tuple[SegmentKind, ...]:
    """List the kinds of segment that rows have a column to tell apart by."""
    held = rows.collect_schema().names()
    return tuple(kind for kind in KINDS if TOLD_BY[kind] in held)


def of_headline(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Return `PooledEffects`: each segment's counts in the same months of two years, its effect.

    "After" is the months after the phase-in; "before" the same months a year earlier. Each
    effect is partially pooled with those of its kind; null where it has too few to model. No rows
    of a kind that the extract has no column for.
    """
    return of_kinds(rows, population, plan).drop(OWN)


def of_kinds(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Return `of_kind` of every kind that the extract has a column for."""
    each = (of_kind(kind, rows, population, plan) for kind in kinds_in(rows))
    return pl.concat([SegmentEffects.frame(), *each])


def of_kind(
    kind: SegmentKind, rows: pl.LazyFrame, population: Population, plan: Plan
) -> pl.DataFrame:
    """Return the `SegmentEffects` of one kind: each segment's own effect beside the pooled one."""
    monthly = monthly_counts(
        rows,
        population=population,
        first=plan.series_starts,
        last=plan.last_month,
        by=kind,
        measures=COUNTED,
    )
    counted = _counts(monthly, plan)
    return (
        counted.join(_effects(monthly, plan), on="segment", how="left", maintain_order="left")
        .select(pl.lit(kind).alias("kind"), pl.all())
        .sort("segment")
    )


def _counts(monthly: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    after = _total(monthly, plan.first_after, plan.last_month, "after")
    before = _total(monthly, *plan.same_months_before, "before")
    return before.join(after, on="segment").select(
        "segment", "referrals_before", "nfa_before", "referrals_after", "nfa_after"
    )


def _total(monthly: pl.DataFrame, first: dt.date, last: dt.date, when: str) -> pl.DataFrame:
    return (
        monthly.filter(pl.col("period").is_between(first, last))
        .group_by("segment")
        .agg(
            pl.col("count").filter(pl.col("measure") == measure).sum().alias(f"{measure}_{when}")
            for measure in ("referrals", "nfa")
        )
    )


def _effects(monthly: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Fit every segment with enough to model, and pool: segment, ratio, low, high, and its own.

    The shocks of the whole county move all its segments, and so does a path that bends: the error
    of the county's own estimate is the part that they share.
    """
    nfa = monthly.filter(pl.col("measure") == "nfa", pl.col("segment") != NO_DISTRICT)
    enough = modelled(monthly)
    if enough.is_empty():
        return SegmentEffects.frame().select("segment", *EFFECT, *OWN)
    changes = level_changes(enough, plan, tested=False)
    own = changes.select("segment", *_named(changes, ("estimate", "low", "high"), OWN))
    if changes.height < LEAST_SEGMENTS:
        return own.with_columns(_named(own, OWN, EFFECT)).select("segment", *EFFECT, *OWN)
    county = level_changes(whole_of(nfa), plan, tested=False)
    pooled = its.pooled(
        changes, estimand="level_change", common_error=standard_error(county, plan.level)
    )
    drawn = ("pooled_estimate", "pooled_low", "pooled_high")
    effects = pooled.select("segment", *_named(pooled, drawn, EFFECT))
    return effects.join(own, on="segment", maintain_order="left")


def _named(frame: pl.DataFrame, columns: Sequence[str], names: Sequence[str]) -> list[pl.Series]:
    return [frame[column].alias(name) for column, name in zip(columns, names, strict=True)]


def combined(
    rows: pl.LazyFrame,
    population: Population,
    workshops: pl.DataFrame | None,
    plan: Plan,
    choices: Choices,
) -> pl.DataFrame:
    """Return the mean effect of districts, each by its own workshops, as a row of `alternatives`.

    choices: the headline's, whose dose is the county's. No row where too few districts can be
    modelled, none is known, or no workshop is; nor where counts are of quarters. The error that all
    districts share is that of the county's own estimate.
    """
    if workshops is None or "district" not in kinds_in(rows) or plan.step != 1:
        return Alternative.frame()
    monthly = monthly_counts(
        rows,
        population=population,
        first=plan.series_starts,
        last=plan.last_month,
        by="district",
        measures=COUNTED,
    )
    every = monthly.filter(pl.col("measure") == "nfa", pl.col("segment") != NO_DISTRICT)
    nfa = modelled(monthly)
    districts = nfa["segment"].unique().sort().to_list()
    if len(districts) < LEAST_SEGMENTS:
        return Alternative.frame()
    as_county = replace(choices, model="ar1")
    as_district = replace(as_county, dose=dose.of_districts(workshops, districts, plan))
    county = straight_level_changes(whole_of(every), plan, as_county)
    common = standard_error(county, plan.level)
    effects = straight_level_changes(nfa, plan, as_district)
    pooled = its.pooled(effects, estimand="level_change", common_error=common)
    row = pooled.select("mean_estimate", "mean_low", "mean_high", "level").row(0)
    return Alternative.frame([(COMBINED, *row, "pooled, normal", None)])


def level_changes(nfa: pl.DataFrame, plan: Plan, *, tested: bool = True) -> pl.DataFrame:
    """Fit each segment by itself and return its level change, a row a segment, as `its.effects`.

    As every measure by itself: the phase-in left out, halves added to counts, a test inverted on a
    path that may drift by the tolerance of the series' length (`analysis.effect`). tested: p-values
    are wanted too, which take longer than the ends.
    """
    nfa = added_up(nfa, plan)
    months = nfa.select(
        "period",
        "segment",
        ((pl.col("count") + HALF) / pl.col("child_working_days")).alias("value"),
    )
    fitted = its.fit(months, spec_alone(plan, nfa, PLANNED))
    return its.level_ratios(effects_at_launch(fitted, plan, tested=tested))


def straight_level_changes(nfa: pl.DataFrame, plan: Plan, choices: Choices) -> pl.DataFrame:
    """Return the same on a path held straight, each segment's launch by its own dose, say.

    Small counts are weighted; intervals are Satterthwaite's. They hold where no path bends.
    """
    fitted = its.fit(series_of(nfa, "segment"), spec_alone(plan, nfa, choices))
    return its.level_ratios(its.effects(fitted, at=LAUNCH, level=plan.level))


def whole_of(nfa: pl.DataFrame) -> pl.DataFrame:
    """Add the segments up: the county, whose exposure is theirs but for a factor."""
    return summed(nfa, "period", ("count", "child_working_days")).with_columns(
        segment=pl.lit("whole")
    )


def standard_error(effect: pl.DataFrame, level: float) -> float:
    """Read the standard error of a log ratio from its interval."""
    low, high = effect.select("low", "high").row(0)
    return math.log(high / low) / (2 * NormalDist().inv_cdf((1 + level) / 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Whose report it is: a district or an agency, by the name that the extract has."""

    kind: SegmentKind
    name: str


def adjusted(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Return `Adjusted`: p-values of no change, by Holm over the segments of a kind.

    From each segment's own model, before anything is drawn towards the others.
    """
    parts = [Adjusted.frame()]
    for kind in kinds_in(rows):
        monthly = monthly_counts(
            rows,
            population=population,
            first=plan.series_starts,
            last=plan.last_month,
            by=kind,
            measures=COUNTED,
        )
        enough = modelled(monthly)
        if enough.is_empty():
            continue
        effects = its.adjusted(level_changes(enough, plan))
        parts.append(effects.select(pl.lit(kind).alias("kind"), "segment", "p_adjusted"))
    return pl.concat(parts)


def modelled(monthly: pl.DataFrame) -> pl.DataFrame:
    """Return the months of inappropriate referrals of the segments that are modelled.

    monthly: as `monthly_counts`, of `COUNTED`. Left out are segments with fewer than
    `LEAST_A_MONTH`, and those that begin or end within the months: without one referral of any kind
    in the first `MONTHS_OF_AN_END`, or in the last. Their level is that of months in which they
    were not there.
    """
    referrals = monthly.filter(pl.col("measure") == "referrals").sort("segment", "period")
    ends = referrals.group_by("segment").agg(
        pl.col("count").head(MONTHS_OF_AN_END).sum().alias("first"),
        pl.col("count").tail(MONTHS_OF_AN_END).sum().alias("last"),
    )
    whole = ends.filter(pl.col("first") > 0, pl.col("last") > 0)["segment"].to_list()
    return monthly.filter(
        pl.col("measure") == "nfa",
        pl.col("segment") != NO_DISTRICT,
        pl.col("segment").is_in(whole),
        pl.col("count").mean().over("segment", "measure") >= LEAST_A_MONTH,
    )
