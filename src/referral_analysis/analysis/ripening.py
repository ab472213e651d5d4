"""How long outcomes take, learned from an extract, and which months of each are ripe."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import columns
from referral_analysis.periods import add_months
from referral_analysis.series import MEASURES, MeasureName, delays
from referral_analysis.series.measures import INAPPROPRIATE

HAPPENED_ON: Mapping[MeasureName, str] = {
    name: measure.happened_on for name, measure in MEASURES.items() if measure.happened_on
}
"""The outcomes that take time, and the day on which each is settled."""
ENTERED_WITHIN_DAYS = 7
"""An extract lacks what happened in its last days and was not yet entered: they are not learned
from, and what is entered later than this is not allowed for."""
LEARNED_FROM_MONTHS = 24
RIPE_SHARE = 0.95
"""A month is ripe when at least this share of its outcomes can be expected to be known."""
LEAST_SHARE = 0.5
"""A month of which less is known is not corrected: most of the figure would be a guess."""
LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RipeningOutcome:
    """One outcome's referrals: referred_on, age_days on the last day learned from, delay_days.

    delay_days is null where the outcome is not known by that day; counted is true where the extract
    has it.
    """

    name: MeasureName
    rows: pl.DataFrame = field(repr=False)
    learned: delays.Delays = field(repr=False)


def last_ripe_months(rows: pl.LazyFrame, plan: Plan) -> dict[MeasureName, dt.date]:
    """Return the last month of each outcome that is ripe by its own delay, not beyond the plan's.

    Outcomes of which nothing is known are left out.
    """
    return {outcome.name: last_ripe_of(outcome, plan) for outcome in outcomes_of(rows, plan)}


def ripening_days(name: MeasureName, plan: Plan) -> int:
    """Return the days after which the plan takes an outcome as settled."""
    return plan.outcome_ripens_in_days if name == INAPPROPRIATE else plan.closure_ripens_in_days


def columns_of(name: MeasureName) -> tuple[str, ...]:
    """Name the columns without which it is not known when an outcome was settled."""
    return tuple(dict.fromkeys((HAPPENED_ON[name], *MEASURES[name].counts.meta.root_names())))


def outcomes_of(rows: pl.LazyFrame, plan: Plan) -> Iterator[RipeningOutcome]:
    """Yield the outcomes that the extract has, each with the delay learned from it."""
    held = set(rows.collect_schema().names())
    for name in HAPPENED_ON:
        if not held >= set(columns_of(name)):
            continue
        known = _known(rows, name, plan)
        seen = known.filter(pl.col("delay_days") >= 0)
        if seen.height:
            learned = delays.learn(
                seen["delay_days"].to_numpy(), seen["age_days"].to_numpy(), LONGEST_DAYS
            )
            yield RipeningOutcome(name=name, rows=known, learned=learned)


def _known(rows: pl.LazyFrame, name: MeasureName, plan: Plan) -> pl.DataFrame:
    """Return the referrals of the months learned from, with what is known of the outcome."""
    last_day = plan.extract_drawn_on - dt.timedelta(days=ENTERED_WITHIN_DAYS)
    first = add_months(plan.extract_drawn_on.replace(day=1), -LEARNED_FROM_MONTHS)
    referred, happened = pl.col(columns.REFERRED_ON), pl.col(HAPPENED_ON[name])
    is_known = MEASURES[name].counts & (happened <= last_day)
    return (
        rows.filter(referred >= first)
        .select(
            referred,
            (pl.lit(last_day) - referred).dt.total_days().alias("age_days"),
            pl.when(is_known).then((happened - referred).dt.total_days()).alias("delay_days"),
            MEASURES[name].counts.alias("counted"),
        )
        .collect()
    )


def last_ripe_of(outcome: RipeningOutcome, plan: Plan) -> dt.date:
    """Return the last month of the plan that is ripe; the phase-in's last if none after it is."""
    month = plan.last_month
    while month > plan.phase_in_ends and share_known_of(outcome, month).known < RIPE_SHARE:
        month = add_months(month, -1)
    return month


def share_known_of(outcome: RipeningOutcome, month: dt.date) -> delays.ShareKnown:
    """Return what share of a month's outcomes can be expected to be known, 0 to 1."""
    ages = in_month(outcome, month)["age_days"].to_numpy()
    return delays.share_known(outcome.learned, ages)


def in_month(outcome: RipeningOutcome, month: dt.date) -> pl.DataFrame:
    """Keep the referrals of one month."""
    return outcome.rows.filter(
        pl.col(columns.REFERRED_ON).is_between(month, add_months(month, 1), closed="left")
    )
