"""What is learned from of an extract, and which month is ripe: each day and share on its edge."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis import ripening
from referral_analysis.analysis.ripening import RipeningOutcome
from referral_analysis.series.delays import Delays

PLAN = replace(FEBRUARY, extract_drawn_on=dt.date(2012, 2, 20))
# a week for what was not entered yet: the 13th is the last day that is learned from
LAST_DAY = dt.date(2012, 2, 13)


def closed(*days: tuple[dt.date, dt.date | None]) -> pl.LazyFrame:
    """Return referrals with the days on which they came and were closed with nothing further."""
    return pl.LazyFrame(
        [(came, ended, True) for came, ended in days],
        schema={"referred_on": pl.Date, "closed_on": pl.Date, "is_nfa": pl.Boolean},
        orient="row",
    )


def only(rows: pl.LazyFrame) -> RipeningOutcome:
    (outcome,) = ripening.outcomes_of(rows, PLAN)
    return outcome


def test_what_ended_in_the_last_week_is_not_known_yet() -> None:
    came = dt.date(2012, 2, 3)
    found = only(closed((came, LAST_DAY), (came, dt.date(2012, 2, 14)), (came, None)))
    assert found.name == "nfa"
    assert found.rows["delay_days"].to_list() == [10, None, None]
    assert found.rows["age_days"].to_list() == [10, 10, 10]
    assert found.learned.seen == 1


def test_the_two_years_before_the_extract_are_learned_from() -> None:
    first = dt.date(2010, 2, 1)
    before = first - dt.timedelta(days=1)
    found = only(closed((before, before), (first, first), (LAST_DAY, LAST_DAY)))
    assert found.rows["referred_on"].to_list() == [first, LAST_DAY]


def test_an_outcome_that_is_not_in_the_extract_leaves_the_others() -> None:
    rows = pl.LazyFrame(
        {"referred_on": [dt.date(2012, 1, 2)], "section_47_on": [dt.date(2012, 1, 5)]}
    )
    assert [found.name for found in ripening.outcomes_of(rows, PLAN)] == ["section_47"]
    # nothing is known of one that has never happened
    never = rows.with_columns(
        pl.lit(None, pl.Date).alias("closed_on"), pl.lit(value=True).alias("is_nfa")
    )
    assert [found.name for found in ripening.outcomes_of(never, PLAN)] == ["section_47"]


@pytest.mark.parametrize(
    ("share", "month"),
    [
        (0.951, dt.date(2011, 12, 1)),
        (0.95, dt.date(2011, 12, 1)),
        (0.949, dt.date(2011, 11, 1)),
    ],
)
def test_a_month_is_ripe_when_all_but_a_twentieth_is_known(share: float, month: dt.date) -> None:
    # of November all is known, of December so much
    known = np.full(101, 1.0)
    known[:60] = share
    came = {dt.date(2011, 11, 1): 90, dt.date(2011, 12, 1): 59}
    outcome = RipeningOutcome(
        name="nfa",
        rows=pl.DataFrame({"referred_on": list(came), "age_days": list(came.values())}),
        learned=Delays(share_known=known, error=np.zeros(101), seen=9),
    )
    assert ripening.last_ripe_of(outcome, PLAN) == month


def test_where_no_month_is_ripe_it_is_the_phase_ins_last() -> None:
    months = [dt.date(2011, month, 15) for month in range(7, 13)]
    outcome = RipeningOutcome(
        name="nfa",
        rows=pl.DataFrame({"referred_on": months, "age_days": [50] * 6}),
        learned=Delays(share_known=np.full(101, 0.5), error=np.zeros(101), seen=9),
    )
    assert ripening.last_ripe_of(outcome, PLAN) == dt.date(2011, 7, 1)
