"""Agencies and districts: funnels of NFA shares, effects with multiplicity allowed for, doses."""

import math
from statistics import NormalDist

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import dose
from referral_analysis.analysis.model import Choices
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import (
    COUNTED,
    KINDS,
    kinds_in,
    modelled,
    standard_error,
    straight_level_changes,
    whole_of,
)
from referral_analysis.extract import Population
from referral_analysis.its.effects.pooling import LEAST_SEGMENTS
from referral_analysis.questions.where.tables import DoseDistricts, Doses, Funnel
from referral_analysis.series import monthly_counts
from referral_analysis.statistics.funnel import funnel
from referral_analysis.sums import summed


def funnels(segments: pl.DataFrame) -> pl.DataFrame:
    """Return `Funnel`: `statistics.funnel` of the months after the launch."""
    each = (
        funnel(
            segments.filter(pl.col("kind") == kind).select(
                "kind",
                "segment",
                pl.col("nfa_after").alias("part"),
                pl.col("referrals_after").alias("whole"),
            )
        )
        for kind in KINDS
        if segments.filter(pl.col("kind") == kind)["referrals_after"].sum()
    )
    return pl.concat([Funnel.frame(), *each])


def by_dose(
    rows: pl.LazyFrame, population: Population, held: pl.DataFrame | None, plan: Plan
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set each district's own workshop dates beside one date for all.

    held: date and district, a row a workshop. Returns the county's answers (`Doses`): one date with
    the workshops' months left out, and the districts' effects by their own dates, averaged by what
    each would have sent; and `DoseDistricts`. The average has the standard error of the county's
    own effect with the average dose: districts share the county's shocks, so their number does not
    shrink it. No rows where rows name no district with enough referrals to model, or no workshop is
    known; nor where counts are of quarters, none of which is of the workshops.
    """
    if held is None or "district" not in kinds_in(rows) or plan.step != 1:
        return Doses.frame(), DoseDistricts.frame()
    nfa = modelled(
        monthly_counts(
            rows,
            population=population,
            first=plan.series_starts,
            last=plan.last_month,
            by="district",
            measures=COUNTED,
        )
    )
    if nfa.is_empty():
        return Doses.frame(), DoseDistricts.frame()
    doses = dose.of_districts(held, sorted(set(nfa["segment"])), plan)
    weights = (
        nfa.filter(pl.col("period") < plan.launch_month)
        .group_by("segment")
        .agg(pl.col("count").sum().alias("weight"))
    )
    average = summed(
        doses.join(weights, on="segment").with_columns(pl.col("dose") * pl.col("weight")),
        "period",
        ("dose", "weight"),
    ).select("period", pl.col("dose") / pl.col("weight"))
    whole = whole_of(nfa)
    common = straight_level_changes(whole, plan, Choices()).row(0, named=True)
    county = straight_level_changes(whole, plan, Choices(phase_in="dose", dose=average))
    own = straight_level_changes(nfa, plan, Choices(phase_in="dose", dose=doses))
    error = standard_error(county, plan.level)
    weighted = own.join(weights, on="segment")
    total = math.fsum(weighted["estimate"].log() * weighted["weight"])
    mean = total / int(weighted["weight"].sum())
    reach = NormalDist().inv_cdf((1 + plan.level) / 2) * error
    answers = Doses.frame(
        [
            ("one date", common["estimate"], common["low"], common["high"]),
            ("own dates", math.exp(mean), math.exp(mean - reach), math.exp(mean + reach)),
        ]
    )
    return answers, DoseDistricts.checked(_pooled(own, error))


def _pooled(own: pl.DataFrame, error: float) -> pl.DataFrame:
    if own.height < LEAST_SEGMENTS:
        return own.select("segment", pl.col("estimate").alias("ratio"), "low", "high")
    return its.pooled(own, estimand="level_change", common_error=error).select(
        "segment",
        pl.col("pooled_estimate").alias("ratio"),
        pl.col("pooled_low").alias("low"),
        pl.col("pooled_high").alias("high"),
    )
