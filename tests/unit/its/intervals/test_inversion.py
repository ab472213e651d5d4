"""Test inversion against its definition, a grid search, and the values that come with it."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from referral_analysis.errors import SpecError
from referral_analysis.its.intervals import critical_store
from referral_analysis.its.intervals.correlation import (
    AR1_SEARCHED,
    Structure,
    autocorrelation,
    searched,
    simulated,
    to_searched,
)
from referral_analysis.its.intervals.critical_store import critical_table, shipped_tables, table_key
from referral_analysis.its.intervals.critical_values import (
    DRAWS,
    LEVELS,
    critical_at,
    p_values,
    simulated_values,
)
from referral_analysis.its.intervals.envelope import accepted_ends
from referral_analysis.its.intervals.inversion import Line, invert
from referral_analysis.its.intervals.likelihood_ratio import (
    Problem,
    correlation_matrix,
    parabolas,
    problem,
    statistic,
)
from referral_analysis.its.intervals.shipped import papers_problems

Floats = NDArray[np.float64]
TIMES = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18])
DESIGN = np.column_stack([np.ones(17), TIMES / 12, TIMES >= 14]).astype(float)
LEVEL = np.array([0.0, 0.0, 1.0])
FAMILIES = ("ar1", "all")


@pytest.fixture(scope="module", params=FAMILIES)
def asked(request: pytest.FixtureRequest) -> Problem:
    return problem(DESIGN, TIMES, LEVEL, request.param)


@pytest.fixture(scope="module")
def series() -> Floats:
    correlation = correlation_matrix(Structure("ar2", 0.4, 0.3), TIMES)
    root = np.linalg.cholesky(correlation)
    return (root @ np.random.default_rng(3).standard_normal((17, 40))).T


def restricted_likelihood(structure: Structure, y: Floats, design: Floats) -> float:
    """Return -2 x the profiled restricted log-likelihood less the log-determinant's scale."""
    correlation = correlation_matrix(structure, TIMES)
    inverse = np.linalg.inv(correlation)
    information = design.T @ inverse @ design
    residual = y - design @ np.linalg.solve(information, design.T @ inverse @ y)
    left = len(y) - design.shape[1]
    determinants = np.linalg.slogdet(correlation)[1] + np.linalg.slogdet(information)[1]
    return float(determinants + left * np.log(residual @ inverse @ residual))


@pytest.mark.parametrize("psi", [-0.7, 0.0, 1.3])
def test_the_ratio_is_that_of_restricted_likelihoods(
    asked: Problem, series: Floats, psi: float
) -> None:
    """With contrast = psi imposed the model has a column less; both likelihoods by definition.

    l1 is that of m + 1 contrasts free of the other columns, maximised over beta as well: its RSS
    has all columns, its determinant those of the model without the contrast's column.
    """
    structures = searched(asked.family)
    ratio, which = statistic(parabolas(asked, series), np.full(len(series), psi))
    other = DESIGN[:, :2]
    for row in range(0, len(series), 13):
        under = np.array(
            [restricted_likelihood(s, series[row] - psi * DESIGN[:, 2], other) for s in structures]
        )
        free = []
        for structure in structures:
            inverse = np.linalg.inv(correlation_matrix(structure, TIMES))
            information = DESIGN.T @ inverse @ DESIGN
            beta = np.linalg.solve(information, DESIGN.T @ inverse @ series[row])
            free.append(
                restricted_likelihood(structure, series[row] - beta[2] * DESIGN[:, 2], other)
            )
        np.testing.assert_allclose(ratio[row], under.min() - min(free), atol=1e-8)
        assert which[row] == under.argmin()


def test_ends_are_accepted_and_nothing_beyond_them_is(asked: Problem, series: Floats) -> None:
    """Critical values that jump from structure to structure make islands of accepted points."""
    critical = np.random.default_rng(1).uniform(3.0, 6.0, len(searched(asked.family)))
    curves = parabolas(asked, series)
    low, high = accepted_ends(curves, critical)
    width = high - low
    for inside in (low + 1e-9 * width, high - 1e-9 * width):
        ratio, which = statistic(curves, inside)
        assert (ratio <= critical[which]).all()
    for steps in np.geomspace(1e-6, 30, 300):
        for beyond in (low - steps * width, high + steps * width):
            ratio, which = statistic(curves, beyond)
            assert (ratio > critical[which]).all()


