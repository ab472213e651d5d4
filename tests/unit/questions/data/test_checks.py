"""Rows left out, and the rules that they failed, read by somebody who adds them up."""

from itertools import product

import polars as pl
import pytest

from referral_analysis.disclosure import DFE, OPENSAFELY, Policy
from referral_analysis.questions.data.checks import release_bounds, release_checks

READ = 4_003
Shown = tuple[list[int | None], dict[str, int | None]]


def shown(
    failed: list[int], left_out: int, policy: Policy, *, read: int = READ, has_gap: bool = False
) -> Shown:
    """Return what is shown of each rule that excludes, and of the rows read, kept and left out."""
    rules = pl.DataFrame(
        {"rule": [f"{at}" for at in range(len(failed))], "severity": "exclude", "failed": failed}
    )
    rows = pl.DataFrame({"read": [read], "kept": [read - left_out], "excluded": [left_out]})
    of_rules, of_rows = release_checks(rules, rows, policy, has_gap=has_gap)
    return of_rules.table["failed"].to_list(), of_rows.table.row(0, named=True)


def test_a_rule_is_not_what_the_rows_left_out_and_the_other_rule_leave() -> None:
    assert shown([1, 7], 8, DFE)[0] == [None, None]
    assert shown([1, 7, 0], 8, DFE)[1] == {"read": READ, "kept": READ - 8, "excluded": 8}


@pytest.mark.parametrize("left_out", range(13))
def test_no_small_rule_is_known_to_within_four_values_where_no_row_failed_two(
    left_out: int,
) -> None:
    """Enumerate every way that rows left out can fall on three rules."""
    ways = [way for way in product(range(left_out + 1), repeat=3) if sum(way) == left_out]
    for way in ways:
        rules, rows = shown(list(way), left_out, DFE)
        total = rows["excluded"]
        assert (total is None) <= (rows["read"] is None and rows["kept"] is None)
        fits = [
            other
            for other in product(range(left_out + 6), repeat=3)
            if total in (None, sum(other))
            and all(one == is_shown or (is_shown is None and one) for one, is_shown in
                    zip(other, rules, strict=True))
        ]  # fmt: skip
        for place, is_shown in enumerate(rules):
            assert is_shown is not None or len({one[place] for one in fits}) >= 5, way
        if total is None:
            assert len({sum(one) for one in fits}) >= 5, way


@pytest.mark.parametrize("read", range(READ, READ + 5))
def test_rounded_rows_leave_each_other_five_values(read: int) -> None:
    for failed in product(range(8, 20), repeat=2):
        rules, rows = shown(list(failed), sum(failed), OPENSAFELY, read=read)
        assert rules == [OPENSAFELY.rounded(one) for one in failed]
        assert rows["excluded"] == sum(OPENSAFELY.rounded(one) for one in failed)
        assert rows["read"] == OPENSAFELY.rounded(read)
        assert rows["kept"] == rows["read"] - rows["excluded"]


def test_a_hidden_rule_is_no_part_of_the_rounded_rows_left_out() -> None:
    """Rows left out that are told by what is shown of the rules would tell it."""
    for small in range(8):
        rules, rows = shown([small, 43 - small], 43, OPENSAFELY)
        assert rules[0] is None
        assert rows["excluded"] in (None, 45)


@pytest.mark.parametrize("policy", [DFE, OPENSAFELY])
def test_months_that_add_up_to_the_rows_kept_tell_nothing(policy: Policy) -> None:
    """An extract that ends with the last month: its months are all that was kept."""
    assert shown([3], 3, policy)[1] == {"read": None, "kept": None, "excluded": None}
    with_gap = shown([40], 40, policy, has_gap=True)
    assert with_gap == ([40], {"read": None, "kept": None, "excluded": 40})


@pytest.mark.parametrize("policy", [DFE, OPENSAFELY])
def test_what_few_rows_could_do_is_the_same_of_each_small_number(policy: Policy) -> None:
    """Of sixty referrals one row is two per cent, and two are four."""
    small = list(policy.small_counts)
    table = pl.DataFrame({"part": "after", "nfa": 60, "could_be_nfa": small})
    told = release_bounds(table, policy).table["at_most_percent"]
    assert told.n_unique() == 1
    assert told[0] >= small[-1] / 60 * 100


def test_nothing_left_out_could_do_nothing() -> None:
    table = pl.DataFrame({"part": ["after"], "nfa": [60], "could_be_nfa": [0]})
    assert release_bounds(table, DFE).table["at_most_percent"].to_list() == [0]
