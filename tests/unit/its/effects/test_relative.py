"""Observed over expected on the identity scale: Fieller's range."""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from referral_analysis import its

MONTHS = pl.date_range(pl.date(2007, 1, 1), pl.date(2010, 9, 1), "1mo", eager=True)  # 45
AFTER = np.arange(45) >= 37


def effects(values: NDArray[np.float64], *, trend: bool = True) -> pl.DataFrame:
    """Fit series (S, 45) by least squares of one AR(1), on the scale of what is counted."""
    months = pl.DataFrame(
        {
            "segment": np.repeat([f"{place:04d}" for place in range(len(values))], 45),
            "period": [*MONTHS] * len(values),
            "value": values.ravel(),
        }
    )
    timeline = its.Timeline(its.Interruption("policy", starts="2010-02"))
    spec = its.ItsSpec(timeline=timeline, scale="identity", trend=trend)
    return its.effects(its.fit(months, spec), at="policy")


def noisy(seed: int, size: int, ratio: float, *, mean: float = 10.0) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.asarray(mean * np.where(AFTER, ratio, 1.0) + 2 * rng.standard_normal((size, 45)))


def test_each_end_is_where_numerator_less_ratio_times_denominator_could_be_nothing() -> None:
    """Two means: at each end r the mean after less r times that before is t of its errors."""
    found = effects(noisy(5, 1, 0.6), trend=False)
    change = found.filter(estimand="level_change", scale="absolute").row(0, named=True)
    ratio = found.filter(estimand="level_change", scale="ratio").row(0, named=True)
    after = 8
    total = noisy(5, 1, 0.6)[0][AFTER].mean()
    before = total - change["estimate"]
    # by the change's own width and what the design says: the errors of the means are independent
    # under no correlation, as (1/37, 1/8); rho is estimated near nothing here
    reach = change["high"] - change["estimate"]
    variance = reach**2 / (1 / 37 + 1 / after)
    for end in (ratio["low"], ratio["high"]):
        gap = (total - end * before) ** 2
        assert gap == pytest.approx(variance * (1 / after + end**2 / 37), rel=0.1)


@pytest.mark.parametrize("seed", range(8))
def test_it_excludes_one_just_where_the_change_excludes_nothing(seed: int) -> None:
    found = effects(noisy(seed, 30, 0.85))
    change = found.filter(estimand="level_change", scale="absolute")
    ratio = found.filter(estimand="level_change", scale="ratio")
    for low, high, less, more in zip(
        change["low"], change["high"], ratio["low"], ratio["high"], strict=True
    ):
        assert (high < 0) == (more < 1)
        assert (low > 0) == (less > 1)
    assert ((ratio["low"] < ratio["estimate"]) & (ratio["estimate"] < ratio["high"])).all()


@pytest.mark.parametrize("ratio", [0.2, 0.6, 1.4])
def test_ranges_hold_the_ratio_as_often_as_they_say(ratio: float) -> None:
    """400 series of normal errors; what was observed taken as known held .2 in six of ten."""
    found = effects(noisy(11, 400, ratio)).filter(estimand="level_change", scale="ratio")
    held = found.select(pl.lit(ratio).is_between("low", "high").mean()).item()
    # three standard errors of 400 about a nominal 95%
    assert abs(held - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 400)


def test_an_expected_that_could_be_nothing_has_no_high_end() -> None:
    found = effects(noisy(3, 1, 1.0, mean=0.4) + 0.5 * AFTER)
    ratios = found.filter(scale="ratio")
    assert ratios["high"].null_count() == ratios.height
    assert found.filter(scale="absolute")["high"].null_count() == 0
