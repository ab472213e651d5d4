"""Months or quarters: how long a stretch each of a council's counts is of, and counts so added up.

A month that holds too few may not be shown, and then no figure may that rests on it. Where months
before the launch are thin, all that is printed and all that is fitted is of quarters, and no month
stands anywhere. Which of the two it is is judged by the months before the launch alone.
"""

import datetime as dt
from dataclasses import replace
from typing import Literal

import polars as pl

from referral_analysis.analysis.events import Event, within
from referral_analysis.analysis.plan import QUARTERS_AFTER, Plan
from referral_analysis.disclosure.counted import COUNTY, Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.register import BOARD, Earlier
from referral_analysis.errors import ParametersError
from referral_analysis.its.model.spec import LEAST_BEFORE
from referral_analysis.periods import QUARTER, add_months, month_name, months_between
from referral_analysis.series.exposure import referrals_per_10k_year
from referral_analysis.series.measures import INAPPROPRIATE
from referral_analysis.sums import summed

COUNTED_BY = "counted_by"
"""The name in the manifest of what counts are added up to: months or quarters."""
TIMES_THE_SMALLEST = 2
"""How often the smallest count that is shown a month is to hold, so that a fall by half does not
hide the answer that it gives."""
_ADDED = ("months", "count", "working_days", "child_working_days")
WAVES = 1
"""The most seasonal waves that four quarters a year can tell."""


def thin_below(policy: Policy) -> int:
    """Return the count below which a month before the launch is thin, under these rules."""
    return TIMES_THE_SMALLEST * policy.smallest_shown


def decision(plan: Plan) -> dict[str, str]:
    """Return what was decided, for the manifest."""
    return {COUNTED_BY: "months" if plan.step == 1 else "quarters"}


def is_thin(before: pl.DataFrame, plan: Plan) -> bool:
    """Claim that a month before the launch holds too few of either count; ValueError for others.

    before: period, inappropriate, others: as `rule.before_launch`. Never where the plan has no
    limit.
    """
    if not before["period"].is_between(plan.series_starts, plan.launch_month, "left").all():
        raise ValueError("the rule may see only months of the analysis before the launch")
    if plan.thin_below is None:
        return False
    fewest = before.select(pl.min_horizontal("inappropriate", "others")).to_series()
    return bool((fewest < plan.thin_below).any())


def held_by(earlier: Earlier | None) -> Literal["months", "quarters"] | None:
    """Return what earlier Board reports counted by, which later ones keep to; None before any.

    Months that were printed once cannot be taken back, and quarters beside them would tell the
    months that were hidden.
    """
    counts = _published(earlier)
    if not counts:
        return None
    return "months" if any(count.first == count.last for count in counts) else "quarters"


def _published(earlier: Earlier | None) -> list[Count]:
    """List the county's counts of inappropriate referrals that Board reports published."""
    return [
        count
        for release in (earlier.releases if earlier else ())
        if release.report == BOARD
        for count in release.counts
        if count.kind == COUNTY and count.measure == INAPPROPRIATE
    ]


def decided(plan: Plan, before: pl.DataFrame, earlier: Earlier | None) -> Plan:
    """Return the plan, cut to quarters where that was asked for, is kept to, or is the rule's.

    before: as `is_thin`. earlier: what was published. ParametersError where quarters are too few,
    or are not those that were published.
    """
    if plan.step != 1:
        return plan
    held = held_by(earlier)
    _require_kept(plan, held)
    by = held if plan.counted_by == "rule" else plan.counted_by
    if by == "months" or (by is None and not is_thin(before, plan)):
        return plan
    if held == "quarters":
        _require_same_quarters(plan, earlier)
    return by_quarters(plan)


def _require_kept(plan: Plan, held: str | None) -> None:
    """Raise ParametersError where other stretches are asked for than were published before."""
    if held is None or plan.counted_by in ("rule", held):
        return
    raise ParametersError(
        "counted_by",
        found=f"{plan.counted_by}, where the reports in earlier_runs counted by {held}",
        needed=f"{held}: months and quarters beside each other would give away what either hides",
        do="Set it to rule, which keeps to what was published.",
    )


def _require_same_quarters(plan: Plan, earlier: Earlier | None) -> None:
    """Raise ParametersError where quarters would begin in other months than those published.

    Of two rows of quarters that overlap, each third month would follow but for one number.
    """
    if all(
        months_between(one.first, plan.first_after) % QUARTER == 0 for one in _published(earlier)
    ):
        return
    raise ParametersError(
        "phase_in_ends",
        found="quarters that begin in other months than those of the reports in earlier_runs",
        needed="the same quarters, which together with others would give single months away",
        do="Keep the launch's months, or move them by whole quarters.",
    )


