"""What is said of children who came back, on both sides of each turn."""

import datetime as dt

from referral_analysis.questions.came_back.words import came_back, nobody_compared
from referral_analysis.report.words.moved import Moved


def test_both_shares_and_the_range_of_their_difference_are_said() -> None:
    before = Moved(what="children referred since", change=-0.012, low=-0.031, high=0.0)
    assert came_back(3, 0.081, before) == (
        "Within 3 months 8.1% of children referred since were referred again, and 9.3% of those of "
        "the same months before: a fall of 1.2 points. The figures allow anything from a fall of "
        "3.1 points to no change."
    )


def test_why_nobody_is_compared_is_few_children_or_other_ids() -> None:
    assert nobody_compared(None) == (
        "Too few children have been followed for three months to say whether more came back."
    )
    assert nobody_compared(dt.date(2010, 4, 1)).startswith(
        "Whether more children came back cannot be told. From April 2010 the ids of children have "
        "another form"
    )
