"""What must hold of the sensitivity frames whatever the series."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis import its
from referral_analysis.its.sensitivity import Alternatives, placebo_test, specification_curve

SPEC = its.ItsSpec(
    timeline=its.Timeline(its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07")),
    scale="identity",
)
ALTERNATIVES = Alternatives(models=("ols_hac",), shifts=(-1, 1), phase_ins=("ramp",))
DAYS = pl.date_range(pl.date(2008, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)


def series(seed: int, shift: float = 0.0, scale: float = 1.0) -> pl.DataFrame:
    """Return noise, moved and stretched."""
    noise = np.random.default_rng(seed).standard_normal(len(DAYS))
    return pl.DataFrame({"period": DAYS, "value": shift + scale * noise})


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), shift=st.floats(-100, 100), scale=st.floats(0.1, 50))
def test_units_move_no_verdict(seed: int, shift: float, scale: float) -> None:
    plain = specification_curve(series(seed), SPEC, "launch", ALTERNATIVES, estimand="averted")
    other = specification_curve(
        series(seed, shift, scale), SPEC, "launch", ALTERNATIVES, estimand="averted"
    )
    for column in ("estimate", "low", "high"):
        np.testing.assert_allclose(
            other[column].to_numpy(), scale * plain[column].to_numpy(), rtol=1e-4, atol=1e-3 * scale
        )


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), shift=st.floats(-100, 100), scale=st.floats(0.1, 50))
def test_units_move_no_placebo_p_value(seed: int, shift: float, scale: float) -> None:
    found = [
        placebo_test(one, SPEC, "launch", rng=np.random.default_rng(1), simulations=99)
        for one in (series(seed), series(seed, shift, scale))
    ]
    first, second = (one.summary["p_value"].to_numpy() for one in found)
    # a simulated statistic may fall on the observed one's other side by rounding
    np.testing.assert_allclose(first, second, atol=0.011)
    for one in found:
        assert one.dates["p_value"].is_between(0, 1, closed="right").all()
        assert one.summary["rank"].is_between(1, one.dates.height).all()
