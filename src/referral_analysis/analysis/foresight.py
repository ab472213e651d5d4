"""What could be seen after a launch, foreseen from the months before it alone.

These months are kept, and those to come are drawn from what they say of the path and of how months
resemble each other, of each length that is planned (`its.power.going_on`). Each series is asked by
the range that the answer will be read from: on a path that may drift, at both tolerances, at the
plan's level.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, spec
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision, before_launch, decide, timeline_before
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.timeline import CONTROL
from referral_analysis.its.power import PowerScenario
from referral_analysis.its.power.foreseen import ToBeTold, smallest_told
from referral_analysis.its.power.going_on import SoFar, go_on
from referral_analysis.its.power.scenario import RHO_MOST
from referral_analysis.its.tolerance import Tolerances, tolerance_for
from referral_analysis.periods import add_months
from referral_analysis.schema import Declared, Schema
from referral_analysis.statistics.expected import HALF

AFTER = (3, 5, 12, 24)
"""Months after the launch that are asked about."""
AFTER_BY_QUARTERS = (6, 12, 24)
"""The same where whole quarters are fitted, of which two are the fewest."""
POWER = 0.8
REPLICATES = 480
"""Series drawn for each length: the smallest change is then known to about a fortieth of itself."""
FELT = 0.05
"""Share of a smallest fall, as a logarithm, by which the two tolerances are known to differ: twice
the fortieth to which each is known."""
_SEED = 2012


class Foreseen(Schema):
    """A row a number of months after the launch: what would be told four times in five.

    A fall is null where none that leaves a twentieth or more would be.
    """

    months_after = Declared(pl.Int64, "months", "analysed after the phase-in")
    last_month = Declared(pl.Date, "month", "the last of them")
    fall_yes = Declared(pl.Float64, "ratio", "the smallest fall told at the full tolerance")
    fall_probably = Declared(pl.Float64, "ratio", "the smallest fall told at the milder one")
    rise_yes = Declared(pl.Float64, "ratio", "the smallest rise told at the full tolerance")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Foresight:
    """The form that the rule chose, how months behave, and what could be seen of what is to come.

    months: before the launch, that were looked at; a_month: inappropriate referrals in each, on
    average; step: how many months each count is of. sd, rho, noise_share: of the error of a count
    on the log scale, and rho between neighbouring months, as `its.PowerScenario`.
    """

    decision: Decision
    tolerances: Tolerances
    months: int
    a_month: float
    sd: float
    rho: float
    noise_share: float
    step: int = 1
    seen: pl.DataFrame = field(repr=False)

    @property
    def is_drift_felt(self) -> bool:
        """Whether a milder tolerance for drift would let a clearly smaller fall be told.

        At the most months asked about. Where it would not, or no fall would be told, what limits
        the answer is chance.
        """
        last = self.seen.sort(Foreseen.months_after).row(-1, named=True)
        full, mild = last[Foreseen.fall_yes], last[Foreseen.fall_probably]
        if full is None or mild is None:
            return False
        return math.log(mild) / math.log(full) < 1 - FELT

    def months_for(self, fall: float) -> int | None:
        """Return the fewest months asked about after which a fall to this ratio is told; or None.

        Told for sure, four times in five, then and at every later length.
        """
        enough = None
        lengths = self.seen.sort(Foreseen.months_after, descending=True)
        for months, smallest in lengths.select(Foreseen.months_after, Foreseen.fall_yes).rows():
            if smallest is None or smallest < fall:
                break
            enough = months
        return enough


def foresee(
    pair: pl.DataFrame,
    plan: Plan,
    *,
    after: Sequence[int] | None = None,
    replicates: int = REPLICATES,
) -> Foresight:
    """Foresee by the months of `pair` before the launch; no later one is looked at.

    pair: as `county.pair`, of quarters where the plan is cut to them. plan: when the series starts
    and the launch comes, the events, the seasons and the level; not its last month, which by
    quarters is that of the longest length or a later one. after: `AFTER`, or `AFTER_BY_QUARTERS`.
    Critical values that are not kept are simulated: up to a minute a length. SeriesError where the
    months cannot carry the model.
    """
    if after is None:
        after = AFTER if plan.step == 1 else AFTER_BY_QUARTERS
    before = before_launch(pair, plan)
    decision = decide(before, plan)
    batch = _before_the_launch(before, plan, decision).batches[0]
    kernel = batch.kernel
    scenario = PowerScenario(
        spec=spec(plan, PLANNED),
        first=f"{plan.series_starts:%Y-%m}",
        last=f"{plan.first_after:%Y-%m}",
        sd=float(np.sqrt(kernel.scale[0])),
        rho=float(np.clip(0.0 if kernel.rho is None else kernel.rho[0], -RHO_MOST, RHO_MOST)),
        noise_share=0.0 if kernel.noise_share is None else float(kernel.noise_share[0]),
    )
    tolerances = tolerance_for(plan.analysed_before)
    return Foresight(
        decision=decision,
        tolerances=tolerances,
        months=decision.months,
        a_month=float(before["inappropriate"].mean() or 0.0) / plan.step,  # type: ignore[arg-type]  # counts
        sd=scenario.sd,
        rho=scenario.rho,
        noise_share=scenario.noise_share,
        step=plan.step,
        seen=Foreseen.frame(
            _seen(
                _so_far(before, batch, decision),
                _correlated(scenario, plan),
                plan,
                tolerances,
                after,
                replicates=replicates,
            )
        ),
    )


def _before_the_launch(before: pl.DataFrame, plan: Plan, decision: Decision) -> its.ItsFit:
    """Fit the planned model to the months before the launch."""
    asked = replace(
        spec(plan, PLANNED, before),
        timeline=timeline_before(plan, before),
        least_before=1,
        least_after=1,
    )
    return primary.fit_as(before, asked, decision.form)


def _so_far(before: pl.DataFrame, batch: Batch, decision: Decision) -> SoFar:
    """Return the months that were fitted, and what of their variance is known for chance.

    In the ratio the others' counts are part of it.
    """
    if batch.events is None:
        raise ValueError("months are fitted with the events that they are of")
    ours, theirs = (float(before[name].mean() or 0.0) for name in ("inappropriate", "others"))  # type: ignore[arg-type]  # counts
    control = CONTROL in batch.design.names
    return SoFar(
        values=batch.response.values[0],
        control=batch.design.matrix[:, batch.design.names.index(CONTROL)] if control else None,
        events=batch.events[0][batch.design.is_kept],
        least=1 / (ours + HALF) + (1 / (theirs + HALF) if decision.form == "ratio" else 0.0),
    )


def _correlated(scenario: PowerScenario, plan: Plan) -> PowerScenario:
    """Return the scenario by how months resemble each other; quarters are taken not to.

    Quarters are so few that what a fit says of it is chance, and nearly all of an error is noise.
    """
    return scenario if plan.step == 1 else replace(scenario, rho=0.0, noise_share=0.0)


def _seen(
    so_far: SoFar,
    scenario: PowerScenario,
    plan: Plan,
    tolerances: Tolerances,
    after: Sequence[int],
    *,
    replicates: int,
) -> Iterator[dict[str, object]]:
    both = (tolerances.full, tolerances.mild)
    asked = ToBeTold(at=LAUNCH, tolerances=both, level=plan.level, power=POWER)
    for months in after:
        last = add_months(plan.phase_in_ends, months)
        longer = replace(scenario, last=f"{plan.first_of(last):%Y-%m}")
        rng = np.random.default_rng(_SEED)
        series = go_on(so_far, longer, LAUNCH, rng=rng, draws=replicates)
        full, mild = smallest_told(series, asked)
        yield {
            Foreseen.months_after: months,
            Foreseen.last_month: last,
            Foreseen.fall_yes: full.fall,
            Foreseen.fall_probably: mild.fall,
            Foreseen.rise_yes: full.rise,
        }