def test_the_p_value_is_what_the_level_leaves_at_an_end(series: Floats) -> None:
    line = Line(design=DESIGN, times=TIMES, contrast=LEVEL)
    found = invert(line, series, family="all", level=0.9)
    asked = problem(DESIGN, TIMES, LEVEL, "all")
    table = critical_table(asked)
    curves = parabolas(asked, series)
    # an end may also be where the likeliest structure changes: there the test falls short,
    # and rounding decides of which of the two structures the value at the very end is
    at_the_end, just_inside = (
        p_values(table, *statistic(curves, end))
        for end in (found.high, found.high - 1e-9 * (found.high - found.low))
    )
    p_value = np.maximum(at_the_end, just_inside)
    assert (p_value >= 0.1 - 1e-9).all()
    assert np.isclose(p_value, 0.1).mean() > 0.8
    inside = (found.low <= 0) & (found.high >= 0)
    np.testing.assert_array_equal(found.p_value >= 0.1, inside)


def test_location_and_scale_drop_out(series: Floats) -> None:
    line = Line(design=DESIGN, times=TIMES, contrast=LEVEL)
    plain = invert(line, series, family="all", level=0.95)
    moved = series * 7 + DESIGN @ [3.0, -2.0, 5.0]
    other = invert(line, moved, family="all", level=0.95)
    np.testing.assert_allclose(other.low, plain.low * 7 + 5)
    np.testing.assert_allclose(other.high, plain.high * 7 + 5)
    shifted = invert(line, moved, family="all", level=0.95, null=5.0)
    np.testing.assert_allclose(shifted.p_value, plain.p_value)


def test_a_higher_level_is_wider(series: Floats) -> None:
    line = Line(design=DESIGN, times=TIMES, contrast=LEVEL)
    widths = []
    for level in (0.5, 0.8, 0.9, 0.95, 0.96, 0.99):
        found = invert(line, series, family="ar1", level=level)
        widths.append(found.high - found.low)
    assert (np.diff(widths, axis=0) > 0).all()


def test_the_families_are_those_of_the_method() -> None:
    assert len(searched("all")) == 89
    assert [
        sum(s.kind == kind for s in searched("all")) for kind in ("ar1", "ar1_noise", "ar2")
    ] == [
        31,
        35,
        23,
    ]
    assert (
        max(s.first * (1 - s.second) + s.second for s in searched("all") if s.kind == "ar2") <= 0.8
    )
    assert (len(searched("ar1")), len(simulated("ar1"))) == (91, 11)


def test_every_structure_is_a_correlation() -> None:
    times = np.arange(60)
    for structure in searched("all"):
        assert np.linalg.eigvalsh(correlation_matrix(structure, times)).min() > 0


def test_autocorrelations_are_those_of_the_processes() -> None:
    np.testing.assert_allclose(autocorrelation(Structure("ar1", 0.5), 4), [1, 0.5, 0.25, 0.125])
    noisy = autocorrelation(Structure("ar1_noise", 0.5, 0.2), 3)
    np.testing.assert_allclose(noisy, [1, 0.4, 0.2])
    found = autocorrelation(Structure("ar2", 0.4, 0.3), 6)
    # Yule-Walker: each is phi1 and phi2 of those before it; the second partial one is 0.3
    first = 0.4 * 0.7
    np.testing.assert_allclose(found[2:], first * found[1:-1] + 0.3 * found[:-2])
    np.testing.assert_allclose((found[2] - found[1] ** 2) / (1 - found[1] ** 2), 0.3)
    assert autocorrelation(Structure("ar2", 0.4, 0.3), 1).tolist() == [1.0]


def test_values_between_simulated_correlations_are_interpolated() -> None:
    values = np.column_stack([np.arange(11.0), np.zeros(11)])
    carried = to_searched("ar1", values)
    assert carried.shape == (91, 2)
    assert carried[AR1_SEARCHED.tolist().index(0.0), 0] == 2.0
    assert carried[0, 0] == 0.0
    assert (np.diff(carried[:, 0]) >= 0).all()


