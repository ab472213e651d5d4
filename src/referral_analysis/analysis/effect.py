"""A fit's level change at the launch, as every report reads it.

The path before the launch may drift by itself, by the tolerance that was fixed beforehand for a
series of its length (`its.tolerance`); errors may resemble each other in every way of the family.
"""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import Choices
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.tables import EFFECT, MILD
from referral_analysis.its.model.design import is_before
from referral_analysis.its.model.spec import LEAST_BEFORE
from referral_analysis.its.model.timeline import interruption_named
from referral_analysis.its.tolerance import Tolerances, tolerance_for
from referral_analysis.statistics.non_inferiority import safe_level


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Effect:
    """A measure's fit and its level change: ratio of observed to expected, low, high."""

    fitted: its.ItsFit = field(repr=False)
    ratio: float
    low: float
    high: float
    method: str


def effect(rows: pl.DataFrame, plan: Plan, choices: Choices) -> Effect:
    """Fit one measure by itself, as `primary.fit_alone` does, and read its level change."""
    fitted = primary.fit_alone(rows, plan, choices)
    row = at_launch(fitted, plan)
    return Effect(fitted=fitted, **{name: row[name] for name in (*EFFECT, "method")})


def at_launch(fitted: its.ItsFit, plan: Plan, *, level: float | None = None) -> dict[str, Any]:
    """Return ratio, low, high, level and method of the launch's level change.

    By test inversion on a path that may drift; level: the plan's where none is given.
    """
    return level_change_of(effects_at_launch(fitted, plan, level=level, tested=False))


def effects_at_launch(
    fitted: its.ItsFit, plan: Plan, *, level: float | None = None, tested: bool = True
) -> pl.DataFrame:
    """Return the effects of `at_launch`, of every segment of a fit, as `its.effects`."""
    return its.effects(
        fitted,
        at=LAUNCH,
        interval="test_inversion",
        family="robust",
        tolerance=tolerances_of(fitted, plan).full,
        level=plan.level if level is None else level,
        tested=tested,
    )


def mild_ends(fitted: its.ItsFit, plan: Plan, *, level: float | None = None) -> dict[str, float]:
    """Return mild_low and mild_high: the ends where the path may drift by the milder tolerance."""
    effects = its.effects(
        fitted,
        at=LAUNCH,
        interval="test_inversion",
        family="robust",
        tolerance=tolerances_of(fitted, plan).mild,
        level=plan.level if level is None else level,
        tested=False,
    )
    change = level_change_of(effects)
    return dict(zip(MILD, (change["low"], change["high"]), strict=True))


def safe_ends(fitted: its.ItsFit, plan: Plan) -> dict[str, float]:
    """Return safe_low and safe_high: the ends that a claim of no large change is read from."""
    change = at_launch(fitted, plan, level=safe_level(plan.level))
    return {"safe_low": change["low"], "safe_high": change["high"]}


def tolerances_of(fitted: its.ItsFit, plan: Plan) -> Tolerances:
    """Return the tolerances for a fit, by how many clean months it has before the launch.

    A series too short for the rule has those of the shortest that it covers.
    """
    launch = interruption_named(fitted.spec.timeline, LAUNCH)
    before = int(is_before(fitted.batches[0].design, launch).sum()) * plan.step
    return tolerance_for(max(before, LEAST_BEFORE["month"]))


def level_change_of(effects: pl.DataFrame) -> dict[str, Any]:
    """Return ratio, low, high, level and method of the level change."""
    change = its.level_ratios(effects).row(0, named=True)
    return {"ratio": change["estimate"]} | {
        name: change[name] for name in ("low", "high", "level", "method")
    }
