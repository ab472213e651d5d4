"""One row a referral: counts become rows, and each row gets a day of its month."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import columns
from referral_analysis.simulate.calendar import Dates, days_of, is_working_day
from referral_analysis.simulate.rates import months_of
from referral_analysis.simulate.scenario import OUTCOMES, Scenario

# what a day draws beside a working day of an open school
_NOT_WORKED = 0.07
_SCHOOL_CLOSED = 0.15
# first and last day of the breaks that fall alike each year, as (month, day)
_SCHOOL_BREAKS = (((1, 1), (1, 3)), ((7, 23), (9, 2)), ((12, 20), (12, 31)))


def rows_of(
    rng: np.random.Generator, counts: NDArray[np.int64], scenario: Scenario
) -> pl.DataFrame:
    """Make a row of every counted referral, in order of day.

    Columns: referred_on, district, referral_source, outcome (the final one).
    """
    flat = np.repeat(np.arange(counts.size), counts.ravel())
    month, district, source, outcome = np.unravel_index(flat, counts.shape)
    is_school = np.array([s.season == "school" for s in scenario.sources])[source]
    referred_on = draw_days(rng, scenario, month, is_school)
    names = pl.Series([d.name for d in scenario.districts])
    codes = pl.Series([s.code for s in scenario.sources])
    rows = pl.DataFrame(
        {
            columns.REFERRED_ON: referred_on,
            columns.DISTRICT: names.gather(district),
            columns.REFERRAL_SOURCE: codes.gather(source),
            "outcome": pl.Series(list(OUTCOMES)).gather(outcome),
        }
    )
    return rows[np.lexsort([rng.random(rows.height), referred_on])]


def draw_days(
    rng: np.random.Generator,
    scenario: Scenario,
    month: NDArray[np.intp],
    is_school: NDArray[np.bool_],
) -> Dates:
    """Draw a day for each row within its month (an index), nearly always a working day."""
    chance = rng.random(month.size)
    referred_on = np.empty(month.size, dtype="datetime64[D]")
    for t, first_day in enumerate(months_of(scenario)):
        days = days_of(first_day)
        for school in (False, True):
            rows = np.flatnonzero((month == t) & (is_school == school))
            ladder = np.cumsum(_day_weights(days, school=school))
            referred_on[rows] = days[np.searchsorted(ladder, chance[rows] * ladder[-1], "right")]
    return referred_on


def _day_weights(days: Dates, *, school: bool) -> NDArray[np.float64]:
    weights = np.where(is_working_day(days), 1.0, _NOT_WORKED)
    return weights * np.where(_in_school_break(days), _SCHOOL_CLOSED, 1.0) if school else weights


def _in_school_break(days: Dates) -> NDArray[np.bool_]:
    return np.array(
        [
            any(first <= (day.month, day.day) <= last for first, last in _SCHOOL_BREAKS)
            for day in days.tolist()
        ]
    )
