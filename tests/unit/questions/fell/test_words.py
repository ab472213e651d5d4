"""What is said of other choices of model counts those that are clear, on both sides."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from referral_analysis.questions.fell.doubts import moved_most, under_choices
from referral_analysis.questions.fell.words import (
    HELD_BY_QUARTERS,
    Doubt,
    against_last_year,
    answer,
    hidden_what_to_do,
    how_sure,
    limits,
    odds,
    others_in_words,
    smallest_visible,
    what_was_counted,
    what_would_settle,
)
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.series.outcome import NFA, Outcome

ROOT = Path(__file__).resolve().parents[4]
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
    aside = says.replace("With the path", "Blank flags left aside and the path")
    assert under_choices(fell, rose, 12, is_of_blanks=True) == aside


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


def test_two_numbers_that_are_printed_alike_are_not_set_against_each_other() -> None:
    assert against_last_year(104, 107, 12) == (
        "As counted, 9 a month is 3% fewer than in the same months a year before."
    )


def test_as_many_as_before_is_no_change() -> None:
    assert against_last_year(1200, 1200, 12, 2) == (
        "In the same months two years before there were 100 a month: no change."
    )


FELL = Change(
    what="inappropriate referrals", ratio=0.5, low=0.45, high=0.6, level=0.95, observed_a_month=70,
    months=5,
)  # fmt: skip
ROSE = replace(FELL, ratio=2.0, low=1.7, high=2.2)
UNTOLD = replace(FELL, ratio=0.9, low=0.7, high=1.1)
PROBABLY = replace(UNTOLD, mild=Ends(low=0.8, high=0.99))
PROBABLY_ROSE = replace(UNTOLD, ratio=1.1, low=0.95, high=1.3, mild=Ends(low=1.01, high=1.2))


@pytest.mark.parametrize(
    ("change", "doubt", "says"),
    [
        (FELL, None, "Yes: inappropriate referrals fell after the new thresholds were launched."),
        (ROSE, None, "No: inappropriate referrals rose after the new thresholds were launched."),
        (UNTOLD, None, "We cannot yet tell whether inappropriate referrals fell."),
        (PROBABLY, None, "Probably: inappropriate referrals probably fell after the new thresholds "
                         "were launched."),
        (PROBABLY_ROSE, None, "Probably not: inappropriate referrals probably rose after the new "
                              "thresholds were launched."),
        (replace(UNTOLD, counted="fell"), None,
         "We cannot tell whether inappropriate referrals fell: too many of the flags that say so "
         "were left blank."),
        (FELL, "recording", "Fewer referrals were closed with no further action after the new "
                            "thresholds were launched, but a change in how cases are recorded "
                            "could explain it."),
        (PROBABLY_ROSE, "recording", "Probably more referrals were closed with no further action "
                                     "after the new thresholds were launched, but a change in how "
                                     "cases are recorded could explain it."),
        (FELL, "line", "Fewer referrals were closed with no further action after the new "
                       "thresholds were launched, but contacts rose: the line between contacts and "
                       "referrals may have moved."),
        (ROSE, "line", "More referrals were closed with no further action after the new "
                       "thresholds were launched, but contacts fell: the line between contacts and "
                       "referrals may have moved."),
    ],
)  # fmt: skip
def test_the_answer_is_what_can_be_told_and_whatever_doubts_it(
    change: Change, doubt: Doubt | None, says: str
) -> None:
    assert answer(change, doubt) == says


@pytest.mark.parametrize(
    ("change", "has", "has_not"),
    [
        (FELL, "The whole range is a fall, even if the path of the months before bent by itself as "
               "much as was allowed for beforehand.", "cannot say"),
        (ROSE, "The whole range is a rise, even if", "cannot say"),
        (replace(FELL, ratio=0.9, low=0.8, high=0.99),
         "Whether the fall is small or large five months cannot say.", "a rise"),
        (PROBABLY_ROSE, "The whole range is a rise if the path of the months before bent by itself "
                        "a little;", "a fall if"),
        (PROBABLY_ROSE, "Whether the rise is small or large five months cannot say.", "the fall"),
        (PROBABLY_ROSE, " A rise of this size is told only sometimes", "A fall of this size"),
        (replace(FELL, ratio=0.9, low=0.8, high=0.99),
         " A fall of this size is told only sometimes; where it is, it is likely smaller.", "rise"),
        (UNTOLD, "The range holds falls and rises, even if", "is told only sometimes"),
        (UNTOLD, "would be told four times in five", "is told only sometimes"),
        (replace(FELL, others="rose"), "They fell against the other referrals, but those rose: "
                                       "which of the two moved cannot be told.", "four times"),
        (replace(ROSE, others="fell"), "They rose against the other referrals, but those fell: "
                                       "which of the two moved cannot be told.", "four times"),
    ],
)  # fmt: skip
def test_how_sure_follows_what_is_told(change: Change, has: str, has_not: str) -> None:
    told = how_sure(change)
    assert has in told
    assert has_not not in told


def test_how_often_ranges_hold_is_said_of_those_that_were_tried() -> None:
    assert odds(FELL).startswith("Such ranges held the true change at least 92 times in 100")
    assert odds(replace(FELL, looks=2)).startswith(
        "This range and those of the other reports planned beforehand, 2 in all, held"
    )
    assert odds(replace(FELL, level=0.9)) == ("Ranges made in this way aim at 90 times in 100.")
    quarters = replace(FELL, step=3)
    assert "95 times in 100 in simulated councils as small, counted by quarters" in odds(quarters)
    assert odds(replace(quarters, level=0.9)) == odds(replace(FELL, level=0.9))


def test_how_often_ranges_of_quarters_hold_is_what_was_measured() -> None:
    rows = json.loads((ROOT / "benchmarks/results/quarters.json").read_text("utf-8"))["rows"]
    held = [row["full_held"] for row in rows if row["by"].startswith("quarters")]
    assert len(held) > 10
    assert math.floor(min(held)) == HELD_BY_QUARTERS


def test_what_may_be_asked_for_where_nothing_may_be_shown_names_a_wider_count_if_there_is_one() -> (
    None
):
    assert ", for the wider count of inappropriate referrals, or" in hidden_what_to_do(NFA)
    assert "wider" not in hidden_what_to_do(Outcome(choice="nfa_or_not_in_need"))


@pytest.mark.parametrize(
    ("others", "months", "by_stretch", "size", "says"),
    [
        (None, 5, None, 2, "Anything else that moved inappropriate referrals alone would look like "
                           "an effect."),
        (FELL, 5, None, 2, "so its size is not the whole change in inappropriate referrals. "
                           "Anything else that moved inappropriate referrals alone would look like "
                           "an effect of the thresholds."),
        (None, 24, None, 3, "One that grew or faded over the 24 months is told at about its size "
                            "in the first of them."),
        (None, 24, "It lasted.", 3, "The answer is of all 24 months since the launch. It lasted."),
    ],
)  # fmt: skip
def test_what_the_figures_do_not_tell(
    others: Change | None, months: int, by_stretch: str | None, size: int, says: str
) -> None:
    told = limits(others, months, by_stretch=by_stretch)
    assert len(told) == size
    assert says in told[-1]


@pytest.mark.parametrize(
    ("others", "says"),
    [
        (replace(UNTOLD, ratio=1.0, low=0.96, high=1.03, safe=Ends(low=0.95, high=1.04)),
         ": they stayed as they were to within 6%, the smallest change that five months can "
         "rule out."),
        (replace(UNTOLD, ratio=1.0, low=0.96, high=1.03),
         ": they stayed as they were to within 5%"),
        (replace(UNTOLD, low=0.59),
         "The size holds if the launch left inappropriate referrals as they were, which five "
         "months cannot tell: the figures allow anything from a fall of 41% to a rise of 10%, and "
         "the smallest change that they rule out safely is one of 42%."),
        (ROSE, "By themselves inappropriate referrals show a rise of between 70% and 120%: the "
               "comparison takes them as they came"),
    ],
)  # fmt: skip
def test_whether_the_others_stayed_is_said_with_what_could_be_seen(
    others: Change, says: str
) -> None:
    assert says in others_in_words(others)


def test_the_choice_that_moves_most_is_set_beside_the_reports_own() -> None:
    assert moved_most(0.8, "One wave", 1.02) == (
        "The choice that moves the best estimate most is this: one wave. It gives a rise of 2%, "
        "where the model of this report, with its path held straight, gives a fall of 20%."
    )


def test_what_more_months_would_do_follows_what_is_told() -> None:
    assert what_would_settle(FELL) == "Further months will show whether the change lasts."
    assert what_would_settle(UNTOLD).startswith("Further months may narrow the range, but slowly")


def test_more_than_before_is_told_as_more() -> None:
    assert against_last_year(1500, 1200, 12, 4) == (
        "As counted, 125 a month is 25% more than the 100 of the same months 4 years before."
    )


def test_what_was_counted_follows_the_outcome_and_the_months() -> None:
    assert what_was_counted(replace(FELL, months=1), NFA).startswith(
        "Referrals closed with no further action in one month after the launch, against what"
    )


def test_where_blanks_keep_a_change_from_being_told_how_sure_says_so() -> None:
    lead = "The range holds falls and rises, since it allows for every blank flag to be one thing"
    told = how_sure(replace(UNTOLD, counted="rose"))
    assert told.startswith(lead)
    assert "without them all of it would be a rise, if the path" in told
    assert lead not in how_sure(UNTOLD)


def test_what_would_be_told_is_named_where_anything_would_be() -> None:
    assert smallest_visible(UNTOLD).startswith("A fall of about ")
    few = replace(UNTOLD, low=0.05, high=8.0, observed_a_month=0.5, months=3)
    assert smallest_visible(few) == (
        "Not even a fall of 95% would be told four times in five with so many months."
    )
