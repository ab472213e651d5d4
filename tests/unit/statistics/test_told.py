"""A fall is told where it is larger than its range is wide, the noise of what it leaves added."""

import math

import pytest

from referral_analysis.statistics.told import LARGEST, smallest_fall_told

SURE, POWER = 1.959964, 0.841621  # qnorm(.975), qnorm(.8)


def told(low: float, high: float, events: float) -> float | None:
    return smallest_fall_told(low, high, events=events, level=0.95, power=0.8)


def test_among_many_events_it_is_the_width_of_the_range() -> None:
    """Half the width of the log range of .78 to 1.04 is .1438, and 1.4294 times that is told."""
    found = told(0.78, 1.04, 1e9)
    assert found == pytest.approx(math.exp(-0.1438 * (1 + POWER / SURE)), abs=1e-3)


@pytest.mark.parametrize("events", [60.0, 150.0, 500.0])
def test_among_few_the_noise_of_what_is_left_is_part_of_it(events: float) -> None:
    """Twice that of Poisson counts, by (1 / ratio - 1) of what it was: solved where both agree."""
    low, high = 0.6, 1.5
    found = told(low, high, events)
    assert found is not None
    own = (math.log(high / low) / 2 / SURE) ** 2
    more = 2 / (events + 0.5) * (1 / found - 1)
    assert -math.log(found) == pytest.approx((SURE + POWER) * math.sqrt(own + more), abs=1e-5)


def test_fewer_events_and_wider_ranges_tell_less() -> None:
    falls = [told(0.6, 1.5, events) or 0.0 for events in (1000.0, 200.0, 80.0)]
    assert falls == sorted(falls, reverse=True)
    assert (told(0.5, 1.8, 1000.0) or 1.0) < falls[0]


@pytest.mark.parametrize(
    ("low", "high", "events"), [(0.1, 9.0, 1e6), (0.5, 2.0, 8.0), (0.5, 2, -3)]
)
def test_where_not_even_the_largest_is_told_there_is_none(
    low: float, high: float, events: float
) -> None:
    assert told(low, high, events) is None
    assert LARGEST == 0.95


def test_a_range_without_width_among_many_tells_anything() -> None:
    assert told(1.0, 1.0, 1e12) == pytest.approx(1.0, abs=1e-4)
