"""Whether children came back, released: the test of two cohorts goes where one tells nothing."""

import numpy as np
import pytest
from tests.plans import FEBRUARY

from referral_analysis.disclosure import DFE
from referral_analysis.questions.came_back.finding import Returns, differences
from referral_analysis.questions.came_back.release import release_differences, shown_returns
from referral_analysis.questions.came_back.tables import AFTER, BEFORE, EVERYBODY
from referral_analysis.statistics.survival import CHANCE_ALONE, LifeTable, life_table


def cohort(children: int, came_back: int, followed: int) -> LifeTable:
    """Return the life table of children of whom some came back, on the days up to the last."""
    came = np.arange(children) < came_back
    days = np.where(came, 1 + np.arange(children) % followed, followed)
    return life_table(days, came)


def has_test(after: LifeTable, before: LifeTable) -> list[bool]:
    tables = {(AFTER, EVERYBODY): after, (BEFORE, EVERYBODY): before}
    known = Returns(tables=tables, shocks={EVERYBODY: CHANCE_ALONE})
    found = differences(known, FEBRUARY)
    assert found["p_value"].null_count() == 0
    released = release_differences(found, shown_returns(known, FEBRUARY, DFE), FEBRUARY, DFE)
    return released.table["p_value"].is_not_null().to_list()


@pytest.mark.parametrize("came_back", [1, 3, 5])
def test_the_test_goes_where_too_few_of_a_cohort_came_back(came_back: int) -> None:
    # followed for 60 days, none of three months is compared: no row of its own hides the test
    few, many = cohort(60, came_back, 60), cohort(200, 80, 300)
    assert has_test(few, many) == [False, False]
    assert has_test(many, few) == [False, False]


def test_the_test_stands_where_both_cohorts_are_told_of() -> None:
    assert has_test(cohort(90, 30, 60), cohort(200, 80, 300)) == [True, True]
