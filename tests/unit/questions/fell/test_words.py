"""What is said of other choices of model counts those that are clear, on both sides."""

import pytest

from referral_analysis.questions.fell.words import against_last_year, under_choices

LEAD = "With the path held straight,"


@pytest.mark.parametrize(
    ("fell", "rose", "says"),
    [
        (12, 0, f"{LEAD} all 12 choices of model give a clear fall"),
        (0, 12, f"{LEAD} all 12 choices of model give a clear rise"),
        (0, 0, f"{LEAD} none of 12 choices of model gives a clear change"),
        (11, 0, f"{LEAD} of 12 choices of model, 11 give a clear fall"),
        (3, 2, f"{LEAD} of 12 choices of model, 3 give a clear fall and 2 give a clear rise"),
    ],
)
def test_choices_are_counted_by_what_their_ranges_tell(fell: int, rose: int, says: str) -> None:
    assert under_choices(fell, rose, 12) == says


@pytest.mark.parametrize(
    ("years", "told"),
    [
        (1, "As counted, 75 a month is 25% fewer than the 100 of the same months a year before."),
        (3, "As counted, 75 a month is 25% fewer than the 100 of the same months three years "
            "before."),
    ],
)  # fmt: skip
def test_months_are_set_against_those_of_the_year_that_they_are_from(years: int, told: str) -> None:
    assert against_last_year(900, 1200, 12, years) == told


def test_as_many_as_before_is_no_change() -> None:
    assert against_last_year(1200, 1200, 12, 2) == (
        "In the same months two years before there were 100 a month: no change."
    )
