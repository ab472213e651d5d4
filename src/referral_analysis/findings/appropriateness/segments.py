"""Agencies and districts: funnels of NFA shares, effects with multiplicity allowed for, doses."""

import math
from statistics import NormalDist

import polars as pl

from referral_analysis import its
from referral_analysis.appropriateness.funnel import funnel
from referral_analysis.extract import Population
from referral_analysis.findings import dose
from referral_analysis.findings.model import Choices
from referral_analysis.findings.plan import Plan
from referral_analysis.findings.segments import (
    KINDS,
    LEAST_A_MONTH,
    level_changes,
    standard_error,
    whole_of,
)
from referral_analysis.its.pooling import LEAST_SEGMENTS
from referral_analysis.series import NO_DISTRICT, monthly_counts


def funnels(segments: pl.DataFrame) -> pl.DataFrame:
    """Return `appropriateness.funnel` of the months after the launch: kind, segment, ..."""
    return pl.concat(
        funnel(
            segments.filter(pl.col("kind") == kind).select(
                "kind",
                "segment",
                pl.col("nfa_after").alias("part"),
                pl.col("referrals_after").alias("whole"),
            )
        )
        for kind in KINDS
    )


def adjusted(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Return kind, segment, p_adjusted: of no change, by Holm over the segments of a kind.

    From each segment's own model, before anything is drawn towards the others.
    """
    parts = []
    for kind in KINDS:
        nfa = monthly_counts(
            rows,
            population=population,
            first=plan.series_starts,
            last=plan.last_month,
            by=kind,
            measures=("nfa",),
        )
        effects = its.adjusted(level_changes(_modelled(nfa), plan))
        parts.append(effects.select(pl.lit(kind).alias("kind"), "segment", "p_adjusted"))
    return pl.concat(parts)


def by_dose(
    rows: pl.LazyFrame, population: Population, held: pl.DataFrame, plan: Plan
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set each district's own workshop dates beside one date for all.

    held: date and district, a row a workshop. Returns the county's answers (model, ratio, low,
    high): one date with the workshops' months left out, and the districts' effects by their own
    dates, averaged by what each would have sent; and a row a district (segment, ratio, low, high),
    pooled, by its own dates. The average has the standard error of the county's own effect with
    the average dose: districts share the county's shocks, so their number does not shrink it.
    """
    nfa = _modelled(
        monthly_counts(
            rows,
            population=population,
            first=plan.series_starts,
            last=plan.last_month,
            by="district",
            measures=("nfa",),
        )
    )
    doses = dose.of_districts(held, sorted(set(nfa["segment"])), plan)
    weights = (
        nfa.filter(pl.col("period") < plan.launch_month)
        .group_by("segment")
        .agg(pl.col("count").sum().alias("weight"))
    )
    average = (
        doses.join(weights, on="segment")
        .group_by("period")
        .agg((pl.col("dose") * pl.col("weight")).sum() / pl.col("weight").sum())
        .sort("period")
    )
    whole = whole_of(nfa)
    common = level_changes(whole, plan).row(0, named=True)
    county = level_changes(whole, plan, Choices(phase_in="dose", dose=average))
    own = level_changes(nfa, plan, Choices(phase_in="dose", dose=doses))
    error = standard_error(county, plan.level)
    mean = (
        own.join(weights, on="segment")
        .select((pl.col("estimate").log() * pl.col("weight")).sum() / pl.col("weight").sum())
        .item()
    )
    reach = NormalDist().inv_cdf((1 + plan.level) / 2) * error
    answers = pl.DataFrame(
        [
            ("one date", common["estimate"], common["low"], common["high"]),
            ("own dates", math.exp(mean), math.exp(mean - reach), math.exp(mean + reach)),
        ],
        ["model", "ratio", "low", "high"],
        orient="row",
    )
    return answers, _pooled(own, error)


def _modelled(nfa: pl.DataFrame) -> pl.DataFrame:
    """Keep the segments with enough to model."""
    return nfa.filter(
        pl.col("segment") != NO_DISTRICT,
        pl.col("count").mean().over("segment") >= LEAST_A_MONTH,
    )


def _pooled(own: pl.DataFrame, error: float) -> pl.DataFrame:
    if own.height < LEAST_SEGMENTS:
        return own.select("segment", pl.col("estimate").alias("ratio"), "low", "high")
    return its.pooled(own, estimand="level_change", common_error=error).select(
        "segment",
        pl.col("pooled_estimate").alias("ratio"),
        pl.col("pooled_low").alias("low"),
        pl.col("pooled_high").alias("high"),
    )
