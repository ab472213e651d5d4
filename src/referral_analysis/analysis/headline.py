"""The headline: the rule, the primary analysis, and all that it rests on, put together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np
import polars as pl

from referral_analysis import its
from referral_analysis.analysis import blanks, county, primary
from referral_analysis.analysis.effect import tolerances_of
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, by_dose
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision, Form, before_launch, decide
from referral_analysis.errors import SeriesError
from referral_analysis.extract import Population
from referral_analysis.its.tolerance import Examination, as_ratio, estimate, examine


@dataclass(frozen=True, slots=True, kw_only=True)
class TippingPoints:
    """What would make a range touch no change: see the fields of `Examination` of these names.

    straight_low, straight_high: the ends on a path held straight, as ratios.
    """

    straight_low: float
    straight_high: float
    drift: float | None = None
    is_drift_open: bool = False
    bend: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Headline:
    """What the rule decided, the fit, and what was examined of it: ranges, tips, alarms.

    pair: period, child_working_days, inappropriate, others: what was fitted. `blank_before` and
    `blank_after` count the flags left blank; `filled` has the same examined with blanks filled
    either way, where there are any.
    """

    decision: Decision
    pair: pl.DataFrame = field(repr=False)
    fitted: its.ItsFit = field(repr=False)
    examined: Examination = field(repr=False)
    blank_before: blanks.BlanksShare
    blank_after: blanks.BlanksShare
    filled: Mapping[blanks.Filled, Examination] = field(repr=False)

    @property
    def ends(self) -> dict[str, float]:
        """The ends of the ranges that hold whatever the blanks were, as ratios: widest of all.

        low and high at the full tolerance, mild_low and mild_high at the milder one.
        """
        full = [as_ratio(one.full) for one in self._every]
        mild = [as_ratio(one.mild) for one in self._every]
        return {
            "low": min(reach.low for reach in full),
            "high": max(reach.high for reach in full),
            "mild_low": min(reach.low for reach in mild),
            "mild_high": max(reach.high for reach in mild),
        }

    @property
    def path(self) -> pl.DataFrame:
        """As `Examination.path`, with ends that hold whatever the blanks were, like `ends`."""
        paths = [one.path for one in self._every]
        steps = min(path.height for path in paths)  # each begins at 0 and goes on by the same steps
        lows, highs = (np.array([path[end][:steps] for path in paths]) for end in ("low", "high"))
        return (
            self.examined.path[:steps]
            .select("tolerance", "estimate")
            .with_columns(low=lows.min(axis=0), high=highs.max(axis=0))
        )

    @property
    def tips(self) -> TippingPoints:
        """What would make the ranges touch no change, whatever the blanks were."""
        straight = [one.straight for one in self._every]
        held = TippingPoints(
            straight_low=min(as_ratio(one).low for one in straight),
            straight_high=max(as_ratio(one).high for one in straight),
        )
        if not (all(one.high < 0 for one in straight) or all(one.low > 0 for one in straight)):
            return held
        drifts = [(one.drift_tip or 0.0, one.is_drift_tip_open) for one in self._every]
        bends = [one.bend_tip for one in self._every if one.bend_tip is not None]
        drift, is_open = min(drifts)
        return replace(held, drift=drift, is_drift_open=is_open, bend=min(bends, default=None))

    @property
    def _every(self) -> tuple[Examination, ...]:
        return (self.examined, *self.filled.values())

    @property
    def counted(self) -> Literal["fell", "rose", "cannot tell"]:
        """What could be told at the milder tolerance if blanks were nothing."""
        reach = as_ratio(self.examined.mild)
        if reach.high < 1:
            return "fell"
        return "rose" if reach.low > 1 else "cannot tell"


def of_months(monthly: pl.DataFrame, reached: pl.DataFrame | None, plan: Plan) -> Headline:
    """Decide by the months before the launch, then fit all: months as `county.analysed`; the dose.

    SeriesError where the months cannot carry the model.
    """
    pair = county.pair(monthly)
    decision = decide(before_launch(pair, plan), plan)
    fitted = primary.fit(pair, plan, PLANNED, decision.form)
    timed = None if reached is None else primary.fit(pair, plan, by_dose(reached), decision.form)
    before, after = blanks.shares(monthly, plan)
    return Headline(
        decision=decision,
        pair=pair,
        fitted=fitted,
        examined=examined(fitted, plan, timed),
        blank_before=before,
        blank_after=after,
        filled=_filled(pair, monthly, plan, decision.form)
        if before.unflagged + after.unflagged
        else {},
    )


def _filled(
    pair: pl.DataFrame, monthly: pl.DataFrame, plan: Plan, form: Form
) -> dict[blanks.Filled, Examination]:
    """Examine the headline with every blank taken for one thing, and for the other."""
    return {
        how: examined(
            primary.fit(blanks.filled(pair, monthly, plan, how), plan, PLANNED, form), plan
        )
        for how in get_args(blanks.Filled)
    }


def examined(fitted: its.ItsFit, plan: Plan, timed: its.ItsFit | None = None) -> Examination:
    """Examine the launch's effect in a fit; timed: the same with the launch by its dose."""
    return examine(
        fitted, LAUNCH, tolerances_of(fitted, plan), timed=timed, level=plan.answer_level
    )


def ratio(population: Population, rows: pl.LazyFrame, plan: Plan) -> float | None:
    """Return the headline's ratio by itself; None where the months cannot carry the model."""
    pair = county.pair(county.analysed(county.counts_of_pair(rows, population, plan), plan))
    try:
        fitted = primary.fit(pair, plan, PLANNED, decide(before_launch(pair, plan), plan).form)
        moved = estimate(fitted, LAUNCH, tolerances_of(fitted, plan).full)
    except SeriesError:
        return None
    return float(np.exp(moved))
