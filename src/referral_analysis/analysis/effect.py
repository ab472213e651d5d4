"""A measure's level change at the launch, fitted by itself, with the headline's interval."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.model import LAUNCH, Choices
from referral_analysis.analysis.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Effect:
    """A measure's fit and its level change: ratio of observed to expected, low, high."""

    fitted: its.ItsFit = field(repr=False)
    ratio: float
    low: float
    high: float
    method: str


def effect(rows: pl.DataFrame, plan: Plan, choices: Choices) -> Effect:
    """Fit one measure by itself, as `primary.fit_alone` does."""
    return level_change(primary.fit_alone(rows, plan, choices), plan)


def level_change(fitted: its.ItsFit, plan: Plan) -> Effect:
    """Read the launch's level change of a fit, with the headline's interval."""
    effects = its.effects(fitted, at=LAUNCH, interval="test_inversion", level=plan.level)
    level = level_change_of(effects)
    return Effect(
        fitted=fitted,
        ratio=level["ratio"],
        low=level["low"],
        high=level["high"],
        method=level["method"],
    )


def level_change_of(effects: pl.DataFrame) -> dict[str, Any]:
    """Return ratio, low, high, level and method of the level change."""
    change = its.level_ratios(effects).row(0, named=True)
    return {"ratio": change["estimate"]} | {
        name: change[name] for name in ("low", "high", "level", "method")
    }
