"""An extract as the council would have drawn it on a day: only what its system knew by then."""

import datetime as dt
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.simulate.county import County
from referral_analysis.simulate.faults import FaultName, spoil
from referral_analysis.simulate.histories import known

_EVENTS = (
    columns.INITIAL_ASSESSED_ON,
    columns.CORE_ASSESSED_ON,
    columns.SECTION_47_ON,
    columns.CHILD_PROTECTION_PLAN_ON,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """An extract and the day it was drawn; faulty_rows counts those that show each fault."""

    drawn_on: dt.date
    referrals: pl.DataFrame = field(repr=False)
    faulty_rows: dict[FaultName, int]


def snapshot(county: County, drawn_on: dt.date) -> Snapshot:
    """Draw the extract of a day: the columns of `extract.columns`, in order of referral id."""
    day = pl.lit(drawn_on)
    shown = (
        county.histories.filter(pl.col("recorded_on") <= day)
        .with_columns(_is_withdrawn_later(day).alias("is_withdrawn_later"))
        .with_columns(_is_closed(day).alias("is_closed"))
        .with_columns(
            (pl.col("is_withdrawn_later") | (pl.col("is_closed") & (pl.col("outcome") == "nfa")))
            .alias(columns.IS_NFA),
            *(_event(name, day) for name in _EVENTS),
            *_closure(),
        )
    )  # fmt: skip
    spoiled, faulty_rows = spoil(shown)
    referrals = spoiled.sort(columns.REFERRAL_ID, maintain_order=True)
    return Snapshot(
        drawn_on=drawn_on,
        referrals=referrals.select(column.name for column in columns.BEFORE_SINGLE),
        faulty_rows=faulty_rows,
    )


def _is_closed(day: pl.Expr) -> pl.Expr:
    return pl.col(known(columns.CLOSED_ON)) <= day


def _is_withdrawn_later(day: pl.Expr) -> pl.Expr:
    """Test for an NFA decision known by this day whose reversal is not; never null."""
    decided = pl.col(known("first_closed_on")) <= day
    return (decided & (pl.col(known("reversed_on")) > day)).fill_null(value=False)


def _event(name: str, day: pl.Expr) -> pl.Expr:
    """Show an event once known; a case that stands closed as NFA shows none."""
    return pl.when(~pl.col("is_withdrawn_later") & (pl.col(known(name)) <= day)).then(pl.col(name))


def _closure() -> tuple[pl.Expr, pl.Expr]:
    """Show the closure's day and reason once known; an NFA decision, while it stands, is one."""
    withdrawn = pl.col("is_withdrawn_later")
    shown = pl.when(withdrawn).then(pl.col("first_closed_on"))
    reason = pl.when(withdrawn).then(pl.lit("RC7"))
    return (
        shown.when(pl.col("is_closed")).then(pl.col(columns.CLOSED_ON)).alias(columns.CLOSED_ON),
        reason.when(pl.col("is_closed"))
        .then(pl.col(columns.CLOSURE_REASON))
        .alias(columns.CLOSURE_REASON),
    )
