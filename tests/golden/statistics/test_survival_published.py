"""Kaplan-Meier and log-rank against published figures and against lifelines.

Remission in weeks of 42 children with leukaemia, 21 on 6-mercaptopurine and 21 on placebo:
Freireich et al. (1963), Blood 21, 699-716, as analysed by Gehan (1965), Biometrika 52, 203-223.
Figures to four digits: Kleinbaum & Klein (2012), Survival Analysis, 3rd ed., chapter 2.
"""

import warnings

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

from referral_analysis.statistics.survival import difference, incidence, life_table, log_rank

TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
SURVIVAL = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
GREENWOOD = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}

treated = life_table(TREATED, RELAPSED)
placebo = life_table(PLACEBO, np.ones(21))


@pytest.mark.parametrize("week", SURVIVAL)
def test_survival_and_greenwood_as_published(week: int) -> None:
    found = incidence(treated)
    assert 1 - found.share[week] == pytest.approx(SURVIVAL[week], abs=5e-5)
    assert found.standard_error[week] == pytest.approx(GREENWOOD[week], abs=5e-5)


def test_log_rank_as_published() -> None:
    chi_square, p_value = log_rank(treated, placebo)
    assert chi_square == pytest.approx(16.793, abs=5e-4)
    assert p_value == pytest.approx(4.17e-5, rel=2e-3)
    assert log_rank(placebo, treated)[0] == pytest.approx(chi_square)


def test_curves_and_their_intervals_are_those_of_lifelines() -> None:
    found = incidence(treated, 0.9)
    fitted = KaplanMeierFitter(alpha=0.1).fit(TREATED, RELAPSED)
    weeks = np.arange(6, 36)
    theirs = fitted.survival_function_at_times(weeks).to_numpy()
    np.testing.assert_allclose(1 - found.share[weeks], theirs, rtol=1e-12)
    ends = fitted.confidence_interval_.reindex(weeks, method="ffill").to_numpy()
    np.testing.assert_allclose(1 - found.high[weeks], ends[:, 0], rtol=1e-9)
    np.testing.assert_allclose(1 - found.low[weeks], ends[:, 1], rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_log_rank_is_that_of_lifelines_with_ties_and_censoring(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = [rng.integers(0, 40, size) for size in (150, 90)]
    events = [rng.random(size) < share for size, share in ((150, 0.6), (90, 0.3))]
    ours = log_rank(*(life_table(t, e) for t, e in zip(times, events, strict=True)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas', of how lifelines calls it
        theirs = logrank_test(times[0], times[1], events[0], events[1])
    assert ours == pytest.approx((theirs.test_statistic, theirs.p_value), rel=1e-9)


def test_the_difference_is_the_square_and_add_of_both_intervals() -> None:
    one, other = incidence(placebo), incidence(treated)
    middle, low, high = difference(one, other, 8)
    assert middle == pytest.approx(0.8067 - 8 / 21, abs=5e-5)
    reach = np.hypot(one.share[8] - one.low[8], other.high[8] - other.share[8])
    assert low == pytest.approx(middle - reach)
    assert difference(other, one, 8) == pytest.approx((-middle, -high, -low))
