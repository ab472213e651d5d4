"""A change as the sum of its parts: exact, and with ends that know how the parts move together."""

import numpy as np
import pytest

from referral_analysis.statistics.decomposition import (
    Parts,
    error_correlation,
    part_changes,
    total_change,
)


def parts(correlation: float = 0.0) -> Parts:
    return Parts(
        observed=np.array([[400.0, 600.0]]),
        log_ratio=np.log([[0.8, 1.0]]),
        low=np.log([[0.7, 0.9]]),
        high=np.log([[0.9, 1.1]]),
        correlation=np.array([[[1, correlation], [correlation, 1]]]),
    )


def test_by_hand() -> None:
    each, total = part_changes(parts()), total_change(parts())
    # 400 seen where 500 were expected; 600 where 600 were
    assert each.estimate[0] == pytest.approx([-100, 0])
    assert each.low[0] == pytest.approx([400 - 400 / 0.7, 600 - 600 / 0.9])
    assert total.estimate[0] == pytest.approx(-100)
    reach = np.hypot(each.estimate - each.low, 0).ravel()
    assert total.low[0] == pytest.approx(-100 - np.hypot(*reach))


def test_parts_that_move_as_one_add_their_reaches() -> None:
    each, total = part_changes(parts(1.0)), total_change(parts(1.0))
    assert total.low == pytest.approx(each.low.sum(axis=1))
    assert total.high == pytest.approx(each.high.sum(axis=1))


def test_parts_that_move_against_each_other_leave_the_whole_surer() -> None:
    widths = [
        float((total_change(parts(r)).high - total_change(parts(r)).low)[0])
        for r in (-0.9, 0.0, 0.9)
    ]
    assert widths == sorted(widths)


def test_correlation_of_errors_is_that_of_the_residuals() -> None:
    shared, own = np.random.default_rng(1).normal(size=(2, 3, 1, 40))
    residuals = np.concatenate([shared, shared, own, -own], axis=1)
    found = error_correlation(residuals)
    assert found.shape == (3, 4, 4)
    assert found[:, 0, 1] == pytest.approx(np.ones(3))
    assert found[:, 2, 3] == pytest.approx(-np.ones(3))
    assert found[1, 0, 2] == pytest.approx(
        np.sum(shared[1] * own[1]) / np.sqrt((shared[1] ** 2).sum() * (own[1] ** 2).sum())
    )