def by_quarters(plan: Plan) -> Plan:
    """Cut a plan to whole quarters after the launch, and back from there; itself if it is so cut.

    Up to two months go at either end, and up to two before the launch where the phase-in is no
    whole number of quarters. ParametersError where too few are left.
    """
    if plan.step != 1:
        return plan
    starts = add_months(
        plan.series_starts, months_between(plan.series_starts, plan.first_after) % QUARTER
    )
    last = _whole(plan, plan.last_month)
    _require_enough(plan, last)
    return replace(
        plan,
        step=3,
        series_starts=starts,
        last_month=last,
        events=_held(plan.events, starts, last),
        fourier_pairs=min(plan.fourier_pairs, WAVES),
        looks=_looks(plan),
        as_asked=plan,
    )


def added_up(monthly: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Add months up to what the plan counts by: columns as they came, period the first month.

    monthly: a row a period, and perhaps measure and segment, with count and child_working_days.
    Only whole quarters are kept, none of which the phase-in cuts into; by segment, measure, period.
    """
    if plan.step == 1:
        return monthly
    key = [name for name in ("segment", "measure") if name in monthly.columns]
    added = [name for name in _ADDED if name in (*monthly.columns, "months")]
    months = monthly["period"].unique().sort()
    first = pl.DataFrame(
        {"period": months, "first": [plan.first_of(month) for month in months]},
        schema={"period": pl.Date, "first": pl.Date},
    )
    is_apart = (pl.col("first") < plan.left_out_from) | (pl.col("first") >= plan.first_after)
    cut = monthly.join(first, on="period", maintain_order="left").filter(is_apart)
    quarters = summed(cut.with_columns(months=pl.lit(1, pl.Int64)), (*key, "first"), added)
    whole = quarters.filter(pl.col("months") == QUARTER).rename({"first": "period"})
    exposure = pl.col("child_working_days")
    return whole.with_columns(
        pl.when(exposure > 0).then(exposure).alias("child_working_days"),
        *(
            [(exposure / pl.col("working_days")).alias("children")]
            if "children" in monthly.columns
            else []
        ),
        referrals_per_10k_year(),
    ).select(monthly.columns)


def on_quarters(event: Event, plan: Plan) -> Event:
    """Return an event as quarters have it: whole ones, where it passes; else from the nearer one.

    An event that stays is on from the quarter of which it holds two months; never from one at
    which nothing before, or the launch itself, would tell it apart.
    """
    first = plan.first_of(event.starts)
    if event.ends is not None:
        return replace(event, starts=first, ends=plan.last_of(event.ends))
    later = add_months(first, QUARTER)
    is_late = months_between(first, event.starts) == QUARTER - 1
    starts = (
        later if is_late and later != plan.left_out_from and later <= plan.last_month else first
    )
    if starts in (plan.series_starts, plan.first_after):
        starts = add_months(starts, QUARTER)
    return replace(event, starts=starts)


def _whole(plan: Plan, month: dt.date) -> dt.date:
    """Return the last month of the last whole quarter after the launch, by a month."""
    months = months_between(plan.first_after, month) + 1
    return add_months(plan.first_after, months // QUARTER * QUARTER - 1)


def _looks(plan: Plan) -> tuple[dt.date, ...]:
    """Return the looks at whole quarters; those before quarters are enough tell nothing."""
    least = add_months(plan.first_after, QUARTERS_AFTER * QUARTER - 1)
    return tuple(dict.fromkeys(one for look in plan.looks if (one := _whole(plan, look)) >= least))


def _held(events: tuple[Event, ...], starts: dt.date, last: dt.date) -> tuple[Event, ...]:
    """Keep the events that the quarters know of, as far as they lie within them."""
    return tuple(
        one
        if one.ends is None
        else replace(one, starts=max(one.starts, starts), ends=min(one.ends, last))
        for one in within(events, starts, last)
    )


def _require_enough(plan: Plan, last: dt.date) -> None:
    """Raise ParametersError unless quarters are enough on both sides of the launch."""
    why = "counted by quarters, as months before the launch hold too few to be shown safely"
    if plan.counted_by == "quarters":
        why = "counted by quarters, as asked"
    after = (months_between(plan.first_after, last) + 1) // QUARTER
    if after < QUARTERS_AFTER:
        first = add_months(plan.first_after, QUARTERS_AFTER * QUARTER - 1)
        raise ParametersError(
            "last_month",
            found=f"{why}: {after} whole quarter{'' if after == 1 else 's'} after the launch",
            needed=f"{QUARTERS_AFTER} whole quarters, up to {month_name(first)}",
            do="Wait for a later extract, or set counted_by to months, whose answer may be hidden.",
        )
    before = (months_between(plan.series_starts, plan.launch_month) - (plan.step - 1)) // QUARTER
    if before * QUARTER < LEAST_BEFORE["month"]:
        raise ParametersError(
            "series_starts",
            found=f"{why}: {before} whole quarters before the launch",
            needed=f"{LEAST_BEFORE['month'] // QUARTER} whole quarters",
            do="Begin the series earlier, or set counted_by to months, whose answer may be hidden.",
        )
