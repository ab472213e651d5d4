"""Sentences are written of months and said of quarters, where they name single months."""

import pytest

from referral_analysis.report.words.stretches import by_quarters


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("What happened month by month", "What happened quarter by quarter"),
        ("Month by month", "Quarter by quarter"),
        ("Each point is a month.", "Each point is a quarter."),
        ("Each month from June 2015 to May 2016", "Each quarter from June 2015 to May 2016"),
        ("\N{BLACK CIRCLE} Each month", "\N{BLACK CIRCLE} Each quarter"),
        ("Share of each month's referrals", "Share of each quarter's referrals"),
        ("What happened month\nby month", "What happened quarter by quarter"),
        ("some months hold so few of them", "some quarters hold so few of them"),
    ],
)
def test_a_month_that_is_counted_is_a_quarter(written: str, said: str) -> None:
    assert by_quarters(written) == said


@pytest.mark.parametrize(
    "kept",
    [
        "In 12 months after the launch",
        "We would have expected about 5 a month; there were 7.",
        "the other referrals of the same months",
        "30 days after the end of each month, so that every month is seen at the same age",
        "Within 3 months 8.8% of children were referred again",
    ],
)
def test_lengths_and_averages_stay_in_months(kept: str) -> None:
    assert by_quarters(kept) == kept
