"""The local level of the Nile against published estimates.

Durbin & Koopman (2012), Time Series Analysis by State Space Methods, 2nd ed., table 2.1 and
section 2.10: noise variance 15,099, step variance 1,469.1, diffuse log-likelihood -632.5456.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from referral_analysis.its.structural.estimate import fit
from referral_analysis.its.structural.forecast import effects, forecasts

# beside the project, not in it
NILE = Path(__file__).resolve().parents[3].parent / "shared/reference/published/nile.csv"

pytestmark = pytest.mark.skipif(not NILE.exists(), reason="other people's data are not at hand")


def flow() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    with NILE.open(newline="") as file:
        return np.array([[float(row["flow"]) for row in csv.DictReader(file)]])


def test_the_level_alone() -> None:
    found = fit(np.ones((100, 1)), flow())
    np.testing.assert_allclose(found.noise_variance, [15099], atol=1)
    np.testing.assert_allclose(found.step_variance, [1469.1], atol=0.1)
    assert found.kernel.log_likelihood is not None
    np.testing.assert_allclose(found.kernel.log_likelihood, [-632.5456], atol=5e-5)


def test_a_step_in_1899_leaves_the_level_nothing_to_explain() -> None:
    """R's least squares: step -247.78, standard error 28.43."""
    design = np.stack([np.ones(100), np.arange(100) >= 28], axis=1).astype(float)
    plain = fit(design, flow(), covariance="plug_in")
    assert plain.is_level_still.all()
    np.testing.assert_allclose(plain.kernel.coefficients[0, 1], -247.78, atol=5e-3)
    np.testing.assert_allclose(np.sqrt(plain.kernel.covariance[0, 1, 1]), 28.43, atol=1e-2)
    averaged = fit(design, flow()).kernel
    assert averaged.covariance[0, 1, 1] > 2 * plain.kernel.covariance[0, 1, 1]


def test_the_forecast_from_before_1899_says_that_the_flow_fell() -> None:
    forecast = forecasts(np.ones((38, 1)), flow()[:, :38], np.arange(38) >= 28)[0]
    ten_years = effects(forecast, np.full((1, 10), 1 / 10))
    assert ten_years.high[0] < 0
    assert ten_years.probability_below[0] > 0.975
