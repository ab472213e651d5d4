"""What could be seen after a launch, foreseen from the months before it alone.

How a month's errors behave is taken from a fit to those months. Series that behave so, of the
lengths that are planned and without any effect, are drawn, and each is asked by the range that the
answer will be read from: on a path that may drift, at both tolerances, at the plan's level.
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
from referral_analysis.its.power import Detection, PowerScenario, minimum_detectable
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
REPLICATES = 500
"""Series drawn for each length: the smallest change is then known to about a fortieth of itself."""
FELT = 0.05
"""Share of a smallest fall, as a logarithm, by which the two tolerances are known to differ: twice
the fortieth to which each is known."""
_SEED = 2012
_ROUNDS, _NEAR, _LEAST = 12, 0.01, 0.05
"""Of the search for a fall that makes counts noisier itself: until it moves by so small a share, or
less than so little is left of what there was."""


class Foreseen(Schema):
    """A row a number of months after the launch: what would be told four times in five."""

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

        At the most months asked about. Where it would not, what limits the answer is chance.
        """
        last = self.seen.sort(Foreseen.months_after).row(-1, named=True)
        full, mild = (math.log(last[name]) for name in (Foreseen.fall_yes, Foreseen.fall_probably))
        return mild / full < 1 - FELT

    def months_for(self, fall: float) -> int | None:
        """Return the fewest months asked about after which a fall to this ratio is told; or None.

        Told for sure, four times in five, then and at every later length.
        """
        enough = None
        lengths = self.seen.sort(Foreseen.months_after, descending=True)
        for months, smallest in lengths.select(Foreseen.months_after, Foreseen.fall_yes).rows():
            if smallest < fall:
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
    kernel = _before_the_launch(before, plan, decision).batches[0].kernel
    scenario = PowerScenario(
        spec=spec(plan, PLANNED),
        first=f"{plan.series_starts:%Y-%m}",
        last=f"{plan.first_after:%Y-%m}",
        sd=float(np.sqrt(kernel.scale[0])),
        rho=float(np.clip(0.0 if kernel.rho is None else kernel.rho[0], -RHO_MOST, RHO_MOST)),
        noise_share=0.0 if kernel.noise_share is None else float(kernel.noise_share[0]),
    )
    tolerances = tolerance_for(plan.analysed_before)
    noise = 0.0 if plan.step == 1 else _noise_of_counts(before, scenario.sd, decision)
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
            _seen(scenario, plan, tolerances, after, replicates=replicates, noise=noise)
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


def _seen(
    scenario: PowerScenario,
    plan: Plan,
    tolerances: Tolerances,
    after: Sequence[int],
    *,
    replicates: int,
    noise: float,
) -> Iterator[dict[str, object]]:
    for months in after:
        last = add_months(plan.phase_in_ends, months)
        longer = replace(scenario, last=f"{plan.first_of(last):%Y-%m}")
        full, mild = (
            _told(
                longer,
                Detection(at=LAUNCH, interval="tolerance", tolerance=tolerance, level=plan.level),
                replicates,
                noise,
            )
            for tolerance in (tolerances.full, tolerances.mild)
        )
        yield {
            Foreseen.months_after: months,
            Foreseen.last_month: last,
            Foreseen.fall_yes: full[0],
            Foreseen.fall_probably: mild[0],
            Foreseen.rise_yes: full[1],
        }


def _told(
    scenario: PowerScenario, detection: Detection, replicates: int, noise: float
) -> tuple[float, float]:
    """Return the smallest fall and rise that would be told; noise: as `_noise_of_counts`.

    A fall to a share r leaves counts whose noise is larger by noise (1 / r - 1): the fall that is
    told beside its own noise is the largest r that the search from no fall on comes to rest at.
    """
    first = _smallest(scenario, detection, replicates)
    fall = first[0]
    for _ in range(_ROUNDS if noise else 0):
        noisier = replace(scenario, more_after=noise * (1 / fall - 1))
        told = max(_smallest(noisier, detection, replicates)[0], _LEAST)
        is_near = math.log(fall / told) < _NEAR
        fall = told
        if is_near or fall == _LEAST:
            break
    return fall, first[1]


def _smallest(
    scenario: PowerScenario, detection: Detection, replicates: int
) -> tuple[float, float]:
    row = minimum_detectable(
        [scenario],
        detection,
        rng=np.random.default_rng(_SEED),
        power=POWER,
        replicates=replicates,
    ).row(0, named=True)
    return row["smallest_fall"], row["smallest_rise"]


def _noise_of_counts(before: pl.DataFrame, sd: float, decision: Decision) -> float:
    """Return the variance of a log count that is its own noise, of inappropriate referrals.

    Where quarters are fitted counts are so few that nearly all of an error is noise; it is shared
    out as counts share it, and no less than that of a Poisson count.
    """
    ours, theirs = (float(before[name].mean() or 0.0) for name in ("inappropriate", "others"))  # type: ignore[arg-type]  # counts
    own, other = 1 / (ours + HALF), 1 / (theirs + HALF)
    whole = own + other if decision.form == "ratio" else own
    return own * max(sd**2 / whole, 1.0)
