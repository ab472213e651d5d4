"""What is said of recording, on both sides of each turn."""

from dataclasses import replace
from typing import Any

import pytest

from referral_analysis.questions.recorded.words import (
    AT_ONCE_OR_LATER,
    at_once,
    gap_in_words,
    looked_at,
    opening,
    wider,
)
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.series.outcome import OF_CONTACTS, Outcome

FELL = Change(
    what="inappropriate referrals", ratio=0.7, low=0.6, high=0.9, level=0.95, observed_a_month=70,
    months=5,
)  # fmt: skip
ROSE = replace(FELL, ratio=1.3, low=1.1, high=1.5)
UNTOLD = replace(FELL, ratio=0.9, low=0.7, high=1.1)
PROBABLY = replace(UNTOLD, mild=Ends(low=0.8, high=0.99))


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [
        (Outcome(), "If cases that used to be closed at once were now assessed first"),
        (Outcome(choice="nfa_or_not_in_need"), AT_ONCE_OR_LATER),
        (OF_CONTACTS, "If referrals were now recorded later after a contact"),
        (Outcome(choice="of_codes", codes=("RC8",)), "If cases were now closed for another reason"),
    ],
)
def test_what_could_pass_for_a_change_follows_what_is_counted(
    outcome: Outcome, begins: str
) -> None:
    assert opening(outcome).startswith(begins)


def test_those_closed_at_once_are_said_where_they_are_known() -> None:
    assert at_once(None) == ""
    assert at_once(FELL) == (
        "By themselves inappropriate referrals show a fall of between 10% and 40%."
    )


@pytest.mark.parametrize(
    ("headline", "wide", "ends"),
    [
        (UNTOLD, FELL, "the figures allow a fall of between 10% and 40%."),
        (FELL, FELL, "they fell too, which that would not explain."),
        (FELL, PROBABLY, "they probably fell too, which that would not explain."),
        (FELL, ROSE, "the other direction, so such a change may be all there is to it."),
        (ROSE, FELL, "the other direction, so such a change may be all there is to it."),
        (FELL, UNTOLD, "such a change cannot be ruled out as the explanation."),
    ],
)
def test_the_wider_count_bears_the_headline_out_or_does_not(
    headline: Change, wide: Change, ends: str
) -> None:
    told = wider(headline, wide)
    assert told.startswith("Counting those as well, against the appropriate referrals of the same ")
    assert told.endswith(ends)


GAP: dict[str, Any] = {
    "gap": "no reason", "has_changed": True, "low": 0.1, "high": 0.2, "low_before": 0.0,
    "high_before": 0.05,
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "begins"),
    [
        (GAP, "Since the launch 10 to 20% of closures have no reason, fewer than 5% in the year "
                "before. Which cases"),
        (GAP | {"low_before": None, "high_before": None},
         "Of all closures, 10 to 20% have no reason. Which cases"),
        (GAP | {"has_changed": False},
         "10 to 20% of closures have no reason, now as before. Which"),
        (GAP | {"has_changed": False, "low": 0.0},
         "Fewer than 20% of closures have no reason, now as"),
        (GAP | {"low": 0.5, "high": 1.0},
         "Since the launch 50% or more of closures have no reason, fewer"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_how_much_now_and_before(
    row: dict[str, Any], begins: str
) -> None:
    assert gap_in_words(row).startswith(begins)


def test_the_ways_that_were_looked_at_are_named_and_those_found_again() -> None:
    assert "; of these none changed clearly." in looked_at([])
    assert (
        "; of these changed clearly: agencies blank or on no list and rows without a date."
        in looked_at(["no agency", "no date"])
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [([], "they did not change clearly"), (["agencies"], "they are more or fewer than they were")],
)
def test_of_contacts_only_agencies_are_looked_at(changed: list[str], says: str) -> None:
    told = looked_at(changed, OF_CONTACTS)
    assert told.startswith("Agencies blank or on no list were looked at too, against the year")
    assert told.endswith(f": {says}. Contacts without a child's id are counted both ways.")
