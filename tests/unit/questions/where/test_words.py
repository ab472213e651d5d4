"""What is said of many places at once follows their best estimates and their ranges, both sides."""

import pytest

from referral_analysis.questions.where.words import (
    beyond,
    directions,
    told_apart,
    without_agency,
    without_estimate,
)


@pytest.mark.parametrize(
    ("ratios", "says"),
    [
        ([0.8, 0.9, 0.99], "The best estimates are of fewer in all 3 agencies"),
        ([1.2, 1.01], "The best estimates are of more in all 2 agencies"),
        ([0.8, 1.2, 1.3], "The best estimates are of fewer in 1 of 3 agencies, of more in 2"),
        ([0.8, 1.0], "The best estimates are of fewer in 1 of 2 agencies, of more in 0"),
        ([0.9], "The best estimates are of fewer in the one agency"),
        ([], ""),
    ],
)
def test_all_best_estimates_are_told_and_not_only_the_clear_ones(
    ratios: list[float], says: str
) -> None:
    assert directions(ratios, "agencies") == says


@pytest.mark.parametrize(
    ("fell", "rose", "says"),
    [
        (0, 0, "none can be told from no change by itself"),
        (2, 0, "a fall can be told in 2"),
        (0, 1, "a rise can be told in 1"),
        (2, 1, "a fall can be told in 2 and a rise can be told in 1"),
    ],
)
def test_of_how_many_a_change_can_be_told(fell: int, rose: int, says: str) -> None:
    assert told_apart(fell, rose) == says


@pytest.mark.parametrize(
    ("out", "far", "says"),
    [
        (0, 0, "No district differs from the county by more than chance"),
        (1, 0, "One district differs by more than chance; not beyond ordinary differences"),
        (1, 1, "One district differs by more than chance; beyond ordinary differences too"),
        (5, 0, "5 of the districts differ by more than chance; none beyond ordinary differences"),
        (5, 2, "5 of the districts differ by more than chance; 2 of them beyond ordinary "
               "differences"),
    ],
)  # fmt: skip
def test_a_funnel_s_title_counts_the_points_it_flags(out: int, far: int, says: str) -> None:
    assert beyond("districts", out, far) == says


def test_places_without_an_estimate_are_named_with_the_rule() -> None:
    assert without_estimate([]) == ()
    assert without_estimate(["New Town", "Old Town"]) == (
        "No change is estimated for New Town, Old Town: fewer than 3 inappropriate referrals a "
        "month, or none of any kind in the first or the last 3 months, as where one began or "
        "ended.",
    )


def test_how_many_rows_have_no_agency_is_said_where_agencies_are() -> None:
    told = without_agency({"low": 0.2, "high": 0.5})
    assert told.startswith("The agency of 20 to 50% of referrals since the launch is blank, or a ")