def test_critical_values_between_levels_are_interpolated() -> None:
    table = LEVELS[None] * 10
    assert critical_at(table, 0.95)[0] == 9.5
    assert 9.5 < critical_at(table, 0.96)[0] < 9.75
    for level in (0.2, 0.9999):
        with pytest.raises(
            SpecError, match=r"for test inversion; need a level from 0\.25 to 0\.999"
        ):
            critical_at(table, level)


def test_p_values_run_through_the_table() -> None:
    table = np.tile(-np.log1p(-LEVELS), (2, 1))
    ratio = np.array([0.0, -np.log(0.05), -np.log(0.03), 50.0])
    found = p_values(table, ratio, np.array([0, 1, 0, 1]))
    np.testing.assert_allclose(found, [1.0, 0.05, 0.03, 0.001])


# Monte-Carlo error of a 95% point from 1,000 draws against one from 4,000: six of it
REDUCED, TOLERANCE = 1000, 6 * np.sqrt(0.95 * 0.05 * (1 / 1000 + 1 / DRAWS))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_shipped_table_is_what_the_simulation_gives(family: str) -> None:
    """The same structure with fewer draws: its 95% point is exceeded five times in a hundred."""
    name = f"months 2008-04 to 2011-12, 2 Fourier pairs, family {family}"
    asked = dict(papers_problems())[name]
    structure = 6
    table = shipped_tables()[table_key(asked)][structure]
    fewer = simulated_values(asked, draws=REDUCED, only=slice(structure, structure + 1))[0]
    level = np.interp(table[LEVELS == 0.95], fewer, LEVELS)
    assert abs(level - 0.95) < TOLERANCE
    full = simulated_values(asked, only=slice(structure, structure + 1))[0]
    np.testing.assert_allclose(full, table, rtol=1e-6)


def test_every_design_of_the_papers_is_shipped() -> None:
    keys = {table_key(asked) for _, asked in papers_problems()}
    assert len(keys) == 33
    assert keys == set(shipped_tables())


def test_the_key_is_of_what_matters(asked: Problem) -> None:
    key = table_key(asked)
    noisy = problem(DESIGN + 1e-12, TIMES, LEVEL * 3, asked.family)
    assert table_key(noisy) == key
    other = [
        problem(DESIGN, TIMES + (TIMES > 3), LEVEL, asked.family),
        problem(DESIGN, TIMES, np.array([0.0, 1.0, 0.0]), asked.family),
        problem(DESIGN[:, ::-1].copy(), TIMES, LEVEL, asked.family),
    ]
    assert key not in {table_key(one) for one in other}


@pytest.fixture
def no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep critical values in a folder of the test, and none in the process."""
    monkeypatch.setattr(critical_store, "_known", {})
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path))
    return tmp_path


def test_a_table_is_kept_and_found_again(no_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = problem(DESIGN, TIMES, LEVEL, "ar1")
    table = critical_table(asked)
    (kept,) = no_cache.rglob("*.json")
    assert not list(no_cache.rglob("*.part"))
    monkeypatch.setattr(critical_store, "_known", {})
    monkeypatch.setattr(critical_store, "simulated_values", None)
    np.testing.assert_array_equal(critical_table(asked), table)
    assert len(json.loads(kept.read_text())) == 11


@pytest.mark.parametrize("content", ["", "[[1, 2]]", "[1]", "not json"])
def test_a_spoilt_cache_is_made_again(no_cache: Path, content: str) -> None:
    asked = problem(DESIGN, TIMES, LEVEL, "ar1")
    path = no_cache / "critical" / f"{table_key(asked)}.json"
    path.parent.mkdir()
    path.write_text(content)
    assert critical_table(asked).shape == (91, len(LEVELS))
    assert len(json.loads(path.read_text())) == 11


def test_a_cache_that_cannot_be_written_costs_nothing(no_cache: Path) -> None:
    (no_cache / "critical").write_text("a file where the folder should be")
    asked = problem(DESIGN, TIMES, LEVEL, "ar1")
    assert critical_table(asked).shape == (91, len(LEVELS))
