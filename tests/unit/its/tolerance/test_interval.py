"""Ranges at a tolerance: what they come to without one, and what must hold with any."""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from tests.unit.its.tolerance.months import fitted, odds

from referral_analysis import its
from referral_analysis.errors import SpecError
from referral_analysis.its.intervals.correlation import Structure, searched
from referral_analysis.its.intervals.critical_store import critical_table
from referral_analysis.its.intervals.critical_values import LEVELS
from referral_analysis.its.intervals.inversion import Line, invert
from referral_analysis.its.intervals.likelihood_ratio import (
    covariances,
    parabolas,
    problem,
    statistic,
)
from referral_analysis.its.tolerance.interval import at_level, climb, estimate_at, p_values
from referral_analysis.its.tolerance.ladder import LAMBDAS, Ladder, problem_at
from referral_analysis.its.tolerance.rung import deletion_residuals, without_row

Floats = NDArray[np.float64]
TIMES = np.r_[0:24, 27:31]
DESIGN = np.column_stack([np.ones(28), TIMES / 12, TIMES >= 19, TIMES >= 27]).astype(float)
CONTRAST = np.array([0.0, 0.0, 0.0, 1.0])
ROBUST = Ladder(design=DESIGN, times=TIMES, contrast=CONTRAST, family="robust", periods_a_year=12.0)
TOLERANCES = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.3])


@pytest.fixture(scope="module")
def series() -> Floats:
    rng = np.random.default_rng(8)
    return 0.1 * rng.standard_normal((12, 28)) + 0.03 * rng.standard_normal((12, 28)).cumsum(axis=1)


def test_without_a_tolerance_and_over_all_families_it_is_the_inversion_of_a_straight_path(
    series: Floats,
) -> None:
    ladder = Ladder(
        design=DESIGN, times=TIMES, contrast=CONTRAST, family="all", periods_a_year=12.0
    )
    climbed = climb(ladder, series, np.array([0.0]))
    found = at_level(climbed, 0.9)
    line = Line(design=DESIGN, times=TIMES, contrast=CONTRAST)
    known = invert(line, series, family="all", level=0.9)
    np.testing.assert_allclose(found.low[:, 0], known.low, atol=1e-9)
    np.testing.assert_allclose(found.high[:, 0], known.high, atol=1e-9)
    np.testing.assert_allclose(
        p_values(climbed), np.clip(known.p_value, 1 - LEVELS[-1], 1 - LEVELS[0]), atol=1e-5
    )


def test_a_period_left_out_in_closed_form_is_the_design_without_it(series: Floats) -> None:
    asked = problem(DESIGN, TIMES, CONTRAST, "all", walk=0.4)
    found = without_row(asked, parabolas(asked, series), series, 6)
    kept = np.arange(28) != 6
    less = problem(DESIGN[kept], TIMES[kept], CONTRAST, "all", walk=0.4)
    known = parabolas(less, series[:, kept])
    psi = np.linspace(-0.3, 0.3, 12)
    np.testing.assert_allclose(found.middle, known.middle, atol=1e-12)
    np.testing.assert_allclose(statistic(found, psi)[0], statistic(known, psi)[0], rtol=1e-9)


def test_a_deletion_residual_is_a_periods_own_dummys_t(series: Floats) -> None:
    """Without correlation: least squares with a dummy for the period, by its normal equations."""
    asked = problem_at(ROBUST, 0)
    white = searched("robust").index(Structure("ar1", 0.0))
    found = deletion_residuals(asked, series, np.full(len(series), white))
    for period in (0, 11, 27):
        dummy = (np.arange(28) == period).astype(float)
        wide = np.column_stack([DESIGN, dummy])
        inverse = np.linalg.inv(wide.T @ wide)
        coefficients = series @ wide @ inverse
        rest = series - coefficients @ wide.T
        variance = (rest**2).sum(axis=1) / (28 - 5)
        known = coefficients[:, -1] / np.sqrt(variance * inverse[-1, -1])
        np.testing.assert_allclose(found[:, period], known, rtol=1e-9)


@pytest.mark.parametrize("node", [0, 4])
@pytest.mark.parametrize("structure", [12, 40, 70, 95, 112])
def test_pooled_critical_values_are_passed_as_often_as_they_say(node: int, structure: int) -> None:
    """Fresh series of a structure, with the path's walk: LR at the truth against the table."""
    asked = problem_at(ROBUST, node)
    table = critical_table(asked)[structure]
    root = np.linalg.cholesky(covariances("robust", TIMES, LAMBDAS[node] / 12)[structure])
    drawn = np.random.default_rng(77).standard_normal((6000, 28)) @ root.T
    ratio, _ = statistic(parabolas(asked, drawn), np.zeros(6000))
    for level in (0.8, 0.95, 0.99):
        # four standard errors: of 6,000 draws here, of 4,000 or more behind the table
        error = np.sqrt(level * (1 - level) * (1 / 6000 + 1 / 4000))
        assert abs((ratio <= table[level == LEVELS]).mean() - level) < 4 * error


def test_a_change_of_the_level_moves_the_range_by_itself(series: Floats) -> None:
    moved = series - 0.4 * (TIMES >= 27)
    before = at_level(climb(ROBUST, series, TOLERANCES), 0.95)
    after = at_level(climb(ROBUST, moved, TOLERANCES), 0.95)
    for name in ("estimate", "low", "high"):
        np.testing.assert_allclose(getattr(after, name), getattr(before, name) - 0.4, atol=1e-9)


