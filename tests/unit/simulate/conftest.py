"""One simulated county for the tests that only look at it."""

import pytest

from referral_analysis import simulate


@pytest.fixture(scope="session")
def county() -> simulate.County:
    return simulate.county(1)
