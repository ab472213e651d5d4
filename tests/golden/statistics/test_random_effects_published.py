"""Random effects against what R's metafor prints for the 13 trials of the BCG vaccine.

Counts: Colditz and others (1994), JAMA 271(9), 698-702. Numbers: metafor 3.8.1 on R 4.2.2,
`rma(yi, vi, data = dat, test = "knha")`, method REML, and `predict` of it; metafor stops where tau
squared moves by less than 1e-5.
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
STOPS = 1e-5


def test_the_bcg_trials() -> None:
    cases, others, cases_of, others_of = TRIALS.T
    with_it, without = cases + others, cases_of + others_of
    log_ratios = np.log(cases / with_it / (cases_of / without))
    variances = 1 / cases - 1 / with_it + 1 / cases_of - 1 / without
    joined = join(log_ratios, np.sqrt(variances))
    assert joined.estimate == pytest.approx(-0.7145323484, abs=STOPS)
    assert joined.tau**2 == pytest.approx(0.3132433260, abs=STOPS)
    assert joined.share_between == pytest.approx(0.922213861, abs=STOPS)
    assert (joined.low, joined.high) == pytest.approx((-1.1084437230, -0.3206209737), abs=STOPS)
    assert (joined.next_low, joined.next_high) == pytest.approx(
        (-1.9960169670, 0.5669522703), abs=STOPS
    )
