"""What is said of sudden changes and of funnels, on both sides of each turn."""

import datetime as dt

import pytest

from referral_analysis.questions.data.words import counted, quarter_name


@pytest.mark.parametrize(("number", "says"), [(1, "One sudden change"), (2, "2 sudden changes")])
def test_sudden_changes_are_counted(number: int, says: str) -> None:
    assert counted(number) == says


def test_a_quarter_is_named_by_its_ends() -> None:
    assert quarter_name(dt.date(2010, 10, 1)) == "October to December 2010"
