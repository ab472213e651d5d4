"""The county's months: what changed in each measure after the launch, and the paths."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.effect import at_launch, safe_ends
from referral_analysis.analysis.enough import is_at_once_told
from referral_analysis.analysis.model import Choices, is_long_enough
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Form
from referral_analysis.analysis.step import added_up
from referral_analysis.analysis.tables import Changes, Paths
from referral_analysis.errors import SeriesInvalidError
from referral_analysis.extract import Population, columns
from referral_analysis.periods import add_months, month_name, month_of
from referral_analysis.series import MEASURES, MeasureName, as_known, monthly_counts
from referral_analysis.series.exposure import WORKING_DAYS_A_YEAR
from referral_analysis.series.measures import (
    APPROPRIATE,
    CLOSED_AT_ONCE,
    INAPPROPRIATE,
    OTHERS,
    UNFLAGGED,
    WIDER,
    countable,
)

HEADLINE = "headline"
"""The row of `changes` that answers the question: the primary analysis of `INAPPROPRIATE`."""
COUNTED: tuple[MeasureName, ...] = (INAPPROPRIATE, WIDER, APPROPRIATE, "referrals")
RESTS_ON_CLOSURES: frozenset[str] = frozenset({WIDER, APPROPRIATE})
LABELS: Mapping[str, str] = {
    HEADLINE: "Inappropriate referrals set against the other referrals of the same months",
    INAPPROPRIATE: "Inappropriate referrals by themselves",
    OTHERS: "The other referrals by themselves",
    CLOSED_AT_ONCE: f"{MEASURES[CLOSED_AT_ONCE].label}, by themselves",
    **{name: MEASURES[name].label for name in (WIDER, APPROPRIATE, "referrals")},
}
"""The rows of `changes`, in order."""
_PER_10K_YEAR = 10_000 * WORKING_DAYS_A_YEAR


def counts(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Count every measure in every month from the extract's first whole one; the whole county.

    Columns as `series.monthly_counts`; `OTHERS` is among the measures, and `UNFLAGGED`. Those that
    rest on closures are left out where the extract has none, and the others are then all that had
    further action. rows: as `series.outcome.recoded` returns them for the plan's outcome.
    """
    first_day = rows.select(pl.col(columns.REFERRED_ON).min()).collect().item()
    first = month_of(first_day) if first_day.day == 1 else add_months(month_of(first_day), 1)
    first = min(first, plan.series_starts)
    count = partial(monthly_counts, population=population, first=first, last=plan.last_month)
    counted = count(rows, measures=countable(rows, COUNTED))
    others = _others(rows, count, plan)
    return pl.concat([counted, *_at_once(rows, count, plan), others, unflagged(rows, count)])


