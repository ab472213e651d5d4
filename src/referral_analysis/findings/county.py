"""The county's monthly series: what changed in each measure after the launch, and the paths."""

from collections.abc import Mapping, Sequence

import polars as pl

from referral_analysis import its
from referral_analysis.errors import SeriesError, SeriesInvalidError
from referral_analysis.extract import Population, columns
from referral_analysis.findings.model import LAUNCH, series_of, spec
from referral_analysis.findings.plan import LEAST_AFTER, Plan
from referral_analysis.its.fit import is_weighted_anywhere
from referral_analysis.periods import add_months, month_name, month_of, months_between
from referral_analysis.series import MEASURES, MeasureName, monthly_counts
from referral_analysis.series.exposure import WORKING_DAYS_A_YEAR

HEADLINE: MeasureName = "nfa"
WIDER: MeasureName = "inappropriate_wide"
APPROPRIATE: MeasureName = "appropriate"
SHOWN: tuple[MeasureName, ...] = (HEADLINE, WIDER, APPROPRIATE, "referrals")
RESTS_ON_CLOSURES: frozenset[MeasureName] = frozenset({WIDER, APPROPRIATE})
_EXPECTED = ("expected_without", "low", "high")
_PER_10K_YEAR = 10_000 * WORKING_DAYS_A_YEAR


def counts(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Count every measure in every month of the plan; the county as a whole.

    Columns as `series.monthly_counts`. Months after a measure's outcomes have settled are not in.
    """
    monthly = monthly_counts(
        rows, population=population, first=plan.series_starts, last=plan.last_month, measures=SHOWN
    )
    unsettled = pl.col("measure").is_in(list(RESTS_ON_CLOSURES)) & (
        pl.col("period") > plan.last_settled_month
    )
    return monthly.filter(~unsettled)


def require_every_month(monthly: pl.DataFrame) -> None:
    """Raise SeriesInvalidError where a month has no referrals at all, or none of the headline's.

    A month that an extract lacks would count as a month without referrals.
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
    without = monthly.filter(is_empty, pl.col("measure") == HEADLINE).height
    if without:
        raise SeriesInvalidError(
            "the headline",
            found=f"months without one referral closed with no further action: {without}",
            needed="at least one in every month",
            do="See that the NFA flag is filled in; else report a larger area.",
        )


def headline_from_the_first(rows: pl.LazyFrame, population: Population, plan: Plan) -> pl.DataFrame:
    """Count the headline measure in every month from the extract's first whole one."""
    first_day = rows.select(pl.col(columns.REFERRED_ON).min()).collect().item()
    first = month_of(first_day) if first_day.day == 1 else add_months(month_of(first_day), 1)
    return monthly_counts(
        rows,
        population=population,
        first=min(first, plan.series_starts),
        last=plan.last_month,
        measures=(HEADLINE,),
    )


def fit(monthly: pl.DataFrame, plan: Plan) -> Mapping[MeasureName, its.ItsFit]:
    """Fit the plan's model to each measure that has months enough after the launch."""
    return {
        measure: its.fit(series_of(rows, "measure"), spec(plan))
        for measure in SHOWN
        for rows in [monthly.filter(pl.col("measure") == measure)]
        if months_between(plan.phase_in_ends, rows["period"].max()) >= LEAST_AFTER  # type: ignore[arg-type]
    }


def headline(population: Population, rows: pl.LazyFrame, plan: Plan) -> float | None:
    """Return the ratio of the headline by itself; None where the months cannot carry the model."""
    monthly = counts(rows, population, plan).filter(pl.col("measure") == HEADLINE)
    try:
        fitted = its.fit(series_of(monthly, "measure"), spec(plan))
    except SeriesError:
        return None
    found = its.effects(fitted, at=LAUNCH, level=plan.level)
    return float(found.row(by_predicate=_is("level_change", "ratio"), named=True)["estimate"])


def changes(
    fitted: Mapping[MeasureName, its.ItsFit], monthly: pl.DataFrame, plan: Plan
) -> pl.DataFrame:
    """Return a row a measure: observed over expected after the launch, by test inversion.

    A measure of so few referrals a month that its months are weighted has Satterthwaite's interval.
    Columns: measure, label, ratio, low, high, level, method, months, observed_total, averted,
    averted_low, averted_high. Ratios are null where too few months after the launch have settled.
    """
    rows = []
    for measure in SHOWN:
        after = monthly.filter(pl.col("measure") == measure, pl.col("period") > plan.phase_in_ends)
        row: dict[str, object] = {
            "measure": measure,
            "label": MEASURES[measure].label,
            "months": after.height,
            "observed_total": after["count"].sum(),
        }
        if measure in fitted:
            row |= _effect(fitted[measure], plan)
        rows.append(row)
    return pl.DataFrame(rows, schema=_CHANGES)


_CHANGES = {
    "measure": pl.String,
    "label": pl.String,
    "months": pl.Int64,
    "observed_total": pl.Int64,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "level": pl.Float64,
    "method": pl.String,
    "averted": pl.Float64,
    "averted_low": pl.Float64,
    "averted_high": pl.Float64,
}


def _effect(fitted: its.ItsFit, plan: Plan) -> dict[str, object]:
    found = (
        its.effects(fitted, at=LAUNCH, interval="satterthwaite", level=plan.level)
        if is_weighted_anywhere(fitted)
        else its.effects(
            fitted, at=LAUNCH, interval="test_inversion", family="all", level=plan.level
        )
    )
    level = found.row(by_predicate=_is("level_change", "ratio"), named=True)
    averted = found.row(by_predicate=_is("averted", "absolute"), named=True)
    return {
        "ratio": level["estimate"],
        "low": level["low"],
        "high": level["high"],
        "level": level["level"],
        "method": level["method"],
        "averted": averted["estimate"],
        "averted_low": averted["low"],
        "averted_high": averted["high"],
    }


def _is(estimand: str, scale: str) -> pl.Expr:
    return (pl.col("estimand") == estimand) & (pl.col("scale") == scale)


def paths(
    fitted: Mapping[MeasureName, its.ItsFit], monthly: pl.DataFrame, plan: Plan
) -> pl.DataFrame:
    """Return every measure's path: measure, period, count, then rates per 10,000 children a year.

    Rates: observed, fitted, expected_without, low, high; the last three from the launch on. Null
    where the model says nothing.
    """
    parts = [
        its.counterfactual(fit, at=LAUNCH, level=plan.level).select(
            "period", pl.col("segment").alias("measure"), "fitted", *_EXPECTED
        )
        for fit in fitted.values()
    ]
    as_rate = _PER_10K_YEAR / pl.col("child_working_days")
    return (
        monthly.rename({"referrals_per_10k_year": "observed"})
        .join(pl.concat(parts), on=["measure", "period"], how="left")
        .with_columns(pl.col(name) * as_rate for name in ("fitted", *_EXPECTED))
        .with_columns(
            pl.when(pl.col("period") >= plan.launch_month).then(pl.col(name)).alias(name)
            for name in _EXPECTED
        )
        .select(
            "measure",
            "period",
            "count",
            "child_working_days",
            "observed",
            "fitted",
            "expected_without",
            "low",
            "high",
        )
        .sort("measure", "period")
    )


def flags(fitted: Mapping[MeasureName, its.ItsFit]) -> Sequence[str]:
    """List what the diagnostics of the headline's fit say to a reader."""
    found = its.diagnostics(fitted[HEADLINE])
    return found.filter(pl.col("is_flagged"))["meaning"].to_list()
