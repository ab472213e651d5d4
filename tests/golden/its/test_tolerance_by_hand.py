"""Ranges at a tolerance, worked out the long way: dense matrices, a grid of psi, no shared code.

The definition (docs/method.md): structure k has restricted log-likelihoods l1_k and, at psi, l0_k;
psi is inside where 2 (max l1 - max l0) is at most the critical value of the structure that is the
likeliest at psi. The critical values themselves are simulated here again, by the definition.
"""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from referral_analysis.its.intervals.critical_store import critical_table
from referral_analysis.its.intervals.critical_values import LEVELS
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import LAMBDAS, Ladder, problem_at

Floats = NDArray[np.float64]
TIMES = np.r_[0:26, 29:33]
ANGLE = 2 * np.pi * TIMES / 12
DESIGN = np.column_stack(
    [np.ones(30), TIMES / 12, np.sin(ANGLE), np.cos(ANGLE), TIMES >= 19, TIMES >= 29]
).astype(float)
EFFECT = 5
TOLERANCES = (0.0, 0.07, 0.15)
GRID_STEP = 0.0005


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Keep critical values out of the user's own cache."""
    folder = str(tmp_path_factory.mktemp("cache"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("platformdirs.user_cache_dir", lambda _: folder)
        yield folder


def structures() -> list[Floats]:
    """List the 113 covariances (30, 30) of mean variance 1, in the order of the method."""
    apart = np.abs(np.subtract.outer(TIMES, TIMES))
    found = [np.power(rho, apart) for rho in np.arange(-12, 19) / 20]
    for rho, noise in product((0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9), (0.15, 0.3, 0.45, 0.6, 0.75)):
        found.append((1 - noise) * np.power(rho, apart) + noise * np.eye(30))
    for a, b in product((0.0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.88), (0.1, 0.2, 0.3, 0.4, 0.5)):
        first = a * (1 - b)
        if first + b <= 0.8:
            known = [1.0, first / (1 - b)]  # Yule and Walker
            for _ in range(int(apart.max())):
                known.append(first * known[-1] + b * known[-2])
            found.append(np.array(known)[apart])
    growing = [np.power(rho, apart) for rho in (-0.3, 0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)]
    growing += [
        (1 - noise) * np.power(rho, apart) + noise * np.eye(30)
        for rho, noise in product((0.6, 0.85), (0.3, 0.6))
    ]
    for times, correlation in product((2.0, 4.0), growing):
        spread = 1 + (times - 1) * TIMES / TIMES[-1]
        scale = np.diag(spread / np.sqrt(np.mean(spread**2)))
        found.append(scale @ correlation @ scale)
    return found


def with_walk(ratio: float) -> list[Floats]:
    years = TIMES / 12
    walk = np.array([[min(one, other) for other in years] for one in years])
    return [covariance + ratio * walk for covariance in structures()]


class Likelihood:
    """Restricted log-likelihoods of one structure, and its estimate."""

    def __init__(self, covariance: Floats) -> None:
        self.inverse = np.linalg.inv(covariance)
        self.normal = np.linalg.inv(DESIGN.T @ self.inverse @ DESIGN)
        # log|Q'RQ| = log|R| + log|X'R^-1 X| - log|X'X|
        self.size = (
            np.linalg.slogdet(covariance)[1]
            - np.linalg.slogdet(self.normal)[1]
            - np.linalg.slogdet(DESIGN.T @ DESIGN)[1]
        )
        self.variance = self.normal[EFFECT, EFFECT]

    def fit(self, y: Floats) -> tuple[float, float]:
        """Return the estimate and the residual sum of squares."""
        beta = self.normal @ DESIGN.T @ self.inverse @ y
        rest = y - DESIGN @ beta
        return float(beta[EFFECT]), float(rest @ self.inverse @ rest)

    def at_best(self, squares: float) -> float:
        """Return l1 of a residual sum of squares."""
        left = len(TIMES) - DESIGN.shape[1]
        found = self.size + np.log(self.variance) + (left + 1) * np.log(squares)
        return float(-0.5 * found)

    def at(self, psi: Floats, estimate: float, squares: float) -> Floats:
        """Return l0 at each psi."""
        left = len(TIMES) - DESIGN.shape[1]
        away = (estimate - psi) ** 2 / (self.variance * squares)
        return np.asarray(self.at_best(squares) - 0.5 * (left + 1) * np.log1p(away))


def range_at(ratio: float, y: Floats, critical: Floats) -> tuple[float, float, float, float]:
    """Return the estimate, the lowest and highest accepted psi of a grid, and s."""
    likelihoods = [Likelihood(covariance) for covariance in with_walk(ratio)]
    fits = [one.fit(y) for one in likelihoods]
    best = [one.at_best(squares) for one, (_, squares) in zip(likelihoods, fits, strict=True)]
    psi = np.asarray(np.arange(-2000, 2001) * GRID_STEP, dtype=np.float64)
    under = np.array([one.at(psi, *fit) for one, fit in zip(likelihoods, fits, strict=True)])
    statistic = 2 * (max(best) - under.max(axis=0))
    accepted = psi[statistic <= critical[under.argmax(axis=0)]]
    likeliest = int(np.argmax(best))
    spread = np.sqrt(fits[likeliest][1] / (len(TIMES) - DESIGN.shape[1]))
    return fits[likeliest][0], accepted.min(), accepted.max(), spread


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ranges_are_those_of_the_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = 0.08 * rng.standard_normal(30) + np.cumsum(0.03 * rng.standard_normal(30))
    ladder = Ladder(
        design=DESIGN,
        times=TIMES,
        contrast=np.eye(6)[EFFECT],
        family="robust",
        periods_a_year=12.0,
    )
    climbed = climb(ladder, y[None], np.array(TOLERANCES), is_guarded=False)
    found = at_level(climbed, 0.95)
    level = int(np.flatnonzero(LEVELS == 0.95)[0])
    by_hand = []
    for node in range(len(climbed.rungs)):
        critical = critical_table(problem_at(ladder, node))[:, level]
        by_hand.append(range_at(LAMBDAS[node], y, critical))
    roots = np.sqrt(LAMBDAS[: len(by_hand)])
    estimates, lows, highs, spreads = (np.array(column) for column in zip(*by_hand, strict=True))
    for place, tolerance in enumerate(TOLERANCES):
        here = tolerance / spreads[0]
        assert here < roots[-1]
        below = roots <= here
        assert found.estimate[0, place] == pytest.approx(np.interp(here, roots, estimates))
        low = min(lows[below].min(), np.interp(here, roots, lows))
        high = max(highs[below].max(), np.interp(here, roots, highs))
        assert found.low[0, place] == pytest.approx(low, abs=2 * GRID_STEP)
        assert found.high[0, place] == pytest.approx(high, abs=2 * GRID_STEP)


def test_critical_values_are_those_of_the_definition() -> None:
    """2,000 series of one structure with its walk: the statistic's 95% point."""
    node, structure, draws = 3, 14, 2000
    ladder = Ladder(
        design=DESIGN,
        times=TIMES,
        contrast=np.eye(6)[EFFECT],
        family="robust",
        periods_a_year=12.0,
    )
    covariances = with_walk(LAMBDAS[node])
    root = np.linalg.cholesky(covariances[structure])
    series = np.random.default_rng(9).standard_normal((draws, 30)) @ root.T
    best, under = np.full(draws, -np.inf), np.full(draws, -np.inf)
    for covariance in covariances:
        one = Likelihood(covariance)
        for row, y in enumerate(series):
            estimate, squares = one.fit(y)
            best[row] = max(best[row], one.at_best(squares))
            under[row] = max(under[row], one.at(np.zeros(1), estimate, squares)[0])
    critical = critical_table(problem_at(ladder, node))[structure][LEVELS == 0.95]
    # four standard errors, of these draws and of the 4,000 or more behind the table
    error = np.sqrt(0.95 * 0.05 * (1 / draws + 1 / 4000))
    assert abs((2 * (best - under) <= critical).mean() - 0.95) < 4 * error
