"""Days and months that changed place in a spreadsheet, seen in the order of events and of rows.

A day up to the 12th can be swapped with its month and one after it cannot. So where dates are out
of order only if one of them is of the 1st to the 12th, days were swapped.
"""

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import columns as c

_LATER = (c.CLOSED_ON, c.INITIAL_ASSESSED_ON, c.CORE_ASSESSED_ON, c.SECTION_47_ON)
_LATEST_MONTH = 12
_ENOUGH_WRONG = 20
_WRONG_SHARE = 0.04  # of pairs that hold an early day
_TOO_MANY_WRONG = 1 / 8  # of all pairs, whatever their days
_LESS_WRONG = 5  # how many times rarer where no day can have been swapped
_ENOUGH_IN_ORDER = 100
_IN_ORDER = 0.995


def require_days_in_place(where: str, rows: pl.DataFrame, *, is_day_first: bool) -> None:
    """Raise ValueUnreadableError where the dates show that days and months changed place.

    rows: typed, in the order of the file. is_day_first: the day of the referral was written
    DD/MM/YYYY, so that the order of rows can show it too.
    """
    if c.REFERRED_ON not in rows.columns:
        return
    for name in _LATER:
        if name in rows.columns:
            _require_after_referral(where, rows, name)
    if is_day_first:
        _require_order_of_rows(where, rows[c.REFERRED_ON])


def _require_after_referral(where: str, rows: pl.DataFrame, name: str) -> None:
    """Raise where many events come before their referrals, and only those with an early day do."""
    is_wrong = pl.col(name) < pl.col(c.REFERRED_ON)
    n_wrong, n_pairs = rows.select(is_wrong.sum(), is_wrong.count().alias("pairs")).row(0)
    if n_wrong < _ENOUGH_WRONG or n_wrong < _WRONG_SHARE * n_pairs / 2:
        return
    is_clear = (pl.col(name).dt.day() > _LATEST_MONTH) & (
        pl.col(c.REFERRED_ON).dt.day() > _LATEST_MONTH
    )
    clear, early = rows.select(
        is_wrong.filter(is_clear).mean().fill_null(0.0).alias("clear"),
        is_wrong.filter(~is_clear).mean().fill_null(0.0).alias("early"),
    ).row(0)
    is_swapped = early >= _WRONG_SHARE and clear * _LESS_WRONG < early
    if not is_swapped and n_wrong < _TOO_MANY_WRONG * n_pairs:
        return
    seen = f"{name} before {c.REFERRED_ON} in {n_wrong:,} of {n_pairs:,} rows"
    if is_swapped:
        seen += (
            f" ({clear:.0%} of those whose days are both after the 12th): days and months have "
            "changed place, as a spreadsheet does"
        )
    raise _swapped(f"{where}, {name}", seen)


def _require_order_of_rows(where: str, days: pl.Series) -> None:
    """Raise where rows stand in order of the days after the 12th, and not of the others."""
    given = days.drop_nulls()
    clear = given.filter(given.dt.day() > _LATEST_MONTH)
    if clear.len() < _ENOUGH_IN_ORDER:
        return
    for direction in (1, -1):
        steps, all_steps = (
            one.to_physical().diff().drop_nulls() * direction for one in (clear, given)
        )
        is_sorted = float((steps >= 0).mean() or 0.0) >= _IN_ORDER  # type: ignore[arg-type]
        falls = int((all_steps < 0).sum())
        if is_sorted and falls >= max(_ENOUGH_WRONG, _WRONG_SHARE * given.len()):
            raise _swapped(
                f"{where}, {c.REFERRED_ON}",
                f"rows in order of the day, but for those of the 1st to the 12th ({falls:,} steps "
                "back): days and months have changed place, as a spreadsheet does",
            )


def _swapped(where: str, seen: str) -> ValueUnreadableError:
    return ValueUnreadableError(
        where,
        found=seen,
        needed="dates as the system has them",
        do="Export them again as YYYY-MM-DD, and do not open the file in a spreadsheet before.",
    )
