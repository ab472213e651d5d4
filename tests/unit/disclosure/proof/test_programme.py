"""What HiGHS answers, asked again and again, against what scipy finds begun anew."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csc_array

from referral_analysis.arrays import Floats
from referral_analysis.disclosure.proof.programme import Programme, cheapest

pytestmark = pytest.mark.unit


def drawn(seed: int) -> tuple[csc_array, Floats, Floats, Floats]:
    """Draw counts within limits, and sums of some of them."""
    random = np.random.default_rng(seed)
    sums = (random.random((6, 14)) < 0.4).astype(float)
    values = random.integers(0, 9, 14).astype(float)
    low, high = np.maximum(values - random.integers(0, 5, 14), 0), values + 4
    return csc_array(sums), low, high, sums @ values


@pytest.mark.parametrize("seed", range(20))
def test_it_goes_as_far_as_scipy_begun_anew(seed: int) -> None:
    sums, low, high, totals = drawn(seed)
    programme, random = Programme(sums, low, high, totals), np.random.default_rng(seed)
    for _ in range(8):
        objective = random.choice([-1.0, 0.0, 1.0], low.size)
        mine = programme.farthest(objective)
        theirs = linprog(-objective, A_eq=sums, b_eq=totals, bounds=np.column_stack([low, high]))
        assert mine is not None
        assert_allclose(objective @ mine.point, -theirs.fun, atol=1e-6)
        assert_allclose(sums @ mine.point, totals, atol=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_what_sums_and_limits_are_worth_is_how_far_it_goes(seed: int) -> None:
    sums, low, high, totals = drawn(seed)
    objective = np.random.default_rng(seed).choice([-1.0, 0.0, 1.0], low.size)
    corner = Programme(sums, low, high, totals).farthest(objective)
    assert corner is not None
    left = objective - sums.T @ corner.worths
    bound = totals @ corner.worths + np.where(left > 0, left * high, left * low).sum()
    assert_allclose(bound, objective @ corner.point, atol=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_in_whole_numbers_it_goes_as_far_as_scipy(seed: int) -> None:
    sums, low, high, totals = drawn(seed)
    programme, random = Programme(sums, low, high, totals), np.random.default_rng(seed)
    for _ in range(8):
        objective = random.choice([-1.0, 0.0, 1.0], low.size)
        mine = programme.farthest(objective, whole_numbers=True)
        theirs = milp(
            -objective,
            integrality=np.ones(low.size),
            bounds=(low, high),
            constraints=LinearConstraint(sums, totals, totals),
        )
        assert mine is not None
        assert_allclose(objective @ np.round(mine.point), -theirs.fun, atol=1e-6)
        assert_allclose(sums @ np.round(mine.point), totals)


def test_where_corners_are_halves_whole_numbers_are_searched_for() -> None:
    """Of three each two add up to 1 at most: by halves all are a half, by whole numbers one is."""
    sums = csc_array(
        np.array([[1.0, 1, 0, 1, 0, 0], [1.0, 0, 1, 0, 1, 0], [0.0, 1, 1, 0, 0, 1]])
    )  # the last three are what is left of 1
    programme = Programme(sums, np.zeros(6), np.ones(6), np.ones(3))
    objective = np.array([1.0, 1, 1, 0, 0, 0])
    by_halves, whole = (programme.farthest(objective, whole_numbers=one) for one in (False, True))
    again = programme.farthest(objective)
    assert by_halves is not None
    assert whole is not None
    assert again is not None
    assert objective @ by_halves.point == pytest.approx(1.5)
    assert objective @ whole.point == pytest.approx(1)
    assert not whole.worths.any()
    assert objective @ again.point == pytest.approx(1.5)


def test_where_nothing_fits_there_is_no_corner() -> None:
    sums = csc_array(np.ones((1, 2)))
    programme = Programme(sums, np.zeros(2), np.ones(2), np.array([5.0]))
    assert programme.farthest(np.ones(2)) is None
    assert programme.farthest(np.ones(2), whole_numbers=True) is None
    assert cheapest(np.ones(2), (np.zeros(2), np.ones(2)), sums, (np.r_[5.0], np.r_[5.0])) is None


@pytest.mark.parametrize("seed", range(20))
def test_the_cheapest_is_the_cheapest_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    cost, sums = random.uniform(1, 2, 8), random.integers(0, 3, (4, 8)).astype(float)
    least = sums.sum(axis=1) * 0.4
    found = cheapest(cost, (np.zeros(8), np.ones(8)), csc_array(sums), (least, np.full(4, np.inf)))
    assert found is not None
    every = np.array(list(itertools.product([0.0, 1.0], repeat=8)))
    allowed = every[(every @ sums.T >= least).all(axis=1)]
    assert_allclose(cost @ np.round(found), (allowed @ cost).min(), atol=1e-9)


def test_nothing_is_written_where_it_is_solved(capfd: pytest.CaptureFixture[str]) -> None:
    sums, low, high, totals = drawn(1)
    Programme(sums, low, high, totals).farthest(np.ones(low.size), whole_numbers=True)
    assert capfd.readouterr() == ("", "")
