"""How methods name the seasons."""

import datetime as dt
from dataclasses import replace

import pytest
from tests.plans import FEBRUARY

from referral_analysis.questions import events


@pytest.mark.parametrize(
    ("starts", "pairs", "told"),
    [
        (FEBRUARY.series_starts, 2, "a term for each calendar month"),
        (dt.date(2009, 4, 1), 2, "2 seasonal waves a year"),
        (FEBRUARY.series_starts, 0, "no seasons"),
    ],
)
def test_seasons_are_those_that_a_series_by_itself_has(
    starts: dt.date, pairs: int, told: str
) -> None:
    plan = replace(FEBRUARY, series_starts=starts, fourier_pairs=pairs)
    assert events.seasons_alone(plan) == told
