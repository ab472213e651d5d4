"""What to do next has a date, and names where most inappropriate referrals come from."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.papers.board.options import when, whom_to_ask
from referral_analysis.report.words.wording import Verdict


@pytest.mark.parametrize(
    ("told", "last", "says"),
    [
        ("fell", dt.date(2011, 12, 1), "in July 2012, when six months more are in (to June 2012)"),
        ("rose", dt.date(2011, 12, 1),
         "in April 2012, when three months more are in (to March 2012)"),
        ("cannot tell", dt.date(2011, 11, 1),
         "in June 2012, when six months more are in (to May 2012)"),
    ],
)  # fmt: skip
def test_the_date_to_look_again_follows_the_last_month(
    told: Verdict, last: dt.date, says: str
) -> None:
    assert when(replace(FEBRUARY, last_month=last), told) == says


def agencies(**after: int | None) -> pl.DataFrame:
    return pl.DataFrame({"segment": list(after), "nfa_after": list(after.values())})


def test_those_with_most_are_named_and_never_people_without_an_agency() -> None:
    shown = agencies(individual=900, health=169, police=378, anonymous=24, legal=67)
    (said,) = whom_to_ask(shown)
    assert "of 1,538 inappropriate referrals" in said
    assert "with most were the police (378) and health (169)" in said
    assert "not who refers worst" in said
    assert "individuals" not in said


def test_no_agency_is_named_where_one_is_hidden_or_there_are_too_few() -> None:
    assert whom_to_ask(agencies(health=169, police=None, legal=67)) == []
    assert whom_to_ask(agencies(individual=900, police=378)) == []
    assert whom_to_ask(agencies(individual=900, police=378, health=0)) == []