def counts_of_pair(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Count `INAPPROPRIATE` and `OTHERS` in the months that the plan analyses, as `counts` does."""
    count = partial(
        monthly_counts, population=population, first=plan.series_starts, last=plan.last_month
    )
    return pl.concat([count(rows, measures=(INAPPROPRIATE,)), _others(rows, count, plan)])


def _others(rows: pl.LazyFrame, count: Callable[..., pl.DataFrame], plan: Plan) -> pl.DataFrame:
    """Count the other referrals, as the measure `OTHERS`."""
    others = count(as_known(rows, plan.nfa_ripens_in_days), measures=(APPROPRIATE,))
    return others.with_columns(pl.lit(OTHERS).alias("measure"))


def unflagged(rows: pl.LazyFrame, count: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    """Count the flags left blank, as the measure `UNFLAGGED`; count: `monthly_counts` of rows."""
    blank = count(rows.filter(pl.col(columns.IS_NFA).is_null()), measures=("referrals",))
    return blank.with_columns(pl.lit(UNFLAGGED).alias("measure"))


def _at_once(
    rows: pl.LazyFrame, count: Callable[..., pl.DataFrame], plan: Plan
) -> Iterator[pl.DataFrame]:
    """Yield the count of no further action, where it is the narrower part of the outcome."""
    if plan.outcome.is_nfa or plan.outcome.is_of_contacts:
        return
    at_once = count(rows, measures=(CLOSED_AT_ONCE,))
    if is_at_once_told(at_once, plan):
        yield at_once


def analysed(monthly: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Keep the months that the plan analyses, of each measure those whose outcomes have settled.

    Added up to quarters, where the plan counts by them.
    """
    unsettled = pl.col("measure").is_in(list(RESTS_ON_CLOSURES)) & (
        pl.col("period") > plan.last_settled_month
    )
    is_held = pl.col("period").is_between(plan.series_starts, plan.last_month)
    return added_up(monthly.filter(is_held, ~unsettled), plan)


def require_every_month(monthly: pl.DataFrame) -> None:
    """Raise SeriesInvalidError where a month has no referrals at all: the extract lacks it.

    A month with referrals, none of them inappropriate, is a count of zero like any other.
    """
    is_empty = pl.col("count") == 0
    empty = monthly.filter(is_empty, pl.col("measure") == "referrals")["period"].sort()
    if empty.len():
        raise SeriesInvalidError(
            "the extract",
            found=f"no referrals in {month_name(empty[0])}; months without: {empty.len()}",
            needed="referrals in every month from series_starts to last_month",
            do="Draw an extract with those months, or start the series after them.",
        )


def pair(
    monthly: pl.DataFrame, inappropriate: str = INAPPROPRIATE, others: str = OTHERS
) -> pl.DataFrame:
    """Set inappropriate referrals beside others: period, child_working_days and the two counts.

    Months that either lacks are left out.
    """
    ours, theirs = (
        monthly.filter(pl.col("measure") == measure) for measure in (inappropriate, others)
    )
    return (
        ours.select("period", "child_working_days", pl.col("count").alias("inappropriate"))
        .join(
            theirs.select("period", pl.col("count").alias("others")),
            on="period",
            maintain_order="left",
        )
        .sort("period")
    )


def fit(monthly: pl.DataFrame, plan: Plan, choices: Choices) -> Mapping[str, its.ItsFit]:
    """Fit each measure by `primary.fit_alone`, where it has months enough after."""
    return {
        measure: primary.fit_alone(rows, plan, choices)
        for measure in LABELS
        for rows in [monthly.filter(pl.col("measure") == measure)]
        if measure != HEADLINE and is_long_enough(rows, plan, choices)
    }


def changes(
    fitted: Mapping[str, its.ItsFit],
    monthly: pl.DataFrame,
    plan: Plan,
    ends: Mapping[str, float] = MappingProxyType({}),
) -> pl.DataFrame:
    """Return `Changes`: for the headline and each measure, observed over expected after the launch.

    Measures that were not counted have no row.

    fitted: the fit of each, the headline's under `HEADLINE`. Intervals invert a test on a path that
    may drift; `ends` are the headline's, as `Headline.ends`; those where the path may drift less
    are null for the others, the safe ones for the headline. Ratios are null where too few months
    after the launch have settled.
    """
    rows, held = [], set(monthly["measure"])
    for measure, label in LABELS.items():
        counted = INAPPROPRIATE if measure == HEADLINE else measure
        if counted not in held:
            continue
        after = monthly.filter(pl.col("measure") == counted, pl.col("period") > plan.phase_in_ends)
        row: dict[str, Any] = {
            "measure": measure,
            "label": label,
            "months": after.height * plan.step,
            "observed_total": after["count"].sum(),
        }
        if measure in fitted:
            level = plan.answer_level if measure == HEADLINE else plan.level
            row |= _effect(fitted[measure], plan, after, level)
            row |= {} if measure == HEADLINE else safe_ends(fitted[measure], plan)
        if measure == HEADLINE and ends:
            row |= {
                **ends,
                "averted_low": primary.averted(row["observed_total"], after.height, ends["high"]),
                "averted_high": primary.averted(row["observed_total"], after.height, ends["low"]),
            }
        rows.append(row)
    return Changes.frame(rows)


def _effect(fitted: its.ItsFit, plan: Plan, after: pl.DataFrame, level: float) -> dict[str, Any]:
    row, observed = at_launch(fitted, plan, level=level), float(after["count"].sum())
    ends = {"averted": "ratio", "averted_low": "high", "averted_high": "low"}
    return row | {
        name: primary.averted(observed, after.height, row[end]) for name, end in ends.items()
    }


def paths(
    fitted: Mapping[str, its.ItsFit],
    changed: pl.DataFrame,
    monthly: pl.DataFrame,
    plan: Plan,
    form: Form,
) -> pl.DataFrame:
    """Return `Paths`: every measure's months, and what the model says of them.

    changed: as `changes`, whose ratios the paths keep to. Null where the model says nothing.
    Inappropriate referrals have the path of the headline.
    """
    effects = {row["measure"]: row for row in changed.iter_rows(named=True)}
    parts = [
        _path(fit, monthly, plan, form, effects[measure])
        for measure, fit in fitted.items()
        if measure != INAPPROPRIATE
    ]
    as_rate = _PER_10K_YEAR / pl.col("child_working_days")
    return Paths.checked(
        monthly.rename({"referrals_per_10k_year": "observed"})
        .join(pl.concat(parts), on=["measure", "period"], how="left")
        .with_columns(pl.col(name) * as_rate for name in primary.EXPECTED)
        .with_columns(
            pl.when(pl.col("period") >= plan.launch_month).then(pl.col(name)).alias(name)
            for name in primary.EXPECTED[1:]
        )
        .select(Paths.names())
        .sort("measure", "period")
    )


def _path(
    fitted: its.ItsFit,
    monthly: pl.DataFrame,
    plan: Plan,
    form: Form,
    effect: Mapping[str, Any],
) -> pl.DataFrame:
    """Return period, measure and the path in referrals; the headline's is of its measure."""
    measure = effect["measure"]
    if measure == HEADLINE:
        path = primary.path(fitted, pair(monthly), primary.base(form), plan, effect)
        return path.with_columns(pl.lit(INAPPROPRIATE).alias("measure"))
    rows = monthly.filter(pl.col("measure") == measure)
    path = primary.path(fitted, rows, pl.col("child_working_days"), plan, effect)
    return path.with_columns(pl.lit(measure).alias("measure"))


def flags(fitted: its.ItsFit) -> list[str]:
    """List what the diagnostics of a fit say to a reader."""
    checks = its.diagnostics(fitted)
    return checks.filter(pl.col("is_flagged"))["meaning"].to_list()
