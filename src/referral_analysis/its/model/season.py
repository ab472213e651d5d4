"""The columns of a yearly pattern."""

import numpy as np

from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.model.spec import Calendar, Fourier, Seasonality
from referral_analysis.periods import PERIODS_A_YEAR, Frequency, first_days

DAYS_A_YEAR = 365.2425
# pairs that together hold any pattern of months or quarters, and a smooth one of weeks
EVERY_PAIR: dict[Frequency, int] = {"month": 6, "week": 4, "quarter": 2, "year": 0}


def season_columns(
    seasonality: Seasonality | None, numbers: Integers, frequency: Frequency
) -> dict[str, Floats]:
    """Return named columns (N,) for numbered periods; month m of 12 is at m / 12 of the year."""
    if isinstance(seasonality, Calendar):
        parts = int(PERIODS_A_YEAR[frequency])
        place = numbers % parts + 1
        return {f"month_{k}": (place == k).astype(np.float64) for k in range(2, parts + 1)}
    if isinstance(seasonality, Fourier):
        return _pairs(seasonality.pairs, numbers, frequency)
    return {}


def all_seasonal_columns(numbers: Integers, frequency: Frequency) -> Floats:
    """Return columns (N, k) that span every yearly pattern looked for; no columns for years."""
    columns = _pairs(EVERY_PAIR[frequency], numbers, frequency).values()
    return np.column_stack([*columns]) if columns else np.empty((len(numbers), 0))


def _pairs(pairs: int, numbers: Integers, frequency: Frequency) -> dict[str, Floats]:
    turn = 2 * np.pi * _share_of_year(numbers, frequency)
    columns: dict[str, Floats] = {}
    for pair in range(1, pairs + 1):
        columns |= {f"sin{pair}": np.sin(pair * turn), f"cos{pair}": np.cos(pair * turn)}
    return columns


def _share_of_year(numbers: Integers, frequency: Frequency) -> Floats:
    if frequency != "week":
        parts = PERIODS_A_YEAR[frequency]
        return np.asarray((numbers % parts + 1) / parts)
    thursdays = first_days(numbers, frequency) + np.timedelta64(3, "D")
    day = (thursdays - thursdays.astype("datetime64[Y]")).astype(np.int64)
    return np.asarray((day + 1) / DAYS_A_YEAR)
