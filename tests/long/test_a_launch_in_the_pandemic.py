"""A launch of September 2020: the lockdowns, planned for, are not told as its effect; an effect is.

Fewer referrals of every kind came in both lockdowns, and 75 a month of 250 had no further action.
"""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from benchmarks.events_pandemic import LOCKDOWNS, judged, plan_of

from referral_analysis.analysis.events import Event, EventShape
from referral_analysis.periods import month_range, working_days

FIRST, LAUNCH, AFTER = dt.date(2016, 4, 1), dt.date(2020, 9, 1), 19
SEEDS = range(6, 14)
OUT = tuple(
    Event(name=name, starts=starts, ends=ends, shape="leave_out")
    for name, starts, ends in (
        ("first lockdown", dt.date(2020, 4, 1), dt.date(2020, 8, 1)),
        ("later lockdown", dt.date(2020, 12, 1), dt.date(2021, 3, 1)),
    )
)


def first_as(shape: EventShape) -> tuple[Event, ...]:
    lockdown = OUT[0]
    return (Event(name=lockdown.name, starts=lockdown.starts, ends=lockdown.ends, shape=shape),)


WAYS = {"left out": first_as("leave_out"), "a pulse": first_as("pulse"), "both left out": OUT}


def county(seed: int, last: dt.date, effect: float) -> pl.DataFrame:
    """Draw both counts of each month; effect: of the launch on inappropriate referrals."""
    rng = np.random.default_rng(seed)
    months = month_range(FIRST, last)
    size = np.array([_size(month) for month in months])
    moved = np.array([effect if month >= LAUNCH else 1.0 for month in months])
    return pl.DataFrame(
        {
            "period": months,
            "inappropriate": rng.poisson(75 * size * moved),
            "others": rng.poisson(175 * size),
            "child_working_days": 40_000 * working_days(months),
        }
    )


def _size(month: dt.date) -> float:
    """Return a month's size beside the others': of its season, and of a lockdown."""
    size = (1 + 0.1 * np.sin(2 * np.pi * month.month / 12)) * (0.75 if month.month == 8 else 1.0)
    shares = [part for (start, end), part in LOCKDOWNS.items() if start <= month <= end]
    return float(size * np.prod(shares))


def told(way: str, effect: float) -> list[str]:
    plan = plan_of(LAUNCH, WAYS[way], first=FIRST, after=AFTER)
    return [judged(county(seed, plan.last_month, effect), plan).told for seed in SEEDS]


@pytest.mark.parametrize("way", WAYS)
def test_without_an_effect_none_is_told(way: str) -> None:
    assert told(way, 1.0) == ["cannot tell"] * len(SEEDS)


@pytest.mark.parametrize("way", WAYS)
def test_half_as_many_are_told_as_a_fall(way: str) -> None:
    assert set(told(way, 0.5)) <= {"fell", "probably fell"}
