"""Flags left blank, taken for one thing or the other: no number that may not be printed is used."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.blanks import filled, shares
from referral_analysis.periods import month_range
from referral_analysis.series.measures import UNFLAGGED

PLAN = replace(FEBRUARY, last_month=dt.date(2011, 10, 1))
MONTHS = month_range(PLAN.series_starts, PLAN.last_month)
SINCE = MONTHS[-3:]
ALL = {month: 100 + 10 * place for place, month in enumerate(MONTHS)}
PAIR = pl.DataFrame(
    {"period": MONTHS, "child_working_days": 1.0, "inappropriate": 40, "others": 50},
    schema_overrides={"inappropriate": pl.Int64, "others": pl.Int64},
)


def monthly(*blank: int) -> pl.DataFrame:
    """Return months of which the last, one after another, have so many blank flags."""
    first = len(MONTHS) - len(blank)
    counts = {
        month: blank[place - first] if place >= first else 0 for place, month in enumerate(MONTHS)
    }
    return pl.concat(
        pl.DataFrame({"period": MONTHS, "measure": name, "count": [of[month] for month in MONTHS]})
        for name, of in ((UNFLAGGED, counts), ("referrals", ALL))
    )


def moved(*blank: int) -> list[int]:
    """Return how many go over to inappropriate in the months since the launch."""
    both = filled(PAIR, monthly(*blank), PLAN, "since the launch")
    assert (both["inappropriate"] + both["others"]).to_list() == [90] * len(MONTHS)
    assert both.filter(~pl.col("period").is_in(SINCE))["inappropriate"].unique().to_list() == [40]
    return [count - 40 for count in both.filter(pl.col("period").is_in(SINCE))["inappropriate"]]


def test_where_no_flag_is_blank_nothing_moves() -> None:
    assert moved(0, 0, 0) == [0, 0, 0]


@pytest.mark.parametrize("blank", [(0, 0, 1), (1, 2, 4), (7, 0, 0), (0, 3, 0)])
def test_too_few_in_all_to_be_printed_count_as_the_most_that_are_and_lie_anywhere(
    blank: tuple[int, int, int],
) -> None:
    found = moved(*blank)
    assert found == moved(0, 0, 5)
    assert sum(found) == 7


def test_months_of_many_move_as_they_are_and_those_of_few_only_in_their_sum() -> None:
    assert moved(8, 9, 10) == [8, 9, 10]
    assert moved(20, 3, 5) == moved(20, 7, 1) == [20, 4, 4]
    assert sum(moved(3, 2, 6)) == 11


def test_those_before_the_launch_move_by_themselves() -> None:
    blank = monthly(12, *[0] * 6)
    both = filled(PAIR, blank, PLAN, "before the launch")
    assert both.filter(pl.col("inappropriate") > 40)["period"].to_list() == [MONTHS[-7]]
    assert both["inappropriate"].max() == 52
    assert filled(PAIR, blank, PLAN, "since the launch").equals(PAIR)
    before, since = shares(blank, PLAN)
    assert (before.unflagged, since.unflagged) == (12, 0)


def test_no_more_move_than_there_are_others() -> None:
    few = PAIR.with_columns(others=pl.lit(3, pl.Int64))
    assert (
        filled(few, monthly(8, 8, 8), PLAN, "since the launch")["others"].to_list()[-3:] == [0] * 3
    )
