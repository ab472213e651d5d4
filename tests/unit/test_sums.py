"""Sums that are the same in any order."""

import math
import operator
from functools import reduce

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from referral_analysis.sums import summed


def shuffled(seed: int) -> pl.DataFrame:
    """Ten thousand tenths a group, and a number that swallows them until it is taken away."""
    rows = [("a", 0.1, 1) for _ in range(10_000)] + [("b", 1e16, 2), ("b", 1.0, 3), ("b", -1e16, 4)]
    order = np.random.default_rng(seed).permutation(len(rows))
    return pl.DataFrame([rows[i] for i in order], schema=["of", "part", "count"], orient="row")


@pytest.mark.parametrize("seed", range(5))
def test_the_exact_sum_whatever_the_order(seed: int) -> None:
    # the exact sum of 10,000 doubles nearest to a tenth rounds to 1000; one by one it does not
    found = summed(shuffled(seed), "of", ("part", "count"))
    assert found.rows() == [("a", 1000.0, 10_000), ("b", 1.0, 9)]
    tenths = [0.1] * 10_000
    assert math.fsum(tenths) == 1000.0 != reduce(operator.add, tenths)


def test_nothing_is_nothing_and_counts_stay_whole() -> None:
    frame = pl.DataFrame(
        {"of": ["a", "a", "b"], "part": [None, 0.5, None], "count": [1, 2, 3]},
        schema={"of": pl.String, "part": pl.Float64, "count": pl.Int64},
    )
    wanted = pl.DataFrame({"of": ["a", "b"], "part": [0.5, 0.0], "count": [3, 3]})
    assert_frame_equal(summed(frame, "of", ["part", "count"]), wanted)


def test_groups_are_told_by_several_columns_in_order() -> None:
    frame = pl.DataFrame({"x": ["b", "a", "a"], "y": [1, 2, 1], "part": [1.0, 2.0, 3.0]})
    found = summed(frame, ("x", "y"), "part")
    assert found.rows() == [("a", 1, 3.0), ("a", 2, 2.0), ("b", 1, 1.0)]
