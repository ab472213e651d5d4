"""The proof against brute force: every table that a reader could think of is written out."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from benchmarks.attack import attack_county
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.proof.bounds import exposed
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.choose import choose
from referral_analysis.disclosure.proof.system import System

COUNTS = st.lists(st.integers(0, 12), min_size=2, max_size=3)
REACH = 37  # above every total


def two_by_n(top: list[int], bottom: list[int]) -> System:
    """Lay out a table of two rows whose row and column totals are all published."""
    builder = Builder(DFE)
    rows = [
        [builder.cell(value, must_hide=builder.is_small(value)) for value in row]
        for row in (top, bottom)
    ]
    for line in [*rows, *([a, b] for a, b in zip(*rows, strict=True))]:
        builder.tie(line, [1.0] * len(line))
    return builder.system()


def tables_like(top: list[int], bottom: list[int], hidden: list[int]) -> Iterator[list[int]]:
    """Yield every table with the totals of this one, its shown counts, and no c that is zero."""
    true = [*top, *bottom]
    for start in product(range(REACH), repeat=len(top) - 1):
        row = [*start, sum(top) - sum(start)]
        other = [a + b - c for a, b, c in zip(top, bottom, row, strict=True)]
        guess = [*row, *other]
        if all(
            value >= min(is_so, 1) if cell in hidden else value == is_so
            for cell, (value, is_so) in enumerate(zip(guess, true, strict=True))
        ):
            yield guess


@settings(max_examples=25, deadline=None)
@given(COUNTS, COUNTS)
def test_a_reader_is_left_every_value_of_the_mark(top: list[int], bottom: list[int]) -> None:
    size = min(len(top), len(bottom))
    top, bottom = top[:size], bottom[:size]
    chosen = choose(two_by_n(top, bottom))
    hidden = chosen.hidden.nonzero()[0].tolist()
    found = list(tables_like(top, bottom, hidden))
    for cell in hidden:
        if not chosen.beyond[cell]:
            values = [guess[cell] for guess in found]
            assert max(values) - min(values) >= DFE.values_left - 1


@settings(max_examples=8, deadline=None)
@given(COUNTS, COUNTS)
def test_no_safe_choice_suppresses_fewer(top: list[int], bottom: list[int]) -> None:
    size = min(len(top), len(bottom))
    system = two_by_n(top[:size], bottom[:size])
    chosen = choose(system)
    free = np.flatnonzero(system.may_hide & ~system.must_hide)
    for extra in range(int(chosen.hidden.sum() - system.must_hide.sum())):
        for more in combinations(free.tolist(), extra):
            hidden = system.must_hide.copy()
            hidden[list(more)] = True
            assert not set(exposed(system, hidden)) <= set(np.flatnonzero(chosen.beyond).tolist())


@pytest.mark.parametrize(
    ("seed", "sparser"),
    [
        (1, 12),
        (20_019, 30),  # the two windows of a district bound each other: the later only grew
    ],
)
def test_an_intruder_with_both_reports_recovers_nothing(seed: int, sparser: float) -> None:
    found = attack_county(seed, sparser)
    assert found.suppressed > 0
    assert found.suppressed_december == found.least_december
    assert (
        found.recovered_by_subtraction,
        found.recovered_by_programming,
        found.small_differences,
        found.since_recovered,
        found.beyond_help,
    ) == (0, 0, 0, 0, 0)
