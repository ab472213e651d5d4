"""Waits in whole days: how long until a thing is done, or entered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Days until a thing is done: exponential, with a share of rows in a longer tail."""

    mean_days: float
    tail_share: float = 0.0
    tail_mean_days: float = 0.0


def wait(rng: np.random.Generator, delay: Delay, n: int) -> NDArray[np.timedelta64]:
    """Draw whole days, at most two years."""
    in_tail = rng.random(n) < delay.tail_share
    days = rng.standard_exponential(n) * np.where(in_tail, delay.tail_mean_days, delay.mean_days)
    return np.minimum(days, 730).astype(np.int64).astype("timedelta64[D]")


def lognormal_wait(
    rng: np.random.Generator, median_and_sd: tuple[float, float], n: int
) -> NDArray[np.timedelta64]:
    """Draw whole days, at most ten years, from their median and the SD of their logarithm."""
    median, sd = median_and_sd
    # the generator's own log-normal: its last digit does not hang on the processor
    days = rng.lognormal(0.0, sd, n) * median
    return np.minimum(days, 3650).astype(np.int64).astype("timedelta64[D]")
