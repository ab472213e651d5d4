"""A sudden change is clear and large; either alone is not one."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from scipy.special import comb

from referral_analysis.questions.data.jumps import p_values, with_jumps

QUARTERS = [dt.date(year, month, 1) for year in (2009, 2010) for month in (1, 4, 7, 10)]


def jumps(counts: list[int], wholes: list[int] | int) -> list[bool]:
    table = pl.DataFrame(
        {
            "thing": "a",
            "period": QUARTERS[: len(counts)],
            "count": counts,
            "whole": [wholes] * len(counts) if isinstance(wholes, int) else wholes,
        }
    )
    found = with_jumps(table, by="thing", count="count", whole="whole", periods=4)
    return found["is_jump"].to_list()


def test_the_p_value_is_the_binomial_tail_twice() -> None:
    # 9 now and 11 in the year before, of 100 now and 400 then: the chance of 9 or more of 20 at 1/5
    row = pl.DataFrame({"k": [9], "count_before": [11], "n": [100], "whole_before": [400]})
    tail = sum(comb(20, k) * 0.2**k * 0.8 ** (20 - k) for k in range(9, 21))
    np.testing.assert_allclose(p_values(row, "k", "n"), [2 * tail], rtol=1e-12)


def test_none_at_all_now_has_the_lower_tail() -> None:
    row = pl.DataFrame({"k": [0], "count_before": [20], "n": [100], "whole_before": [400]})
    np.testing.assert_allclose(p_values(row, "k", "n"), [2 * 0.8**20], rtol=1e-12)


@pytest.mark.parametrize(
    ("counts", "whole", "last"),
    [
        ([300, 300, 300, 300, 300], 3000, False),
        ([300, 300, 300, 300, 500], 3000, True),  # large and clear
        ([300, 300, 300, 300, 150], 3000, True),
        ([3, 3, 3, 3, 6], 30, False),  # large, not clear
        ([90000, 90000, 90000, 90000, 100000], 1000000, False),  # clear, not large
        ([300, 300, 300, 300, 0], 3000, True),  # all gone
        ([0, 0, 0, 0, 300], 3000, True),  # new
        ([0, 0, 0, 0, 5], 6, False),  # too few to be shown
        ([300, 300, 300, 500], 3000, False),  # no whole year before
    ],
)
def test_a_jump_is_large_and_clear(counts: list[int], whole: int, *, last: bool) -> None:
    found = jumps(counts, whole)
    assert found[-1] is last
    assert not any(found[:-1])


def test_what_moves_the_whole_is_no_jump() -> None:
    assert not any(jumps([300, 300, 300, 300, 600], [3000, 3000, 3000, 3000, 6000]))


def test_nothing_now_is_not_judged() -> None:
    assert not any(jumps([300, 300, 300, 300, 0], [3000, 3000, 3000, 3000, 0]))


def test_each_thing_has_its_own_year_before() -> None:
    table = pl.DataFrame(
        {
            "thing": ["b"] * 5 + ["a"] * 5,
            "period": QUARTERS[:5] * 2,
            "count": [500] * 5 + [100, 100, 100, 100, 500],
            "whole": [1000] * 10,
        }
    )
    found = with_jumps(table, by="thing", count="count", whole="whole", periods=4)
    assert found.filter("is_jump").select("thing", "period").rows() == [("a", QUARTERS[4])]
    assert found["count_before"].drop_nulls().sort().to_list() == [400, 2000]
