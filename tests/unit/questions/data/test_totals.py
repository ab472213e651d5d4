"""A rule's total bounds what is hidden of it: worked by hand, each side of each edge."""

from itertools import product

import polars as pl
import pytest

from referral_analysis.disclosure import DFE, OPENSAFELY, Policy
from referral_analysis.questions.data.totals import bounded, totals_of


def hidden_of(counts: list[int], total: int, policy: Policy = DFE) -> list[bool]:
    """Hide what is small, then what the total bounds; a second rule beside it is left alone."""
    cells = pl.DataFrame({"rule": ["8600"] * len(counts) + ["other"], "count": [*counts, 90]})
    small = cells["count"].is_in(list(policy.small_counts))
    found = bounded(cells, small, {"8600": total, "other": 90}, policy).to_list()
    assert found[-1] is False
    return found[:-1]


def test_a_total_that_leaves_each_hidden_count_five_values_changes_nothing() -> None:
    # two hidden of at most 6 - 1 each
    assert hidden_of([1, 1, 0, 0], 6) == [True, True, False, False]


def test_a_total_that_leaves_fewer_hides_the_zeros_too() -> None:
    assert hidden_of([1, 1, 1, 0], 6) == [True] * 4  # three hidden: at most 6 - 2 each


def test_a_total_that_is_c_is_at_most_five() -> None:
    assert hidden_of([3, 0, 0], 3) == [True, False, False]
    assert hidden_of([1, 1, 0], 2) == [True] * 3  # each at most 4


def test_what_is_shown_is_taken_off() -> None:
    assert hidden_of([8, 2, 0], 13) == [False, True, False]
    assert hidden_of([8, 2, 0], 12) == [True] * 3


def test_rounded_counts_may_be_none_where_they_are_hidden() -> None:
    assert hidden_of([1, 1, 9], 16, OPENSAFELY) == [True, True, False]
    assert hidden_of([1, 1, 9], 15, OPENSAFELY) == [True, True, True]


@pytest.mark.parametrize("total", range(1, 9))
def test_no_hidden_count_is_known_to_within_four_values(total: int) -> None:
    """Enumerate every way the total can fall on three quarters and what lies outside them."""
    ways = [way for way in product(range(total + 1), repeat=3) if sum(way) <= total]
    for way in ways:
        marks = hidden_of(list(way), total)
        if not any(marks):
            continue
        reader = [
            (other, whole)
            for whole in (range(1, 6) if total < DFE.smallest_shown else [total])
            for other in product(range(whole + 1), repeat=3)
            if sum(other) <= whole
        ]
        zeros_go = all(marks)  # then nobody can tell which of them are zeros
        fits = [
            other
            for other, _ in reader
            if all(
                (zeros_go or one >= 1) if mark else one == is_shown
                for one, mark, is_shown in zip(other, marks, way, strict=True)
            )
        ]
        for place, mark in enumerate(marks):
            assert not mark or len({one[place] for one in fits}) >= 5, (way, marks)


def test_months_do_not_tell_a_total_that_is_not_shown() -> None:
    cells = pl.DataFrame({"rule": ["copy", "copy", "few"], "count": [7, 0, 0]})
    shown = pl.Series([False] * 3)
    found = bounded(cells, shown, {"copy": 7, "few": 3}, DFE, no_total={"copy", "few"})
    assert found.to_list() == [True, True, False]  # what is small is told by no zero


def test_a_rule_that_was_not_judged_has_no_total() -> None:
    rules = pl.DataFrame({"rule": ["8600", "1103"], "failed": [4, None]})
    assert totals_of(rules) == {"8600": 4}
