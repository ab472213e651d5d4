"""What is said of whether appropriate referrals held up, on both sides of each turn."""

import datetime as dt
from dataclasses import replace

import pytest

from referral_analysis.questions.held_up.words import held_up, judged, new_ids
from referral_analysis.report.words.wording import Change, Ends

STEADY = Change(
    what="appropriate referrals", ratio=1.0, low=0.96, high=1.05, level=0.95,
    observed_a_month=800, months=5,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "held", "says"),
    [
        (STEADY, "held up",
         "A fall of 10% or more is unlikely. The figures allow anything from a fall of 4% to a "
         "rise of 5%."),
        (replace(STEADY, safe=Ends(low=0.93, high=1.08)), "held up",
         "A fall of 10% or more is unlikely. The figures allow anything from a fall of 4% to a "
         "rise of 5%. The smallest fall that these months rule out safely is one of 8%."),
        (replace(STEADY, safe=Ends(low=1.01, high=1.2)), "held up",
         "A fall of 10% or more is unlikely. The figures allow anything from a fall of 4% to a "
         "rise of 5%."),
        (replace(STEADY, ratio=0.8, low=0.7, high=0.9), "fell",
         "The figures allow a fall of between 10% and 30%, and a fall of 10% or more is not ruled "
         "out."),
        (replace(STEADY, low=0.8), "cannot tell",
         "The figures allow anything from a fall of 20% to a rise of 5%: a fall of 10% or more is "
         "not ruled out."),
    ],
)  # fmt: skip
def test_words_follow_the_margin_and_the_range(change: Change, held: str, says: str) -> None:
    assert judged(change, 0.1) == held
    assert held_up(change, 0.1) == says


def test_ids_of_another_form_are_said_with_both_months() -> None:
    told = new_ids(dt.date(2010, 4, 1), dt.date(2010, 7, 1))
    assert told.startswith("From April 2010 the ids of children have another form")
    assert told.endswith("counted from July 2010, where that leaves enough months.")
