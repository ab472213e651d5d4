"""Ids that change their form: nobody is followed across the change, and the report says so."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import polars as pl
import pytest

from referral_analysis.extract import columns as c
from referral_analysis.questions.came_back.cohorts import cohorts
from referral_analysis.questions.came_back.figures import too_early
from referral_analysis.questions.came_back.finding import differences, returns
from referral_analysis.questions.came_back.tables import AFTER, BEFORE, EARLIER, EVERYBODY
from referral_analysis.questions.needs import EVERYTHING
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

if TYPE_CHECKING:
    from referral_analysis.questions.came_back.released import ReleasedCameBack

ROOT = Path(__file__).resolve().parents[4]
PLAN = checked_by(
    BoardReport, parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
).plan()
FIRST = dt.date(2008, 4, 1)


def county(changed_on: dt.date | None) -> pl.LazyFrame:
    """Give 2,000 children four referrals each on days by chance; ids have an N from a day."""
    days = np.random.default_rng(41).integers(0, 1_380, (2_000, 4))
    rows = pl.DataFrame({"child": np.repeat(np.arange(2_000), 4), "day": days.ravel()})
    day = pl.lit(FIRST) + pl.duration(days="day")
    is_new = pl.lit(value=False) if changed_on is None else day >= pl.lit(changed_on)
    return rows.lazy().select(
        day.alias(c.REFERRED_ON),
        pl.format("{}{}", pl.when(is_new).then(pl.lit("N")).otherwise(pl.lit("")), "child").alias(
            c.CHILD_ID
        ),
        pl.lit(value=True).alias(c.IS_NFA),
    )


def test_a_cohort_followed_across_the_change_is_left_out_and_the_others_stay() -> None:
    before = cohorts(PLAN)[BEFORE]
    changed_on = before.last
    known = returns(county(changed_on), PLAN, changed_on)
    assert {cohort for cohort, _ in known.tables} == {AFTER, EARLIER}
    assert differences(known, PLAN).is_empty()  # neither has one to be set beside
    as_it_was = returns(county(None), PLAN)
    assert {cohort for cohort, _ in as_it_was.tables} == {AFTER, BEFORE, EARLIER}
    same = (AFTER, EVERYBODY)
    assert known.tables[same].events.tolist() == as_it_was.tables[same].events.tolist()


def test_followed_across_it_children_would_seem_not_to_come_back() -> None:
    changed_on = cohorts(PLAN)[BEFORE].last
    asked = (BEFORE, EVERYBODY)
    seen, true = (
        returns(county(day), PLAN).tables[asked].events.sum() for day in (changed_on, None)
    )
    assert seen < 0.7 * true  # what leaving the cohort out spares the Board


@pytest.mark.parametrize(
    ("day", "is_said"),
    [(cohorts(PLAN)[BEFORE].last, True), (FIRST, False), (None, False)],
)
def test_the_report_says_from_when_ids_are_others(day: dt.date | None, *, is_said: bool) -> None:
    table = pl.DataFrame(schema={"whom": pl.String, "cohort": pl.String, "months": pl.Int64,
                                 "change": pl.Float64})  # fmt: skip
    released = SimpleNamespace(
        plan=PLAN,
        have=replace(EVERYTHING, new_ids_on=day),
        differences=SimpleNamespace(table=table, suppressed=table.select(pl.all().is_null())),
    )
    panel = too_early(cast("ReleasedCameBack", released))
    assert panel
    assert ("the ids of children have another form" in panel.text) is is_said
