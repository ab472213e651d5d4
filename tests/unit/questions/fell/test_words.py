"""What is said of other choices of model counts those that are clear, on both sides."""

import pytest

from referral_analysis.questions.fell.words import under_choices

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
