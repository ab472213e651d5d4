"""Districts' counts over stretches of months, and the county's months that they add up to."""

import datetime as dt
from collections.abc import Mapping

from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.periods import add_months

AUGUST = dt.date(2010, 8, 1)
PLACES = ("Dover", "Swale", "Thanet")
Months = Mapping[str, list[int]]
"""The NFA of each district, month by month from August on."""


def span(name: str, first: int, last: int) -> Count:
    """Name a district's count from one month to another, August being 0."""
    ends = add_months(AUGUST, first), add_months(AUGUST, last)
    return Count(measure="nfa", kind="district", segment=name, first=ends[0], last=ends[1])


def counted(months: Months, *spans: tuple[int, int]) -> dict[Count, int]:
    """Add up each district's months over each stretch, first and last month."""
    return {
        span(name, first, last): sum(months[name][first : last + 1])
        for name in PLACES
        for first, last in spans
    }


def beneath(months: Months) -> dict[Count, int]:
    """Name each district's first nine months, which no report shows."""
    return counted(months, *((at, at) for at in range(9)))


def county(months: Months) -> dict[Count, int]:
    """Add up the county's first nine months."""
    return {
        county_count("nfa", add_months(AUGUST, at), add_months(AUGUST, at)): sum(
            months[name][at] for name in PLACES
        )
        for at in range(9)
    }
