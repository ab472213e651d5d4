"""How alike two series stray from what was fitted."""

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import SpecError

PERIODS = [f"{2008 + month // 12}-{month % 12 + 1:02d}" for month in range(48)]
SPEC = its.ItsSpec(
    timeline=its.Timeline(its.Interruption("launch", starts="2011-01")),
    model="ols_hac",
    scale="identity",
)


def series(name: str, values: np.ndarray, periods: list[str] = PERIODS) -> pl.DataFrame:
    return pl.DataFrame({"period": periods, "value": values, "segment": name})


def test_it_is_the_correlation_of_what_least_squares_leaves() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], len(PERIODS)).T
    month = np.arange(len(PERIODS))
    x = np.column_stack([np.ones_like(month), month, month >= 36])
    left = [y - x @ np.linalg.lstsq(x, y, rcond=None)[0] for y in (one, other)]
    fitted = its.fit(pl.concat([series("a", one + 0.1 * month), series("b", other)]), SPEC)
    found = its.residual_correlation(fitted, "a", "b")
    assert found == pytest.approx(np.corrcoef(*left)[0, 1], rel=1e-9)
    assert its.residual_correlation(fitted, "b", "a") == pytest.approx(found)


def test_series_of_other_periods_are_refused() -> None:
    values = np.random.default_rng(2).standard_normal(len(PERIODS))
    short = series("b", values[:-1], PERIODS[:-1])
    fitted = its.fit(pl.concat([series("a", values), short]), SPEC)
    with pytest.raises(SpecError, match="residual correlation: a and b without a fit on the same"):
        its.residual_correlation(fitted, "a", "b")
