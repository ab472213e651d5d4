"""Days: which are worked in England, which belong to a month, the next one that is worked."""

import datetime as dt
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from referral_analysis.periods import add_months

Dates: TypeAlias = NDArray[np.datetime64]

# covers the simulated months and the decisions that follow them
_YEARS = range(2004, 2026)


@cache
def _worked() -> np.busdaycalendar:
    import holidays  # noqa: PLC0415 - 0.2 s that a caller without days need not pay

    closed = sorted(holidays.country_holidays("GB", subdiv="ENG", years=_YEARS))
    return np.busdaycalendar(holidays=np.array(closed, dtype="datetime64[D]"))


def days_of(month: dt.date) -> Dates:
    """List every day of the month that begins on this date."""
    first, after = np.datetime64(month, "D"), np.datetime64(add_months(month, 1), "D")
    return np.arange(first, after)


def is_working_day(days: Dates) -> NDArray[np.bool_]:
    """Test each day: a weekday that is no bank holiday in England."""
    return np.is_busday(days, busdaycal=_worked())


def next_working_day(days: Dates) -> Dates:
    """Return each day itself when it is worked, else the next one that is."""
    return np.busday_offset(days, 0, roll="forward", busdaycal=_worked())
