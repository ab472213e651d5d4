"""Whether agencies changed more where more of their staff had been to a workshop.

Two answers beside the one that takes all agencies alike. Timed by staff: the agencies' sum, with
the share of their staff reached by each month as the launch's dose. By share reached: month by
month the slope of agencies' log counts on the share of their staff reached in the end, as one
series. What moves all agencies alike, the county's shocks and a common effect of the launch among
it, is no part of that slope. Both have the errors and the interval of the primary analysis.
"""

import numpy as np
import polars as pl

from referral_analysis import its
from referral_analysis.analysis import dose
from referral_analysis.analysis.effect import Effect, effect, level_change_of
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, Choices, by_dose, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import LEAST_A_MONTH
from referral_analysis.analysis.tables import EFFECT
from referral_analysis.errors import ParametersError
from referral_analysis.extract import Population, attendance
from referral_analysis.its.kernels.result import Floats
from referral_analysis.periods import month_range
from referral_analysis.questions.where.tables import (
    ALIKE,
    LEAST_AGENCIES,
    MORE,
    TIMED,
    Reached,
    Staff,
)
from referral_analysis.series import monthly_counts
from referral_analysis.statistics.expected import HALF
from referral_analysis.sums import summed

STEP = 0.1
"""The slope is told for each tenth more of an agency's staff; shares must be as far apart."""


def by_share_reached(
    rows: pl.LazyFrame, population: Population, came: pl.DataFrame, plan: Plan, choices: Choices
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the models, and the shares that they rest on.

    came: as `extract.attendance` reads it. choices: the primary's. `Staff`: `alike`, of these
    agencies together by the county's workshops; `timed`, by the share of their staff reached;
    `more`, for each `STEP` more of an agency's staff, null with fewer agencies than
    `LEAST_AGENCIES` or less than `STEP` between them. Shares: as `reached`, of agencies with enough
    referrals to model. ParametersError where nobody came, or on days outside the phase-in.
    """
    shares = reached(came, plan)
    nfa = monthly_counts(
        rows,
        population=population,
        first=plan.series_starts,
        last=plan.last_month,
        by="agency",
        measures=("nfa",),
    ).filter(
        pl.col("segment").is_in(shares["segment"].unique().to_list()),
        pl.col("count").mean().over("segment") >= LEAST_A_MONTH,
    )
    known = shares.filter(pl.col("segment").is_in(nfa["segment"].unique().to_list()))
    if known["reached"].sum() == 0:
        return Staff.frame(), Reached.frame()
    return models(nfa, known, plan, choices), known


def reached(came: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return `Reached`: a row an agency and month of the phase-in."""
    _check(came, plan)
    people, number = pl.col(attendance.ATTENDED), pl.col(attendance.STAFF).first()
    parts = [
        came.group_by(pl.col(attendance.AGENCY).alias("segment")).agg(
            pl.lit(month).alias("period"),
            (people.filter(dose.is_over(month)).sum() / number).alias("dose"),
            (people.sum() / number).alias("reached"),
        )
        for month in month_range(plan.launch_month, plan.phase_in_ends)
    ]
    return pl.concat(parts).sort("segment", "period")


def models(nfa: pl.DataFrame, shares: pl.DataFrame, plan: Plan, choices: Choices) -> pl.DataFrame:
    """Fit the three models: nfa as `monthly_counts`, shares as `reached`, of the same agencies."""
    agency = pl.col("segment") == nfa["segment"].min()
    exposure = nfa.filter(agency).select("period", "child_working_days")
    whole = summed(nfa, "period", "count").join(exposure, on="period", maintain_order="left")
    weights = (
        nfa.filter(pl.col("period") < plan.launch_month)
        .group_by("segment")
        .agg(pl.col("count").sum().alias("weight"))
    )
    known = shares.join(weights, on="segment", maintain_order="left")
    timed = by_dose(_path(known, pl.col("weight"), plan))
    answers = [(ALIKE, effect(whole, plan, choices)), (TIMED, effect(whole, plan, timed))]
    slope = _slope(nfa, known, plan)
    rows = [(name, one.ratio, one.low, one.high) for name, one in answers]
    rows.append((MORE, *((slope.ratio, slope.low, slope.high) if slope else (None,) * 3)))
    return Staff.frame(rows)


def _slope(nfa: pl.DataFrame, known: pl.DataFrame, plan: Plan) -> Effect | None:
    """Fit the slope of log counts on the share reached; None where shares cannot give one."""
    agencies = known.unique("segment").sort("segment")
    share, weight = (agencies[name].cast(pl.Float64).to_numpy() for name in ("reached", "weight"))
    if agencies.height < LEAST_AGENCIES or np.ptp(share) < STEP:
        return None
    pulls = agencies.select("segment", pl.Series("pull", pulls_of(share, weight)))
    months = summed(
        nfa.join(pulls, on="segment").with_columns(
            ((pl.col("count") + HALF).log() * pl.col("pull")).alias("slope")
        ),
        "period",
        "slope",
    ).select("period", (pl.col("slope") * STEP).exp().alias("value"))
    path = _path(known.join(pulls, on="segment"), pl.col("pull"), plan)
    # agencies whose staff came late can turn the early months round: they are then left out
    is_dose = path["dose"].is_between(0, 1).all()
    chosen = by_dose(path) if is_dose else PLANNED
    return _level_change(its.fit(months, spec_alone(plan, months, chosen)), plan)


def pulls_of(share: Floats, weight: Floats) -> Floats:
    """Return what each agency's log count weighs in the slope on the shares; all shapes (n,).

    The weighted least-squares slope. They add up to 0, so what agencies have in common cancels; and
    to 1 when multiplied by the shares.
    """
    centred = share - np.average(share, weights=weight)
    pulls: Floats = weight * centred / (weight * centred**2).sum()
    return pulls


def _path(known: pl.DataFrame, weight: pl.Expr, plan: Plan) -> pl.DataFrame:
    """Return period and dose of the phase-in: agencies' weighted, as a part of that in the end."""
    weighted = known.with_columns(pl.col("dose") * weight, pl.col("reached") * weight)
    mixed = (pl.col("dose") / pl.col("reached")).round(dose.DECIMALS)
    path = summed(weighted, "period", ("dose", "reached")).select("period", mixed)
    months = pl.DataFrame({"period": month_range(plan.launch_month, plan.phase_in_ends)})
    return months.join(path, on="period", maintain_order="left")


def _check(came: pl.DataFrame, plan: Plan) -> None:
    outside = dose.outside_phase_in(came, plan)
    if outside or not came[attendance.ATTENDED].sum():
        raise ParametersError(
            "attendance",
            found=f"{outside} rows of workshops held outside the phase-in"
            if outside
            else "nobody who came",
            needed="rows from launch_month to the end of phase_in_ends, and somebody who came",
            do="Leave in the file only the workshops of the launch, or set attendance to null.",
        )


def _level_change(fitted: its.ItsFit, plan: Plan) -> Effect:
    """Read the level change on a straight path: doses are of each agency's own workshops."""
    change = level_change_of(
        its.effects(fitted, at=LAUNCH, interval="test_inversion", level=plan.level)
    )
    return Effect(fitted=fitted, **{name: change[name] for name in (*EFFECT, "method")})
