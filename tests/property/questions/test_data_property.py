"""What holds whatever the numbers are."""

import datetime as dt

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.periods import add_months
from referral_analysis.questions.data.jumps import with_jumps
from referral_analysis.statistics.xmr import xmr

VALUES = st.lists(st.integers(0, 500), min_size=1, max_size=40)


@given(VALUES, st.integers(-1000, 1000), st.sampled_from([0.5, 2.0, 8.0]))
def test_an_xmr_chart_moves_and_stretches_with_its_values(
    values: list[int], up: int, by: float
) -> None:
    points = np.array(values, dtype=float)
    plain, moved = xmr(points), xmr(points * by + up)
    np.testing.assert_allclose(moved.mean, plain.mean * by + up, atol=1e-9)
    np.testing.assert_allclose(moved.upper, plain.upper * by + up, atol=1e-9)


@given(VALUES)
def test_an_xmr_chart_upside_down_has_the_same_limits(values: list[int]) -> None:
    points = np.array(values, dtype=float)
    plain, turned = xmr(points), xmr(-points)
    np.testing.assert_allclose(turned.mean, -plain.mean)
    np.testing.assert_allclose(turned.upper, -plain.lower)
    np.testing.assert_array_equal(turned.is_trial, plain.is_trial)


@given(VALUES, st.sets(st.integers(0, 39)))
def test_every_point_is_in_one_phase_in_order(values: list[int], starts: set[int]) -> None:
    found = xmr(values, rebase_at=starts)
    inside = {start for start in starts if 0 < start < len(values)}
    assert found.phase[0] == 0
    assert found.phase[-1] == len(inside)
    assert set(np.flatnonzero(np.diff(found.phase)) + 1) == inside


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 200)), min_size=1, max_size=30))
def test_a_jump_is_large_judged_and_has_a_year_before(pairs: list[tuple[int, int]]) -> None:
    table = pl.DataFrame(
        {
            "thing": "a",
            "period": [add_months(dt.date(2008, 4, 1), i) for i in range(len(pairs))],
            "count": [min(part, whole) for part, whole in pairs],
            "whole": [whole for _, whole in pairs],
        },
        schema_overrides={"count": pl.Int64, "whole": pl.Int64},
    )
    found = with_jumps(table, by="thing", count="count", whole="whole", periods=4)
    assert found.select(table.columns).equals(table)
    assert found["is_jump"].null_count() == 0
    for row in found.filter("is_jump").to_dicts():
        assert row["whole_before"] > 0
        assert max(row["count"], row["count_before"]) >= 6
        assert row["change"] is None or not 1 / 1.2 < row["change"] < 1.2


@given(st.integers(0, 40), st.integers(1, 50))
def test_a_share_that_stays_never_jumps(count: int, times: int) -> None:
    table = pl.DataFrame(
        {
            "thing": "a",
            "period": [add_months(dt.date(2008, 4, 1), i) for i in range(12)],
            "count": [count * times] * 12,
            "whole": [40 * times] * 12,
        }
    )
    found = with_jumps(table, by="thing", count="count", whole="whole", periods=4)
    assert not found["is_jump"].any()
