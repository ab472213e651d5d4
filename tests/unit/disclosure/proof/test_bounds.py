"""What an intruder can work out of two counts not shown beside their total: by counting."""

import numpy as np
import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.proof.bounds import Intruder
from referral_analysis.disclosure.proof.building import Builder


def intruder(one: int, other: int, *, whole_numbers: bool, is_shown: bool = False) -> Intruder:
    """Hide two counts, each known to be one at least, whose total is shown."""
    builder = Builder(DFE)
    places = [builder.cell(one, must_hide=not is_shown), builder.cell(other, must_hide=True)]
    total = builder.cell(one + other, must_hide=False)
    builder.tie([*places, total], [1, 1, -1])
    system = builder.system()
    return Intruder(system, system.must_hide, whole_numbers=whole_numbers)


@pytest.mark.parametrize("whole_numbers", [True, False])
@pytest.mark.parametrize(
    ("one", "other", "is_safe"),
    [
        # each is from 1 to 5, five values, as many as the mark stands for
        (2, 4, True),
        (5, 1, True),
        # of 5 in all each is from 1 to 4
        (2, 3, False),
        (1, 1, False),
        (3, 4, True),
    ],
)
def test_a_count_is_safe_where_the_total_leaves_it_five_values(
    one: int, other: int, *, is_safe: bool, whole_numbers: bool
) -> None:
    found = intruder(one, other, whole_numbers=whole_numbers)
    for cell in (0, 1):
        found.widest(cell)
        assert [found.least[cell], found.most[cell]] == pytest.approx([1, one + other - 1])
        assert found.is_safe(cell) is is_safe


def test_nothing_is_safe_before_it_is_looked_at_and_looking_around_sees_the_ends() -> None:
    found = intruder(30, 40, whole_numbers=False)
    assert not found.is_safe(0)
    found.widest(0)
    # where one is least the other is most: both are seen at once
    assert found.is_safe(0)
    assert found.is_safe(1)


def test_a_count_beside_one_that_is_shown_is_worked_out() -> None:
    found = intruder(30, 3, whole_numbers=False, is_shown=True)
    found.look_around(np.array([1]))
    found.widest(1)
    assert found.least[1] == found.most[1] == 3
    assert not found.is_safe(1)


def test_prices_say_which_limits_hold_the_range() -> None:
    prices = intruder(2, 4, whole_numbers=False).widest(0)
    # its largest is the total less the other's least, and its least is its own
    upper, lower = prices
    assert upper == pytest.approx([0, 0, 1])
    assert lower == pytest.approx([1, 1, 0])
