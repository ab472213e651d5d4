"""scipy's special functions under its own names, and nothing of scipy before one is called."""

import subprocess
import sys

import numpy as np
import pytest

from referral_analysis import special
from referral_analysis.arrays import Floats

TO_ROUNDING = 1e-12
LATE = (
    "import sys; from referral_analysis import special; "
    "before = 'scipy' in sys.modules; special.expit(0.0); print(before, 'scipy' in sys.modules)"
)


def test_scipy_is_imported_when_the_first_is_called() -> None:
    done = subprocess.run([sys.executable, "-c", LATE], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (special.bdtr(1, 3, 0.5), 4 / 8),
        (special.bdtrc(1, 3, 0.5), 4 / 8),
        (special.bdtr(0, 3, 0.2), 0.8**3),
        (special.bdtrik(4 / 8, 3, 0.5), 1),
        (special.betainc(2, 1, 0.5), 0.25),
        (special.betaincinv(2, 1, 0.25), 0.5),
        (special.chdtrc(2, 3.0), np.exp(-1.5)),
        (special.expit(np.log(3)), 0.75),
        (special.logit(0.75), np.log(3)),
        (special.fdtrc(2, 2, 3.0), 1 / 4),
        (special.fdtrc(2, 4, 3.0), (1 + 2 * 3 / 4) ** -2),
        (special.gammainc(1, 2.0), 1 - np.exp(-2)),
        (special.gammaincinv(1, 1 - np.exp(-2)), 2),
        (special.gammaln(5), np.log(24)),
        (special.ndtr(0.0), 0.5),
        (special.ndtri(special.ndtr(1.25)), 1.25),
        (special.pdtr(1, 2.0), 3 * np.exp(-2)),
        (special.stdtr(1, 1.0), 0.75),
        (special.stdtr(2, 1.0), 0.5 + 1 / (2 * np.sqrt(3))),
        (special.stdtrit(1, 0.75), 1),
    ],
)
def test_each_is_the_function_that_it_says(value: Floats, exact: float) -> None:
    np.testing.assert_allclose(value, exact, rtol=TO_ROUNDING)


def test_arrays_are_answered_value_by_value() -> None:
    shares = special.expit([[-np.log(3), 0.0], [np.log(3), np.inf]])
    np.testing.assert_allclose(shares, [[0.25, 0.5], [0.75, 1.0]], rtol=TO_ROUNDING)
