"""Digamma and trigamma of positive numbers by Stirling's series, shifted to 8 or more.

Written out because scipy's trigamma is slow: its two take three times as long as these two.
Source: Abramowitz & Stegun (1964), 6.3.18, 6.4.12; error below 1e-14 from 8 on.
"""

import numpy as np

from referral_analysis.its.kernels.result import Floats

SHIFT = 8


def digamma_trigamma(x: Floats) -> tuple[Floats, Floats]:
    """Return the first and second derivative of log-gamma at x > 0."""
    first, second, z = np.zeros_like(x), np.zeros_like(x), x
    if x.size and x.min() < SHIFT:
        for _ in range(SHIFT):
            inverse = 1 / z
            first -= inverse
            second += inverse * inverse
            z = z + 1
    r = 1 / z
    s = r * r
    tail = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * _C)))))
    first += np.log(z) - r / 2 - tail
    bend = 1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - s * (5 / 66 - s * 691 / 2730))))
    second += r * (1 + r / 2 + s * bend)
    return first, second


_C = 691 / 32760
