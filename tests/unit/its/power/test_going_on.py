"""Periods to come are drawn as theory says of periods so far; what is left of a fall is noisier."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from referral_analysis import its
from referral_analysis.errors import SpecError
from referral_analysis.its.power import PowerScenario
from referral_analysis.its.power.foreseen import LEAST_LEFT_OVER, ToBeTold, smallest_told
from referral_analysis.its.power.going_on import CONTROLS, GoingOn, SoFar, go_on, with_effect
from referral_analysis.its.tolerance.few import more_noise, noise_of_one
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import Ladder

Floats = NDArray[np.float64]
BEFORE, AFTER = 37, 5
FULL = 0.15


@pytest.fixture
def scenario(launch: its.Timeline) -> PowerScenario:
    """February's paper: 37 months before the launch and 5 after."""
    spec = its.ItsSpec(timeline=launch, seasonality=its.fourier(1))
    return PowerScenario(spec=spec, first="2008-04", last="2011-12", sd=1.0)


def so_far(seed: int, a_month: float = 400.0, sd: float = 0.1) -> SoFar:
    """Return months of counts with independent errors."""
    values = np.log(a_month) + sd * np.random.default_rng(seed).standard_normal(BEFORE)
    return SoFar(values=values, events=np.exp(values) - 0.5, least=0.0)


def gone_on(known: SoFar, scenario: PowerScenario, draws: int = 400, seed: int = 1) -> GoingOn:
    return go_on(known, scenario, "launch", rng=np.random.default_rng(seed), draws=draws)


def to_come(series: GoingOn) -> Floats:
    return series.values[:, series.is_to_come]


def test_periods_so_far_are_kept(scenario: PowerScenario) -> None:
    known = so_far(3)
    series = gone_on(known, scenario)
    np.testing.assert_array_equal(
        series.values[:, ~series.is_to_come], np.tile(known.values, (400, 1))
    )
    assert to_come(series).shape == (400, AFTER)


def test_a_period_to_come_is_least_squares_t(scenario: PowerScenario) -> None:
    """Independent errors: the next period has Student's t about its prediction (any textbook)."""
    known = so_far(4)
    series = gone_on(known, scenario, draws=40_000)
    matrix = series.design.matrix[:, [name != "launch" for name in series.design.names]]
    before, first = matrix[:BEFORE], matrix[BEFORE]
    coefficients, squares = np.linalg.lstsq(before, known.values, rcond=None)[:2]
    free = BEFORE - matrix.shape[1]
    spread = np.sqrt(squares[0] / free * (1 + first @ np.linalg.solve(before.T @ before, first)))
    found = (to_come(series)[:, 0] - first @ coefficients) / spread
    for level in (0.1, 0.5, 0.9):
        # three standard errors of 40,000 draws
        share = (found < stats.t(free).ppf(level)).mean()
        assert share == pytest.approx(level, abs=3 * np.sqrt(level * (1 - level) / 40_000))


def test_neighbours_carry_over(scenario: PowerScenario) -> None:
    """AR(1) without anything to estimate but a level: the next month leans on the last by rho."""
    launch = its.Timeline(its.Interruption("launch", starts="2011-05"))
    spec = its.ItsSpec(timeline=launch)
    asked = replace(scenario, spec=spec, last="2011-05", rho=0.6)
    low, high = so_far(5), so_far(5)
    high.values[-1] += 0.1
    moved = gone_on(high, asked).values[:, -1].mean() - gone_on(low, asked).values[:, -1].mean()
    apart = np.abs(np.subtract.outer(np.arange(BEFORE + 1), np.arange(BEFORE + 1)))
    correlation = 0.6**apart
    inverse = np.linalg.inv(correlation[:BEFORE, :BEFORE])
    matrix = gone_on(low, asked).design.matrix[:, :2]
    solved = np.linalg.solve(matrix[:-1].T @ inverse @ matrix[:-1], matrix[:-1].T @ inverse)
    pull = correlation[BEFORE, :BEFORE] @ inverse
    expected = pull + (matrix[-1] - pull @ matrix[:-1]) @ solved
    assert moved == pytest.approx(0.1 * expected[-1], abs=0.03)


def test_an_event_with_a_chance_of_four_in_five_comes_about_in_four_of_five(
    scenario: PowerScenario,
) -> None:
    """Each of 2,000 series draws by its own few months, and then goes on as it does in truth."""
    launch = its.Timeline(its.Interruption("launch", starts="2009-01"))
    asked = replace(scenario, spec=its.ItsSpec(timeline=launch), last="2009-03")
    rng, size = np.random.default_rng(6), 2_000
    below = 0
    for seed in range(size):
        whole = 0.3 * rng.standard_normal(12)
        known = SoFar(values=whole[:9], events=np.full(9, 1e6), least=0.0)
        foreseen = to_come(gone_on(known, asked, draws=400, seed=seed)).mean(axis=1)
        below += bool(whole[9:].mean() < np.quantile(foreseen, 0.8))
    assert below / size == pytest.approx(0.8, abs=3 * np.sqrt(0.8 * 0.2 / size))


