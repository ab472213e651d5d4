"""What must hold of a path that may drift, whatever the series."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from referral_analysis.its.tolerance.interval import at_level, climb, p_values
from referral_analysis.its.tolerance.ladder import Ladder

Floats = NDArray[np.float64]
TIMES = np.r_[0:22, 25:29]
DESIGN = np.column_stack([np.ones(26), TIMES / 12, TIMES >= 25]).astype(float)
LADDER = Ladder(
    design=DESIGN,
    times=TIMES,
    contrast=np.array([0.0, 0.0, 1.0]),
    family="robust",
    periods_a_year=12.0,
)
AFTER = TIMES >= 25
PROFILE = settings(deadline=None, max_examples=60)


def _series(seed: int, memory: float, far: float, month: int) -> Floats:
    noise = np.random.default_rng(seed).standard_normal(29)
    for place in range(1, 29):
        noise[place] += memory * noise[place - 1]
    values = noise[TIMES]
    values[month] += far
    return values[None]


series = st.builds(
    _series,
    st.integers(0, 10_000),
    st.floats(-0.5, 0.95),
    st.sampled_from([0.0, 0.0, 5.0]),
    st.integers(0, 25),
)
tolerances = st.lists(st.floats(0.0, 1.5), min_size=2, max_size=8, unique=True)


@given(y=series, at=tolerances)
@PROFILE
def test_a_larger_tolerance_never_narrows(y: Floats, at: list[float]) -> None:
    found = at_level(climb(LADDER, y, np.sort(at)), 0.95)
    assert (np.diff(found.low[0]) <= 0).all()
    assert (np.diff(found.high[0]) >= 0).all()
    assert (found.low <= found.estimate).all()
    assert (found.estimate <= found.high).all()


@given(y=series, tolerance=st.floats(0.0, 1.5), fall=st.floats(0.0, 20.0))
@PROFILE
def test_a_larger_fall_never_weakens_the_answer(y: Floats, tolerance: float, fall: float) -> None:
    at = np.array([tolerance])
    before = at_level(climb(LADDER, y, at), 0.95)
    after = at_level(climb(LADDER, y - fall * AFTER, at), 0.95)
    np.testing.assert_allclose(after.high, before.high - fall, atol=1e-6)
    np.testing.assert_allclose(after.low, before.low - fall, atol=1e-6)


@given(y=series, tolerance=st.floats(0.01, 1.5), unit=st.floats(0.01, 100.0))
@PROFILE
def test_another_unit_changes_nothing_else(y: Floats, tolerance: float, unit: float) -> None:
    one = at_level(climb(LADDER, y, np.array([tolerance])), 0.95)
    other = at_level(climb(LADDER, y * unit, np.array([tolerance * unit])), 0.95)
    np.testing.assert_allclose(other.high, one.high * unit, rtol=1e-6, atol=1e-9 * unit)
    np.testing.assert_allclose(other.low, one.low * unit, rtol=1e-6, atol=1e-9 * unit)


@given(y=series, tolerance=st.floats(0.0, 1.5), level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
@PROFILE
def test_the_p_value_agrees_with_the_range(y: Floats, tolerance: float, level: float) -> None:
    climbed = climb(LADDER, y, np.array([tolerance]))
    found = at_level(climbed, level)
    excludes = bool(found.low[0, 0] > 0 or found.high[0, 0] < 0)
    assert bool(p_values(climbed)[0] < 1 - level) == excludes
