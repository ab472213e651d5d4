"""The headline: the rule, the dose and the primary analysis, put together."""

from dataclasses import dataclass, field

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import county, dose, primary
from referral_analysis.analysis.model import LAUNCH, Choices, planned
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision, before_launch, decide
from referral_analysis.errors import SeriesError
from referral_analysis.extract import Population


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Headline:
    """What the rule decided, the plan's choices, and the fit."""

    decision: Decision
    choices: Choices = field(repr=False)
    fitted: its.ItsFit = field(repr=False)


def of_months(monthly: pl.DataFrame, reached: pl.DataFrame, plan: Plan) -> Headline:
    """Decide by the months before the launch, then fit all: months as `county.analysed`; the dose.

    SeriesError where the months cannot carry the model.
    """
    pair = county.pair(monthly)
    decision = decide(before_launch(pair, plan), plan)
    choices = planned(reached)
    fitted = primary.fit(pair, plan, choices, decision.form)
    return Headline(decision=decision, choices=choices, fitted=fitted)


def ratio(
    population: Population, workshops: pl.DataFrame, rows: pl.LazyFrame, plan: Plan
) -> float | None:
    """Return the headline's ratio by itself; None where the months cannot carry the model."""
    monthly = county.analysed(county.counts(rows, population, plan), plan)
    try:
        found = of_months(monthly, dose.of_launch(rows, population, workshops, plan), plan)
    except SeriesError:
        return None
    effects = its.effects(found.fitted, at=LAUNCH, level=plan.level)
    return float(its.level_ratios(effects).row(0, named=True)["estimate"])
