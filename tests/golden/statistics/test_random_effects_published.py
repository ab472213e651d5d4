"""Random effects against what R's metafor prints for the 13 trials of the BCG vaccine.

Counts: Colditz and others (1994), JAMA 271(9), 698-702. Numbers: `rma(yi, vi, data = dat)` of
metafor, method REML, and with `test = "knha"`; four decimals are all that it prints.
"""

import numpy as np
import pytest

from referral_analysis.statistics.random_effects import join

TRIALS = np.array(
    [  # cases and others among the vaccinated, then among the not vaccinated
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619],
        [33, 5036, 47, 5761], [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892],
        [29, 7470, 45, 7232], [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338],
        [27, 16886, 29, 17825],
    ]
)  # fmt: skip
PRINTED = 5e-5


def test_the_bcg_trials() -> None:
    cases, others, cases_of, others_of = TRIALS.T
    with_it, without = cases + others, cases_of + others_of
    log_ratios = np.log(cases / with_it / (cases_of / without))
    variances = 1 / cases - 1 / with_it + 1 / cases_of - 1 / without
    joined = join(log_ratios, np.sqrt(variances))
    assert joined.estimate == pytest.approx(-0.7145, abs=PRINTED)
    assert joined.tau**2 == pytest.approx(0.3132, abs=PRINTED)
    assert joined.share_between == pytest.approx(0.9222, abs=PRINTED)
    assert (joined.low, joined.high) == pytest.approx((-1.1084, -0.3206), abs=PRINTED)
