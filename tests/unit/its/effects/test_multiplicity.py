"""Adjusted p-values, against worked examples."""

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import ParametersError
from referral_analysis.its.effects.multiplicity import benjamini_hochberg, holm

# R 4.2.2: p.adjust(c(.01, .04, .03, .005, .5), "holm") and "BH"
GIVEN = [0.01, 0.04, 0.03, 0.005, 0.5]


def test_adjusted_values_are_rs() -> None:
    np.testing.assert_allclose(holm(GIVEN), [0.04, 0.09, 0.09, 0.025, 0.5])
    np.testing.assert_allclose(benjamini_hochberg(GIVEN), [0.025, 0.05, 0.05, 0.025, 0.5])


def test_one_p_value_is_its_own() -> None:
    assert holm([0.03]).tolist() == benjamini_hochberg([0.03]).tolist() == [0.03]
    assert holm([]).tolist() == []


def test_each_estimand_is_adjusted_over_its_segments() -> None:
    frame = pl.DataFrame(
        {
            "segment": ["a", "b", "c", "a"],
            "estimand": ["mean_effect"] * 3 + ["level_change"],
            "scale": ["ratio"] * 4,
            "interruption": ["launch"] * 4,
            "period": pl.Series([None] * 4, dtype=pl.Date),
            "p_value": [0.01, None, 0.04, 0.5],
        }
    )
    assert its.adjusted(frame)["p_adjusted"].to_list() == [0.02, None, 0.04, 0.5]
    shares = its.adjusted(frame, correction="benjamini_hochberg")
    assert shares["p_adjusted"].to_list() == [0.02, None, 0.04, 0.5]
    with pytest.raises(ParametersError, match="correction: 'tukey'; need holm or benjamini"):
        its.adjusted(frame, correction="tukey")  # type: ignore[arg-type]
