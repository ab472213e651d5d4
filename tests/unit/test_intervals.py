"""Interval formulas, against tables of Student's t."""

import numpy as np
import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.intervals import (
    checked_level,
    t_interval,
    t_p_value,
    t_quantile,
    wilson_interval,
)

# 97.5% points of Student's t with 1, 2, 10, 30 degrees of freedom and of the normal
PRINTED = {1: 12.7062, 2: 4.3027, 10: 2.2281, 30: 2.0423, np.inf: 1.9600}


def test_quantiles_are_the_printed_ones() -> None:
    np.testing.assert_allclose(t_quantile(list(PRINTED), 0.975), list(PRINTED.values()), atol=5e-5)


def test_an_interval_reaches_as_far_each_way() -> None:
    low, high = t_interval([1.0, -2.0], [0.5, 0.1], [10, np.inf], 0.95)
    np.testing.assert_allclose(low, [1 - 0.5 * 2.2281389, -2 - 0.1 * 1.9599640], atol=1e-7)
    np.testing.assert_allclose(high - [1.0, -2.0], [1.0, -2.0] - low)


@pytest.mark.parametrize("df", [2.0, 7.3, np.inf])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_p_value_is_what_the_level_leaves_at_an_end(df: float, level: float) -> None:
    low, _ = t_interval(0.0, 1.0, df, level)
    np.testing.assert_allclose(t_p_value(low, 1.0, df), 1 - level)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_between_0_and_1(level: float) -> None:
    with pytest.raises(ParametersError, match=r"level: .* need a confidence level between 0 and 1"):
        checked_level(level)


@pytest.mark.parametrize(
    ("seen", "cases", "low", "high"),
    # Newcombe (1998), Stat. Med. 17, 857-872, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_as_in_print(seen: int, cases: int, low: float, high: float) -> None:
    found = wilson_interval(seen / cases, cases, 0.95)
    assert [round(float(end), 4) for end in found] == [low, high]


def test_wilson_interval_of_no_cases_is_none() -> None:
    assert all(np.isnan(end) for end in wilson_interval(np.nan, 0, 0.95))
