"""Which referrals are of one child: children who come back once their case is closed, and ages."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import columns
from referral_analysis.simulate.histories import known
from referral_analysis.simulate.scenario import ReturnPattern

# how many times a referral looks for an earlier one to follow before its child is a new one
_TRIES = 12
# days either side of the wished gap in which an earlier referral is looked for
_WINDOW = 10
_DAYS_A_YEAR = 365.25
# assumption: share of referred children by age, the unborn and under ones first
_AGE_SHARES = (
    *(0.100, 0.064, 0.062, 0.060, 0.058, 0.054, 0.050, 0.050, 0.049),
    *(0.049, 0.049, 0.051, 0.055, 0.061, 0.066, 0.061, 0.041, 0.020),
)


def draw_children(
    rng: np.random.Generator, rows: pl.DataFrame, returns: ReturnPattern
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Link rows (in order of day) into children; return child numbers and ages in years.

    A referral follows at most one earlier one: of the same district, closed by then, so that no
    child has two open cases. Children are numbered from 1 in order of their first referral.
    """
    first = _first_rows(_draw_previous(rng, rows, returns))
    days = rows[columns.REFERRED_ON].to_numpy().astype(np.int64)
    return np.unique(first, return_inverse=True)[1] + 1, _draw_ages(rng, first, days)


def find_open_child(
    rng: np.random.Generator,
    rows: pl.DataFrame,
    chosen: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Find for each chosen row another whose case is open on its day: the fault `open_twice`.

    Return for every row the row whose child it has (its own, if none was found), and which did.
    """
    day = rows[columns.REFERRED_ON].to_numpy().astype(np.int64)
    closed = rows[columns.CLOSED_ON].to_numpy().astype(np.int64)
    picked = pick_earlier(rng, rows, day - _WINDOW)
    is_open = chosen & (picked >= 0) & (closed[picked] > day)
    return np.where(is_open, picked, np.arange(len(day))), is_open


def pick_earlier(
    rng: np.random.Generator, rows: pl.DataFrame, wanted: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Pick for each row a random one of its district within days of the wanted day; -1 if none.

    wanted: days since 1970, one a row. The row picked is before the row itself in order.
    """
    day = rows[columns.REFERRED_ON].to_numpy().astype(np.int64)
    district = rows[columns.DISTRICT].rank("dense").to_numpy()
    # one sorted key for both: districts lie further apart than any two days
    span = np.int64(day.max() - day.min() + 4 * _WINDOW + 10_000)
    key = district.astype(np.int64) * span + day - day.min()
    order = np.argsort(key, kind="stable")
    target = district.astype(np.int64) * span + wanted - day.min()
    low = np.searchsorted(key[order], target - _WINDOW, "left")
    high = np.searchsorted(key[order], target + _WINDOW, "right")
    place = low + (rng.random(len(day)) * (high - low)).astype(np.int64)
    picked = np.where(high > low, order[np.minimum(place, len(day) - 1)], -1)
    return np.where(picked < np.arange(len(day)), picked, -1)


def _draw_previous(
    rng: np.random.Generator, rows: pl.DataFrame, returns: ReturnPattern
) -> NDArray[np.int64]:
    """Find the earlier referral each row follows, or -1; none is followed twice."""
    n = rows.height
    day = rows[columns.REFERRED_ON].to_numpy().astype(np.int64)
    # a case whose closure is not yet entered still counts as open
    closed = rows[known(columns.CLOSED_ON)].to_numpy().astype(np.int64)
    seeks = rng.random(n) < returns.share
    gap = 1 + (rng.standard_exponential(n) * returns.mean_gap_days).astype(np.int64)
    previous = np.full(n, -1)
    is_followed = np.zeros(n, dtype=bool)
    for _ in range(_TRIES):
        picked = pick_earlier(rng, rows, day - gap)
        free = seeks & (picked >= 0) & ~is_followed[picked] & (closed[picked] < day)
        _, winners = np.unique(picked[free], return_index=True)
        followers = np.flatnonzero(free)[winners]
        previous[followers] = picked[followers]
        is_followed[picked[followers]] = True
        seeks[followers] = False
    return previous


def _first_rows(previous: NDArray[np.int64]) -> NDArray[np.int64]:
    """Follow every chain to its first row."""
    first = np.where(previous < 0, np.arange(len(previous)), previous)
    while not np.array_equal(first, onward := first[first]):
        first = onward
    return first


def _draw_ages(
    rng: np.random.Generator, first: NDArray[np.int64], days: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give each child one day of birth, under 18 at its last referral; whole years at each row."""
    n = len(days)
    years = rng.choice(len(_AGE_SHARES), size=n, p=_AGE_SHARES) + rng.random(n)
    last = np.zeros(n, dtype=np.int64)
    np.maximum.at(last, first, days)
    born = days - (years * _DAYS_A_YEAR).astype(np.int64)
    born = np.minimum(np.maximum(born, last - int(17.99 * _DAYS_A_YEAR)), days)[first]
    return ((days - born) / _DAYS_A_YEAR).astype(np.int64)