def test_no_error_is_smaller_than_the_noise_of_its_count(scenario: PowerScenario) -> None:
    """Months on their path by chance: the spread to come is that of counts all the same."""
    calm = replace(so_far(7, sd=1e-4), least=0.04)
    found = to_come(gone_on(calm, scenario, draws=4_000))[:, 0].std()
    assert 0.2 < found < 0.3  # sd .2, and what the path is not known by


def test_what_is_left_of_a_fall_is_noisier_by_the_formula_of_the_range(
    scenario: PowerScenario,
) -> None:
    known = so_far(8, a_month=200.0)
    series = gone_on(known, scenario, draws=4_000)
    np.testing.assert_allclose(with_effect(series, 0.0), series.values)
    psi = np.log(0.3)
    moved = with_effect(series, psi) - series.values
    np.testing.assert_array_equal(moved[:, ~series.is_to_come], 0.0)
    late = moved[:, series.is_to_come]
    assert late.mean() == pytest.approx(psi, abs=0.03)  # halves and a skewed logarithm
    expected = more_noise(noise_of_one(np.array(0.1), np.array(200.5)), np.array(psi))
    assert late.var() == pytest.approx(expected, rel=0.15)  # a logarithm's of 60 is not all normal


def test_a_rise_has_no_noise_of_its_own(scenario: PowerScenario) -> None:
    series = gone_on(so_far(9, a_month=1e6), scenario)
    moved = (with_effect(series, 0.4) - series.values)[:, series.is_to_come]
    np.testing.assert_allclose(moved, 0.4, atol=1e-6)


def test_a_control_goes_on_too(scenario: PowerScenario) -> None:
    control = np.random.default_rng(10).standard_normal(BEFORE)
    series = gone_on(replace(so_far(10), control=control), scenario)
    assert series.control is not None
    assert series.control.shape == (CONTROLS, BEFORE + AFTER)
    np.testing.assert_array_equal(series.control[:, :BEFORE], np.tile(control, (CONTROLS, 1)))
    assert len(np.unique(series.control[:, BEFORE])) == CONTROLS


@pytest.mark.parametrize("months", [BEFORE - 1, 6])
def test_months_that_are_not_the_designs_are_refused(scenario: PowerScenario, months: int) -> None:
    known = so_far(11)
    known = replace(known, values=known.values[:months], events=known.events[:months])
    with pytest.raises(SpecError, match=rf"{months} periods before, of 37 that are kept"):
        gone_on(known, scenario)


def test_the_smallest_fall_is_told_as_often_as_asked(scenario: PowerScenario) -> None:
    series = gone_on(so_far(12), scenario)
    asked = ToBeTold(at="launch", tolerances=(FULL, 0.0), level=0.95, power=0.8)
    full, straight = smallest_told(series, asked)
    assert full.fall is not None
    assert straight.fall is not None
    assert full.fall < straight.fall < 1 < straight.rise < full.rise
    design = series.design
    ladder = Ladder(
        design=design.matrix,
        times=design.times,
        contrast=np.array([name == "launch" for name in design.names], dtype=float),
        family="robust",
        periods_a_year=12.0,
    )
    ends = at_level(climb(ladder, with_effect(series, np.log(full.fall)), np.array([FULL])), 0.95)
    assert (ends.high < 0).mean() == pytest.approx(0.8, abs=0.02)  # the search ends near
    rising = at_level(climb(ladder, with_effect(series, np.log(full.rise)), np.array([FULL])), 0.95)
    assert (rising.low > 0).mean() == pytest.approx(0.8, abs=0.01)


def test_no_fall_is_named_where_none_to_a_twentieth_would_be_told(scenario: PowerScenario) -> None:
    few = so_far(13, a_month=1.0, sd=2.0)
    (found,) = smallest_told(
        gone_on(few, scenario), ToBeTold(at="launch", tolerances=(FULL,), level=0.95, power=0.8)
    )
    assert found.fall is None
    assert LEAST_LEFT_OVER == 0.05


def test_a_control_makes_it_harder_or_easier_by_what_it_explains(scenario: PowerScenario) -> None:
    """A control that makes up nearly all of the errors lets a smaller fall be told."""
    plain = so_far(14)
    control = plain.values + 0.01 * np.random.default_rng(14).standard_normal(BEFORE)
    asked = ToBeTold(at="launch", tolerances=(0.0,), level=0.95, power=0.8)
    (alone,) = smallest_told(gone_on(plain, scenario), asked)
    (beside,) = smallest_told(gone_on(replace(plain, control=control), scenario), asked)
    assert alone.fall is not None
    assert beside.fall is not None
    assert beside.fall > alone.fall + 0.05


def test_a_change_of_slope_is_refused(scenario: PowerScenario) -> None:
    launch = its.Interruption("launch", starts="2011-05", slope_change=True)
    spec = its.ItsSpec(timeline=its.Timeline(launch))
    series = gone_on(so_far(15), replace(scenario, spec=spec))
    with pytest.raises(SpecError, match="launch with 2 coefficients"):
        smallest_told(series, ToBeTold(at="launch", tolerances=(0.0,), level=0.95, power=0.8))
