"""What moved since an earlier release, one cause at a time in a fixed order, adding up exactly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.analysis import county, dose, headline
from referral_analysis.analysis.effect import effect
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import SeriesError
from referral_analysis.extract import Population, columns
from referral_analysis.its.tolerance import as_ratio
from referral_analysis.questions.changed.tables import Moves, Totals
from referral_analysis.questions.changed.window import Window
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.series import MEASURES, MeasureName
from referral_analysis.series.measures import OTHERS

Cause: TypeAlias = Literal["checks", "recorded", "changed", "months", "parameters"]
COUNTED: tuple[MeasureName, ...] = ("referrals", "nfa")
HeadlineRatio: TypeAlias = Callable[[pl.LazyFrame, Plan], float | None]
"""Checked rows and a plan -> the headline's ratio; None where the months cannot carry it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Before:
    """The extract of an earlier release, and its plan.

    as_read_then: its rows that are kept by the mapping, districts and rules of that release.
    as_read_now: by those of this one. Both as `series.outcome.recoded` returns them.
    """

    plan: Plan
    as_read_then: pl.LazyFrame = field(repr=False)
    as_read_now: pl.LazyFrame = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Since:
    """What moved, and why.

    totals: `Totals`. moves: `Moves`; the product of `moved` is the one headline over the other.
    Ratios are null where the months cannot carry the model. windows:
    first and last month after the phase-in, of the earlier plan, with the months since, and now.
    then: the earlier headline with its ranges, None where its months cannot carry the model.
    """

    plan: Plan
    windows: tuple[Window, ...]
    totals: pl.DataFrame = field(repr=False)
    moves: pl.DataFrame = field(repr=False)
    then: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stage:
    rows: pl.LazyFrame = field(repr=False)
    plan: Plan


def answer_then(
    before: Before, population: Population, workshops: pl.DataFrame | None
) -> Change | None:
    """Return the headline of the earlier release, by its rows and its plan; None as in `Since`."""
    plan = before.plan
    monthly = county.analysed(county.counts(before.as_read_then, population, plan), plan)
    others = monthly.filter(pl.col("measure") == OTHERS)
    try:
        then = headline.of_months(
            monthly, dose.of_launch(before.as_read_then, population, workshops, plan), plan
        )
        beside = effect(others, plan, PLANNED)
    except SeriesError:
        return None
    return Change(
        what="inappropriate referrals",
        ratio=as_ratio(then.examined.full).estimate,
        low=then.ends["low"],
        high=then.ends["high"],
        level=plan.answer_level,
        observed_a_month=0.0,
        months=plan.months_after,
        others=Ends(low=beside.low, high=beside.high).verdict,
        mild=Ends(low=then.ends["mild_low"], high=then.ends["mild_high"]),
        counted=then.counted,
    )


def since(before: Before, rows: pl.LazyFrame, plan: Plan, ratio_of: HeadlineRatio) -> Since:
    """Change one thing at a time from the earlier release to this one, and say what each moved.

    rows: those that this release keeps. Order: mapping and checks; rows recorded since or taken
    out; outcomes and dates changed; the months since; the plan's other parameters.
    """
    causes: tuple[Cause, ...] = ("checks", "recorded", "changed", "months", "parameters")
    stages = _stages(before, rows, plan)
    counts = [_counts(stage) for stage in stages]
    ratios = _ratios(stages, ratio_of)
    moves = [
        {"cause": cause, **_moved(then, now), "moved": _over(*ends)}
        for cause, (then, now), ends in zip(causes, pairwise(counts), pairwise(ratios), strict=True)
    ]
    totals = [
        {"release": release, **{name: count[name].sum() for name in COUNTED}, "ratio": ratio}
        for release, count, ratio in zip(
            ("earlier", "now"), (counts[0], counts[-1]), (ratios[0], ratios[-1]), strict=True
        )
    ]
    return Since(
        plan=before.plan,
        windows=tuple(
            (stages[at].plan.first_after, stages[at].plan.last_month) for at in (0, 4, 5)
        ),
        totals=Totals.frame(totals),
        moves=Moves.frame(moves),
    )


def _stages(before: Before, rows: pl.LazyFrame, plan: Plan) -> list[_Stage]:
    with_months = replace(
        before.plan,
        last_month=plan.last_month,
        extract_drawn_on=plan.extract_drawn_on,
        nfa_ripens_in_days=plan.nfa_ripens_in_days,
        closure_ripens_in_days=plan.closure_ripens_in_days,
    )
    return [
        _Stage(rows=before.as_read_then, plan=before.plan),
        _Stage(rows=before.as_read_now, plan=before.plan),
        _Stage(rows=_with_those_recorded(before.as_read_now, rows), plan=before.plan),
        _Stage(rows=rows, plan=before.plan),
        _Stage(rows=rows, plan=with_months),
        _Stage(rows=rows, plan=plan),
    ]


def _with_those_recorded(then: pl.LazyFrame, now: pl.LazyFrame) -> pl.LazyFrame:
    """Return the referrals of now, each as it stood then if it was there."""
    shared = [name for name in now.collect_schema().names() if name in then.collect_schema()]
    key = columns.REFERRAL_ID
    still = then.join(now.select(key).unique(), on=key, how="semi", nulls_equal=True)
    new = now.join(then.select(key).unique(), on=key, how="anti", nulls_equal=True)
    return pl.concat([still.select(shared), new.select(shared)], how="vertical_relaxed")


def _counts(stage: _Stage) -> pl.DataFrame:
    """Count each referral's rows after the phase-in: referral_id, referrals, nfa."""
    month = pl.col(columns.REFERRED_ON).dt.month_start()
    is_after = month.is_between(stage.plan.first_after, stage.plan.last_month)
    return (
        stage.rows.filter(is_after)
        .group_by(columns.REFERRAL_ID)
        .agg(MEASURES[name].counts.cast(pl.Int64).sum().alias(name) for name in COUNTED)
        .collect()
    )


def _moved(then: pl.DataFrame, now: pl.DataFrame) -> dict[str, int]:
    both = now.join(then, on=columns.REFERRAL_ID, how="full", suffix="_then", nulls_equal=True)
    change = both.select(
        (pl.col(name).fill_null(0) - pl.col(f"{name}_then").fill_null(0)).alias(name)
        for name in COUNTED
    )
    return {
        f"{name}_{way}": int((change[name] * sign).clip(lower_bound=0).sum())
        for name in COUNTED
        for way, sign in (("more", 1), ("fewer", -1))
    }


def _ratios(stages: Sequence[_Stage], ratio_of: HeadlineRatio) -> list[float | None]:
    """Return the headline at each stage; where nothing changed it is not fitted again."""
    ratios: list[float | None] = []
    for at, stage in enumerate(stages):
        last = stages[at - 1] if at else None
        is_same = last is not None and last.rows is stage.rows and last.plan == stage.plan
        ratios.append(ratios[-1] if is_same else ratio_of(stage.rows, stage.plan))
    return ratios


def _over(then: float | None, now: float | None) -> float | None:
    return None if then is None or now is None else now / then
