"""The launch workshops: where and when each was held, and how far each had reached a month."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from referral_analysis.simulate.calendar import days_of, is_working_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """One multi-agency workshop of the launch."""

    held_on: dt.date
    district: str


# month and day in 2011; invented, within what is known: more than 30, from May to July
_TIMETABLE: dict[str, tuple[tuple[int, int], ...]] = {
    "Ashford": ((5, 10), (5, 24), (6, 14)),
    "Canterbury": ((5, 12), (6, 7), (6, 28)),
    "Dartford": ((5, 17), (6, 9)),
    "Dover": ((5, 19), (6, 16), (7, 5)),
    "Gravesham": ((5, 25), (6, 21)),
    "Maidstone": ((5, 11), (6, 8), (6, 29), (7, 13)),
    "Sevenoaks": ((6, 15), (7, 6)),
    "Shepway": ((5, 26), (6, 22), (7, 12)),
    "Swale": ((6, 10), (6, 30), (7, 14)),
    "Thanet": ((5, 18), (6, 23), (7, 7), (7, 19)),
    "Tonbridge and Malling": ((6, 17), (7, 8)),
    "Tunbridge Wells": ((6, 24), (7, 15), (7, 20)),
}
WORKSHOPS_2011 = tuple(
    sorted(
        (
            Workshop(held_on=dt.date(2011, month, day), district=district)
            for district, days in _TIMETABLE.items()
            for month, day in days
        ),
        key=lambda workshop: (workshop.held_on, workshop.district),
    )
)


def share_held(
    workshops: Sequence[Workshop], districts: Sequence[str], months: Sequence[dt.date]
) -> NDArray[np.float64]:
    """Average over each month's working days the share of a district's workshops already held.

    A workshop counts from the day after it. Shape (months, districts): 0 before the first,
    1 from the month after the last. A district without workshops stays at 0.
    """
    held = np.zeros((len(months), len(districts)))
    for j, district in enumerate(districts):
        dates = sorted(w.held_on for w in workshops if w.district == district)
        if not dates:
            continue
        ordered = np.array(dates, dtype="datetime64[D]")
        for t, month in enumerate(months):
            days = days_of(month)
            working = days[is_working_day(days)]
            held[t, j] = np.searchsorted(ordered, working, side="left").mean() / len(dates)
    return held
