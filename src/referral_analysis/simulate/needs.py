"""Why a child was referred: a primary need for each row, by what became of the referral."""

import numpy as np
import polars as pl

from referral_analysis.extract import columns
from referral_analysis.simulate.scenario import Outcome

_CODES = pl.Series(["N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N0", None])
# assumptions: shares in the order of the codes, the last one left empty
_SHARES: dict[Outcome, tuple[float, ...]] = {
    "nfa": (0.14, 0.02, 0.03, 0.08, 0.10, 0.03, 0.02, 0.01, 0.04, 0.13, 0.40),
    "not_in_need": (0.38, 0.03, 0.05, 0.16, 0.22, 0.05, 0.02, 0.02, 0.02, 0.05, 0.0),
    "in_need": (0.47, 0.10, 0.06, 0.10, 0.17, 0.03, 0.01, 0.03, 0.01, 0.02, 0.0),
}


def draw_needs(rng: np.random.Generator, outcome: pl.Series) -> pl.Series:
    """Draw a PrimaryNeedCode for each row; null where the need of an NFA referral went unsaid."""
    chance = rng.random(outcome.len())
    picked = np.zeros(outcome.len(), dtype=np.int64)
    for name, shares in _SHARES.items():
        rows = (outcome == name).to_numpy()
        ladder = np.cumsum(shares)
        picked[rows] = np.searchsorted(ladder, chance[rows] * ladder[-1], "right")
    return _CODES.gather(picked).alias(columns.PRIMARY_NEED)
