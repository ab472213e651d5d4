"""Does the change last? The level of the first year after the launch, and that of the months since.

By a rule fixed beforehand: where more than `FIRST_YEAR` months lie after the launch, and
`LEAST_TOLD` of those since the first year are analysed, each of the two has a level of its own, on
the same path before the launch and the same terms. How the level of the months since stands to that
of the first year says whether the change grew, faded or stayed; a slope over all months would tie
the first of them to the last.
"""

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.effect import level_change_of, tolerances_of
from referral_analysis.analysis.events import LAUNCH, LEAST_TOLD, Event, can_tell
from referral_analysis.analysis.model import PLANNED, Choices, is_analysed
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Form
from referral_analysis.periods import add_months
from referral_analysis.questions.fell.tables import FIRST_YEAR, Lasting

SINCE = "months since the first year"
YEAR_ONE = "first year after the launch"


def lasting(pair: pl.DataFrame, plan: Plan, form: Form) -> pl.DataFrame:
    """Return `Lasting`: the first year, the months since, and the one over the other.

    pair: as `county.pair`. No row where the rule does not ask, or months cannot tell the two apart.
    """
    if plan.months_after <= FIRST_YEAR:
        return Lasting.frame()
    later = add_months(plan.first_after, FIRST_YEAR)
    kept = pair.filter(is_analysed(plan), pl.col("period") > plan.phase_in_ends)["period"]
    first_year, since = (int(one.sum()) * plan.step for one in (kept < later, kept >= later))
    step = Event(name=SINCE, starts=later)
    pulse = Event(name=YEAR_ONE, starts=plan.first_after, ends=add_months(later, -1), shape="pulse")
    months = plan.series_starts, plan.last_month
    is_told = can_tell((*plan.events, step), months=months, launch=plan.launch)
    if min(first_year, since) < max(LEAST_TOLD, plan.least_after) or not is_told:
        return Lasting.frame()
    changes = _fitted(pair, plan, step, form)
    levels = _fitted(pair, plan, pulse, form)
    return Lasting.frame(
        [
            {"name": "first year", "months": first_year, **_ends(changes, plan, LAUNCH)},
            {"name": "since", "months": since, **_ends(levels, plan, LAUNCH)},
            {"name": "one over the other", "months": since, **_ends(changes, plan, SINCE)},
        ]
    )


def _fitted(pair: pl.DataFrame, plan: Plan, beside: Event, form: Form) -> its.ItsFit:
    """Fit the headline with one event more, which tells the two stretches apart."""
    choices = Choices(model=PLANNED.model, events=(*plan.events, beside))
    return primary.fit(pair, plan, choices, form)


def _ends(fitted: its.ItsFit, plan: Plan, at: str) -> dict[str, float]:
    """Return ratio, low and high of a level change, the path free to drift by the tolerance."""
    effects = its.effects(
        fitted,
        at=at,
        interval="test_inversion",
        family="robust",
        tolerance=tolerances_of(fitted, plan).full,
        level=plan.level,
    )
    change = level_change_of(effects)
    return {name: change[name] for name in ("ratio", "low", "high")}
