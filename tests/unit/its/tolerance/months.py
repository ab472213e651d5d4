"""Months of odds with an inspection and a launch, and their fit."""

import numpy as np
import polars as pl

from referral_analysis import its

MONTHS = pl.date_range(pl.date(2008, 11, 1), pl.date(2011, 12, 1), "1mo", eager=True)
BEFORE, PHASE_IN = 30, 3


LAUNCH = its.Timeline(
    its.Interruption("inspection", starts="2010-10"),
    its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"),
)


def odds(seed: int, *, fall: float = 0.0, starts: int = BEFORE + PHASE_IN) -> pl.DataFrame:
    """Return 38 months of odds around 1/2, lower by `fall` (log) from one month on."""
    rng = np.random.default_rng(seed)
    place = np.arange(len(MONTHS))
    logs = -0.7 + 0.05 * np.sin(place / 12 * 2 * np.pi) + 0.07 * rng.standard_normal(len(place))
    return pl.DataFrame({"period": MONTHS, "value": np.exp(logs - fall * (place >= starts))})


def fitted(frame: pl.DataFrame, timeline: its.Timeline = LAUNCH) -> its.ItsFit:
    """Fit log odds on a trend, two waves and both interruptions."""
    spec = its.ItsSpec(timeline=timeline, model="ar1_noise", seasonality=its.fourier(1))
    return its.fit(frame, spec)