def test_ranges_widen_with_the_tolerance_and_hold_the_estimate(series: Floats) -> None:
    found = at_level(climb(ROBUST, series, TOLERANCES), 0.95)
    assert (np.diff(found.low, axis=1) <= 0).all()
    assert (np.diff(found.high, axis=1) >= 0).all()
    assert (found.low < found.estimate).all()
    assert (found.estimate < found.high).all()


def test_the_p_value_is_below_five_in_a_hundred_where_the_range_excludes_no_change(
    series: Floats,
) -> None:
    moved = series - np.linspace(0, 0.9, 12)[:, None] * (TIMES >= 27)
    climbed = climb(ROBUST, moved, np.array([0.1]))
    found, p_value = at_level(climbed, 0.95), p_values(climbed)
    excludes = found.high[:, 0] < 0
    assert 0 < excludes.sum() < 12
    np.testing.assert_array_equal(p_value < 0.05, excludes)


def test_an_outlying_period_is_left_out_in_turn(series: Floats) -> None:
    far = series[:1] + 3.0 * (np.arange(28) == 25)
    found = at_level(climb(ROBUST, far, np.array([0.1])), 0.95)
    unguarded = at_level(climb(ROBUST, far, np.array([0.1]), is_guarded=False), 0.95)
    kept = np.arange(28) != 25
    less = Ladder(
        design=DESIGN[kept],
        times=TIMES[kept],
        contrast=CONTRAST,
        family="robust",
        periods_a_year=12.0,
    )
    apart = at_level(climb(less, far[:, kept], np.array([0.1])), 0.95)
    assert found.low <= unguarded.low
    assert found.high >= unguarded.high
    # critical values are the whole design's; s, and so lambda, is of the series with the period
    assert found.low[0, 0] < apart.low[0, 0] + 0.1


def test_one_late_period_does_not_hide_behind_a_spread_that_grows() -> None:
    """A month halved, the last but one of four after, in counties without any other change."""
    rng = np.random.default_rng(26)
    halved = 0.07 * rng.standard_normal((60, 28)) + np.log(0.5) * (np.arange(28) == 26)
    climbed = climb(ROBUST, halved, np.array([0.1]))
    for rung in climbed.rungs:
        assert (rung.row == 26).all()
        assert (rung.residual < -3.5).all()


def test_effects_at_a_tolerance_cannot_contradict_each_other() -> None:
    fit = fitted(odds(4, fall=0.3))
    found = its.effects(fit, "launch", interval="test_inversion", family="robust", tolerance=0.1)
    level = found.filter(estimand="level_change", scale="ratio").row(0, named=True)
    averted = found.filter(estimand="averted").row(0, named=True)
    total = odds(4, fall=0.3).filter(pl.col("period") >= pl.date(2011, 8, 1))["value"].sum()
    for end, other in (("estimate", "estimate"), ("low", "high"), ("high", "low")):
        assert averted[end] == pytest.approx(total / level[other] - total, rel=1e-9)
    assert level["method"] == "test inversion, family robust, drift 0.1 a year"


def test_the_family_robust_without_a_tolerance_is_a_straight_path() -> None:
    fit = fitted(odds(4))
    found = [
        its.effects(fit, "launch", interval="test_inversion", family="robust", tolerance=tolerance)
        for tolerance in (None, 0.0)
    ]
    assert found[0].equals(found[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tolerance": 0.2}, "a tolerance with interval='satterthwaite'; need interval='test_inv"),
        ({"tolerance": -0.1, "interval": "test_inversion"}, "-0.1; need a number of zero or more"),
        ({"tolerance": np.nan, "interval": "test_inversion"}, "nan; need a number of zero or more"),
        ({"family": "none"}, "'none'; need one of ar1, all, robust"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, object], message: str) -> None:
    fit = fitted(odds(4))
    with pytest.raises(SpecError, match=message):
        its.effects(fit, "launch", **options)  # type: ignore[arg-type]


def test_a_change_of_slope_is_refused() -> None:
    timeline = its.Timeline(its.Interruption("launch", starts="2011-05", slope_change=True))
    fit = fitted(odds(4), timeline)
    with pytest.raises(SpecError, match="launch with a change of slope; need one coefficient"):
        its.effects(fit, "launch", interval="test_inversion", tolerance=0.1)


def test_an_estimate_by_itself_is_that_of_the_whole_climb(series: Floats) -> None:
    for tolerance in TOLERANCES:
        known = at_level(climb(ROBUST, series, np.array([tolerance])), 0.9).estimate[:, 0]
        np.testing.assert_array_equal(estimate_at(ROBUST, series, float(tolerance)), known)
    known = at_level(climb(ROBUST, series, TOLERANCES), 0.9).estimate
    np.testing.assert_array_equal(estimate_at(ROBUST, series, float(TOLERANCES[2])), known[:, 2])


def test_p_values_that_are_not_wanted_are_null_and_change_nothing_else() -> None:
    found = fitted(odds(4, fall=0.4))
    known, without = (
        its.effects(found, "launch", interval="test_inversion", tolerance=0.1, tested=tested)
        for tested in (True, False)
    )
    assert known["p_value"].is_not_null().any()
    assert without["p_value"].is_null().all()
    assert known.drop("p_value").equals(without.drop("p_value"))
